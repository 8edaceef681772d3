//! Reads of several tables in one batch.

use std::any::Any;
use std::fmt;

use super::explain::explain;
use super::incomplete::IncompleteBatchGet;
use super::parts::BatchGetParts;
use crate::batch::request::batch_sendable;
use crate::batch::settings::{Settings, batch_settings};
use crate::batch::{BatchError, BatchExplanation, BatchRequest};
use crate::client::DynamoDb;
use crate::error::Error;

/// Reads items of several tables in one batch (BatchGetItem).
///
/// Each table keeps its own name, keys, consistency and attributes. Concurrency, backoff, time limits, meter and progress
/// are those of this builder. Those of the parts are ignored.
///
/// # Examples
///
/// ```no_run
/// # use dkmio::{BatchGet, BatchGetTables, DynamoDb, table::Table};
/// # async fn both<A, B>(orders: BatchGet<A>, users: BatchGet<B>, db: &DynamoDb) -> Result<(), dkmio::Error>
/// # where A: Table + serde::de::DeserializeOwned + Send + Sync + 'static,
/// #     B: Table + serde::de::DeserializeOwned + Send + Sync + 'static {
/// let (orders, users): (Vec<Option<A>>, Vec<Option<B>>) =
///     BatchGetTables::new((orders, users)).send(db).await?;
/// # Ok(()) }
/// ```
#[must_use = "a batch does nothing until it is sent"]
#[derive(Clone)]
pub struct BatchGetTables<P> {
    parts: P,
    settings: Settings<'static>,
}

impl<P: BatchGetParts> BatchGetTables<P> {
    /// Combines the reads of a tuple of up to six, such as `(Orders::batch_get(a), Users::batch_get(b))`.
    pub fn new(parts: P) -> Self {
        Self { parts, settings: Settings::default() }
    }

    /// Returns the requests that the batch would send, with the declared names of the tables.
    ///
    /// # Errors
    /// Returns the errors of sending it that are found before it is sent.
    pub fn explain(&self) -> Result<BatchExplanation, Error> {
        explain(&self.parts, &self.settings)
    }
}

impl<P: BatchGetParts + Any + Sync> BatchRequest for BatchGetTables<P> {
    type Unprocessed = IncompleteBatchGet<P>;

    async fn run(self, db: &DynamoDb) -> Result<P::Output, BatchError<IncompleteBatchGet<P>>> {
        self.into_unprocessed().run(db).await
    }

    fn into_unprocessed(self) -> IncompleteBatchGet<P> {
        IncompleteBatchGet { parts: self.parts, settings: self.settings }
    }
}

batch_settings! { [P: BatchGetParts] BatchGetTables<P>, 'static }

batch_sendable! {
    /// Reads the items and returns a tuple of the outputs of the parts.
    ///
    /// # Errors
    /// Returns an error if [`BatchGet::send`](crate::batch::BatchGet::send) would.
    [P: BatchGetParts + Any + Sync] BatchGetTables<P> => P::Output, 'static
}

impl<P> fmt::Debug for BatchGetTables<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchGetTables").field("settings", &self.settings).finish_non_exhaustive()
    }
}
