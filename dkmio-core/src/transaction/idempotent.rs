//! A single write that cannot happen twice.

use std::marker::PhantomData;

use serde::Serialize;

use super::part::TransactPart;
use super::write::TransactWrite;
use crate::client::DynamoDb;
use crate::client::Meter;
use crate::error::Error;
use crate::operation::{Delete, Put, Update};
use crate::request::{Request, sendable};
use crate::retry::RetryPolicy;
use crate::table::Table;

/// A single put, update or delete that is sent as TransactWriteItems of one part, with a token.
///
/// A retry after an answer that was lost finds the write done and changes nothing more, so that an `increment` counts
/// once and a condition does not fail by the write's own doing. It costs twice the write capacity and returns no item.
/// Errors are those of the write itself: a condition that does not hold is
/// [`ConditionFailed`](crate::error::ErrorKind::ConditionFailed), with the old item.
///
/// Made by `idempotent` of a put, an update or a delete, after everything else.
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct Idempotent<T> {
    write: TransactWrite,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Idempotent<T> {
    fn new(part: impl TransactPart<Table = T>, retries: RetryPolicy) -> Self {
        let mut write = TransactWrite::new().retries(retries);
        let _ = write.add(part);
        Self { write, table: PhantomData }
    }

    /// The write's token (`ClientRequestToken`), 1 to 36 characters: for the ten minutes after it was done the same write
    /// with the same token does nothing more. By default each send makes one.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.write = self.write.token(token);
        self
    }

    /// How often the write is sent again when a transaction on the same item stands in its way, or throttling: so
    /// many times, or a [`RetryPolicy`].
    pub fn retries(mut self, retries: impl Into<RetryPolicy>) -> Self {
        self.write = self.write.retries(retries);
        self
    }

    /// Makes a conflict an error at once. The SDK's own retries stay as they are.
    pub fn no_retry(self) -> Self {
        self.retries(RetryPolicy::none())
    }

    /// What the request would send.
    ///
    /// # Errors
    /// The same as sending it, before it is sent.
    pub fn explain(&self) -> Result<super::TransactExplanation, Error> {
        self.write.explain()
    }
}

impl<T: Table> Request for Idempotent<T> {
    type Answer = ();

    async fn execute(self, db: &DynamoDb, meter: Meter) -> Result<(), Error> {
        self.write.run(db, meter).await.map_err(Error::into_single_write)
    }
}

sendable! {
    /// Sends the write.
    ///
    /// # Errors
    /// Those of the write without `idempotent`, and a token that is no token or was used for another write.
    [T: Table] Idempotent<T>
}

impl<T: Table + Serialize + 'static> Put<T> {
    /// Sends the put as a transaction of one part, so that a retry cannot carry it out twice. The last call before
    /// `send`; not for a put that returns the old item.
    pub fn idempotent(self) -> Idempotent<T> {
        let retries = self.retries;
        Idempotent::new(self, retries)
    }
}

impl<T: Table + 'static> Update<T> {
    /// Sends the update as a transaction of one part, so that a retry cannot carry it out twice. The last call before
    /// `send`; not for an update that returns an item.
    pub fn idempotent(self) -> Idempotent<T> {
        let retries = self.retries;
        Idempotent::new(self, retries)
    }
}

impl<T: Table + 'static> Delete<T> {
    /// Sends the delete as a transaction of one part, so that a retry cannot carry it out twice. The last call before
    /// `send`; not for a delete that returns the old item.
    pub fn idempotent(self) -> Idempotent<T> {
        let retries = self.retries;
        Idempotent::new(self, retries)
    }
}
