//! Which requests dkmio retries itself, how often and for how long.

use std::time::Duration;

use super::Backoff;

/// The retry policy of a request that conflicts with a transaction on the same item.
///
/// The SDK retries throttling, failures of the service and lost connections. A conflict with a transaction is a
/// response to it, so dkmio retries it, after a wait that doubles, with full jitter. The policy covers three cases and
/// comes on top of the SDK's retries: a write refused with `TransactionConflictException`, a transaction canceled for
/// conflicts or throttling alone, and `TransactionInProgressException`.
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use dkmio::RetryPolicy;
///
/// let patient =
///     RetryPolicy::new().max_retries(20).retry_timeout(Duration::from_secs(60));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(super) max_retries: u32,
    pub(super) retry_timeout: Duration,
    pub(super) backoff: Backoff,
}

impl Default for RetryPolicy {
    /// Returns a policy of up to 8 retries within 10 seconds, with waits of up to 25 ms at first and up to 1 s later.
    fn default() -> Self {
        // The eight waits take at most 3.6 s together, so the timeout matters only if requests are slow.
        let backoff = Backoff::new().initial(Duration::from_millis(25)).max(Duration::from_secs(1));
        Self { max_retries: 8, retry_timeout: Duration::from_secs(10), backoff }
    }
}

impl RetryPolicy {
    /// Returns the default policy: up to 8 retries within 10 seconds.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the policy without retries: a conflict is an error at once.
    #[must_use]
    pub fn none() -> Self {
        Self::default().max_retries(0)
    }

    /// Sets the maximum number of retries.
    #[must_use]
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = max_retries;
        self
    }

    /// Sets the time, counted from the first attempt, after which no further retry is made.
    #[must_use]
    pub fn retry_timeout(mut self, retry_timeout: Duration) -> Self {
        self.retry_timeout = retry_timeout;
        self
    }

    /// Returns the policy with a retry timeout that is at most `limit`.
    pub(crate) fn within(mut self, limit: Duration) -> Self {
        self.retry_timeout = self.retry_timeout.min(limit);
        self
    }

    /// Sets the waits between attempts. Their number is set by [`max_retries`](Self::max_retries).
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }
}

/// The default policy with this many retries; `retries` of a builder takes it.
impl From<u32> for RetryPolicy {
    fn from(max_retries: u32) -> Self {
        Self::default().max_retries(max_retries)
    }
}
