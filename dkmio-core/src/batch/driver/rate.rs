//! A limit on the write capacity that a batch consumes per second.

use tokio::time::Instant;

use crate::retry::{TokenBucket, is_plausible};

/// The write rate of a batch. What a request consumes is known only from its response; until then an estimate is taken out of the
/// bucket.
#[derive(Debug)]
pub(super) struct WriteRate {
    bucket: TokenBucket,
    per_second: f64,
    /// What the last response consumed for each unit estimated; more than 1 where indexes are written too.
    ratio: f64,
    /// Whether a response has told what its request consumed.
    is_measured: bool,
}

impl WriteRate {
    /// Returns `None` for a rate of zero.
    pub(super) fn new(units_per_second: u32) -> Option<Self> {
        let per_second = f64::from(units_per_second);
        Some(Self { bucket: TokenBucket::new(per_second)?, per_second, ratio: 1.0, is_measured: false })
    }

    /// How many estimated units a request may have: one second's worth.
    pub(super) fn units_per_request(&self) -> f64 {
        self.per_second / self.ratio
    }

    /// Whether another request may be sent while others are in flight. The first one goes alone: it tells what an estimated unit
    /// costs, and until then the rate could be exceeded many times.
    pub(super) fn allows_another(&self, in_flight: usize) -> bool {
        self.is_measured || in_flight == 0
    }

    /// Returns when the next request may be sent, `None` if that is now.
    pub(super) fn ready_at(&mut self, now: Instant) -> Option<Instant> {
        self.bucket.ready_at(now)
    }

    /// Takes the estimated units of a request out of the bucket; returns what was taken.
    pub(super) fn reserve(&mut self, estimated: f64) -> f64 {
        let reserved = estimated * self.ratio;
        self.bucket.take(reserved);
        reserved
    }

    /// Replaces what was reserved for a request by what its response says was consumed; `done` are the estimated units of those of
    /// its entries that are done.
    pub(super) fn correct(&mut self, reserved: f64, done: f64, consumed: Option<f64>) {
        self.is_measured = true;
        let Some(consumed) = consumed.filter(|consumed| is_plausible(*consumed)) else { return };
        self.bucket.correct(reserved, consumed);
        if done > 0.0 {
            self.ratio = (consumed / done).max(1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn wait(rate: &mut WriteRate) -> u128 {
        let now = Instant::now();
        rate.ready_at(now).map_or(0, |ready| (ready - now).max(Duration::ZERO).as_millis())
    }

    #[test]
    fn the_first_request_goes_alone_and_tells_the_cost_of_the_others() {
        let mut rate = WriteRate::new(100).expect("a rate");
        assert!(rate.allows_another(0) && !rate.allows_another(1));
        let reserved = rate.reserve(25.0);
        rate.correct(reserved, 25.0, Some(75.0));
        assert!(rate.allows_another(1));
        assert!((rate.units_per_request() - 100.0 / 3.0).abs() < 1e-9);
        assert!((740..=750).contains(&wait(&mut rate)), "{}", wait(&mut rate));
        rate.reserve(25.0);
        assert!((1480..=1500).contains(&wait(&mut rate)), "{}", wait(&mut rate));
    }

    #[test]
    fn a_figure_that_cannot_be_leaves_the_estimate() {
        for consumed in [None, Some(f64::NAN), Some(f64::INFINITY), Some(-1e300)] {
            let mut rate = WriteRate::new(100).expect("a rate");
            let reserved = rate.reserve(25.0);
            rate.correct(reserved, 25.0, consumed);
            assert!((240..=250).contains(&wait(&mut rate)), "{consumed:?}: {}", wait(&mut rate));
            assert!((rate.units_per_request() - 100.0).abs() < 1e-9);
        }
    }
}
