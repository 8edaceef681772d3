//! What a decoder looks at: an attribute value, or a part of one.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::value::error::DecodeError;
use crate::value::marker;
use crate::value::number::plain;

/// A value to be decoded.
#[derive(Clone, Copy)]
pub(super) enum View<'de> {
    /// No attribute at all.
    Absent,
    Null,
    Bool(bool),
    /// One byte out of a binary value.
    Byte(u8),
    Number(&'de str),
    Text(&'de str),
    Bytes(&'de [u8]),
    List(&'de [AttributeValue]),
    Map(&'de HashMap<String, AttributeValue>),
    Texts(&'de [String]),
    Numbers(&'de [String]),
    Blobs(&'de [Blob]),
    /// A type this version does not know.
    Unknown,
}

impl<'de> View<'de> {
    /// The view of a whole attribute value.
    pub(super) fn of(value: &'de AttributeValue) -> Self {
        match value {
            AttributeValue::S(text) => Self::Text(text),
            AttributeValue::N(text) => Self::Number(text),
            AttributeValue::B(bytes) => Self::Bytes(bytes.as_ref()),
            AttributeValue::Bool(value) => Self::Bool(*value),
            AttributeValue::Null(_) => Self::Null,
            AttributeValue::L(list) => Self::List(list),
            AttributeValue::M(map) => Self::Map(map),
            AttributeValue::Ss(texts) => Self::Texts(texts),
            AttributeValue::Ns(texts) => Self::Numbers(texts),
            AttributeValue::Bs(blobs) => Self::Blobs(blobs),
            _ => Self::Unknown,
        }
    }

    /// The type in words, with an article.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Absent => "nothing",
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Byte(_) | Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::Bytes(_) => "binary",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Texts(_) => "a string set",
            Self::Numbers(_) => "a number set",
            Self::Blobs(_) => "a binary set",
            Self::Unknown => "a value of unknown type",
        }
    }

    /// The error for a value of this type where another is wanted.
    pub(super) fn mismatch(&self, expected: &str) -> DecodeError {
        match self {
            Self::Absent => DecodeError::missing(),
            other => DecodeError::mismatch(expected, other.kind()),
        }
    }

    /// The exact value, if serde's buffer could not carry it. Maps are looked at entry by entry, as they are read.
    pub(super) fn inexact(&self) -> Option<AttributeValue> {
        match *self {
            Self::Number(text) => {
                is_inexact_number(text).then(|| AttributeValue::N(text.to_owned()))
            }
            Self::Bytes(bytes) => Some(AttributeValue::B(Blob::new(bytes))),
            Self::Texts(texts) => Some(AttributeValue::Ss(texts.to_vec())),
            Self::Numbers(texts) => Some(AttributeValue::Ns(texts.to_vec())),
            Self::Blobs(blobs) => Some(AttributeValue::Bs(blobs.to_vec())),
            Self::List(list) => list
                .iter()
                .any(is_inexact)
                .then(|| AttributeValue::L(list.to_vec())),
            Self::Map(map) => has_special_name(map).then(|| AttributeValue::M(map.clone())),
            _ => None,
        }
    }
}

/// Whether an element of a list would be changed by serde's buffer.
fn is_inexact(value: &AttributeValue) -> bool {
    match value {
        AttributeValue::S(_) | AttributeValue::Bool(_) | AttributeValue::Null(_) => false,
        AttributeValue::N(text) => is_inexact_number(text),
        AttributeValue::L(list) => list.iter().any(is_inexact),
        AttributeValue::M(map) => has_special_name(map),
        _ => true,
    }
}

/// Whether the text would come back differently.
fn is_inexact_number(text: &str) -> bool {
    plain(text).is_ok_and(|number| !number.restores(text))
}

/// Whether an entry's name means something to a buffer's reader, or has no place of its own in memory.
fn has_special_name(map: &HashMap<String, AttributeValue>) -> bool {
    map.contains_key("") || (map.len() == 1 && map.contains_key(marker::JSON_NUMBER))
}
