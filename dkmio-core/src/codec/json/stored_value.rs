//! One stored value, in either form in which a read has it.

use std::borrow::Cow;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;

use super::decode;
use super::parse;
use super::reader::Reader;
use crate::codec::{DecodeError, from_value};

/// A stored value that is to be decoded: an attribute value of the SDK, or the text at a reader.
///
/// Text is only decoded on the fast path. Its errors say no more than that the attribute value has to be decoded.
#[derive(Clone, Copy)]
pub enum StoredValue<'v> {
    /// An attribute value of the SDK.
    Value(&'v AttributeValue),
    /// The text of a response, with the reader in front of the value.
    Text(&'v Reader<'v>),
}

impl<'v> StoredValue<'v> {
    /// Decodes the value.
    ///
    /// # Errors
    /// Returns an error in the cases of [`from_value`].
    pub(crate) fn decode<T: DeserializeOwned>(self) -> Result<T, DecodeError> {
        match self {
            Self::Value(value) => from_value(value),
            Self::Text(reader) => decode::read_value(reader),
        }
    }

    /// Returns whether the value is `NULL`. It stays unread.
    pub(crate) fn is_null(self) -> Result<bool, DecodeError> {
        match self {
            Self::Value(value) => Ok(value.is_null()),
            Self::Text(reader) => decode::is_null(reader),
        }
    }

    /// Returns the attribute value.
    pub(crate) fn to_attribute_value(self) -> Result<Cow<'v, AttributeValue>, DecodeError> {
        match self {
            Self::Value(value) => Ok(Cow::Borrowed(value)),
            Self::Text(reader) => parse::value(reader).map(Cow::Owned),
        }
    }
}

/// Omits the value: items must not end up in logs.
impl fmt::Debug for StoredValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredValue")
    }
}
