//! Sets: what a sequence becomes when it is marked as one.

use std::collections::HashSet;
use std::hash::Hash;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use crate::codec::attribute_value::encode::Encoded;
use crate::codec::attribute_value::encode::value::Encoder;
use crate::codec::error::{EncodeError, kind};
use crate::codec::number::canonical;

/// Encodes a set; an empty one is absent.
pub(super) fn encode<T: Serialize + ?Sized>(elements: &T) -> Result<Encoded, EncodeError> {
    let elements = list(elements)?;
    if elements.is_empty() { Ok(Encoded::Absent) } else { build(elements).map(Encoded::Value) }
}

/// Encodes a set that was read as one; an empty one is an error, since dropping it would change the item.
pub(super) fn encode_exact<T: Serialize + ?Sized>(elements: &T) -> Result<Encoded, EncodeError> {
    let elements = list(elements)?;
    if elements.is_empty() {
        return Err(EncodeError::new("DynamoDB has no empty sets"));
    }
    build(elements).map(Encoded::Value)
}

/// The elements, each encoded by itself.
fn list<T: Serialize + ?Sized>(elements: &T) -> Result<Vec<AttributeValue>, EncodeError> {
    // A set is no level to DynamoDB, so how deep it stands does not matter; the second level is for empty bytes.
    match elements.serialize(Encoder::new(2))?.into_value() {
        Some(AttributeValue::L(values)) => Ok(values),
        Some(AttributeValue::B(bytes)) => {
            Ok(bytes.as_ref().iter().map(|byte| AttributeValue::N(byte.to_string())).collect())
        }
        Some(other) => Err(EncodeError::new(format!("expected the elements of a set, found {}", kind(&other)))),
        None => Ok(Vec::new()),
    }
}

/// The set of the elements, which are all of the first one's type.
fn build(elements: Vec<AttributeValue>) -> Result<AttributeValue, EncodeError> {
    match elements.first() {
        Some(AttributeValue::S(_)) => {
            let texts = collect(elements, "a string", |value| match value {
                AttributeValue::S(text) => Ok(text),
                other => Err(other),
            })?;
            unique(texts.iter())?;
            Ok(AttributeValue::Ss(texts))
        }
        Some(AttributeValue::N(_)) => {
            let texts = collect(elements, "a number", |value| match value {
                AttributeValue::N(text) => Ok(text),
                other => Err(other),
            })?;
            unique(texts.iter().map(|text| canonical(text)))?;
            Ok(AttributeValue::Ns(texts))
        }
        _ => {
            let blobs = collect(elements, "binary", bytes)?;
            unique(blobs.iter().map(Blob::as_ref))?;
            Ok(AttributeValue::Bs(blobs))
        }
    }
}

/// Bytes, or the empty list, as which serde shows a byte vector without bytes.
fn bytes(value: AttributeValue) -> Result<Blob, AttributeValue> {
    match value {
        AttributeValue::B(bytes) => Ok(bytes),
        AttributeValue::L(list) if list.is_empty() => Ok(Blob::new([])),
        other => Err(other),
    }
}

/// Takes the elements out of their values, all of one type.
fn collect<T>(
    elements: Vec<AttributeValue>,
    wanted: &str,
    take: impl Fn(AttributeValue) -> Result<T, AttributeValue>,
) -> Result<Vec<T>, EncodeError> {
    let check = |(index, value)| take(value).map_err(|other| wrong_element(wanted, &other).within(index));
    elements.into_iter().enumerate().map(check).collect()
}

/// The error for an element that does not belong.
fn wrong_element(wanted: &str, found: &AttributeValue) -> EncodeError {
    match found {
        AttributeValue::S(_) | AttributeValue::N(_) | AttributeValue::B(_) => {
            EncodeError::new(format!("a set has elements of one type, expected {wanted}, found {}", kind(found)))
        }
        _ => EncodeError::new(format!("a set holds strings, numbers or binary, not {}", kind(found))),
    }
}

/// Fails when an element is there twice.
fn unique<T: Hash + Eq>(elements: impl Iterator<Item = T>) -> Result<(), EncodeError> {
    let mut seen = HashSet::with_capacity(elements.size_hint().0);
    for (index, element) in elements.enumerate() {
        if !seen.insert(element) {
            return Err(EncodeError::new("a set cannot hold an element twice").within(index));
        }
    }
    Ok(())
}
