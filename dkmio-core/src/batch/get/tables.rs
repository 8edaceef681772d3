//! Reads of several tables in one batch.

use std::fmt;

use super::parts::BatchGetParts;
use crate::batch::get::incomplete::BatchGetLeft;
use crate::batch::request::batch_sendable;
use crate::batch::settings::{Settings, batch_settings};
use crate::batch::{BatchError, BatchRequest};
use crate::client::DynamoDb;
use crate::client::Meter;

/// Reads items of several tables in one stream of requests: BatchGetItem.
///
/// Each table keeps its own keys, consistency and attributes; concurrency, backoff, deadline and progress are those given
/// here, not those of the parts.
///
/// ```no_run
/// # use dkmio_core::{batch::{BatchGet, BatchGetTables}, client::DynamoDb, table::Table};
/// # async fn both<A, B>(orders: BatchGet<A>, users: BatchGet<B>, db: &DynamoDb) -> Result<(), dkmio_core::error::Error>
/// # where A: Table + serde::de::DeserializeOwned + Send + Sync + 'static,
/// #     B: Table + serde::de::DeserializeOwned + Send + Sync + 'static {
/// let (orders, users): (Vec<Option<A>>, Vec<Option<B>>) = BatchGetTables::new((orders, users)).send(db).await?;
/// # Ok(()) }
/// ```
#[must_use = "a batch does nothing until it is sent"]
#[derive(Clone)]
pub struct BatchGetTables<P> {
    parts: P,
    settings: Settings<'static>,
}

impl<P: BatchGetParts> BatchGetTables<P> {
    /// The reads of a tuple of up to six, such as `(Orders::batch_get(a), Users::batch_get(b))`.
    pub fn new(parts: P) -> Self {
        Self { parts, settings: Settings::default() }
    }
}

impl<P: BatchGetParts> BatchRequest for BatchGetTables<P> {
    type Answer = P::Answer;
    type Left = BatchGetLeft<P>;

    async fn execute(self, db: &DynamoDb, meter: Meter) -> Result<P::Answer, BatchError<BatchGetLeft<P>>> {
        self.into_left().execute(db, meter).await
    }

    fn into_left(self) -> BatchGetLeft<P> {
        BatchGetLeft { parts: self.parts, settings: self.settings }
    }
}

batch_settings! { [P: BatchGetParts] BatchGetTables<P>, 'static }

batch_sendable! {
    /// Reads the items: a tuple of what each part alone would give.
    ///
    /// # Errors
    /// As [`BatchGet::send`](super::BatchGet::send).
    [P: BatchGetParts] BatchGetTables<P>, 'static
}

impl<P> fmt::Debug for BatchGetTables<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchGetTables").field("settings", &self.settings).finish_non_exhaustive()
    }
}
