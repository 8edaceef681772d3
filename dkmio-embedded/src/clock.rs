//! A clock that the caller sets.

use std::time::Duration;

use dynoxide::storage_backend::{Clock, ManualClock as EngineClock};

/// A clock for [`Engine::memory_at`](crate::Engine::memory_at) that does not run by itself.
///
/// Clones share one clock. The engine reads it for the items that [`sweep_expired`](crate::Engine::sweep_expired)
/// deletes, for creation times, and for times in stream records. The ten minutes for which a `ClientRequestToken` is
/// valid pass in real time.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// let clock = dkmio_embedded::ManualClock::at(1_700_000_000);
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now(), 1_700_000_060);
/// ```
#[derive(Debug, Clone)]
pub struct ManualClock {
    pub(crate) inner: EngineClock,
}

impl ManualClock {
    /// Creates a clock that shows `epoch_seconds`, in seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn at(epoch_seconds: u64) -> Self {
        Self { inner: EngineClock::new(epoch_seconds) }
    }

    /// Sets the clock to `epoch_seconds`, which may be in the past.
    pub fn set(&self, epoch_seconds: u64) {
        self.inner.set(epoch_seconds);
    }

    /// Moves the clock forward by `by`.
    pub fn advance(&self, by: Duration) {
        self.inner.tick(by);
    }

    /// Returns the time in whole seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.inner.now_unix_secs()
    }
}
