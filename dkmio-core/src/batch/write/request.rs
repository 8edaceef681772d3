//! Writes that all exist before the first one is sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::OPERATION;
use super::entry::{BatchDelete, BatchEntry, BatchPut, BatchPutItem, Timestamps, Write, delete_entry};
use super::protocol::Writes;
use super::refused::with_table;
use crate::batch::driver::{Driver, Protocol as _};
use crate::batch::request::batch_sendable;
use crate::batch::settings::{Settings, batch_settings};
use crate::batch::{BatchError, BatchProgress, BatchRequest, UnprocessedBatch};
use crate::client::{DynamoDb, TableRef};
use crate::codec::Item;
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::{CanonicalKey, KeyOf};
use crate::read::key_of_entry;
use crate::table::Table;

/// Puts and deletes of any number of items in any tables (BatchWriteItem), 25 items and 16 MB in a request.
///
/// A batch is not a transaction: its writes happen one by one, in no particular order. **They have no condition**: a
/// put replaces an existing item, so checks of existence, uniqueness or versions do not work in a batch. Use
/// [`Put`](crate::operation::Put) or a transaction for those. Two entries for one item are refused before any request
/// is sent, unless [`last_write_wins`](Self::last_write_wins) is called.
///
/// No item is written before [`send`](Self::send); dropping a batch writes none. An empty batch sends no request.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::BatchWrite;
///
/// BatchWrite::new()
///     .put(&order("luis", "o1", 1))
///     .delete(Orders::key_of("ana", "o1"))
///     .send(&db)
///     .await?;
/// assert_eq!(Orders::query("ana").count(&db).await?, 1);
/// # Ok(())
/// # }) }
/// ```
#[doc(alias = "BatchWriteItem")]
#[must_use = "a batch does nothing until it is sent"]
#[derive(Debug, Clone, Default)]
pub struct BatchWrite {
    // A deferred error keeps its position, so that those of other entries are right.
    pub(super) entries: Vec<Result<BatchEntry, Error>>,
    /// The position of the next entry. It is above the number of entries if they are what another batch left unprocessed.
    next_position: usize,
    last_write_wins: bool,
    pub(super) settings: Settings<'static>,
}

impl BatchWrite {
    /// Returns a batch without entries.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn of(entries: Vec<BatchEntry>, settings: Settings<'static>) -> Self {
        let next_position = entries.iter().map(|entry| entry.position + 1).max().unwrap_or(0);
        Self { entries: entries.into_iter().map(Ok).collect(), next_position, last_write_wins: false, settings }
    }

    /// Adds the entry that `entry` makes for its position.
    fn with(mut self, entry: impl FnOnce(usize) -> Result<BatchEntry, Error>) -> Self {
        self.entries.push(entry(self.next_position));
        self.next_position += 1;
        self
    }

    /// Adds a put, which creates or replaces an item without a condition. Takes the item, `put(&order)`, or a request
    /// without conditions, `put(order.put().table_name("orders-2026"))`. The request's own retries, time limits and
    /// meter are ignored.
    pub fn put(self, put: impl BatchPut) -> Self {
        self.with(|position| put.into_put(position))
    }

    /// Adds a delete. It succeeds if the item does not exist. Takes the key,
    /// `delete(Orders::key_of("usr_1", "ord_1"))`, or a request without conditions,
    /// `delete(Orders::delete(key).table_name("orders-2026"))`. The request's own retries, time limits and meter are
    /// ignored.
    pub fn delete<M>(self, delete: impl BatchDelete<M>) -> Self {
        self.with(|position| delete.into_delete(position))
    }

    /// Adds a put of an item of a table with a version or a unique attribute, as it is: the stored version is not checked, the version of
    /// the item is written unchanged, and no sentinel item is written.
    pub fn put_unconditional<T: Table + Serialize>(self, item: &T) -> Self {
        self.with(|position| BatchPutItem::<T>::into_entry(item, position, Timestamps::AsTheyAre))
    }

    /// Adds a delete from a table with a version or a unique attribute, whatever the item has. Sentinel items stay. Takes the key:
    /// `Orders::key_of("usr_1", "ord_1")`.
    pub fn delete_unconditional<T: Table<Key = K>, K: KeyOf<T>>(self, key: K) -> Self {
        self.with(|position| delete_entry::<T>(key.encode(), TableRef::of::<T>(), position))
    }

    /// Sends only the last of several entries for one item. Without this call they are refused as
    /// [`ErrorKind::DuplicateKey`], because DynamoDB rejects the whole request.
    pub fn last_write_wins(mut self) -> Self {
        self.last_write_wins = true;
        self
    }

    /// Returns the number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the entries, except for those that are refused when the batch is sent.
    pub fn entries(&self) -> impl Iterator<Item = &BatchEntry> {
        self.entries.iter().filter_map(|entry| entry.as_ref().ok())
    }

    /// Returns the items to be put into the table of `T`, except for those that cannot be stored, which sending the
    /// batch reports.
    ///
    /// # Errors
    /// Returns an error if an item does not fit `T`, because it was put as another type.
    pub fn puts<T: Table + DeserializeOwned>(&self) -> Result<Vec<T>, Error> {
        let entries = self.entries().filter(|entry| entry.table.is_of::<T>());
        entries.filter_map(BatchEntry::read_put::<T>).map(|item| Ok(item?)).collect()
    }

    /// Returns the keys of the items to be deleted from the table of `T`, except for those that cannot be a key, which
    /// sending the batch reports.
    ///
    /// # Errors
    /// Returns an error if a key does not fit `T`, because it was given as another type.
    pub fn deletes<T: Table>(&self) -> Result<Vec<T::Key>, Error> {
        let keys = self.entries().filter(|entry| entry.table.is_of::<T>()).filter_map(BatchEntry::key);
        keys.map(|key| Ok(key_of_entry::<T>(Item::from(key.clone()))?)).collect()
    }

    /// Sets the maximum number of write capacity units to consume per second, at least 1. dkmio estimates the units of
    /// a request by the sizes of its items and corrects them by the consumed capacity of the response.
    pub fn max_write_units_per_second(mut self, units: u32) -> Self {
        self.settings.write_units = Some(units.max(1));
        self
    }

    /// Refuses the batch for its first error, or for two entries for one item. Returns the positions of the entries
    /// that are not sent because a later one replaces them, sorted.
    pub(super) fn superseded(&self, tables: &mut impl TableOfEntry) -> Result<Vec<usize>, Error> {
        let mut superseded = Vec::new();
        let mut seen: BTreeMap<(Arc<str>, &CanonicalKey), (usize, &BatchEntry)> = BTreeMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let entry = entry.as_ref().map_err(|error| with_table(error.clone(), |table| tables.name_of(table)))?;
            // Compared by actual name: two types may share a table, and one type may be in several.
            let table = tables.table_of(entry)?;
            if let Some((before, first)) = seen.insert((table.clone(), entry.canonical_key()), (at, entry)) {
                if !self.last_write_wins {
                    return Err(duplicate(&table, first.position, entry.position));
                }
                superseded.push(before);
            }
        }
        superseded.sort_unstable();
        Ok(superseded)
    }
}

/// The names by which entries for one item are found.
pub(super) trait TableOfEntry {
    /// Returns the name of an entry's table.
    ///
    /// # Errors
    /// Returns an error if no table can have this name.
    fn table_of(&mut self, entry: &BatchEntry) -> Result<Arc<str>, Error>;
    /// Returns the name of a table, for errors.
    fn name_of(&self, table: &TableRef) -> Arc<str>;
}

impl TableOfEntry for Writes {
    fn table_of(&mut self, entry: &BatchEntry) -> Result<Arc<str>, Error> {
        let (table, _) = self.queue(entry);
        self.take_error().map_or(Ok(table), Err)
    }

    fn name_of(&self, table: &TableRef) -> Arc<str> {
        Self::name_of(self, table)
    }
}

fn duplicate(table: &str, first: usize, second: usize) -> Error {
    let context = ErrorContext::new(OPERATION.name, table, None);
    Error::new(ErrorKind::DuplicateKey).with_context(&context).with_positions([first, second])
}

impl BatchRequest for BatchWrite {
    type Unprocessed = Self;

    async fn run(self, db: &DynamoDb) -> Result<BatchProgress, BatchError<Self>> {
        let mut writes = Writes::new(db);
        let superseded = match self.superseded(&mut writes) {
            Ok(superseded) => superseded,
            Err(error) => return Err(BatchError::before(error, self)),
        };
        let Self { entries, next_position, last_write_wins, settings } = self;
        let entries = entries.into_iter().enumerate();
        let entries = entries.filter(|(at, _)| superseded.binary_search(at).is_err());
        let entries = entries.filter_map(|(_, entry)| entry.ok());
        let finished = Driver::new(writes, settings).entries(entries).run().await;
        let Some((reason, error)) = finished.stopped else { return Ok(finished.progress) };
        let is_unknown = finished.unprocessed.iter().any(|entry| entry.outcome_unknown);
        let error = if is_unknown { error.with_maybe_applied() } else { error };
        // Every option stays, because the caller may add entries before sending the rest.
        let unprocessed = Self { next_position, last_write_wins, ..Self::of(finished.unprocessed, finished.settings) };
        Err(BatchError::new(error, reason, finished.progress, unprocessed))
    }

    fn into_unprocessed(self) -> Self {
        self
    }
}

impl UnprocessedBatch for BatchWrite {
    type Kept = Self;

    fn keep(self) -> Self {
        self
    }

    fn count(&self) -> usize {
        self.len()
    }
}

impl BatchEntry {
    /// Returns whether it is a put.
    #[must_use]
    pub fn is_put(&self) -> bool {
        matches!(self.write, Write::Put(_))
    }
}

batch_settings! { [] BatchWrite, 'static }

batch_sendable! {
    /// Sends the batch in as many requests as it takes, and resends unprocessed entries until all are written.
    ///
    /// # Errors
    /// Returns an error before any request if an item cannot be stored or is larger than 400 KB, if a key is missing,
    /// empty or too long, each with its [position](crate::batch::BatchFailure::entry), or if two entries are for one
    /// item. Later, returns an error if a request fails, there are too many rounds without progress, or the deadline
    /// passes. [`Error::batch`] then returns what is unprocessed.
    [] BatchWrite => BatchProgress, 'static
}
