//! Keys on the wire: encoded, checked and comparable.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{KeyAttribute, KeyType};
use crate::codec::KeyValue;
use crate::error::{Error, ErrorKind};

/// The largest partition key in bytes (Developer Guide, "Quotas": partition key length).
pub const MAX_PARTITION_KEY: usize = 2048;
/// The largest sort key in bytes (Developer Guide, "Quotas": sort key length).
pub const MAX_SORT_KEY: usize = 1024;

/// The most attributes a key has: four for the partition and four for the order within it.
pub(crate) const MAX_KEY_PARTS: usize = 8;

/// Why a value cannot be a key. It never tells the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Empty text or no bytes: DynamoDB refuses them in a key.
    #[error("key attribute `{attribute}` is empty")]
    Empty {
        /// The name of the key attribute.
        attribute: Cow<'static, str>,
    },
    /// More bytes than a key may have.
    #[error("key attribute `{attribute}` has {bytes} bytes, at most {max}")]
    TooLong {
        /// The name of the key attribute.
        attribute: Cow<'static, str>,
        /// The size of the key.
        bytes: usize,
        /// The most it may have: 2,048 for a partition key, 1,024 for a sort key.
        max: usize,
    },
    /// Not in an item that should hold it.
    #[error("key attribute `{attribute}` is missing")]
    Missing {
        /// The name of the key attribute.
        attribute: Cow<'static, str>,
    },
    /// Of another type than the table or index declares.
    #[error("key attribute `{attribute}` is not of type {expected}")]
    Type {
        /// The name of the key attribute.
        attribute: Cow<'static, str>,
        /// The letter of the declared type.
        expected: &'static str,
    },
    /// Stored as another type than declared, or not of the form the type has.
    #[error("a key is not {expected}")]
    Form {
        /// What it should be.
        expected: &'static str,
    },
    /// A number DynamoDB cannot hold exactly.
    #[error("a key number has more than 38 digits")]
    Digits,
}

/// A full primary key, or the key of an index entry, as attributes.
#[derive(Clone, PartialEq)]
pub struct EncodedKey(Vec<(&'static str, AttributeValue)>);

impl EncodedKey {
    /// A key of no parts yet.
    #[doc(hidden)]
    #[must_use]
    pub fn new() -> Self {
        Self(Vec::with_capacity(2))
    }

    /// Adds the partition key and checks it.
    #[doc(hidden)]
    pub fn partition(self, name: &'static str, key: Result<AttributeValue, KeyError>) -> Result<Self, KeyError> {
        self.part(name, key?, MAX_PARTITION_KEY)
    }

    /// Adds the sort key and checks it.
    #[doc(hidden)]
    pub fn sort(self, name: &'static str, key: Result<AttributeValue, KeyError>) -> Result<Self, KeyError> {
        self.part(name, key?, MAX_SORT_KEY)
    }

    fn part(mut self, name: &'static str, value: AttributeValue, max: usize) -> Result<Self, KeyError> {
        check_key_value(name, &value, max)?;
        self.0.push((name, value));
        Ok(self)
    }

    /// The names and values of the key, partition key first.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &AttributeValue)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// The key as the SDK takes it.
    #[must_use]
    pub fn into_map(self) -> HashMap<String, AttributeValue> {
        self.0.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// A form in which equal keys are equal: DynamoDB takes the numbers `1` and `1.0` for one key.
    #[must_use]
    pub fn canonical(&self) -> CanonicalKey {
        CanonicalKey::of_values(self.0.iter().map(|(_, value)| KeyValue::from(value)))
    }
}

impl Default for EncodedKey {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for EncodedKey {
    /// Names only: a key may be a secret, and errors are logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// A primary key that can be hashed and compared as DynamoDB does: equal keys have equal bytes.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CanonicalKey(Box<[u8]>);

impl CanonicalKey {
    /// The key of these values, partition key first.
    pub(crate) fn of_values<'v>(values: impl IntoIterator<Item = KeyValue<'v>>) -> Self {
        let mut bytes = Vec::with_capacity(48);
        values.into_iter().for_each(|value| value.write_canonical(&mut bytes));
        Self(bytes.into_boxed_slice())
    }

    /// The key of an item, by the names of its key attributes; none when one is missing.
    pub(crate) fn of_attributes(
        names: impl Iterator<Item = &'static str>,
        attributes: &HashMap<String, AttributeValue>,
    ) -> Option<Self> {
        let values = names.map(|name| attributes.get(name).map(KeyValue::from));
        values.collect::<Option<Vec<_>>>().map(Self::of_values)
    }
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        let kind = match error {
            KeyError::Missing { .. } => ErrorKind::MissingKey,
            _ => ErrorKind::InvalidKey,
        };
        Self::new(kind).with_source(error)
    }
}

/// Refuses a stored value that DynamoDB refuses in this key attribute of a table or of an index.
pub(crate) fn check_stored_key<'v>(
    part: &KeyAttribute,
    value: impl Into<KeyValue<'v>>,
    partition: bool,
) -> Result<(), KeyError> {
    let value = value.into();
    if !has_type(&value, part.key_type) {
        return Err(KeyError::Type { attribute: part.name.into(), expected: part.key_type.letter() });
    }
    check_key_value(part.name, value, if partition { MAX_PARTITION_KEY } else { MAX_SORT_KEY })
}

fn has_type(value: &KeyValue<'_>, wanted: KeyType) -> bool {
    match wanted {
        KeyType::String => matches!(value, KeyValue::Text(_)),
        KeyType::Number => matches!(value, KeyValue::Number(_)),
        KeyType::Binary => matches!(value, KeyValue::Binary(_)),
    }
}

/// Refuses what DynamoDB refuses in any key attribute.
pub(crate) fn check_key_value<'v>(
    name: &'static str,
    value: impl Into<KeyValue<'v>>,
    max: usize,
) -> Result<(), KeyError> {
    let bytes = match value.into() {
        KeyValue::Text(text) => text.len(),
        KeyValue::Binary(bytes) => bytes.len(),
        KeyValue::Number(_) => return Ok(()),
        KeyValue::Other => return Err(KeyError::Form { expected: "a string, a number or binary" }),
    };
    match bytes {
        0 => Err(KeyError::Empty { attribute: name.into() }),
        bytes if bytes > max => Err(KeyError::TooLong { attribute: name.into(), bytes, max }),
        _ => Ok(()),
    }
}
