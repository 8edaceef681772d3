//! The write rate that a table accepts, learned from what it refuses.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::retry::{TokenBucket, later};

/// The span over which accepted units are counted. It evens out the seconds in which a table spends what it has saved up.
const WINDOW: Duration = Duration::from_secs(2);
/// Nothing is learned before this: the first requests spend what the table has saved up, which is no rate.
const MIN_SPAN: Duration = Duration::from_secs(1);
/// How much of the accepted rate is used next. The rest is for other writers, and lets the table recover.
const SHARE: f64 = 0.95;
/// The growth per second while nothing is refused.
const GROWTH: f64 = 1.05;
/// After this number of seconds without a refusal the rate doubles every second, because the table has changed.
const PATIENCE: f64 = 5.0;
/// A rate above this limits nothing.
const UNLIMITED: f64 = 10_000_000.0;
/// A table gets a request this often, whatever was learned, so that an error in the rate costs seconds, not minutes.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Without it a batch finds the rate of a throttled table by being refused, again and again, for as long as it runs.
#[derive(Debug, Default)]
pub(super) struct LearnedRate {
    /// The accepted units of the last [`WINDOW`], with the time of the response.
    accepted: VecDeque<(Instant, f64)>,
    since: Option<Instant>,
    limit: Option<Limit>,
}

#[derive(Debug)]
struct Limit {
    bucket: TokenBucket,
    learned: f64,
    learned_at: Instant,
    ready_at: Option<Instant>,
}

impl LearnedRate {
    /// Notes a request of these estimated units.
    pub(super) fn on_sent(&mut self, now: Instant, units: f64) {
        self.since.get_or_insert(now);
        let Some(limit) = &mut self.limit else { return };
        let rate = limit.rate(now);
        if rate >= UNLIMITED {
            self.limit = None;
            return;
        }
        limit.bucket.set_rate(now, rate);
        limit.take(now, units);
    }

    /// Notes units that the table has accepted.
    pub(super) fn on_accepted(&mut self, now: Instant, units: f64) {
        // Reads have no units.
        if units > 0.0 {
            self.accepted.push_back((now, units));
        }
        while self.accepted.front().is_some_and(|(at, _)| later(*at, WINDOW) < now) {
            self.accepted.pop_front();
        }
    }

    /// Notes that the table has refused these units, for the first time in a round.
    pub(super) fn on_refused(&mut self, now: Instant, units: f64) {
        let Some(since) = self.since else { return };
        // The accepted units are those of the window alone.
        let span = now.saturating_duration_since(since).min(WINDOW);
        if span < MIN_SPAN {
            return;
        }
        let accepted: f64 = self.accepted.iter().map(|(_, units)| units).sum();
        let learned = SHARE * accepted / span.as_secs_f64();
        // A table that accepts nothing shows no rate. The backoff waits for it.
        let Some(bucket) = TokenBucket::new(learned) else { return };
        let limit = self.limit.get_or_insert(Limit { bucket, learned, learned_at: now, ready_at: None });
        (limit.learned, limit.learned_at) = (learned, now);
        // A negative level stays: the table has just spent all it had saved up, and what it refused is sent again.
        limit.bucket.set_rate(now, learned);
        limit.take(now, units);
    }

    /// Returns when the next request may be sent, `None` if that is at once.
    pub(super) fn ready_at(&self) -> Option<Instant> {
        self.limit.as_ref()?.ready_at
    }
}

impl Limit {
    fn take(&mut self, now: Instant, units: f64) {
        self.bucket.take(units);
        self.ready_at = self.bucket.ready_at(now).map(|ready| ready.min(later(now, LONGEST_WAIT)));
    }

    fn rate(&self, now: Instant) -> f64 {
        let seconds = now.saturating_duration_since(self.learned_at).as_secs_f64();
        // Until the patience ends, the last factor is 2 to the power of 0.
        self.learned * GROWTH.powf(seconds.min(PATIENCE)) * (seconds - PATIENCE).max(0.0).exp2()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends requests of 25 units to a table that accepts `table` units a second, for `seconds`. Returns the accepted units and
    /// the numbers of requests sent and refused in the second half.
    fn run(rate: &mut LearnedRate, start: Instant, table: f64, seconds: u64) -> (f64, usize, usize) {
        let (mut now, mut level, mut counted) = (start, 0.0_f64, (0.0, 0, 0));
        let (end, half) = (start + Duration::from_secs(seconds), start + Duration::from_secs(seconds) / 2);
        while now < end {
            rate.on_sent(now, 25.0);
            let accepted = level.min(25.0).floor();
            level -= accepted;
            rate.on_accepted(now, accepted);
            if accepted < 25.0 {
                rate.on_refused(now, 25.0 - accepted);
            }
            if now >= half {
                counted = (counted.0 + accepted, counted.1 + 1, counted.2 + usize::from(accepted < 25.0));
            }
            let next = rate.ready_at().unwrap_or(now).max(now + Duration::from_millis(10));
            level = (level + (next - now).as_secs_f64() * table).min((table / 10.0).max(25.0));
            now = next;
        }
        counted
    }

    #[test]
    fn a_learned_rate_is_used_to_the_full_and_seldom_refused() {
        for table in [100.0, 500.0, 2000.0] {
            let (mut rate, start) = (LearnedRate::default(), Instant::now());
            let (accepted, requests, refused) = run(&mut rate, start, table, 40);
            assert!(accepted >= 0.95 * table * 20.0, "{accepted} of {}", table * 20.0);
            // A refusal every other second is a larger share of fewer requests.
            let most = if table < 500.0 { 20 } else { 5 };
            assert!(refused * 100 <= requests * most, "{refused} of {requests} at {table}");
        }
    }

    #[test]
    fn a_table_that_grows_is_followed_within_seconds() {
        let (mut rate, start) = (LearnedRate::default(), Instant::now());
        run(&mut rate, start, 100.0, 20);
        let (accepted, ..) = run(&mut rate, start + Duration::from_secs(20), 2000.0, 40);
        assert!(accepted >= 0.95 * 2000.0 * 20.0, "{accepted}");
    }

    #[test]
    fn nothing_is_learned_from_the_first_second_or_from_a_table_that_accepts_nothing() {
        let (mut rate, start) = (LearnedRate::default(), Instant::now());
        rate.on_sent(start, 25.0);
        rate.on_accepted(start, 25.0);
        rate.on_refused(start + Duration::from_millis(999), 25.0);
        assert!(rate.limit.is_none());
        rate.on_accepted(start + Duration::from_secs(4), 0.0);
        rate.on_refused(start + Duration::from_secs(4), 25.0);
        assert!(rate.limit.is_none());
    }

    #[test]
    fn a_low_rate_still_sends_a_request_a_second() {
        let (mut rate, start) = (LearnedRate::default(), Instant::now());
        rate.on_sent(start, 1.0);
        let now = start + Duration::from_secs(1);
        rate.on_accepted(now, 1.0);
        rate.on_refused(now, 1.0);
        rate.on_sent(now, 25.0);
        assert_eq!(rate.ready_at(), Some(now + LONGEST_WAIT));
    }

    /// A rate of 95 units per second, learned at the second time.
    fn learned() -> (LearnedRate, Instant) {
        let (mut rate, start) = (LearnedRate::default(), Instant::now());
        rate.on_sent(start, 100.0);
        let now = start + Duration::from_secs(1);
        rate.on_accepted(now, 100.0);
        rate.on_refused(now, 0.0);
        (rate, now)
    }

    #[test]
    fn a_learned_rate_grows_slowly_for_five_seconds_and_then_doubles_each_second() {
        let (rate, now) = learned();
        let limit = rate.limit.expect("a limit");
        for (seconds, expected) in [(0, 95.0), (2, 95.0 * 1.05 * 1.05), (8, 95.0 * 1.05_f64.powi(5) * 8.0)] {
            let rate = limit.rate(now + Duration::from_secs(seconds));
            assert!((rate - expected).abs() < 1e-6, "{rate} after {seconds} s, expected {expected}");
        }
    }

    #[test]
    fn a_limit_ends_when_it_has_grown_beyond_what_a_table_accepts() {
        let (mut rate, now) = learned();
        rate.on_sent(now, 50.0);
        assert!(rate.ready_at().is_some());
        rate.on_sent(now + Duration::from_secs(60), 50.0);
        assert_eq!(rate.ready_at(), None);
    }

    #[test]
    fn what_was_accepted_in_the_last_two_seconds_counts() {
        for (age, expected) in [(WINDOW, Some(0.95 * 100.0 / 2.0)), (WINDOW + Duration::from_nanos(1), None)] {
            let (mut rate, start) = (LearnedRate::default(), Instant::now());
            rate.on_sent(start, 100.0);
            rate.on_accepted(start, 100.0);
            rate.on_accepted(start + age, 0.0);
            rate.on_refused(start + age, 25.0);
            assert_eq!(rate.limit.map(|limit| limit.learned), expected, "{age:?}");
        }
    }

    #[test]
    fn a_lower_rate_holds_from_the_refusal_that_showed_it() {
        let (mut rate, now) = learned();
        let now = now + Duration::from_secs(9);
        rate.on_accepted(now, 2.0);
        rate.on_refused(now, 50.0);
        // At the old rate half a second would do.
        assert_eq!(rate.ready_at(), Some(now + LONGEST_WAIT));
    }
}
