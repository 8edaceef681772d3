//! A limit on the capacity that the pages of a read consume per second.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::client::DynamoDb;
use crate::error::Error;
use crate::retry::{TokenBucket, is_plausible};

/// A rate that all segments of a read share.
///
/// The cost of a page is known only after it has been read. So the first request goes alone, and all other segments
/// wait for its response. Every later request reserves the cost of the most expensive page so far, and returns what its
/// own page did not need. The average of the pages would be a better guess, but after a few cheap pages it would let
/// many segments read expensive ones at the same time.
#[derive(Debug)]
pub(crate) struct RateLimit {
    state: Mutex<State>,
    /// Notified when the first response has arrived, or its request has failed.
    first_response: Notify,
    units_per_second: f64,
}

#[derive(Debug)]
struct State {
    bucket: TokenBucket,
    /// The cost of the most expensive page so far. `None` before the first response.
    page_cost: Option<f64>,
    /// Whether the first request is in flight.
    is_first_in_flight: bool,
}

/// Units reserved for one page.
#[must_use = "a reservation is to be corrected when the page's cost is known"]
pub(crate) struct Reservation<'r> {
    rate: &'r RateLimit,
    units: f64,
    is_corrected: bool,
}

/// The reason why a request has to wait.
#[derive(Debug)]
enum Wait {
    Until(Instant),
    ForFirstResponse,
}

impl RateLimit {
    /// Returns `None` if the rate is zero.
    pub(crate) fn new(units_per_second: u32) -> Option<Self> {
        let units_per_second = f64::from(units_per_second);
        let bucket = TokenBucket::new(units_per_second)?;
        let state = Mutex::new(State { bucket, page_cost: None, is_first_in_flight: false });
        Some(Self { state, first_response: Notify::new(), units_per_second })
    }

    /// Waits until the next page may be requested.
    ///
    /// # Errors
    /// Returns an error if there is no timer.
    pub(crate) async fn reserve(&self, db: &DynamoDb) -> Result<Reservation<'_>, Error> {
        loop {
            // Created before the state is read, so that a response in between is not missed.
            let first_response = self.first_response.notified();
            match self.try_reserve(Instant::now()) {
                Ok(units) => return Ok(Reservation { rate: self, units, is_corrected: false }),
                Err(Wait::Until(time)) => db.sleep(time.saturating_duration_since(Instant::now())).await?,
                Err(Wait::ForFirstResponse) => first_response.await,
            }
        }
    }

    fn try_reserve(&self, now: Instant) -> Result<f64, Wait> {
        let mut state = self.lock();
        let Some(cost) = state.page_cost else {
            if state.is_first_in_flight {
                return Err(Wait::ForFirstResponse);
            }
            state.is_first_in_flight = true;
            // Without a known cost there is no amount to reserve. `correct` takes the real cost.
            return Ok(0.0);
        };
        match state.bucket.ready_at(now) {
            Some(time) => Err(Wait::Until(time)),
            None => {
                state.bucket.take(cost);
                Ok(cost)
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock, so poisoning is ignored.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reservation<'_> {
    /// Replaces the reserved units by the real cost of the page.
    pub(crate) fn correct(mut self, consumed: Option<f64>) {
        self.is_corrected = true;
        {
            let mut state = self.rate.lock();
            // A cost that is missing or makes no sense must not lift the rate. Before the first known cost a page
            // counts as all units of a second.
            let known = consumed.filter(|units| is_plausible(*units));
            let consumed = known.or(state.page_cost).unwrap_or(self.rate.units_per_second);
            state.bucket.take(consumed - self.units);
            // The maximum and not the last: see the type.
            state.page_cost = Some(state.page_cost.unwrap_or_default().max(consumed));
        }
        // The lock is free again: a segment that wakes up takes it at once.
        self.rate.first_response.notify_waiters();
    }
}

impl Drop for Reservation<'_> {
    /// Lets another request be the first after one that failed or was dropped.
    fn drop(&mut self) {
        if !self.is_corrected {
            // The request was dropped or has failed, so its cost will never be known. The next segment goes first.
            self.rate.lock().is_first_in_flight = false;
            self.rate.first_response.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::FutureExt as _;

    use super::*;

    fn reserve(rate: &RateLimit, now: Instant) -> Result<Reservation<'_>, Wait> {
        Ok(Reservation { rate, units: rate.try_reserve(now)?, is_corrected: false })
    }

    /// The wait before the next page, in milliseconds.
    fn wait(rate: &RateLimit, now: Instant) -> u128 {
        match rate.try_reserve(now) {
            Err(Wait::Until(time)) => (time - now).as_millis(),
            Err(Wait::ForFirstResponse) => panic!("the first response has arrived"),
            Ok(_) => panic!("nothing to wait for"),
        }
    }

    fn is_waiting_for_the_first(rate: &RateLimit, now: Instant) -> bool {
        matches!(rate.try_reserve(now), Err(Wait::ForFirstResponse))
    }

    /// A rate of 10 units a second after these pages, each sent when the units of the one before are there again.
    fn after(pages: &[Option<f64>]) -> (RateLimit, Instant) {
        let rate = RateLimit::new(10).expect("a rate");
        let mut now = Instant::now();
        for consumed in pages {
            let reserved = reserve(&rate, now).expect("a page may be requested");
            reserved.correct(*consumed);
            now += Duration::from_secs(60);
        }
        (rate, now - Duration::from_secs(60))
    }

    #[test]
    fn the_first_page_goes_alone_and_is_paid_afterwards() {
        let (rate, now) = (RateLimit::new(10).expect("a rate"), Instant::now());
        let first = reserve(&rate, now).expect("the first");
        assert!(is_waiting_for_the_first(&rate, now));
        first.correct(Some(5.0));
        assert!((490..=500).contains(&wait(&rate, now)), "{}", wait(&rate, now));
    }

    #[test]
    fn a_first_page_without_a_response_lets_another_be_the_first() {
        let (rate, now) = (RateLimit::new(10).expect("a rate"), Instant::now());
        drop(reserve(&rate, now));
        let second = reserve(&rate, now).expect("the first again");
        assert!(is_waiting_for_the_first(&rate, now));
        second.correct(None);
        // A later page that fails has been reserved, and the first stays known.
        let now = now + Duration::from_secs(60);
        drop(reserve(&rate, now));
        assert!((990..=1000).contains(&wait(&rate, now)), "{}", wait(&rate, now));
    }

    #[test]
    fn segments_that_wait_are_notified_of_the_first_response_and_of_its_failure() {
        let (rate, now) = (RateLimit::new(10).expect("a rate"), Instant::now());
        let failed = rate.first_response.notified();
        drop(reserve(&rate, now));
        assert!(failed.now_or_never().is_some());
        let arrived = rate.first_response.notified();
        reserve(&rate, now).expect("the first again").correct(Some(1.0));
        assert!(arrived.now_or_never().is_some());
        assert!(rate.first_response.notified().now_or_never().is_none());
    }

    #[test]
    fn a_page_reserves_the_cost_of_the_dearest_and_returns_what_it_did_not_need() {
        let (rate, now) = after(&[Some(5.0), Some(8.0), Some(2.0)]);
        // The last page cost two units, of which a tenth was saved up.
        assert!((180..=200).contains(&wait(&rate, now)), "{}", wait(&rate, now));
        let now = now + Duration::from_secs(60);
        assert_eq!(rate.try_reserve(now).ok(), Some(8.0));
        assert!((780..=800).contains(&wait(&rate, now)), "{}", wait(&rate, now));
    }

    #[test]
    fn a_page_of_unknown_cost_counts_as_a_second_or_as_the_dearest() {
        for consumed in [None, Some(f64::NAN), Some(-1.0)] {
            let (rate, now) = after(&[consumed]);
            assert!((980..=1000).contains(&wait(&rate, now)), "{consumed:?}: {}", wait(&rate, now));
            let (rate, now) = after(&[Some(3.0), consumed]);
            assert!((280..=300).contains(&wait(&rate, now)), "{consumed:?}: {}", wait(&rate, now));
        }
    }
}
