//! Sending once more what the SDK does not: what another transaction stood in the way of.

use std::time::Duration;

use tokio::time::Instant;

use super::DynamoDb;
use crate::error::{Error, ErrorKind};
use crate::retry::Backoff;

/// How often dkmio sends a request again that a transaction on the same item stood in the way of.
///
/// The SDK retries what it sees: throttling, failures of the service, connections. A conflict with a transaction is
/// an answer to it. dkmio sends such a request again after a wait that doubles, with full jitter. This is on top of the
/// SDK's own retries and for these answers alone: a write with `TransactionConflictException`, a transaction that was
/// cancelled for conflicts or throttling and for nothing else, and `TransactionInProgressException`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retries {
    again: u32,
    within: Duration,
    backoff: Backoff,
}

impl Default for Retries {
    /// Up to 8 more times within 10 seconds; waits of up to 25 ms first and up to 1 s later.
    fn default() -> Self {
        let backoff = Backoff::new().first(Duration::from_millis(25)).cap(Duration::from_secs(1));
        Self { again: 8, within: Duration::from_secs(10), backoff }
    }
}

impl Retries {
    /// The default: up to 8 more times within 10 seconds.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// None: a conflict is an error at once.
    #[must_use]
    pub fn none() -> Self {
        Self::default().again(0)
    }

    /// At most so many more times.
    #[must_use]
    pub fn again(mut self, again: u32) -> Self {
        self.again = again;
        self
    }

    /// No more once so much time has passed since the request was first sent.
    #[must_use]
    pub fn within(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    /// The waits. How many rounds there are is for [`again`](Self::again) to say.
    #[must_use]
    pub fn waits(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }
}

/// So many more times; what `retries` of a builder takes.
impl From<u32> for Retries {
    fn from(again: u32) -> Self {
        Self::default().again(again)
    }
}

/// The sends of one request.
#[derive(Debug)]
pub(crate) struct Resend {
    retries: Retries,
    began: Instant,
    done: u32,
}

impl Resend {
    pub(crate) fn new(retries: Retries) -> Self {
        Self { retries, began: Instant::now(), done: 0 }
    }

    /// Sends a request until it has an answer or is not to be sent again.
    ///
    /// # Errors
    /// The last error.
    pub(crate) async fn run<A, F>(retries: Retries, db: &DynamoDb, mut send: impl FnMut() -> F) -> Result<A, Error>
    where
        F: Future<Output = Result<A, Error>>,
    {
        let mut resend = Self::new(retries);
        loop {
            match send().await {
                Ok(answer) => return Ok(answer),
                Err(error) => resend.after(error, db).await?,
            }
        }
    }

    /// Waits until the request may be sent again.
    ///
    /// # Errors
    /// `error` itself when it is no conflict, when there were enough retries, or when there is no time left for one.
    pub(crate) async fn after(&mut self, error: Error, db: &DynamoDb) -> Result<(), Error> {
        let wait = self.retries.backoff.wait(self.done.saturating_add(1));
        let in_time = self.began.elapsed().saturating_add(wait) <= self.retries.within;
        if !(in_the_way(&error) && in_time && self.done < self.retries.again) {
            return Err(error);
        }
        self.done += 1;
        db.sleep(wait).await
    }
}

fn in_the_way(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::TransactionInProgress => true,
        // by its token a transaction is not carried out twice
        _ if error.is_cancelled_for_now() => true,
        // if an earlier attempt of a single write may have been carried out, one more could be one too many
        ErrorKind::TransactionConflict => !error.maybe_applied(),
        _ => false,
    }
}
