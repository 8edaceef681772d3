//! Keys in DynamoDB's form: encoded and comparable.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;

use super::check::{KeyError, MAX_PARTITION_KEY, MAX_SORT_KEY, check_key_value};
use crate::codec::KeyValue;

/// The number of attributes a key can have: four of the partition key and four of the sort key.
pub(crate) const MAX_KEY_PARTS: usize = 8;

/// A full primary key, or the key of an index entry, as attributes.
#[derive(Clone, PartialEq, Default)]
pub struct EncodedKey {
    /// The first two attributes. A primary key has no more, so that it is made without an allocation of its own.
    first: [Option<Attribute>; 2],
    further: Vec<Attribute>,
}

/// The name of a key attribute, and its value.
type Attribute = (&'static str, AttributeValue);

impl EncodedKey {
    /// Returns a key without parts.
    #[doc(hidden)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
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
        match self.first.iter_mut().find(|attribute| attribute.is_none()) {
            Some(free) => *free = Some((name, value)),
            None => self.further.push((name, value)),
        }
        Ok(self)
    }

    /// Returns the names and values of the key, partition key first.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &AttributeValue)> {
        self.first.iter().flatten().chain(&self.further).map(|(name, value)| (*name, value))
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
        let attributes = self.first.into_iter().flatten().chain(self.further);
        attributes.map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Returns a form in which equal keys are equal: DynamoDB takes the numbers `1` and `1.0` for one key.
    #[must_use]
    pub fn canonical(&self) -> CanonicalKey {
        // The names are left out: both keys that are compared are of one schema, whose order is fixed.
        CanonicalKey::of_values(self.values().map(|(_, value)| value))
    }
}

impl fmt::Debug for EncodedKey {
    /// Writes the names only: a key may be a secret, and errors are logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_keeps_its_parts_in_order() {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let value = |name: &str| AttributeValue::S(name.to_owned());
        for count in 0..=MAX_KEY_PARTS {
            let parts = names.iter().take(count);
            let key = parts.clone().try_fold(EncodedKey::new(), |key, name| key.sort(name, Ok(value(name))));
            let key = key.expect("a key");
            let expected: Vec<_> = parts.map(|name| (*name, value(name))).collect();
            assert!(key.iter().eq(expected.iter().map(|(name, value)| (*name, value))));
            let map: HashMap<_, _> = expected.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            assert_eq!((key.to_map(), key.clone().into_map()), (map.clone(), map));
            assert_eq!(format!("{key:?}"), format!("{:?}", &names[..count]));
        }
    }

    #[test]
    fn a_value_of_a_type_that_no_key_has_is_refused_with_its_attribute() {
        let error = EncodedKey::new().partition("id", Ok(AttributeValue::Bool(true))).unwrap_err();
        assert_eq!(error.to_string(), "id: a key is not a string, a number or binary");
    }
}
