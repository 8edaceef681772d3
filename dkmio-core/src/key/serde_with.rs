//! `#[serde(with = "dkmio::key")]`: a field stored in its key form.
//!
//! Timestamps and decimals need it to be keys: their own serde form does not sort as the values do.

use serde::{Deserialize, Deserializer, Serializer, de::Error as _, ser::Error as _};

use super::{DynamoKey, IndexKeyField, KeyError};
use crate::codec::{AnyValue, AnyValueRef};

/// A field that can be written under `with = "dkmio::key"`: a key type or an `Option` of one.
pub trait KeyField: IndexKeyField + Sized {
    #[doc(hidden)]
    fn from_stored(stored: Option<&aws_sdk_dynamodb::types::AttributeValue>) -> Result<Self, KeyError>;
}

impl<K: DynamoKey> KeyField for K {
    fn from_stored(stored: Option<&aws_sdk_dynamodb::types::AttributeValue>) -> Result<Self, KeyError> {
        stored.map_or(Err(KeyError::Form { expected: "present" }), K::from_key)
    }
}

impl<K: DynamoKey> KeyField for Option<K> {
    fn from_stored(stored: Option<&aws_sdk_dynamodb::types::AttributeValue>) -> Result<Self, KeyError> {
        stored.map(K::from_key).transpose()
    }
}

/// Writes a key in its key form.
///
/// # Errors
/// Returns an error if the value cannot be a key.
pub fn serialize<F: KeyField, S: Serializer>(field: &F, serializer: S) -> Result<S::Ok, S::Error> {
    match field.key_value() {
        None => serializer.serialize_none(),
        Some(key) => serde::Serialize::serialize(&AnyValueRef(&key.to_key().map_err(S::Error::custom)?), serializer),
    }
}

/// Reads a key from its key form.
///
/// # Errors
/// Returns an error if the stored value does not have the key's form.
pub fn deserialize<'de, F: KeyField, D: Deserializer<'de>>(deserializer: D) -> Result<F, D::Error> {
    let stored = Option::<AnyValue>::deserialize(deserializer)?;
    F::from_stored(stored.as_ref().map(|value| &value.0)).map_err(D::Error::custom)
}
