//! Items and keys on their way out: checked, and readable for `explain`.

use std::borrow::Borrow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use aws_sdk_dynamodb::types::AttributeValue;
use bytes::Bytes;
use serde::Serialize;

use crate::attribute::{DocumentPath, PathError};
use crate::error::{Error, ErrorKind, Place};
use crate::expression::{ProjectionPaths, readable_attributes};
use crate::key::{CanonicalKey, EncodedKey, KeyAttribute, KeyError, check_stored_key};
use crate::table::{KeySchema, Table, TableDefinition};
use crate::value::{self, DecodeError, Item, MAX_ITEM_SIZE};
use crate::wire::{self, ItemText};

/// An item to be written: the text that is sent, and its attributes only where somebody looks at them.
#[derive(Clone)]
pub(crate) struct EncodedItem(Arc<Encoded>);

struct Encoded {
    text: Bytes,
    size: usize,
    /// The values of the primary key, partition key first.
    key: Vec<AttributeValue>,
    item: OnceLock<Item>,
}

impl EncodedItem {
    /// Encodes an item and refuses what DynamoDB would refuse.
    ///
    /// # Errors
    /// When it has no key or one that DynamoDB does not take, of the table or of an index, or has more than 400 KB, and those of
    /// its own encoding.
    pub(crate) fn new<T: Table + Serialize>(item: &T) -> Result<Self, Error> {
        let mut encoded = wire::to_text(item)?;
        if encoded.has_empty_list {
            // it may have to be empty binary, which the table knows
            let mut attributes = value::to_item(item)?;
            item.finish_item(&mut attributes)?;
            encoded = wire::item_to_text(&attributes)?;
        }
        let key = check_item(&T::DEFINITION, &encoded)?;
        let ItemText { text, size, .. } = encoded;
        Ok(Self(Arc::new(Encoded { text: text.into(), size, key, item: OnceLock::new() })))
    }

    /// The item as it is sent.
    pub(crate) fn text(&self) -> Bytes {
        self.0.text.clone()
    }

    /// The size by DynamoDB's accounting, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.0.size
    }

    /// The size of the text, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.0.text.len()
    }

    /// The primary key.
    pub(crate) fn key(&self) -> CanonicalKey {
        CanonicalKey::of_values(&self.0.key)
    }

    /// The attributes.
    pub(crate) fn item(&self) -> &Item {
        // what was written here can be read here
        self.0.item.get_or_init(|| wire::body_text(&self.0.text).and_then(wire::parse_item).unwrap_or_default())
    }
}

/// Nothing of what is in it.
impl fmt::Debug for EncodedItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncodedItem").field("size", &self.size()).finish_non_exhaustive()
    }
}

/// Refuses an item without its key, with an index key DynamoDB does not take, or of more than 400 KB; gives its key.
fn check_item(definition: &TableDefinition, item: &ItemText) -> Result<Vec<AttributeValue>, Error> {
    let mut key = Vec::with_capacity(2);
    for (part, _) in parts_of(&definition.key) {
        key.push(item.value_of(part.name).ok_or_else(|| KeyError::Missing { attribute: part.name.into() })?);
    }
    for ((part, is_partition), value) in parts_of(&definition.key).zip(&key) {
        check_stored_key(part, value, is_partition)?;
    }
    check_keys(definition.indexes.iter().map(|index| &index.key), |name| item.value_of(name))?;
    let bytes = item.size;
    if bytes > MAX_ITEM_SIZE {
        return Err(
            Error::new(ErrorKind::ItemTooLarge).because(format!("the item has {bytes} bytes, at most {MAX_ITEM_SIZE}"))
        );
    }
    Ok(key)
}

/// Refuses values that cannot stand in a key attribute of the table or of an index.
pub(crate) fn check_index_keys<'v>(
    definition: &TableDefinition,
    value_of: impl Fn(&str) -> Option<&'v AttributeValue>,
) -> Result<(), KeyError> {
    let indexes = definition.indexes.iter().map(|index| &index.key);
    check_keys(std::iter::once(&definition.key).chain(indexes), value_of)
}

fn check_keys<'s, V: Borrow<AttributeValue>>(
    mut schemas: impl Iterator<Item = &'s KeySchema>,
    value_of: impl Fn(&str) -> Option<V>,
) -> Result<(), KeyError> {
    schemas.try_for_each(|schema| {
        parts_of(schema).try_for_each(|(part, is_partition)| match value_of(part.name) {
            Some(value) => check_stored_key(part, value.borrow(), is_partition),
            None => Ok(()),
        })
    })
}

/// The parts of a key, and whether each is of the partition key.
fn parts_of(schema: &KeySchema) -> impl Iterator<Item = (&'static KeyAttribute, bool)> {
    schema.partition.iter().map(|part| (part, true)).chain(schema.sort.iter().map(|part| (part, false)))
}

/// Reads paths written as text.
pub(crate) fn parse_paths<'p>(paths: impl IntoIterator<Item = &'p str>) -> Result<ProjectionPaths, PathError> {
    paths.into_iter().map(DocumentPath::parse).collect::<Result<_, _>>().map(ProjectionPaths::new)
}

/// An error in an item that came back, said to be in its table.
pub(crate) fn decode_at(error: DecodeError, place: &Place) -> Error {
    let table = place.table.clone().unwrap_or_default();
    Error::from(error.within(table)).at(place)
}

/// A key as compact DynamoDB JSON.
pub(crate) fn readable_key(key: &EncodedKey) -> String {
    readable_attributes(&key.clone().into_map())
}

/// An item as compact DynamoDB JSON.
pub(crate) fn readable_item(item: &Item) -> String {
    readable_attributes(item.as_map())
}
