//! A limit on the write capacity that a batch consumes per second.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::retry::{TokenBucket, is_plausible, later};

const SECOND: Duration = Duration::from_secs(1);

/// The write rate of a batch. The consumption of a request is known only from its response; until then an estimate
/// counts.
///
/// Two limits work together. The bucket spreads the requests over each second, and lets a request that cost more than a
/// second's worth delay the next ones. The units of the last second keep the sum within every second at the rate, to
/// the unit.
#[derive(Debug)]
pub(super) struct WriteRate {
    bucket: TokenBucket,
    per_second: f64,
    /// The requests of the last second, the oldest first.
    recent: VecDeque<Reservation>,
    next_id: u64,
    /// The consumed units per estimated unit of the last response. It is more than 1 if indexes are written too.
    ratio: f64,
    /// Whether a response has returned its consumed capacity.
    is_measured: bool,
}

/// The units that count for one request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reservation {
    id: u64,
    sent: Instant,
    units: f64,
}

impl WriteRate {
    /// Returns `None` if the rate is zero.
    pub(super) fn new(units_per_second: u32) -> Option<Self> {
        let per_second = f64::from(units_per_second);
        Some(Self {
            bucket: TokenBucket::new(per_second)?,
            per_second,
            recent: VecDeque::new(),
            next_id: 0,
            ratio: 1.0,
            is_measured: false,
        })
    }

    fn available(&self) -> f64 {
        self.per_second - self.recent.iter().map(|recent| recent.units).sum::<f64>()
    }

    /// Returns whether another request may be sent while others are in flight. The first one goes alone: its response
    /// shows the cost of an estimated unit, and until then the rate could be exceeded many times.
    pub(super) fn allows_another(&self, in_flight: usize) -> bool {
        self.is_measured || in_flight == 0
    }

    /// Returns when the next request may be sent, or `None` if that is now. Its first entry is estimated at `first`
    /// units.
    pub(super) fn ready_at(&mut self, now: Instant, first: f64) -> Option<Instant> {
        while self.recent.front().is_some_and(|recent| later(recent.sent, SECOND) < now) {
            self.recent.pop_front();
        }
        let paid = self.bucket.ready_at(now);
        // An entry above the rate is sent alone, after a second without other requests.
        let is_within = self.recent.is_empty() || first * self.ratio <= self.available();
        let room = self.recent.front().filter(|_| !is_within);
        // One nanosecond more, so that no second contains more than the rate, both of its ends included.
        paid.max(room.map(|recent| later(recent.sent, SECOND + Duration::from_nanos(1))))
    }

    /// Returns how many estimated units the next request may have.
    pub(super) fn units_per_request(&self) -> f64 {
        self.available() / self.ratio
    }

    /// Counts the estimated units of a request.
    pub(super) fn reserve(&mut self, now: Instant, estimated: f64) -> Reservation {
        let reservation = Reservation { id: self.next_id, sent: now, units: estimated * self.ratio };
        self.next_id += 1;
        // Both limits count the request at once, or requests sent together would all see the same room.
        self.bucket.take(reservation.units);
        self.recent.push_back(reservation);
        reservation
    }

    /// Replaces the reserved units of a request by the consumed ones. `done` is the estimate for those of its entries
    /// that are done.
    pub(super) fn correct(&mut self, reservation: Reservation, done: f64, consumed: Option<f64>) {
        self.is_measured = true;
        // Without a plausible figure the estimate stays.
        let Some(consumed) = consumed.filter(|consumed| is_plausible(*consumed)) else { return };
        self.bucket.correct(reservation.units, consumed);
        if let Some(recent) = self.recent.iter_mut().find(|recent| recent.id == reservation.id) {
            recent.units = consumed;
        }
        if done > 0.0 {
            // The estimate is a lower bound, so a smaller ratio comes from a wrong figure.
            self.ratio = (consumed / done).max(1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(rate: &mut WriteRate, now: Instant) -> u128 {
        rate.ready_at(now, 1.0).map_or(0, |ready| (ready - now).as_millis())
    }

    #[test]
    fn the_first_request_goes_alone_and_tells_the_cost_of_the_others() {
        let mut rate = WriteRate::new(100).expect("a rate");
        let now = Instant::now();
        assert!(rate.allows_another(0) && !rate.allows_another(1));
        let reserved = rate.reserve(now, 25.0);
        rate.correct(reserved, 25.0, Some(75.0));
        assert!(rate.allows_another(1));
        assert!((rate.units_per_request() - 25.0 / 3.0).abs() < 1e-9);
        assert!((740..=760).contains(&wait(&mut rate, now)), "{}", wait(&mut rate, now));
        rate.reserve(now, 25.0);
        assert!((1480..=1510).contains(&wait(&mut rate, now)), "{}", wait(&mut rate, now));
    }

    #[test]
    fn a_figure_that_cannot_be_leaves_the_estimate() {
        for consumed in [None, Some(f64::NAN), Some(f64::INFINITY), Some(-1e300)] {
            let mut rate = WriteRate::new(100).expect("a rate");
            let now = Instant::now();
            let reserved = rate.reserve(now, 25.0);
            rate.correct(reserved, 25.0, consumed);
            assert!((240..=260).contains(&wait(&mut rate, now)), "{consumed:?}: {}", wait(&mut rate, now));
            assert!((rate.units_per_request() - 75.0).abs() < 1e-9);
        }
    }

    #[test]
    fn no_second_exceeds_a_rate_that_requests_do_not_divide() {
        let mut rate = WriteRate::new(60).expect("a rate");
        let start = Instant::now();
        let (mut now, mut sent) = (start, Vec::new());
        while now < start + SECOND * 5 {
            match rate.ready_at(now, 1.0) {
                Some(ready) => now = ready,
                None => {
                    let units = rate.units_per_request().min(25.0).floor();
                    let reserved = rate.reserve(now, units);
                    rate.correct(reserved, units, Some(units));
                    sent.push((now, units));
                }
            }
        }
        for (first, _) in &sent {
            let within = sent.iter().filter(|(at, _)| (*first..=*first + SECOND).contains(at));
            assert!(within.map(|(_, units)| units).sum::<f64>() <= 60.0);
        }
        let all: f64 = sent.iter().map(|(_, units)| units).sum();
        assert!(all >= 290.0, "{all} units in five seconds");
    }

    const NANOSECOND: Duration = Duration::from_nanos(1);

    /// A rate that counts requests of these consumed units, sent at these times.
    fn rate(per_second: u32, requests: &[(Instant, f64)]) -> WriteRate {
        let mut rate = WriteRate::new(per_second).expect("a rate");
        for (at, units) in requests {
            let reserved = rate.reserve(*at, *units);
            rate.correct(reserved, *units, Some(*units));
        }
        rate
    }

    #[test]
    fn a_request_that_does_not_fit_waits_until_the_second_of_the_oldest_is_over() {
        let now = Instant::now();
        let rate = || rate(60, &[(now, 50.0)]);
        // The bucket alone would let it through sooner.
        for first in [10.5, 25.0] {
            assert_eq!(rate().ready_at(now, first), Some(now + SECOND + NANOSECOND), "{first}");
        }
        // Both ends of a second belong to it.
        assert_eq!(rate().ready_at(now + SECOND, 25.0), Some(now + SECOND + NANOSECOND));
        assert_eq!(rate().ready_at(now + SECOND + NANOSECOND, 25.0), None);
        // One that just fits waits for the bucket only.
        let ready = rate().ready_at(now, 10.0).expect("a wait");
        assert!((800..840).contains(&(ready - now).as_millis()), "{:?}", ready - now);
    }

    #[test]
    fn an_entry_counts_with_what_entries_have_cost_so_far() {
        let now = Instant::now();
        let mut rate = WriteRate::new(60).expect("a rate");
        let reserved = rate.reserve(now, 10.0);
        rate.correct(reserved, 10.0, Some(30.0));
        assert!((rate.units_per_request() - 10.0).abs() < 1e-9);
        // Ten estimated units are thirty, which just fit.
        assert!(rate.ready_at(now, 10.0).expect("a wait") < now + SECOND);
        assert_eq!(rate.ready_at(now, 10.5), Some(now + SECOND + NANOSECOND));
        rate.reserve(now, 5.0);
        assert!((rate.units_per_request() - 5.0).abs() < 1e-9);
    }

    #[test]
    fn each_request_counts_for_its_own_second() {
        let now = Instant::now();
        let mut rate = rate(60, &[]);
        let first = rate.reserve(now, 10.0);
        let second = rate.reserve(now + SECOND / 2, 10.0);
        rate.correct(second, 10.0, Some(25.0));
        rate.correct(first, 10.0, Some(10.0));
        assert!((rate.units_per_request() - 25.0).abs() < 1e-9);
        rate.ready_at(now + SECOND + NANOSECOND, 1.0);
        assert!((rate.units_per_request() - 35.0).abs() < 1e-9);
    }

    #[test]
    fn the_cost_of_an_entry_is_learned_from_entries_that_are_done() {
        for (done, consumed, expected) in [
            (0.0, 6.0, 54.0),
            (1.0, 3.0, 57.0 / 3.0),
            // A unit at least: the estimate is a lower bound.
            (12.0, 12.0, 48.0),
            (12.0, 6.0, 54.0),
        ] {
            let mut rate = WriteRate::new(60).expect("a rate");
            let reserved = rate.reserve(Instant::now(), 12.0);
            rate.correct(reserved, done, Some(consumed));
            assert!((rate.units_per_request() - expected).abs() < 1e-9, "{consumed} for {done}");
        }
    }
}
