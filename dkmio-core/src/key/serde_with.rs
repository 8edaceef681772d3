//! `#[serde(with = "dkmio::key")]`: a field stored in its key form.
//!
//! Timestamps and decimals need it to be keys: their own serde form does not sort as the values do.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Deserializer, Serializer, de::Error as _, ser::Error as _};

use super::{DynamoKey, KeyError};
use crate::codec::{AnyValue, AnyValueRef};

/// A field that can be stored in its key form: a key type, or an `Option` of one for a sparse index.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a key form",
    label = "not a string, a number or binary, nor an `Option` of one",
    note = "keys are strings, integers or bytes; derive `DynamoKey` on a newtype around one or on an enum of unit variants"
)]
pub trait KeyField: Sized {
    /// The key type.
    type Key: DynamoKey;

    /// Returns the key, if there is one.
    #[doc(hidden)]
    fn key_value(&self) -> Option<&Self::Key>;

    #[doc(hidden)]
    fn from_stored(stored: Option<&AttributeValue>) -> Result<Self, KeyError>;
}

#[diagnostic::do_not_recommend]
impl<K: DynamoKey> KeyField for K {
    type Key = K;

    fn key_value(&self) -> Option<&K> {
        Some(self)
    }

    fn from_stored(stored: Option<&AttributeValue>) -> Result<Self, KeyError> {
        stored.map_or(Err(KeyError::Form { expected: "present" }), K::from_key)
    }
}

#[diagnostic::do_not_recommend]
impl<K: DynamoKey> KeyField for Option<K> {
    type Key = K;

    fn key_value(&self) -> Option<&K> {
        self.as_ref()
    }

    fn from_stored(stored: Option<&AttributeValue>) -> Result<Self, KeyError> {
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
