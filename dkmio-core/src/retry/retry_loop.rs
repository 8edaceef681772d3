//! The loop around a request that may meet a transaction on the same item.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

use super::RetryPolicy;
use crate::error::{Error, ErrorKind};

/// The attempts of one request.
#[derive(Debug)]
pub(crate) struct RetryLoop {
    policy: RetryPolicy,
    started: Instant,
    retries: u32,
}

impl RetryLoop {
    pub(crate) fn new(policy: RetryPolicy) -> Self {
        Self { policy, started: Instant::now(), retries: 0 }
    }

    /// Calls `send` until it succeeds or must not be retried; `sleep` waits in between.
    ///
    /// # Errors
    /// Returns the last error.
    pub(crate) async fn run<O, S, W>(
        policy: RetryPolicy,
        sleep: impl Fn(Duration) -> W,
        mut send: impl FnMut() -> S,
    ) -> Result<O, Error>
    where
        S: Future<Output = Result<O, Error>>,
        W: Future<Output = Result<(), Error>>,
    {
        let mut attempts = Self::new(policy);
        loop {
            match send().await {
                Ok(output) => return Ok(output),
                Err(error) => attempts.wait_before_retry(error, &sleep).await?,
            }
        }
    }

    /// Waits until the request may be sent again.
    ///
    /// # Errors
    /// Returns `error` itself if it is not a conflict, if all retries were made, or if the next one would come after the timeout.
    pub(crate) async fn wait_before_retry<W>(
        &mut self,
        error: Error,
        sleep: impl FnOnce(Duration) -> W,
    ) -> Result<(), Error>
    where
        W: Future<Output = Result<(), Error>>,
    {
        let wait = self.policy.backoff.wait(self.retries.saturating_add(1));
        // The wait counts, too. A retry that would come after the timeout is not waited for.
        let is_in_time = self.started.elapsed().saturating_add(wait) <= self.policy.retry_timeout;
        if !(is_retryable_conflict(&error) && is_in_time && self.retries < self.policy.max_retries) {
            return Err(error);
        }
        self.retries += 1;
        sleep(wait).await.map_err(|no_timer| no_timer.after(&error))
    }
}

fn is_retryable_conflict(error: &Error) -> bool {
    match error.kind() {
        // DynamoDB still works on an attempt with this token, which makes a retry safe.
        ErrorKind::TransactionInProgress => true,
        // The token keeps a transaction from being carried out twice.
        _ if error.is_transient_cancellation() => true,
        // A single write has no token: if an earlier attempt of it may have been carried out, a retry could repeat it.
        ErrorKind::TransactionConflict => !error.maybe_applied(),
        _ => false,
    }
}
