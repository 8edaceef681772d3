//! A single write that cannot happen twice.

use std::marker::PhantomData;

use serde::Serialize;

use super::part::TransactPart;
use super::write::TransactWrite;
use crate::client::DynamoDb;
use crate::error::Error;
use crate::operation::{Delete, Put, Update};
use crate::request::{Request, RequestLimits, Returning, ReturnsNothing, Sendable, request_limits, sendable};
use crate::retry::RetryPolicy;
use crate::table::Table;

/// A single put, update or delete that is sent as a transaction of one part with a token (TransactWriteItems).
///
/// A retry after a lost response finds that the write has happened and changes nothing. So an `increment` counts once,
/// and a condition does not fail because of the write's own first attempt. It costs twice the write capacity and
/// returns no item. Errors are those of the write itself: a condition that does not hold is
/// [`ConditionFailed`](crate::error::ErrorKind::ConditionFailed), with the old item.
///
/// Returned by `idempotent` of a put, an update or a delete, which is called last.
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct Idempotent<T> {
    write: TransactWrite,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Idempotent<T> {
    fn new(part: impl TransactPart<Table = T>, retries: RetryPolicy, limits: RequestLimits) -> Self {
        let mut write = TransactWrite::new().retries(retries);
        write.limits = limits;
        // The only part needs no handle: its reason becomes the error itself.
        let _ = write.add(part);
        Self { write, table: PhantomData }
    }

    /// Sets the write's token, 1 to 36 characters (`ClientRequestToken`). For ten minutes after the write, the same
    /// write with the same token has no further effect. By default each `send` creates a new token.
    #[doc(alias = "ClientRequestToken")]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.write = self.write.token(token);
        self
    }

    /// Sets how often the write is retried after a conflict with a transaction on the same item, or after throttling: a
    /// number of retries, or a [`RetryPolicy`].
    pub fn retries(mut self, retries: impl Into<RetryPolicy>) -> Self {
        self.write = self.write.retries(retries);
        self
    }

    /// Makes a conflict an error at once. It does not change the SDK's retries.
    pub fn no_retry(self) -> Self {
        self.retries(RetryPolicy::none())
    }

    request_limits!(write.limits);

    /// Returns what the request would send.
    ///
    /// # Errors
    /// Returns an error if the request would be refused before it is sent.
    pub fn explain(&self) -> Result<super::TransactExplanation, Error> {
        self.write.explain().map_err(Error::into_single_write)
    }
}

impl<T: Table> Request for Idempotent<T> {
    type Output = ();

    async fn execute(self, db: &DynamoDb) -> Result<(), Error> {
        // The user wrote one item, so the error is that of the item and names no part.
        self.write.run(db).await.map_err(Error::into_single_write)
    }
}

sendable! {
    /// Sends the write.
    ///
    /// # Errors
    /// Returns an error if the write without `idempotent` would, if the token is not valid, or if it was used for
    /// another write.
    [T: Table] Idempotent<T>
}

impl<T: Table + Serialize + 'static, R: Returning + 'static> Put<T, R> {
    /// Makes `send` send the put as a transaction of one part, so that a retry cannot carry it out twice. Call it last.
    /// It is not available on a put that returns the old item.
    pub fn idempotent(self) -> Idempotent<T>
    where
        R: ReturnsNothing,
    {
        // A part has no retries and limits of its own, so they move to the transaction.
        let (retries, limits) = (self.retries, self.options.limits.clone());
        Idempotent::new(self, retries, limits)
    }
}

impl<T: Table + 'static, R: Returning + 'static, G: Sendable> Update<T, R, G> {
    /// Makes `send` send the update as a transaction of one part, so that a retry cannot carry it out twice. Call it
    /// last. It is not available on an update that returns an item.
    pub fn idempotent(self) -> Idempotent<T>
    where
        R: ReturnsNothing,
    {
        let (retries, limits) = (self.retries, self.options.limits.clone());
        Idempotent::new(self, retries, limits)
    }
}

impl<T: Table + 'static, R: Returning + 'static, G: Sendable> Delete<T, R, G> {
    /// Makes `send` send the delete as a transaction of one part, so that a retry cannot carry it out twice. Call it
    /// last. It is not available on a delete that returns the old item.
    pub fn idempotent(self) -> Idempotent<T>
    where
        R: ReturnsNothing,
    {
        let (retries, limits) = (self.retries, self.options.limits.clone());
        Idempotent::new(self, retries, limits)
    }
}
