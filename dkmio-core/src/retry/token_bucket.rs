//! A rate that is not exceeded.

use std::time::Duration;

use tokio::time::Instant;

/// A token bucket that goes into debt: whoever comes while something is left is let through, and who comes after waits
/// until the debt is paid. It holds what flows in within one second.
#[derive(Debug, Clone)]
pub(crate) struct TokenBucket {
    per_second: f64,
    level: f64,
    at: Instant,
}

impl TokenBucket {
    /// None for a rate that is no positive number: nothing would ever go through.
    pub(crate) fn new(per_second: f64) -> Option<Self> {
        let rate = per_second.is_finite() && per_second > 0.0;
        rate.then(|| Self { per_second, level: per_second, at: Instant::now() })
    }

    fn refill(&mut self, now: Instant) {
        let flown = now.saturating_duration_since(self.at).as_secs_f64() * self.per_second;
        self.level = (self.level + flown).min(self.per_second);
        self.at = now;
    }

    /// When the next one is let through; none for at once.
    pub(crate) fn opens(&mut self, now: Instant) -> Option<Instant> {
        self.refill(now);
        if self.level > 0.0 {
            return None;
        }
        let wait = Duration::try_from_secs_f64(-self.level / self.per_second).unwrap_or(Duration::MAX);
        now.checked_add(wait + Duration::from_millis(1))
    }

    /// Takes out tokens, or puts some back when the number is negative.
    pub(crate) fn take(&mut self, tokens: f64) {
        self.level = (self.level - tokens).min(self.per_second);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_debt_is_paid_at_the_rate() {
        let mut bucket = TokenBucket::new(10.0).expect("a rate");
        let start = bucket.at;
        assert_eq!(bucket.opens(start), None);
        bucket.take(35.0);
        let opens = bucket.opens(start).expect("a debt");
        assert!((2500..2510).contains(&(opens - start).as_millis()), "{:?}", opens - start);
        assert_eq!(bucket.opens(opens), None);
        assert_eq!(bucket.opens(opens + Duration::from_secs(100)), None);
        assert!((bucket.level - 10.0).abs() < 1e-9, "holds more than a second's worth: {}", bucket.level);
    }

    #[test]
    fn a_rate_of_nothing_is_none() {
        assert!([0.0, -1.0, f64::NAN, f64::INFINITY].into_iter().all(|rate| TokenBucket::new(rate).is_none()));
    }
}
