//! Writes that are all there before the first is sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::entry::{BatchEntry, Write, delete_entry, put_entry};
use crate::batch::driver::{Driver, Protocol as _};
use crate::batch::error::Duplicates;
use crate::batch::request::batch_sendable;
use crate::batch::settings::{Settings, batch_settings};
use crate::batch::write::protocol::{Writes, place};
use crate::batch::{BatchError, BatchLeft, BatchProgress, BatchRequest};
use crate::client::DynamoDb;
use crate::client::Meter;
use crate::codec;
use crate::codec::Item;
use crate::error::{Error, ErrorKind};
use crate::key::{CanonicalKey, KeyOf};
use crate::table::Table;

/// Puts and deletes of any number of items in any tables: BatchWriteItem, 25 and 16 MB to a request.
///
/// A batch is no transaction: its writes happen one by one, in no order. **They have no condition**: a put replaces
/// whatever is there, so that create-only, uniqueness and version checks do not hold for it; use
/// [`Put`](crate::operation::Put) or a transaction for those. Two entries for one item are refused before anything is
/// sent, unless [`last_write_wins`](Self::last_write_wins).
///
/// Nothing is written before [`send`](Self::send); dropping a batch writes nothing. An empty batch sends no request.
///
/// # Example
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::BatchWrite;
///
/// BatchWrite::new().put(&order("luis", "o1", 1)).delete(Orders::key_of("ana", "o1")).send(&db).await?;
/// assert_eq!(Orders::query("ana").count(&db).await?, 1);
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a batch does nothing until it is sent"]
#[derive(Debug, Clone, Default)]
pub struct BatchWrite {
    entries: Vec<Result<BatchEntry, Error>>,
    last_write_wins: bool,
    settings: Settings<'static>,
}

impl BatchWrite {
    /// A batch without entries.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn of(entries: Vec<BatchEntry>) -> Self {
        Self { entries: entries.into_iter().map(Ok).collect(), ..Self::default() }
    }

    /// Creates or replaces an item, without a condition.
    pub fn put<T: Table + Serialize>(mut self, item: &T) -> Self {
        let entry = put_entry(item, self.entries.len());
        self.entries.push(entry.map_err(|error| error.with_context(&place::<T>())));
        self
    }

    /// Deletes an item: `delete(Orders::key_of("usr_1", "ord_1"))`. Deleting what is not there is no error.
    pub fn delete<T, K>(mut self, key: K) -> Self
    where
        T: Table<Key = K>,
        K: KeyOf<T>,
    {
        let entry = delete_entry::<T>(key.encode(), self.entries.len());
        self.entries.push(entry.map_err(|error| error.with_context(&place::<T>())));
        self
    }

    /// Of several entries for one item only the last is sent. Otherwise they are refused as
    /// [`ErrorKind::DuplicateKey`], for DynamoDB refuses a request with them as a whole.
    pub fn last_write_wins(mut self) -> Self {
        self.last_write_wins = true;
        self
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries, but those that cannot be stored.
    pub fn entries(&self) -> impl Iterator<Item = &BatchEntry> {
        self.entries.iter().filter_map(|entry| entry.as_ref().ok())
    }

    /// The items that are to be put into the table of `T`.
    ///
    /// # Errors
    /// When an item does not fit `T`, for it was put as another type.
    pub fn puts<T: Table + DeserializeOwned>(&self) -> Result<Vec<T>, Error> {
        let items = self.entries().filter(|entry| entry.table.is_of::<T>()).map(BatchEntry::item);
        items.filter_map(Result::transpose).map(|item| Ok(codec::from_item(item?)?)).collect()
    }

    /// The keys of the items that are to be deleted from the table of `T`.
    ///
    /// # Errors
    /// When a key does not fit `T`, for it was given as another type.
    pub fn deletes<T: Table>(&self) -> Result<Vec<T::Key>, Error> {
        let keys = self.entries().filter(|entry| entry.table.is_of::<T>()).filter_map(BatchEntry::key);
        keys.map(|key| Ok(T::Key::from_item(&Item::from(key.clone()))?)).collect()
    }

    /// The most write capacity units to consume in a second, at least 1: by what the service says was consumed, and by the
    /// size of the items before it says so.
    pub fn max_write_units_per_second(mut self, units: u32) -> Self {
        self.settings.write_units = Some(units.max(1));
        self
    }

    /// Refuses the batch for its first error, or for two entries for one item; gives the positions of those entries that are not
    /// sent, because a later one is.
    fn superseded(&self, writes: &mut Writes) -> Result<Vec<usize>, Error> {
        let mut superseded = Vec::new();
        let mut seen: BTreeMap<(Arc<str>, &CanonicalKey), (usize, &BatchEntry)> = BTreeMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let entry = entry.as_ref().map_err(Clone::clone)?;
            if let Some((before, first)) = seen.insert((writes.lane(entry).0, entry.canonical_key()), (at, entry)) {
                if !self.last_write_wins {
                    return Err(duplicate(writes, first.position, entry));
                }
                superseded.push(before);
            }
        }
        superseded.sort_unstable();
        Ok(superseded)
    }
}

fn duplicate(writes: &Writes, first: usize, second: &BatchEntry) -> Error {
    let place = crate::batch::write::protocol::place_of("BatchWriteItem", [second.table.name()]);
    Error::new(ErrorKind::DuplicateKey)
        .with_context(&place)
        .with_context(&writes.place())
        .with_position(second.position)
        .with_message(format!("entries {first} and {} are for one item", second.position))
        .with_details(Duplicates(first, second.position))
}

impl BatchRequest for BatchWrite {
    type Answer = BatchProgress;
    type Left = Self;

    async fn execute(self, db: &DynamoDb, meter: Meter) -> Result<BatchProgress, BatchError<Self>> {
        let mut writes = Writes::new(db);
        let superseded = match self.superseded(&mut writes) {
            Ok(superseded) => superseded,
            Err(error) => return Err(BatchError::before(error, self)),
        };
        let entries = self.entries.into_iter().enumerate();
        let entries = entries.filter(|(at, _)| superseded.binary_search(at).is_err());
        let entries = entries.filter_map(|(_, entry)| entry.ok());
        let finished = Driver::new(writes, self.settings, meter).entries(entries).run().await;
        let Some((end, error)) = finished.end else { return Ok(finished.progress) };
        let error = if finished.left.iter().any(|entry| entry.lost) { error.with_maybe_applied() } else { error };
        let left = Self { settings: finished.settings, ..Self::of(finished.left) };
        Err(BatchError::new(error, end, finished.progress, left))
    }

    fn into_left(self) -> Self {
        self
    }
}

impl BatchLeft for BatchWrite {
    type Kept = Self;

    fn keep(self) -> Self {
        self
    }
}

impl BatchEntry {
    /// Whether it is a put.
    #[must_use]
    pub fn is_put(&self) -> bool {
        matches!(self.write, Write::Put(_))
    }
}

batch_settings! { [] BatchWrite, 'static }

batch_sendable! {
    /// Sends the batch in as many requests as it takes, again and again until all is written.
    ///
    /// # Errors
    /// Before any request: an item that cannot be stored or is larger than 400 KB, a key that is missing, empty or too
    /// long, each with its [position](Error::entry); two entries for one item. Later: whatever the service or the connection
    /// says, as many rounds without progress as the backoff allows, the deadline. The error holds what is left.
    [] BatchWrite, 'static
}
