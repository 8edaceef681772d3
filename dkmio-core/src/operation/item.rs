//! Items and keys on their way out: checked, and readable for `explain`.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use crate::attribute::{DocumentPath, PathError};
use crate::error::{Error, ErrorKind, Place};
use crate::expression::{ProjectionPaths, readable_attributes};
use crate::key::{EncodedKey, KeyError, check_stored_key};
use crate::table::{Table, TableDefinition};
use crate::value::{self, DecodeError, Item, MAX_ITEM_SIZE};
use crate::wire::{self, ItemText};

/// Encodes an item and refuses what DynamoDB would refuse.
pub(crate) fn checked_item<T: Table + Serialize>(item: &T) -> Result<Item, Error> {
    let mut encoded = value::to_item(item)?;
    item.finish_item(&mut encoded)?;
    check_item(&T::DEFINITION, &encoded)?;
    Ok(encoded)
}

/// Encodes an item straight into DynamoDB JSON and refuses what DynamoDB would refuse.
pub(crate) fn checked_text<T: Table + Serialize>(item: &T) -> Result<ItemText, Error> {
    let text = wire::to_text(item)?;
    if text.has_empty_list {
        // it may have to be empty binary, which `finish_item` knows
        return Ok(wire::item_to_text(&checked_item(item)?)?);
    }
    let definition = &T::DEFINITION;
    let schemas = || std::iter::once(&definition.key).chain(definition.indexes.iter().map(|index| &index.key));
    let is_key = |name: &str| schemas().any(|schema| schema.attributes().any(|part| part.name == name));
    let keys = wire::attributes_of(&text.text, is_key)?;
    check_parts(definition, &keys, text.size)?;
    Ok(text)
}

/// Refuses an item without its key, with an index key DynamoDB does not take, or of more than 400 KB.
pub(crate) fn check_item(definition: &TableDefinition, item: &Item) -> Result<(), Error> {
    check_parts(definition, item, item.size())
}

/// As [`check_item`], by the key attributes of an item and its size.
fn check_parts(definition: &TableDefinition, item: &Item, bytes: usize) -> Result<(), Error> {
    for key in definition.key.attributes() {
        if !item.contains_key(key.name) {
            return Err(KeyError::Missing { attribute: key.name.into() }.into());
        }
    }
    check_index_keys(definition, |name| item.get(name))?;
    if bytes > MAX_ITEM_SIZE {
        return Err(Error::new(ErrorKind::ItemTooLarge)
            .because(format!("the item has {bytes} bytes, at most {MAX_ITEM_SIZE}")));
    }
    Ok(())
}

/// Refuses values that cannot stand in a key attribute of the table or of an index.
pub(crate) fn check_index_keys<'v>(
    definition: &TableDefinition,
    value_of: impl Fn(&str) -> Option<&'v AttributeValue>,
) -> Result<(), KeyError> {
    let schemas = std::iter::once(&definition.key).chain(definition.indexes.iter().map(|index| &index.key));
    for schema in schemas {
        for (part, is_partition) in schema.partition.iter().map(|part| (part, true)).chain(
            schema.sort.iter().map(|part| (part, false)),
        ) {
            if let Some(value) = value_of(part.name) {
                check_stored_key(part, value, is_partition)?;
            }
        }
    }
    Ok(())
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
