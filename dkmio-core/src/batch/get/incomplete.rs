//! A batch of reads that stopped early: the items so far, and the unprocessed keys.

use std::any::Any;
use std::fmt;

use super::parts::{BatchGetParts, BatchTables};
use super::protocol::Gets;
use crate::batch::driver::Driver;
use crate::batch::request::batch_sendable;
use crate::batch::settings::Settings;
use crate::batch::{BatchError, BatchProgress, BatchRequest, BatchStopReason, UnprocessedBatch};
use crate::client::{CapacityMeter, DynamoDb};
use crate::error::Error;

/// A batch of reads that stopped early: the items so far, and the unprocessed keys.
///
/// Sending it reads the unprocessed keys, with every option of the first request, and returns the output for all keys.
#[must_use = "a batch does nothing until it is sent"]
#[derive(Clone)]
pub struct IncompleteBatchGet<P> {
    pub(super) parts: P,
    pub(super) settings: Settings<'static>,
}

impl<P: BatchGetParts> IncompleteBatchGet<P> {
    /// Returns the number of keys that have not been read. A key that was given twice counts once.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.unread()
    }

    /// Returns whether all keys have been read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the result of each key, in the order given.
    ///
    /// # Errors
    /// Returns an error if an item does not fit its type.
    pub fn results(&self) -> Result<P::Results, Error> {
        self.parts.results()
    }

    /// Adds the capacity that the requests consume to `meter` (`ReturnConsumedCapacity = INDEXES`).
    #[doc(alias = "ReturnConsumedCapacity")]
    pub fn meter(mut self, meter: &CapacityMeter) -> Self {
        self.settings.limits.meter = Some(meter.clone());
        self
    }
}

impl<P: BatchGetParts + Any + Sync> BatchRequest for IncompleteBatchGet<P> {
    type Unprocessed = Self;

    async fn run(mut self, db: &DynamoDb) -> Result<P::Output, BatchError<Self>> {
        let mut tables = BatchTables::default();
        if let Err(error) = self.parts.start(db, &mut tables) {
            return Err(BatchError::before(error, self));
        }
        let gets = Gets::new(db, tables.0.into());
        let unread = gets.unread();
        let finished = Driver::new(gets, self.settings).entries(unread).run().await;
        // Also after an error: its result includes the items that were read before.
        self.parts.finish(&mut BatchTables(finished.protocol.tables.into()));
        self.settings = finished.settings;
        match finished.stopped {
            Some((reason, error)) => Err(BatchError::new(error, reason, finished.progress, self)),
            None => self.output(finished.progress),
        }
    }

    fn into_unprocessed(self) -> Self {
        self
    }
}

impl<P: BatchGetParts> IncompleteBatchGet<P> {
    fn output(self, progress: BatchProgress) -> Result<P::Output, BatchError<Self>> {
        self.parts.output().map_err(|error| BatchError::new(error, BatchStopReason::Error, progress, self))
    }
}

impl<P: BatchGetParts + Any + Sync> UnprocessedBatch for IncompleteBatchGet<P> {
    type Kept = Self;

    fn keep(self) -> Self {
        self
    }

    fn count(&self) -> usize {
        self.len()
    }
}

batch_sendable! {
    /// Reads the unprocessed keys and returns the output for all keys.
    ///
    /// # Errors
    /// Returns an error if the first request would.
    [P: BatchGetParts + Any + Sync] IncompleteBatchGet<P> => P::Output, 'static
}

impl<P> fmt::Debug for IncompleteBatchGet<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncompleteBatchGet").field("settings", &self.settings).finish_non_exhaustive()
    }
}
