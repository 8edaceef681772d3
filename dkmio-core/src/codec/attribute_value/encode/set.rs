//! Sets: the form of a sequence that is marked as a set.

use std::collections::HashSet;
use std::hash::Hash;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use super::value::Encoder;
use super::{Encoded, encode as encode_value};
use crate::codec::error::{EncodeError, kind};
use crate::codec::number::canonical;

/// The types that sets have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SetKind {
    Strings,
    Numbers,
    Binaries,
}

impl SetKind {
    /// Returns the kind of set to which an element belongs.
    fn of(element: &AttributeValue) -> Self {
        match element {
            AttributeValue::S(_) => Self::Strings,
            AttributeValue::N(_) => Self::Numbers,
            _ => Self::Binaries,
        }
    }
}

/// Encodes a set of one kind, or of the kind of its first element. An empty one is absent.
pub(super) fn encode<T: Serialize + ?Sized>(elements: &T, kind: Option<SetKind>) -> Result<Encoded, EncodeError> {
    let elements = list(elements)?;
    match elements.first() {
        None => Ok(Encoded::Absent),
        Some(first) => build(kind.unwrap_or(SetKind::of(first)), elements).map(Encoded::Value),
    }
}

/// Encodes a set that was read as one. An empty one is an error, since leaving it out would change the item.
pub(super) fn encode_exact<T: Serialize + ?Sized>(elements: &T, kind: SetKind) -> Result<Encoded, EncodeError> {
    let elements = list(elements)?;
    if elements.is_empty() {
        return Err(EncodeError::new("DynamoDB has no empty sets"));
    }
    build(kind, elements).map(Encoded::Value)
}

/// Encodes each element by itself.
fn list<T: Serialize + ?Sized>(elements: &T) -> Result<Vec<AttributeValue>, EncodeError> {
    // A set is no level of nesting to DynamoDB, so its depth does not matter. The second level is for empty bytes.
    match encode_value(elements, Encoder::new(2))?.into_value() {
        Some(AttributeValue::L(values)) => Ok(values),
        // Elements of type `u8` encode as binary in a sequence. In a set each of them is a number.
        Some(AttributeValue::B(bytes)) => {
            Ok(bytes.as_ref().iter().map(|byte| AttributeValue::N(byte.to_string())).collect())
        }
        Some(other) => Err(EncodeError::new(format!("expected the elements of a set, found {}", kind(&other)))),
        None => Ok(Vec::new()),
    }
}

/// Returns the set of the elements, which all have to be of one kind.
fn build(kind: SetKind, elements: Vec<AttributeValue>) -> Result<AttributeValue, EncodeError> {
    match kind {
        SetKind::Strings => {
            let texts = collect(elements, "a string", |value| match value {
                AttributeValue::S(text) => Ok(text),
                other => Err(other),
            })?;
            unique(texts.iter())?;
            Ok(AttributeValue::Ss(texts))
        }
        SetKind::Numbers => {
            let texts = collect(elements, "a number", |value| match value {
                AttributeValue::N(text) => Ok(text),
                other => Err(other),
            })?;
            // DynamoDB rejects a set with duplicates, and compares numbers by their value.
            unique(texts.iter().map(|text| canonical(text)))?;
            Ok(AttributeValue::Ns(texts))
        }
        SetKind::Binaries => {
            let blobs = collect(elements, "binary", bytes)?;
            unique(blobs.iter().map(Blob::as_ref))?;
            Ok(AttributeValue::Bs(blobs))
        }
    }
}

/// Returns bytes, also from an empty list, as which serde shows empty bytes behind a wrapper.
fn bytes(value: AttributeValue) -> Result<Blob, AttributeValue> {
    match value {
        AttributeValue::B(bytes) => Ok(bytes),
        // Empty bytes have no element that would tell them from an empty list.
        AttributeValue::L(list) if list.is_empty() => Ok(Blob::new([])),
        other => Err(other),
    }
}

/// Takes the elements, all of one type, out of their values.
fn collect<T>(
    elements: Vec<AttributeValue>,
    wanted: &str,
    take: impl Fn(AttributeValue) -> Result<T, AttributeValue>,
) -> Result<Vec<T>, EncodeError> {
    let check = |(index, value)| take(value).map_err(|other| wrong_element(wanted, &other).within(index));
    elements.into_iter().enumerate().map(check).collect()
}

/// Returns the error for an element of another type.
fn wrong_element(wanted: &str, found: &AttributeValue) -> EncodeError {
    match found {
        AttributeValue::S(_) | AttributeValue::N(_) | AttributeValue::B(_) => {
            EncodeError::new(format!("a set has elements of one type, expected {wanted}, found {}", kind(found)))
        }
        _ => EncodeError::new(format!("a set holds strings, numbers or binary, not {}", kind(found))),
    }
}

/// Returns an error if an element is there twice.
fn unique<T: Hash + Eq>(elements: impl Iterator<Item = T>) -> Result<(), EncodeError> {
    let mut seen = HashSet::with_capacity(elements.size_hint().0);
    for (index, element) in elements.enumerate() {
        if !seen.insert(element) {
            return Err(EncodeError::new("a set cannot hold an element twice").within(index));
        }
    }
    Ok(())
}
