//! Keys in DynamoDB's form: encoded and comparable.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;

use super::check::{KeyError, MAX_PARTITION_KEY, MAX_SORT_KEY, check_key_value};
use crate::codec::json::ObjectWriter;
use crate::codec::{EncodeError, KeyValue};

/// The number of attributes a key can have: four of the partition key and four of the sort key.
pub(crate) const MAX_KEY_PARTS: usize = 8;

/// A full primary key, or the key of an index entry, as attributes.
#[derive(Clone, PartialEq)]
pub struct EncodedKey(Vec<(&'static str, AttributeValue)>);

impl EncodedKey {
    /// Returns a key without parts.
    #[doc(hidden)]
    #[must_use]
    pub fn new() -> Self {
        // A primary key has at most two attributes.
        Self(Vec::with_capacity(2))
    }

    /// Adds the partition key and checks it.
    #[doc(hidden)]
    pub fn partition(self, name: &'static str, key: Result<AttributeValue, KeyError>) -> Result<Self, KeyError> {
        self.part(name, key.map_err(|error| error.of_attribute(name))?, MAX_PARTITION_KEY)
    }

    /// Adds the sort key and checks it.
    #[doc(hidden)]
    pub fn sort(self, name: &'static str, key: Result<AttributeValue, KeyError>) -> Result<Self, KeyError> {
        self.part(name, key.map_err(|error| error.of_attribute(name))?, MAX_SORT_KEY)
    }

    fn part(mut self, name: &'static str, value: AttributeValue, max: usize) -> Result<Self, KeyError> {
        check_key_value(name, &value, max)?;
        self.0.push((name, value));
        Ok(self)
    }

    /// Returns the names and values of the key, partition key first.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &AttributeValue)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// Returns the names and values of the key without copies of the values, partition key first.
    pub(crate) fn values(&self) -> impl Iterator<Item = (&'static str, KeyValue<'_>)> {
        self.iter().map(|(name, value)| (name, KeyValue::from(value)))
    }

    /// Returns a copy of the key as the SDK takes it.
    #[must_use]
    pub fn to_map(&self) -> HashMap<String, AttributeValue> {
        self.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect()
    }

    /// Returns the key as the SDK takes it.
    #[must_use]
    pub fn into_map(self) -> HashMap<String, AttributeValue> {
        self.0.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Returns the key as JSON.
    ///
    /// # Errors
    /// Returns an error if a value has a type that this version does not know.
    pub(crate) fn to_json(&self) -> Result<Arc<str>, EncodeError> {
        // Longer than most keys. The buffer grows for any other.
        let mut key = ObjectWriter::with_capacity(64);
        self.iter().try_for_each(|(name, value)| key.attribute(name, value))?;
        Ok(key.finish().into())
    }

    /// Returns a form in which equal keys are equal: DynamoDB takes the numbers `1` and `1.0` for one key.
    #[must_use]
    pub fn canonical(&self) -> CanonicalKey {
        // The names are left out: both keys that are compared are of one schema, whose order is fixed.
        CanonicalKey::of_values(self.0.iter().map(|(_, value)| KeyValue::from(value)))
    }
}

impl Default for EncodedKey {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for EncodedKey {
    /// Writes the names only: a key may be a secret, and errors are logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// Up to which size the buffer of a thread is kept. A key has at most 3 KB.
const MAX_BUFFER: usize = 4096;

thread_local! {
    /// The buffer in which canonical keys are written, so that each allocates only its result.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// A primary key that can be hashed and compared as DynamoDB does: equal keys have equal bytes.
// Shared, because a batch has each key in its queue, among the pending keys and in its entry.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CanonicalKey(Arc<[u8]>);

impl CanonicalKey {
    /// Returns the key of these values, partition key first.
    pub(crate) fn of_values<'v>(values: impl IntoIterator<Item = KeyValue<'v>>) -> Self {
        // It is lost where a destructor runs while its thread ends; an empty buffer does as well.
        let mut bytes = BUFFER.try_with(Cell::take).unwrap_or_default();
        bytes.clear();
        values.into_iter().for_each(|value| value.write_canonical(&mut bytes));
        let key = Self(bytes.as_slice().into());
        if bytes.capacity() <= MAX_BUFFER {
            let _ = BUFFER.try_with(|buffer| buffer.set(bytes));
        }
        key
    }

    /// Returns the key of an item, by the names of its key attributes, or `None` if one is missing.
    pub(crate) fn of_attributes(
        names: impl Iterator<Item = &'static str>,
        attributes: &HashMap<String, AttributeValue>,
    ) -> Option<Self> {
        let values = names.map(|name| attributes.get(name).map(KeyValue::from));
        values.collect::<Option<Vec<_>>>().map(Self::of_values)
    }
}
