//! A rate that no second exceeds.

use std::time::Duration;

use tokio::time::Instant;

use super::deadline::later;

/// How much the bucket saves up while nothing is taken, in seconds of the rate.
///
/// Timers fire a few milliseconds late, and without any savings each of them would lower the rate. With savings of a full second, the
/// requests of two seconds could be sent in one.
const CREDIT: f64 = 0.01;
/// A level that is closer to zero than this is zero: the rest is a rounding error.
const TOLERANCE: f64 = 1e-6;

/// A token bucket whose level may fall below zero: a request is sent whenever the level is not negative, whatever it costs, and the next
/// one waits until the level is back at zero.
///
/// The bucket starts empty, so that the rate holds from the first second. Within one second at most the units of the rate and one further
/// request are sent.
#[derive(Debug, Clone)]
pub(crate) struct TokenBucket {
    per_second: f64,
    level: f64,
    updated: Instant,
}

impl TokenBucket {
    /// Returns `None` if the rate is not a positive, finite number: no request could ever be sent.
    pub(crate) fn new(per_second: f64) -> Option<Self> {
        let is_rate = per_second.is_finite() && per_second > 0.0;
        is_rate.then(|| Self { per_second, level: 0.0, updated: Instant::now() })
    }

    fn refill(&mut self, now: Instant) {
        // A caller may have read the clock before another one updated the bucket. The time stays, or the tokens of
        // the time in between would be added twice.
        let inflow = now.saturating_duration_since(self.updated).as_secs_f64() * self.per_second;
        self.add(inflow);
        self.updated = self.updated.max(now);
    }

    fn add(&mut self, tokens: f64) {
        self.level = (self.level + tokens).min(self.per_second * CREDIT);
    }

    /// Changes the rate from now on.
    pub(crate) fn set_rate(&mut self, now: Instant, per_second: f64) {
        self.refill(now);
        self.per_second = per_second;
    }

    /// Returns the time at which the next request may be sent, or `None` if it may be sent now.
    pub(crate) fn ready_at(&mut self, now: Instant) -> Option<Instant> {
        self.refill(now);
        if self.level >= -TOLERANCE {
            return None;
        }
        // The service may report a cost whose wait no `Duration` can hold.
        let wait = Duration::try_from_secs_f64(-self.level / self.per_second).unwrap_or(Duration::MAX);
        // Rounded up: at the time returned the level is zero again, or the caller would have to wait twice.
        Some(later(now, wait.saturating_add(Duration::from_nanos(1))))
    }

    /// Takes the cost of a request, or its estimate.
    pub(crate) fn take(&mut self, tokens: f64) {
        self.add(-tokens);
    }

    /// Replaces an estimate by the capacity that the service reported. A report that is negative or not a number is
    /// ignored.
    pub(crate) fn correct(&mut self, estimated: f64, reported: f64) {
        if is_plausible(reported) {
            self.take(reported - estimated);
        }
    }
}

/// Returns whether a figure from the service can be a consumed capacity: finite and not negative.
pub(crate) fn is_plausible(units: f64) -> bool {
    units.is_finite() && units >= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(per_second: f64) -> (TokenBucket, Instant) {
        let bucket = TokenBucket::new(per_second).expect("a rate");
        let start = bucket.updated;
        (bucket, start)
    }

    /// Sends requests of `cost` as soon as the bucket allows them, for `seconds`; returns when each was sent.
    fn send(bucket: &mut TokenBucket, start: Instant, cost: f64, seconds: u64) -> Vec<Duration> {
        let mut now = start;
        let mut sent = Vec::new();
        while now < start + Duration::from_secs(seconds) {
            match bucket.ready_at(now) {
                Some(ready) => now = ready,
                None => {
                    bucket.take(cost);
                    sent.push(now - start);
                }
            }
        }
        sent
    }

    fn most_in_a_second(sent: &[Duration]) -> usize {
        let within = |first: &Duration| sent.iter().filter(|at| **at >= *first && **at < *first + SECOND).count();
        sent.iter().map(within).max().unwrap_or(0)
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_debt_is_paid_at_the_rate() {
        let (mut bucket, start) = bucket(10.0);
        assert_eq!(bucket.ready_at(start), None);
        bucket.take(35.0);
        let ready = bucket.ready_at(start).expect("a wait");
        assert_eq!((ready - start).as_millis(), 3500);
        assert_eq!(bucket.ready_at(ready), None);
    }

    #[test]
    fn a_time_that_was_read_earlier_adds_nothing() {
        let (mut bucket, start) = bucket(10.0);
        bucket.take(35.0);
        let second = start + SECOND;
        let ready = |bucket: &mut TokenBucket, now| (bucket.ready_at(now).expect("a wait") - start).as_millis();
        assert_eq!(ready(&mut bucket, second), 3500);
        // Another caller has read the clock before and comes after. The same second must not flow in twice.
        _ = bucket.ready_at(start);
        assert_eq!(ready(&mut bucket, second), 3500);
    }

    #[test]
    fn no_second_exceeds_the_rate() {
        for (rate, cost) in [(1000.0, 25.0), (100.0, 25.0), (300.0, 25.0), (7.0, 1.0), (40_000.0, 25.0), (20.0, 20.0)] {
            let (mut bucket, start) = bucket(rate);
            let sent = send(&mut bucket, start, cost, 4);
            let most = most_in_a_second(&sent) as f64 * cost;
            assert!(most <= rate + cost * 0.01, "{most} in a second at a rate of {rate}");
            assert!(sent.len() as f64 * cost >= rate * 3.9, "{} sent in 4 s at a rate of {rate}", sent.len());
        }
    }

    #[test]
    fn nothing_is_saved_up_while_nothing_is_sent() {
        let (mut bucket, start) = bucket(1000.0);
        let later = start + Duration::from_secs(100);
        assert_eq!(bucket.ready_at(later), None);
        let sent = send(&mut bucket, later, 25.0, 2);
        assert!(most_in_a_second(&sent) * 25 <= 1025, "{}", most_in_a_second(&sent));
    }

    #[test]
    fn an_estimate_is_replaced_by_what_was_reported() {
        let wait = |reported: f64| {
            let (mut bucket, start) = bucket(10.0);
            bucket.take(5.0);
            bucket.correct(5.0, reported);
            bucket.ready_at(start).map_or(0, |ready| (ready - start).as_millis())
        };
        assert_eq!([wait(5.0), wait(20.0), wait(2.0), wait(0.0)], [500, 2000, 200, 0]);
    }

    #[test]
    fn a_report_that_cannot_be_changes_nothing() {
        for reported in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, -1e300] {
            let (mut bucket, start) = bucket(10.0);
            bucket.take(5.0);
            bucket.correct(5.0, reported);
            assert_eq!(bucket.ready_at(start).map(|ready| (ready - start).as_millis()), Some(500), "{reported}");
        }
    }

    #[test]
    fn a_debt_beyond_the_clock_waits_as_long_as_the_clock_can_tell() {
        for reported in [1e20, 1e300, f64::MAX] {
            let (mut bucket, start) = bucket(10.0);
            bucket.correct(0.0, reported);
            let ready = bucket.ready_at(start).expect("a wait");
            assert!(ready - start > Duration::from_secs(60 * 60 * 24 * 365), "{:?}", ready - start);
        }
    }

    #[test]
    fn a_token_bucket_needs_a_positive_rate() {
        assert!([0.0, -1.0, f64::NAN, f64::INFINITY].into_iter().all(|rate| TokenBucket::new(rate).is_none()));
    }
}
