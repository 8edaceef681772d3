//! The item codec: how Rust values are stored, what is read back, and what is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod agreement;
mod any_number;
mod binaries;
mod buffered;
mod choices;
mod encoding;
mod errors;
mod hints;
mod items;
mod numbers;
mod other_formats;
mod properties;
mod sets;
mod shapes;
mod vectors;
mod written_is_read;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

/// A string value.
fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// A number value.
fn n(text: &str) -> AttributeValue {
    AttributeValue::N(text.to_owned())
}

/// A binary value.
fn b(bytes: &[u8]) -> AttributeValue {
    AttributeValue::B(Blob::new(bytes))
}

/// A list value.
fn l<const N: usize>(values: [AttributeValue; N]) -> AttributeValue {
    AttributeValue::L(values.into())
}

/// A map value.
fn m<const N: usize>(entries: [(&str, AttributeValue); N]) -> AttributeValue {
    AttributeValue::M(entries.map(|(name, value)| (name.to_owned(), value)).into())
}

/// A string set.
fn ss(texts: &[&str]) -> AttributeValue {
    AttributeValue::Ss(texts.iter().map(|&text| text.to_owned()).collect())
}

/// A number set.
fn ns(texts: &[&str]) -> AttributeValue {
    AttributeValue::Ns(texts.iter().map(|&text| text.to_owned()).collect())
}

/// A binary set.
fn bs(blobs: &[&[u8]]) -> AttributeValue {
    AttributeValue::Bs(blobs.iter().map(|&bytes| Blob::new(bytes)).collect())
}

const NULL: AttributeValue = AttributeValue::Null(true);
