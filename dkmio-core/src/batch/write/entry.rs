//! One write of a batch.

use std::collections::HashMap;
use std::fmt;
use std::time::SystemTime;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::batch_request::WriteText;
use super::refused::refused;
use crate::batch::json_size::key_json_size;
use crate::client::TableRef;
use crate::codec::json::{self, ObjectWriter};
use crate::codec::{DecodeError, EncodeError, Item, item_size};
use crate::error::{Error, ErrorKind};
use crate::key::{CanonicalKey, EncodedKey, KeyError, KeyFrom, KeyOf};
use crate::operation::{Delete, Put, RenderedDelete, RenderedPut, encode_with_timestamps};
use crate::request::{EncodedItem, RenderedExpressions};
use crate::table::{EntityItem, KeySchema, Table, Unchecked};

/// The size of the JSON around an entry: `{"DeleteRequest":{"Key":..}},`.
// More than either kind needs: DynamoDB rejects a request above the limit, and one that could have been a little
// larger costs nothing.
const ENVELOPE: usize = 32;
/// The size of the data that one write capacity unit writes, in bytes.
const WRITE_UNIT: usize = 1024;

/// One write of a batch.
#[derive(Clone)]
pub struct BatchEntry {
    pub(crate) position: usize,
    pub(crate) table: TableRef,
    pub(crate) schema: KeySchema,
    pub(crate) write: Write,
    pub(crate) outcome_unknown: bool,
}

#[derive(Clone)]
pub(crate) enum Write {
    Put(EncodedItem),
    Delete(HashMap<String, AttributeValue>, CanonicalKey),
}

impl BatchEntry {
    /// Returns the entry's position in the order in which entries were given to the batch, counted from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// Returns the declared name of its table.
    #[must_use]
    pub fn table(&self) -> &'static str {
        self.table.declared_name()
    }

    /// Returns whether the entry was sent and its outcome is unknown, so that the write may have happened.
    #[must_use]
    pub fn maybe_applied(&self) -> bool {
        self.outcome_unknown
    }

    /// Returns the item of a put, or `None` for a delete.
    ///
    /// # Errors
    /// Returns an error if the encoded item cannot be parsed.
    pub fn item(&self) -> Result<Option<&Item>, Error> {
        match &self.write {
            Write::Put(item) => item.item().map(Some),
            Write::Delete(..) => Ok(None),
        }
    }

    /// Returns the item of a put as the type that was put, or `None` for a delete.
    pub(super) fn read_put<T: Table + DeserializeOwned>(&self) -> Option<Result<T, DecodeError>> {
        let Write::Put(item) = &self.write else { return None };
        let text = item.text();
        // As in a read, the struct of an entity does not see the attributes that dkmio writes, and it sees the fields that
        // are stored inside the key alone.
        Some(match EntityItem::of::<T>() {
            Some(entity) => entity.plain(&text).and_then(|plain| json::from_text(&plain)),
            None => json::from_text(&text),
        })
    }

    /// Returns the key attributes of a delete, or `None` for a put.
    #[must_use]
    pub fn key(&self) -> Option<&HashMap<String, AttributeValue>> {
        match &self.write {
            Write::Put(_) => None,
            Write::Delete(key, _) => Some(key),
        }
    }

    pub(crate) fn canonical_key(&self) -> &CanonicalKey {
        match &self.write {
            Write::Put(item) => item.key(),
            Write::Delete(_, key) => key,
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        ENVELOPE
            + match &self.write {
                Write::Put(item) => item.len(),
                Write::Delete(key, _) => key_json_size(key),
            }
    }

    /// Returns the write capacity units that it consumes at least: one for each started KB.
    pub(crate) fn units(&self) -> f64 {
        let bytes = match &self.write {
            Write::Put(item) => item.size(),
            Write::Delete(key, _) => item_size(key),
        };
        u32::try_from(bytes.div_ceil(WRITE_UNIT).max(1)).map_or(f64::MAX, f64::from)
    }

    /// Returns the write as JSON.
    ///
    /// # Errors
    /// Returns an error if the key of a delete has a type that this version does not know.
    pub(super) fn to_text(&self) -> Result<WriteText, EncodeError> {
        match &self.write {
            Write::Put(item) => Ok(WriteText::Put(item.text())),
            Write::Delete(key, _) => {
                let mut text = ObjectWriter::with_capacity(64);
                key.iter().try_for_each(|(name, value)| text.attribute(name, value))?;
                Ok(WriteText::Delete(text.finish().into()))
            }
        }
    }
}

/// Omits the item: items must not end up in logs.
impl fmt::Debug for BatchEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchEntry")
            .field("position", &self.position)
            .field("table", &self.table.name())
            .field("put", &self.is_put())
            .field("maybe_applied", &self.outcome_unknown)
            .finish_non_exhaustive()
    }
}

/// What a batch does about the `#[created_at]` and `#[updated_at]` of an item.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Timestamps {
    /// It writes them as a put does.
    Filled,
    /// It writes those of the item.
    AsTheyAre,
}

/// Returns the entry that puts an item.
pub(crate) fn put_entry<T: Table + Serialize>(
    item: &T,
    position: usize,
    timestamps: Timestamps,
) -> Result<BatchEntry, Error> {
    let table = TableRef::of::<T>();
    let item = match timestamps {
        Timestamps::Filled => encode_with_timestamps(item),
        Timestamps::AsTheyAre => EncodedItem::new(item),
    };
    match item {
        Ok(item) => {
            let write = Write::Put(item);
            Ok(BatchEntry { position, table, schema: T::DEFINITION.key, write, outcome_unknown: false })
        }
        Err(error) => Err(refused(error, table, position)),
    }
}

/// Returns the entry that deletes an item.
pub(crate) fn delete_entry<T: Table>(
    key: Result<EncodedKey, KeyError>,
    table: TableRef,
    position: usize,
) -> Result<BatchEntry, Error> {
    let checked = key.map_err(Error::from).and_then(|key| {
        T::DEFINITION.entity.map_or(Ok(()), |entity| entity.refuse_sentinel_key(key.values()))?;
        Ok(key)
    });
    match checked {
        Ok(key) => {
            let canonical = key.canonical();
            let write = Write::Delete(key.into_map(), canonical);
            Ok(BatchEntry { position, table, schema: T::DEFINITION.key, write, outcome_unknown: false })
        }
        Err(error) => Err(refused(error, table, position)),
    }
}

/// The argument of `batch_put`: an item, a reference to an item, or a `Result` as the stream of a query or a scan
/// returns it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an item of `{T}`",
    label = "not an item of the table",
    note = "`batch_put` takes items, references to items, or `Result`s of items with `dkmio::Error`"
)]
pub trait BatchPutItem<T> {
    /// Encodes the item.
    ///
    /// # Errors
    /// Returns an error if it cannot be stored.
    #[doc(hidden)]
    fn into_entry(self, position: usize, timestamps: Timestamps) -> Result<BatchEntry, Error>;
}

impl<T: Table + Serialize> BatchPutItem<T> for T {
    fn into_entry(self, position: usize, timestamps: Timestamps) -> Result<BatchEntry, Error> {
        put_entry(&self, position, timestamps)
    }
}

impl<T: Table + Serialize> BatchPutItem<T> for &T {
    fn into_entry(self, position: usize, timestamps: Timestamps) -> Result<BatchEntry, Error> {
        put_entry(self, position, timestamps)
    }
}

impl<T: Table + Serialize> BatchPutItem<T> for Result<T, Error> {
    fn into_entry(self, position: usize, timestamps: Timestamps) -> Result<BatchEntry, Error> {
        BatchPutItem::<T>::into_entry(self?, position, timestamps)
    }
}

/// The argument of `batch_delete`: a key, or a `Result` of a key as the stream of a read returns it. `M` distinguishes
/// the two, and the compiler infers it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key of `{T}`",
    label = "not a key of the table",
    note = "`batch_delete` takes keys as `{T}::get` does, or `Result`s of keys with `dkmio::Error`"
)]
pub trait BatchDeleteKey<T, M> {
    /// Encodes the key.
    ///
    /// # Errors
    /// Returns an error if it cannot be a key.
    #[doc(hidden)]
    fn into_delete(self, position: usize) -> Result<BatchEntry, Error>;
}

/// Marks a key. Without the markers the impls for any key type and for `Result` would overlap.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum GivenKey {}

/// Marks a `Result` of a key.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum GivenResult {}

impl<T: Table, K> BatchDeleteKey<T, GivenKey> for K
where
    T::Key: KeyFrom<K>,
{
    fn into_delete(self, position: usize) -> Result<BatchEntry, Error> {
        delete_entry::<T>(T::Key::key_from(self).encode(), TableRef::of::<T>(), position)
    }
}

impl<T: Table, K> BatchDeleteKey<T, GivenResult> for Result<K, Error>
where
    T::Key: KeyFrom<K>,
{
    fn into_delete(self, position: usize) -> Result<BatchEntry, Error> {
        BatchDeleteKey::<T, GivenKey>::into_delete(self?, position)
    }
}

/// The argument of [`BatchWrite::put`](crate::batch::BatchWrite::put): a reference to an item, or a put without
/// conditions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be put by a batch",
    label = "neither a reference to an item nor a put",
    note = "write `.put(&order)` or `.put(order.put())`"
)]
pub trait BatchPut {
    /// Encodes the item.
    ///
    /// # Errors
    /// Returns an error if it cannot be stored, or if the put has a condition.
    #[doc(hidden)]
    fn into_put(self, position: usize) -> Result<BatchEntry, Error>;
}

impl<T: Table + Serialize> BatchPut for &T
where
    (T::Version, T::Unique): Unchecked<T>,
{
    fn into_put(self, position: usize) -> Result<BatchEntry, Error> {
        BatchPutItem::<T>::into_entry(self, position, Timestamps::Filled)
    }
}

impl<T: Table + Serialize> BatchPut for Put<T>
where
    (T::Version, T::Unique): Unchecked<T>,
{
    fn into_put(self, position: usize) -> Result<BatchEntry, Error> {
        let table = self.options.table.clone();
        // A batch has no connection yet when its entries are added, so the connection's clock cannot be asked.
        let rendered = self.render(SystemTime::now()).and_then(|RenderedPut { item, rendered, .. }| {
            refuse_condition(&rendered)?;
            Ok(item.into_owned())
        });
        match rendered {
            Ok(item) => {
                let write = Write::Put(item);
                Ok(BatchEntry { position, table, schema: T::DEFINITION.key, write, outcome_unknown: false })
            }
            Err(error) => Err(refused(error, table, position)),
        }
    }
}

/// The argument of [`BatchWrite::delete`](crate::batch::BatchWrite::delete): a key, or a delete without conditions. `M`
/// distinguishes the two, and the compiler infers it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be deleted by a batch",
    label = "neither a key nor a delete",
    note = "write `.delete(Orders::key_of(..))` or `.delete(Orders::delete(key))`"
)]
pub trait BatchDelete<M> {
    /// Encodes the key.
    ///
    /// # Errors
    /// Returns an error if it cannot be a key, or if the delete has a condition.
    #[doc(hidden)]
    fn into_delete(self, position: usize) -> Result<BatchEntry, Error>;
}

/// Marks a delete.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum GivenRequest {}

impl<T, K> BatchDelete<(GivenKey, T)> for K
where
    T: Table<Key = K>,
    (T::Version, T::Unique): Unchecked<T>,
    K: KeyOf<T>,
{
    fn into_delete(self, position: usize) -> Result<BatchEntry, Error> {
        delete_entry::<T>(self.encode(), TableRef::of::<T>(), position)
    }
}

impl<T: Table> BatchDelete<GivenRequest> for Delete<T>
where
    (T::Version, T::Unique): Unchecked<T>,
{
    fn into_delete(self, position: usize) -> Result<BatchEntry, Error> {
        let table = self.options.table.clone();
        let rendered = self.render().and_then(|RenderedDelete { key, rendered, .. }| {
            refuse_condition(&rendered)?;
            Ok(key.clone())
        });
        match rendered {
            Ok(key) => delete_entry::<T>(Ok(key), table, position),
            Err(error) => Err(refused(error, table, position)),
        }
    }
}

/// Refuses a write with a condition. BatchWriteItem has no conditions, so the write would replace the item that the
/// condition protects.
fn refuse_condition(rendered: &RenderedExpressions) -> Result<(), Error> {
    if rendered.condition.is_none() {
        return Ok(());
    }
    let message = "a write in a batch cannot have a condition; send it alone or in a transaction";
    Err(Error::new(ErrorKind::Validation).with_message(message))
}
