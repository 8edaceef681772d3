//! A clock the caller moves by hand.

use std::time::Duration;

use dynoxide::storage_backend::{Clock, ManualClock as EngineClock};

/// A clock for [`Engine::memory_at`](crate::Engine::memory_at) that stands still until it is moved.
///
/// Clones show and move the same clock. The engine reads it wherever DynamoDB would read its own: which items
/// [`sweep_expired`](crate::Engine::sweep_expired) deletes, creation times, times in stream records. The ten minutes for
/// which a `ClientRequestToken` is remembered are real ones.
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
    /// A clock that shows `epoch_seconds`, in seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn at(epoch_seconds: u64) -> Self {
        Self { inner: EngineClock::new(epoch_seconds) }
    }

    /// Sets the clock to `epoch_seconds`, forwards or back.
    pub fn set(&self, epoch_seconds: u64) {
        self.inner.set(epoch_seconds);
    }

    /// Moves the clock forwards by `by`.
    pub fn advance(&self, by: Duration) {
        self.inner.tick(by);
    }

    /// What the clock shows, in whole seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.inner.now_unix_secs()
    }
}
