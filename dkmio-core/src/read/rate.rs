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
