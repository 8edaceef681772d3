//! Writes that are taken out of an iterator or a stream while they are sent.

use std::fmt;

use futures::{Stream, StreamExt as _};

use super::entry::BatchEntry;
use super::protocol::Writes;
use super::refused::{with_table, with_table_renamed};
use super::request::BatchWrite;
use crate::batch::driver::{Driver, EntrySource};
use crate::batch::request::batch_sendable;
use crate::batch::settings::{Settings, batch_settings};
use crate::batch::{BatchError, BatchProgress, BatchRequest, UnprocessedBatch};
use crate::client::DynamoDb;
use crate::error::Error;

/// Puts or deletes of the entries of an iterator or a stream of any length, in bounded memory (BatchWriteItem).
///
/// Returned by [`batch_put`](crate::dynamo_table::DynamoTable::batch_put), `batch_delete` and their stream forms. At
/// most one request's worth of entries is taken out of the source beyond those in flight. A request is sent when it is
/// full or the source has ended. **The puts have no condition**, see [`BatchWrite`].
///
/// Writes of one item happen in the order of the source: a later one is not sent before the earlier one is done. The
/// order of different items is not defined.
///
/// # Continuing after an error
///
/// The error of [`send`](Self::send) contains the entries that were taken out of the source and are not done, as a
/// [`BatchWrite`] with the settings of this batch, except for [`on_progress`](Self::on_progress). It cannot contain the
/// rest of a source that borrows: the rest of a slice begins at [`taken`](crate::batch::BatchFailure::taken). The error
/// of [`send_or_unprocessed`](Self::send_or_unprocessed) contains these entries and the rest of any source. Sending them
/// continues where the batch stopped.
#[must_use = "a batch does nothing until it is sent"]
pub struct BatchWriteStream<'s> {
    /// The entries that an earlier run took out of the source and that are not done.
    taken: Vec<BatchEntry>,
    rest: Option<EntrySource<'s, BatchEntry>>,
    settings: Settings<'s>,
}

impl<'s> BatchWriteStream<'s> {
    pub(crate) fn new(entries: impl Stream<Item = Result<BatchEntry, Error>> + Send + 's) -> Self {
        Self { taken: Vec::new(), rest: Some(EntrySource::new(entries)), settings: Settings::default() }
    }

    /// Returns the entries that an earlier run took out of the source and that are not done.
    pub fn entries(&self) -> impl Iterator<Item = &BatchEntry> {
        self.taken.iter()
    }

    /// Returns the entries that were taken, the source and the settings.
    pub(super) fn into_parts(self) -> (Vec<BatchEntry>, Option<EntrySource<'s, BatchEntry>>, Settings<'s>) {
        (self.taken, self.rest, self.settings)
    }

    /// Returns whether the source has ended.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.rest.is_none()
    }

    /// Writes to the table `name`, or to the table with this ARN, instead of the one that the connection has for the
    /// type. The name is used unchanged, without the connection's prefix.
    pub fn table_name(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.taken.iter_mut().for_each(|entry| entry.table.rename(name.clone()));
        self.rest = self.rest.map(|rest| {
            EntrySource::new(rest.into_entries().map(move |entry| match entry {
                Ok(mut entry) => {
                    entry.table.rename(name.clone());
                    Ok(entry)
                }
                Err(error) => Err(with_table_renamed(error, &name)),
            }))
        });
        self
    }

    /// Sets the maximum number of write capacity units to consume per second, at least 1. dkmio estimates the units of
    /// a request by the sizes of its items and corrects them by the consumed capacity of the response.
    pub fn max_write_units_per_second(mut self, units: u32) -> Self {
        self.settings.write_units = Some(units.max(1));
        self
    }
}

impl<'s> BatchRequest for BatchWriteStream<'s> {
    type Unprocessed = Self;

    async fn run(self, db: &DynamoDb) -> Result<BatchProgress, BatchError<Self>> {
        let driver = Driver::new(Writes::new(db), self.settings).source(self.rest).taken(self.taken);
        let finished = driver.run().await;
        let Some((reason, error)) = finished.stopped else { return Ok(finished.progress) };
        let error = with_table(error, |table| db.actual_name(table));
        let is_unknown = finished.unprocessed.iter().any(|entry| entry.outcome_unknown);
        let error = if is_unknown { error.with_maybe_applied() } else { error };
        let unprocessed = Self { taken: finished.unprocessed, rest: finished.source, settings: finished.settings };
        Err(BatchError::new(error, reason, finished.progress, unprocessed))
    }

    fn into_unprocessed(self) -> Self {
        self
    }
}

impl UnprocessedBatch for BatchWriteStream<'_> {
    type Kept = BatchWrite;

    fn keep(self) -> BatchWrite {
        // The last entry may be deferred, and is then for the item of an earlier one.
        BatchWrite::of(self.taken, self.settings.without_listener()).last_write_wins()
    }

    fn count(&self) -> usize {
        self.taken.len()
    }

    fn has_rest(&self) -> bool {
        self.rest.is_some()
    }
}

batch_settings! { ['s] BatchWriteStream<'s>, 's }

batch_sendable! {
    /// Takes entries out of the source and sends them, until the source has ended and all are written.
    ///
    /// # Errors
    /// Returns an error if an entry cannot be stored, with its [position](crate::batch::BatchFailure::entry), after the
    /// requests in flight have ended. Otherwise returns an error if [`BatchWrite::send`] would. [`Error::batch`] then
    /// returns the unprocessed entries that were taken out of the source.
    ['s] BatchWriteStream<'s> => BatchProgress, 's
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
