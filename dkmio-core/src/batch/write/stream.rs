//! Writes that are taken out of an iterator or a stream as they are sent.

use std::fmt;

use futures::Stream;

use super::entry::BatchEntry;
use super::request::BatchWrite;
use crate::batch::driver::{Driver, EntrySource};
use crate::batch::request::batch_sendable;
use crate::batch::settings::{Settings, batch_settings};
use crate::batch::write::protocol::Writes;
use crate::batch::{BatchError, BatchLeft, BatchProgress, BatchRequest};
use crate::client::DynamoDb;
use crate::client::Meter;
use crate::error::Error;

/// Puts or deletes of the entries of an iterator or a stream of any length, in bounded memory: BatchWriteItem.
///
/// Made by [`batch_put`](crate::dynamo_table::DynamoTable::batch_put) and its kin. No more is taken out of the source than is in
/// flight and one request's worth beyond; a request is sent when it is full or the source has ended. **The puts have no
/// condition**, see [`BatchWrite`].
///
/// Writes of one item happen in the order of the source: a later one is not sent before the earlier one is done. Nothing is
/// said about the order of different items.
#[must_use = "a batch does nothing until it is sent"]
pub struct BatchWriteStream<'s> {
    /// Taken out of the source before and not done.
    taken: Vec<BatchEntry>,
    rest: Option<EntrySource<'s, BatchEntry>>,
    settings: Settings<'s>,
}

impl<'s> BatchWriteStream<'s> {
    pub(crate) fn new(entries: impl Stream<Item = Result<BatchEntry, Error>> + Send + 's) -> Self {
        Self { taken: Vec::new(), rest: Some(EntrySource::new(entries)), settings: Settings::default() }
    }

    /// What was taken out of the source by an earlier `send` and is not done.
    pub fn entries(&self) -> impl Iterator<Item = &BatchEntry> {
        self.taken.iter()
    }

    /// Whether the source has ended.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.rest.is_none()
    }

    /// The most write capacity units to consume in a second, at least 1: by what the service says was consumed, and by the
    /// size of the items before it says so.
    pub fn max_write_units_per_second(mut self, units: u32) -> Self {
        self.settings.write_units = Some(units.max(1));
        self
    }
}

impl<'s> BatchRequest for BatchWriteStream<'s> {
    type Answer = BatchProgress;
    type Left = Self;

    async fn execute(self, db: &DynamoDb, meter: Meter) -> Result<BatchProgress, BatchError<Self>> {
        let driver = Driver::new(Writes::new(db), self.settings, meter).source(self.rest).taken(self.taken);
        let finished = driver.run().await;
        let Some((end, error)) = finished.end else { return Ok(finished.progress) };
        let error = if finished.left.iter().any(|entry| entry.lost) { error.with_maybe_applied() } else { error };
        let left = Self { taken: finished.left, rest: finished.source, settings: finished.settings };
        Err(BatchError::new(error, end, finished.progress, left))
    }

    fn into_left(self) -> Self {
        self
    }
}

/// Of a source that may borrow only what was taken out of it can be kept.
impl BatchLeft for BatchWriteStream<'_> {
    type Kept = BatchWrite;

    fn keep(self) -> BatchWrite {
        BatchWrite::of(self.taken).last_write_wins()
    }
}

batch_settings! { ['s] BatchWriteStream<'s>, 's }

batch_sendable! {
    /// Takes entries out of the source and sends them until it has ended and all is written.
    ///
    /// # Errors
    /// An entry that cannot be stored, with its [position](Error::entry): those before it that are in flight are finished,
    /// the rest is left. Otherwise as [`BatchWrite::send`]. What is left is what was taken out of the source and not
    /// done, then the rest of the source.
    ['s] BatchWriteStream<'s>, 's
}

impl fmt::Debug for BatchWriteStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchWriteStream")
            .field("taken", &self.taken.len())
            .field("is_exhausted", &self.is_exhausted())
            .field("settings", &self.settings)
            .finish()
    }
}
