//! How long to wait before the next attempt.

use std::time::Duration;

/// The shortest wait: no retry loop continues without one, and tokio's clock is no finer.
const SHORTEST: Duration = Duration::from_millis(1);

/// Waits between attempts: exponential, with a maximum and full jitter.
///
/// Before the `n`th attempt in a row the wait is a random time of up to `initial * 2^(n-1)`, at most `max` and at least a millisecond.
/// By default it is up to 50 ms at first and up to 5 s later, and a batch ends after 20 rounds in a row without progress,
/// which takes half a minute.
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use dkmio::Backoff;
///
/// let patient = Backoff::new()
///     .initial(Duration::from_millis(100))
///     .max(Duration::from_secs(20))
///     .max_rounds_without_progress(30);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a backoff does nothing until it is given to a request"]
pub struct Backoff {
    initial: Duration,
    max: Duration,
    max_rounds_without_progress: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        // Twenty rounds, because the SDK leaves throttled batches to dkmio: with its three attempts for each, ten
        // rounds took as long.
        Self { initial: Duration::from_millis(50), max: Duration::from_secs(5), max_rounds_without_progress: 20 }
    }
}

impl Backoff {
    /// Returns the default backoff.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the upper bound of the first wait.
    pub fn initial(mut self, initial: Duration) -> Self {
        self.initial = initial;
        self
    }

    /// Sets the upper bound of all waits.
    pub fn max(mut self, max: Duration) -> Self {
        self.max = max;
        self
    }

    /// Sets how many rounds in a row a batch may make no progress before it ends; at least 1.
    pub fn max_rounds_without_progress(mut self, rounds: u32) -> Self {
        self.max_rounds_without_progress = rounds.max(1);
        self
    }

    /// Returns whether a batch ends after this many rounds without progress.
    pub(crate) fn is_exhausted(&self, rounds_without_progress: u32) -> bool {
        rounds_without_progress >= self.max_rounds_without_progress
    }

    /// Returns the upper bound of the `n`th wait.
    pub(crate) fn longest_wait(&self, n: u32) -> Duration {
        // The factor of the 33rd wait does not fit; it then stays at its maximum.
        let factor = 1_u32.checked_shl(n.saturating_sub(1)).unwrap_or(u32::MAX);
        self.initial.saturating_mul(factor).min(self.max).max(SHORTEST)
    }

    /// Returns the `n`th wait: a random time of up to the longest.
    pub(crate) fn wait(&self, n: u32) -> Duration {
        // Full jitter spreads the retries of many clients best. Nobody gains by guessing it, so a fast generator is enough.
        let share = fastrand::f64();
        let longest = self.longest_wait(n);
        // The longest time may be rounded up to one that no `Duration` can hold.
        Duration::try_from_secs_f64(longest.as_secs_f64() * share).unwrap_or(longest).max(SHORTEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_their_maximum() {
        let backoff = Backoff::new().initial(Duration::from_millis(10)).max(Duration::from_millis(70));
        let longest: Vec<_> = [0, 1, 2, 3, 4, 40, u32::MAX].map(|n| backoff.longest_wait(n).as_millis()).into();
        assert_eq!(longest, [10, 10, 20, 40, 70, 70, 70]);
    }

    #[test]
    fn jitter_is_full_and_no_wait_is_zero() {
        let backoff = Backoff::new().initial(Duration::from_secs(1)).max(Duration::from_secs(1));
        let waits: Vec<_> = (0..1000).map(|_| backoff.wait(3)).collect();
        assert!(waits.iter().all(|wait| (SHORTEST..=Duration::from_secs(1)).contains(wait)));
        assert!(waits.iter().any(|wait| *wait < Duration::from_millis(100)), "none is short");
        assert!(waits.iter().any(|wait| *wait > Duration::from_millis(900)), "none is long");
        assert_eq!(Backoff::new().initial(Duration::ZERO).max(Duration::ZERO).wait(1), SHORTEST);
    }

    #[test]
    fn the_longest_durations_do_not_overflow() {
        let backoff = Backoff::new().initial(Duration::MAX).max(Duration::MAX);
        assert!((0..1000).all(|n| backoff.wait(n) >= SHORTEST));
    }

    #[test]
    fn at_least_one_round_may_make_no_progress() {
        let backoff = Backoff::new().max_rounds_without_progress(0);
        assert!(!backoff.is_exhausted(0));
        assert!(backoff.is_exhausted(1));
    }
}
