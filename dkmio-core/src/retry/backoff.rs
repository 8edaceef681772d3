//! How long to wait before the next try.

use std::time::Duration;

/// The shortest wait: no loop goes on without one, and tokio's clock is no finer.
const SHORTEST: Duration = Duration::from_millis(1);

/// Waits between tries: exponential, with a cap and full jitter.
///
/// Before the `n`th try in a row the wait is a random time of up to `first * 2^(n-1)`, at most `cap` and at least a
/// millisecond. By default up to 50 ms first and up to 5 s later, and an end after 10 rounds in a row without progress.
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use dkmio_core::retry::Backoff;
///
/// let patient = Backoff::new().first(Duration::from_millis(100)).cap(Duration::from_secs(20)).rounds(30);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a backoff does nothing until it is given to a request"]
pub struct Backoff {
    first: Duration,
    cap: Duration,
    rounds: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_millis(50), cap: Duration::from_secs(5), rounds: 10 }
    }
}

impl Backoff {
    /// The default waits.
    pub fn new() -> Self {
        Self::default()
    }

    /// The longest first wait.
    pub fn first(mut self, first: Duration) -> Self {
        self.first = first;
        self
    }

    /// The longest wait of all.
    pub fn cap(mut self, cap: Duration) -> Self {
        self.cap = cap;
        self
    }

    /// How many rounds in a row may bring no progress before the operation ends; at least 1.
    pub fn rounds(mut self, rounds: u32) -> Self {
        self.rounds = rounds.max(1);
        self
    }

    /// Whether so many rounds without progress are the end.
    pub(crate) fn is_over(&self, rounds: u32) -> bool {
        rounds >= self.rounds
    }

    /// The longest wait after so many rounds without progress.
    pub(crate) fn longest(&self, rounds: u32) -> Duration {
        let factor = 1_u32.checked_shl(rounds.saturating_sub(1)).unwrap_or(u32::MAX);
        self.first.saturating_mul(factor).min(self.cap).max(SHORTEST)
    }

    /// The wait after so many rounds without progress: anything up to the longest.
    pub(crate) fn wait(&self, rounds: u32) -> Duration {
        self.longest(rounds).mul_f64(fastrand::f64()).max(SHORTEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_cap() {
        let backoff = Backoff::new().first(Duration::from_millis(10)).cap(Duration::from_millis(70));
        let longest: Vec<_> = [0, 1, 2, 3, 4, 40, u32::MAX].map(|rounds| backoff.longest(rounds).as_millis()).into();
        assert_eq!(longest, [10, 10, 20, 40, 70, 70, 70]);
    }

    #[test]
    fn jitter_is_full_and_no_wait_is_nothing() {
        let backoff = Backoff::new().first(Duration::from_secs(1)).cap(Duration::from_secs(1));
        let waits: Vec<_> = (0..1000).map(|_| backoff.wait(3)).collect();
        assert!(waits.iter().all(|wait| (SHORTEST..=Duration::from_secs(1)).contains(wait)));
        assert!(waits.iter().any(|wait| *wait < Duration::from_millis(100)), "none is short");
        assert!(waits.iter().any(|wait| *wait > Duration::from_millis(900)), "none is long");
        assert_eq!(Backoff::new().first(Duration::ZERO).cap(Duration::ZERO).wait(1), SHORTEST);
    }

    #[test]
    fn rounds_are_at_least_one() {
        let backoff = Backoff::new().rounds(0);
        assert!(!backoff.is_over(0));
        assert!(backoff.is_over(1));
    }
}
