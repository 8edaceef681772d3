//! Items to be written: encoded once, checked, and readable for `explain`.

use std::fmt;
use std::sync::{Arc, OnceLock};

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use crate::codec::json;
use crate::codec::json::{ItemText, Reader};
use crate::codec::{Item, KeyValue, MAX_ITEM_SIZE};
use crate::error::{Error, ErrorKind};
use crate::expression::readable_attributes;
use crate::key::{CanonicalKey, EncodedKey, KeyAttribute, KeyError, MAX_KEY_PARTS, check_stored_key};
use crate::table::{EntityDefinition, KeySchema, Table, TableDefinition, VectorIndexDefinition};
use crate::template::{Part, Template};

/// An encoded item: the text that is sent. Its attributes are parsed from the text on demand.
#[derive(Clone)]
pub(crate) struct EncodedItem {
    text: Arc<str>,
    size: usize,
    key: CanonicalKey,
    // Only `explain` and clients with user interceptors need the attributes.
    item: OnceLock<Box<Item>>,
}

impl EncodedItem {
    /// Encodes an item and checks what DynamoDB would check.
    ///
    /// # Errors
    /// Returns an error if the item cannot be encoded, if a key attribute of the table is missing, if one of the table
    /// or of an index has a value that DynamoDB refuses in a key, or if the item is larger than 400 KB.
    pub(crate) fn new<T: Table + Serialize>(item: &T) -> Result<Self, Error> {
        json::with_text(item, |text| match T::DEFINITION.entity {
            None => Self::checked(&T::DEFINITION, text),
            Some(entity) => Self::of_entity(&T::DEFINITION, entity, text),
        })?
    }

    /// Encodes an item with other values of some attributes that the struct declares. Writes them into `item`.
    ///
    /// # Errors
    /// Returns an error in the cases of [`new`](Self::new).
    pub(crate) fn with_values<T: Table>(
        item: &mut ItemText,
        values: &[(&'static str, AttributeValue)],
    ) -> Result<Self, Error> {
        item.amend(|name| values.iter().any(|(written, _)| *written == name), values)?;
        match T::DEFINITION.entity {
            None => Self::checked(&T::DEFINITION, item),
            Some(entity) => Self::of_entity(&T::DEFINITION, entity, item),
        }
    }

    fn of_entity(definition: &TableDefinition, entity: &EntityDefinition, item: &mut ItemText) -> Result<Self, Error> {
        add_derived(entity, item)?;
        // The primary key is checked once the templates have rendered it.
        entity.refuse_sentinel_key(
            definition.key.attributes().filter_map(|part| Some((part.name, item.key_value(part.name)?))),
        )?;
        Self::checked(definition, item)
    }

    /// Encodes a free-form item of the table.
    ///
    /// # Errors
    /// Returns an error in the cases of [`new`](Self::new).
    pub(crate) fn of_item(definition: &TableDefinition, item: &Item) -> Result<Self, Error> {
        Self::checked(definition, &json::item_to_sorted_text(item)?)
    }

    fn checked(definition: &TableDefinition, item: &ItemText) -> Result<Self, Error> {
        let key = check_item(definition, item)?;
        Ok(Self { text: Arc::from(item.text.as_str()), size: item.size, key, item: OnceLock::new() })
    }

    /// Returns the text that is sent.
    pub(crate) fn text(&self) -> Arc<str> {
        self.text.clone()
    }

    /// Returns the size as DynamoDB counts it, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Returns the length of the text, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Returns the primary key.
    pub(crate) fn key(&self) -> &CanonicalKey {
        &self.key
    }

    /// Returns the attributes.
    ///
    /// # Errors
    /// Returns an error if the text cannot be parsed. It must not count as an empty item, which could be written.
    pub(crate) fn item(&self) -> Result<&Item, Error> {
        if let Some(item) = self.item.get() {
            return Ok(item);
        }
        let item = json::parse_item(&self.text)?;
        Ok(self.item.get_or_init(|| Box::new(item)))
    }
}

/// Omits the content: items must not end up in logs.
impl fmt::Debug for EncodedItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncodedItem").field("size", &self.size()).finish_non_exhaustive()
    }
}

/// Adds the attributes that dkmio writes beside those of the struct. They replace attributes of the same names. Leaves
/// out what is stored inside the primary key alone.
fn add_derived(entity: &EntityDefinition, item: &mut ItemText) -> Result<(), Error> {
    let mut values = Vec::new();
    for part in entity.templates().flat_map(Template::parts) {
        // An attribute is often a part of several keys.
        let is_read = values.iter().any(|(name, _)| *name == part.attribute);
        if is_read {
            continue;
        }
        if let Some(value) = item.key_value(part.attribute) {
            values.push((part.attribute, value.to_attribute_value()));
        }
    }
    let value_of = |part: &Part| values.iter().find(|(name, _)| *name == part.attribute).map(|(_, value)| value);
    let derived = entity.derived(value_of)?;
    Ok(item.amend(|name| entity.is_derived(name) || entity.is_key_only(name), &derived)?)
}

/// Checks the keys and the size of an item, and returns its primary key.
fn check_item(definition: &TableDefinition, item: &ItemText) -> Result<CanonicalKey, Error> {
    let mut key = [const { None }; MAX_KEY_PARTS];
    for ((part, is_partition), slot) in parts_of(&definition.key).zip(&mut key) {
        let value = item.key_value(part.name).ok_or_else(|| KeyError::Missing { attribute: part.name.into() })?;
        check_stored_key(part, value.clone(), is_partition)?;
        *slot = Some(value);
    }
    // The key of the table is required, and checked above. An index key may be absent.
    check_keys(definition.indexes.iter().map(|index| &index.key), |name| item.key_value(name))?;
    check_vector_partitions(definition, |name| item.key_value(name))?;
    // Only a type without a length of its own can have the wrong one. An array was checked by the compiler.
    for index in definition.vector_indexes.iter().filter(|index| index.has_open_length) {
        let mut vector = [None];
        let position = |name: &str| (name == index.attribute).then_some(0);
        json::selected_values(&Reader::new(&item.text), position, &mut vector)?;
        check_vector_length(index, vector.first().and_then(Option::as_ref))?;
    }
    check_item_size(item.size)?;
    Ok(CanonicalKey::of_values(key.into_iter().flatten()))
}

/// Refuses an item of more than 400 KB.
pub(crate) fn check_item_size(bytes: usize) -> Result<(), Error> {
    if bytes > MAX_ITEM_SIZE {
        return Err(Error::new(ErrorKind::ItemTooLarge)
            .with_message(format!("the item has {bytes} bytes; the limit is {MAX_ITEM_SIZE}")));
    }
    Ok(())
}

/// Checks the values of the key attributes of the table and of its indexes.
pub(crate) fn check_index_keys<'v>(
    definition: &TableDefinition,
    value_of: impl Fn(&str) -> Option<&'v AttributeValue>,
) -> Result<(), KeyError> {
    let indexes = definition.indexes.iter().map(|index| &index.key);
    check_keys(std::iter::once(&definition.key).chain(indexes), |name| value_of(name).map(KeyValue::from))?;
    check_vector_partitions(definition, |name| value_of(name).map(KeyValue::from))
}

/// Checks the lengths of the vectors under vector indexes: DynamoDB refuses those of another length.
pub(crate) fn check_vector_lengths<'v>(
    definition: &TableDefinition,
    value_of: impl Fn(&str) -> Option<&'v AttributeValue>,
) -> Result<(), Error> {
    definition.vector_indexes.iter().try_for_each(|index| check_vector_length(index, value_of(index.attribute)))
}

fn check_vector_length(index: &VectorIndexDefinition, value: Option<&AttributeValue>) -> Result<(), Error> {
    let VectorIndexDefinition { name, attribute, dimensions, .. } = index;
    match value {
        Some(AttributeValue::L(list)) if list.len() != *dimensions => {
            let message =
                format!("`{attribute}` has {} elements; vector index `{name}` has {dimensions} dimensions", list.len());
            Err(Error::new(ErrorKind::Validation).with_message(message))
        }
        _ => Ok(()),
    }
}

/// Checks the values of the partition attributes of vector indexes.
fn check_vector_partitions<'v>(
    definition: &TableDefinition,
    value_of: impl Fn(&str) -> Option<KeyValue<'v>>,
) -> Result<(), KeyError> {
    let mut partitions = definition.vector_indexes.iter().filter_map(|index| index.partition.as_ref());
    partitions.try_for_each(|part| match value_of(part.name) {
        Some(value) => check_stored_key(part, value, true),
        None => Ok(()),
    })
}

fn check_keys<'s, 'v>(
    mut schemas: impl Iterator<Item = &'s KeySchema>,
    value_of: impl Fn(&str) -> Option<KeyValue<'v>>,
) -> Result<(), KeyError> {
    schemas.try_for_each(|schema| {
        parts_of(schema).try_for_each(|(part, is_partition)| match value_of(part.name) {
            Some(value) => check_stored_key(part, value, is_partition),
            // An item without a key attribute of an index is not in that index. DynamoDB calls such an index sparse.
            None => Ok(()),
        })
    })
}

/// Returns the parts of a key, each with whether it belongs to the partition key.
fn parts_of(schema: &KeySchema) -> impl Iterator<Item = (&'static KeyAttribute, bool)> {
    schema.partition.iter().map(|part| (part, true)).chain(schema.sort.iter().map(|part| (part, false)))
}

/// Writes a key as compact DynamoDB JSON.
pub(crate) fn readable_key(key: &EncodedKey) -> String {
    readable_attributes(&key.to_map())
}

/// Writes an item as compact DynamoDB JSON.
pub(crate) fn readable_item(item: &Item) -> String {
    readable_attributes(item.as_map())
}
