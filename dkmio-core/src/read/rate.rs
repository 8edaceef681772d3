//! A limit on the capacity that the pages of a read consume per second.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use crate::client::DynamoDb;
use crate::error::Error;
use crate::retry::TokenBucket;

/// A rate that all segments of a read share. What a page consumes is known only when it is there: until then as much is
/// set aside as the page before it took.
#[derive(Debug)]
pub(super) struct RateLimit(Mutex<State>);

#[derive(Debug)]
struct State {
    bucket: TokenBucket,
    expected: f64,
}

/// What was set aside for one page.
#[derive(Debug)]
#[must_use = "what was set aside is to be settled"]
pub(super) struct Reserved(f64);

impl RateLimit {
    /// None for a rate of nothing.
    pub(super) fn new(units_per_second: u32) -> Option<Self> {
        let bucket = TokenBucket::new(f64::from(units_per_second))?;
        Some(Self(Mutex::new(State { bucket, expected: 0.0 })))
    }

    /// Waits until the next page may be fetched.
    ///
    /// # Errors
    /// Returns an error if there is no timer to wait by.
    pub(super) async fn wait(&self, db: &DynamoDb) -> Result<Reserved, Error> {
        loop {
            let now = Instant::now();
            let opens = match self.reserve(now) {
                Ok(reserved) => return Ok(reserved),
                Err(opens) => opens,
            };
            db.sleep(opens - now).await?;
        }
    }

    /// Puts what was really consumed in the place of what was set aside.
    pub(super) fn settle(&self, reserved: Reserved, consumed: f64) {
        let mut state = self.lock();
        state.bucket.take(consumed - reserved.0);
        state.expected = consumed;
    }

    fn reserve(&self, now: Instant) -> Result<Reserved, Instant> {
        let mut state = self.lock();
        match state.bucket.ready_at(now) {
            Some(opens) => Err(opens),
            None => {
                let expected = state.expected;
                state.bucket.take(expected);
                Ok(Reserved(expected))
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
