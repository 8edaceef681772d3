//! The timer behind every wait of dkmio.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use aws_sdk_dynamodb::config::{AsyncSleep, SharedAsyncSleep};
use futures::future::{Either, select};
use tokio::runtime::Handle;

use super::DynamoDb;
use crate::error::{Error, ErrorKind};

impl DynamoDb {
    /// Waits, by the sleep that the SDK client is configured with, or by Tokio's.
    ///
    /// # Errors
    /// Returns an error if the sleep is Tokio's and no Tokio runtime is running.
    pub(crate) async fn sleep(&self, duration: Duration) -> Result<(), Error> {
        let configured = self.client.config().sleep_impl();
        match (configured, Handle::try_current().is_ok()) {
            // Tokio's sleep panics without a runtime, and a panic inside a request would be worse than an error.
            (Some(sleep), has_runtime) if has_runtime || !needs_runtime(&sleep) => sleep.sleep(duration).await,
            (None, true) => tokio::time::sleep(duration).await,
            _ => {
                let message = "dkmio has to wait, and no Tokio runtime is running: send the request within one, or set \
                               `sleep_impl` in the configuration of the SDK client";
                return Err(Error::new(ErrorKind::Configuration).with_message(message));
            }
        }
        Ok(())
    }

    /// Runs `work` for at most `limit`. Returns `None` if it has not ended by then.
    ///
    /// # Errors
    /// Returns an error in the cases of [`sleep`](Self::sleep), if the work has to wait.
    pub(crate) async fn timeout<W: Future>(&self, limit: Duration, work: W) -> Result<Option<W::Output>, Error> {
        // `work` is polled first: work that is done at the limit has ended in time.
        match select(pin!(work), pin!(self.sleep(limit))).await {
            Either::Left((output, _)) => Ok(Some(output)),
            Either::Right((slept, _)) => slept.map(|()| None),
        }
    }
}

/// Returns whether the sleep panics without a Tokio runtime. The SDK does not expose the type behind a shared sleep,
/// but its `Debug` text names it.
fn needs_runtime(sleep: &SharedAsyncSleep) -> bool {
    format!("{sleep:?}").contains("TokioSleep")
}
