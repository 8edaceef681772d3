//! The settings that all batches share.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::BatchProgress;
use crate::client::Meter;
use crate::request::RequestLimits;
use crate::retry::Backoff;

/// The default limit on requests in flight.
const CONCURRENCY: usize = 4;

/// The settings of a batch.
#[derive(Clone)]
pub(crate) struct Settings<'s> {
    pub(crate) concurrency: usize,
    pub(crate) backoff: Backoff,
    pub(crate) deadline: Option<Duration>,
    /// The limits of each request, and the meter of all requests.
    pub(crate) limits: RequestLimits,
    pub(crate) write_units: Option<u32>,
    pub(crate) listener: Option<Listener<'s>>,
}

// The mutex makes the settings `Sync` and lets their clones share the listener.
type Listener<'s> = Arc<Mutex<dyn FnMut(&BatchProgress) + Send + 's>>;

impl Default for Settings<'_> {
    fn default() -> Self {
        Self {
            concurrency: CONCURRENCY,
            backoff: Backoff::default(),
            deadline: None,
            limits: RequestLimits::default(),
            write_units: None,
            listener: None,
        }
    }
}

impl<'s> Settings<'s> {
    pub(crate) fn on_progress(&mut self, listener: impl FnMut(&BatchProgress) + Send + 's) {
        self.listener = Some(Arc::new(Mutex::new(listener)));
    }

    pub(crate) fn report(&self, progress: &BatchProgress) {
        if let Some(listener) = &self.listener {
            // A panic of the listener ends the batch of its own; other batches may still report.
            listener.lock().unwrap_or_else(PoisonError::into_inner)(progress);
        }
    }

    /// Returns the settings without the listener, which may borrow.
    pub(crate) fn without_listener(self) -> Settings<'static> {
        let Self { concurrency, backoff, deadline, limits, write_units, listener: _ } = self;
        Settings { concurrency, backoff, deadline, limits, write_units, listener: None }
    }

    /// Returns the meter of the requests. It is on if the caller has one, and also if a listener or a rate needs the
    /// consumed capacity.
    pub(crate) fn meter(&self) -> Meter {
        let meter = Meter::from(self.limits.meter.clone());
        if self.listener.is_some() || self.write_units.is_some() { meter.or_on() } else { meter }
    }
}

impl fmt::Debug for Settings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("concurrency", &self.concurrency)
            .field("backoff", &self.backoff)
            .field("deadline", &self.deadline)
            .field("timeout", &self.limits.timeout)
            .field("retry_timeout", &self.limits.retry_timeout)
            .field("write_units", &self.write_units)
            .finish_non_exhaustive()
    }
}

/// The methods that set [`Settings`], for a builder with a field `settings`.
macro_rules! batch_settings {
    ([$($generics:tt)*] $type:ty, $life:lifetime) => {
        impl<$($generics)*> $type {
            /// Sets how many requests may be in flight at the same time, at least 1; the default is 4. They all run on
            /// the task that awaits the batch. Throttling and unprocessed entries halve the limit, success lets it grow
            /// back.
            pub fn concurrency(mut self, requests: usize) -> Self {
                self.settings.concurrency = requests.max(1);
                self
            }

            /// Sets how long to wait before unprocessed entries are resent, and after how many consecutive rounds
            /// without progress on a table the batch stops.
            pub fn backoff(mut self, backoff: crate::retry::Backoff) -> Self {
                self.settings.backoff = backoff;
                self
            }

            /// Stops the batch after this time, counted from the start of sending. Requests in flight are aborted;
            /// their writes may have happened.
            pub fn deadline(mut self, limit: std::time::Duration) -> Self {
                self.settings.deadline = Some(limit);
                self
            }

            /// Limits the time of each request of the batch, including the SDK's retries. A request that runs out of
            /// time ends the batch with an error of the kind [`Timeout`](crate::error::ErrorKind::Timeout); its writes
            /// may have happened. [`deadline`](Self::deadline) limits the time of the whole batch.
            pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
                self.settings.limits.timeout = Some(timeout);
                self
            }

            /// Limits the time in which the SDK retries each request of the batch, counted from its first attempt. The
            /// entries of a request that is throttled until then are resent like unprocessed ones, see
            /// [`backoff`](Self::backoff).
            pub fn retry_timeout(mut self, retry_timeout: std::time::Duration) -> Self {
                self.settings.limits.retry_timeout = Some(retry_timeout);
                self
            }

            /// Adds the capacity that the batch consumes to `meter`, over all its requests
            /// (`ReturnConsumedCapacity = INDEXES`).
            #[doc(alias = "ReturnConsumedCapacity")]
            pub fn meter(mut self, meter: &crate::client::CapacityMeter) -> Self {
                self.settings.limits.meter = Some(meter.clone());
                self
            }

            /// Calls `listener` with the progress after each request, whether it succeeds or fails. The requests then ask
            /// for the consumed capacity (`ReturnConsumedCapacity = INDEXES`).
            #[doc(alias = "ReturnConsumedCapacity")]
            pub fn on_progress(
                mut self,
                listener: impl FnMut(&crate::batch::BatchProgress) + Send + $life,
            ) -> Self {
                self.settings.on_progress(listener);
                self
            }
        }
    };
}
pub(crate) use batch_settings;
