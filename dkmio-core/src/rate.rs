//! A limit on the capacity that requests consume per second.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::AsyncSleep;
use tokio::time::Instant;

/// A bucket of capacity units that fills at a steady rate and holds what one second brings. What a request consumes is
/// known only afterwards: it may leave a debt, and the next request waits until it is paid.
#[derive(Debug)]
pub(crate) struct RateLimit {
    per_second: f64,
    bucket: Mutex<Bucket>,
}

#[derive(Debug)]
struct Bucket {
    units: f64,
    filled: Option<Instant>,
    /// What the last request consumed: set aside for each request that is on its way.
    expected: f64,
}

/// What was set aside for one request.
#[derive(Debug)]
#[must_use = "what was set aside is to be settled"]
pub(crate) struct Reserved(f64);

impl RateLimit {
    pub(crate) fn new(units_per_second: u32) -> Self {
        let per_second = f64::from(units_per_second.max(1));
        Self { per_second, bucket: Mutex::new(Bucket { units: per_second, filled: None, expected: 0.0 }) }
    }

    /// Waits until the next request may go. The wait is the SDK client's own kind of sleep.
    pub(crate) async fn wait(&self, client: &Client) -> Reserved {
        loop {
            let wait = match self.reserve(Instant::now()) {
                Ok(reserved) => return reserved,
                Err(wait) => wait,
            };
            match client.config().sleep_impl() {
                Some(sleep) => sleep.sleep(wait).await,
                None => tokio::time::sleep(wait).await,
            }
        }
    }

    /// Puts the capacity that was really consumed in the place of what was set aside.
    pub(crate) fn settle(&self, reserved: Reserved, consumed: f64) {
        let mut bucket = self.lock();
        bucket.units += reserved.0 - consumed;
        bucket.expected = consumed;
    }

    fn reserve(&self, now: Instant) -> Result<Reserved, Duration> {
        let mut bucket = self.lock();
        if let Some(filled) = bucket.filled {
            let brought = now.saturating_duration_since(filled).as_secs_f64() * self.per_second;
            bucket.units = (bucket.units + brought).min(self.per_second);
        }
        bucket.filled = Some(now);
        if bucket.units <= 0.0 {
            // a millisecond more, so that rounding makes no loop of short sleeps
            return Err(Duration::from_secs_f64(-bucket.units / self.per_second) + Duration::from_millis(1));
        }
        bucket.units -= bucket.expected;
        Ok(Reserved(bucket.expected))
    }

    fn lock(&self) -> MutexGuard<'_, Bucket> {
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
