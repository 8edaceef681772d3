//! One write of a batch.

use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, WriteRequest};
use serde::Serialize;

use crate::batch::json_size::attributes_size;
use crate::client::{RequestBody, TableRef};
use crate::codec::{Item, item_size};
use crate::error::{Error, ErrorKind};
use crate::key::{CanonicalKey, EncodedKey, KeyError};
use crate::request::EncodedItem;
use crate::table::{KeySchema, Table};

/// What is round an entry in a request: `{"DeleteRequest":{"Key":..}},`.
const ENVELOPE: usize = 32;
/// What one write capacity unit writes, in bytes.
const WRITE_UNIT: usize = 1024;

/// One write of a batch that is left.
#[derive(Clone)]
pub struct BatchEntry {
    pub(crate) position: usize,
    pub(crate) table: TableRef,
    pub(crate) schema: KeySchema,
    pub(crate) write: Write,
    pub(crate) lost: bool,
}

#[derive(Clone)]
pub(crate) enum Write {
    Put(EncodedItem),
    Delete(HashMap<String, AttributeValue>, CanonicalKey),
}

impl BatchEntry {
    /// Where the entry was among those given to the batch, counted from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// The declared name of its table.
    #[must_use]
    pub fn table(&self) -> &'static str {
        self.table.declared_name()
    }

    /// Whether it was sent and no answer came, so that it may have happened.
    #[must_use]
    pub fn maybe_applied(&self) -> bool {
        self.lost
    }

    /// Returns the item of a put, or `None` for a delete.
    ///
    /// # Errors
    /// Returns an error if the encoded item cannot be read back.
    pub fn item(&self) -> Result<Option<&Item>, Error> {
        match &self.write {
            Write::Put(item) => item.item().map(Some),
            Write::Delete(..) => Ok(None),
        }
    }

    /// The key attributes of a delete; none of a put.
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
                Write::Delete(key, _) => attributes_size(key),
            }
    }

    /// The write capacity units it takes at least: one for each KB begun.
    pub(crate) fn units(&self) -> f64 {
        let bytes = match &self.write {
            Write::Put(item) => item.size(),
            Write::Delete(key, _) => item_size(key),
        };
        u32::try_from(bytes.div_ceil(WRITE_UNIT).max(1)).map_or(f64::MAX, f64::from)
    }

    /// The write as the SDK takes it.
    pub(crate) fn to_request(&self, body: &mut RequestBody) -> Result<WriteRequest, Error> {
        let request = WriteRequest::builder();
        let request = match &self.write {
            Write::Put(item) => {
                let item = PutRequest::builder().set_item(Some(body.item(item.text())?));
                request.put_request(item.build().map_err(unbuildable)?)
            }
            Write::Delete(key, _) => {
                let key = DeleteRequest::builder().set_key(Some(key.clone()));
                request.delete_request(key.build().map_err(unbuildable)?)
            }
        };
        Ok(request.build())
    }
}

fn unbuildable(error: BuildError) -> Error {
    Error::new(ErrorKind::Validation).with_source(error)
}

/// Names only: an item is not for logs.
impl fmt::Debug for BatchEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchEntry")
            .field("position", &self.position)
            .field("table", &self.table.name())
            .field("put", &matches!(self.write, Write::Put(_)))
            .field("maybe_applied", &self.lost)
            .finish_non_exhaustive()
    }
}

/// The entry that puts an item.
pub(crate) fn put_entry<T: Table + Serialize>(item: &T, position: usize) -> Result<BatchEntry, Error> {
    let item = EncodedItem::new(item).map_err(|error| error.with_position(position))?;
    Ok(BatchEntry {
        position,
        table: TableRef::of::<T>(),
        schema: T::DEFINITION.key,
        write: Write::Put(item),
        lost: false,
    })
}

/// The entry that deletes an item.
pub(crate) fn delete_entry<T: Table>(key: Result<EncodedKey, KeyError>, position: usize) -> Result<BatchEntry, Error> {
    let key = key.map_err(|error| Error::from(error).with_position(position))?;
    Ok(BatchEntry {
        position,
        table: TableRef::of::<T>(),
        schema: T::DEFINITION.key,
        write: Write::Delete(key.clone().into_map(), key.canonical()),
        lost: false,
    })
}

/// What can be put by `batch_put`: an item, a reference to one, or what a stream of a query or a scan gives.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an item of `{T}`",
    label = "not an item of the table",
    note = "`batch_put` takes items, references to items, or `Result`s of items with `dkmio::Error`"
)]
pub trait BatchPutItem<T> {
    /// The item, encoded.
    ///
    /// # Errors
    /// When it cannot be stored.
    #[doc(hidden)]
    fn into_entry(self, position: usize) -> Result<BatchEntry, Error>;
}

impl<T: Table + Serialize> BatchPutItem<T> for T {
    fn into_entry(self, position: usize) -> Result<BatchEntry, Error> {
        put_entry(&self, position).map_err(|error| error.with_context(&crate::batch::write::protocol::place::<T>()))
    }
}

impl<T: Table + Serialize> BatchPutItem<T> for &T {
    fn into_entry(self, position: usize) -> Result<BatchEntry, Error> {
        put_entry(self, position).map_err(|error| error.with_context(&crate::batch::write::protocol::place::<T>()))
    }
}

impl<T: Table + Serialize> BatchPutItem<T> for Result<T, Error> {
    fn into_entry(self, position: usize) -> Result<BatchEntry, Error> {
        BatchPutItem::<T>::into_entry(self?, position)
    }
}
