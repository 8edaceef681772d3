//! Writing an item: exactly to our own serializer, as plain data to any other.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::ser::{Error as _, Serialize, Serializer};

use crate::codec::item::Item;
use crate::codec::number::{Plain, plain};
use crate::codec::{magic_names, sidecar};

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Attributes(&self.0).serialize(serializer)
    }
}

/// The entries of a map.
struct Attributes<'a>(&'a HashMap<String, AttributeValue>);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, Value(value))))
    }
}

/// One attribute value.
pub(crate) struct Value<'a>(pub(crate) &'a AttributeValue);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            AttributeValue::S(text) => serializer.serialize_str(text),
            AttributeValue::N(text) => Number(text).serialize(serializer),
            AttributeValue::B(bytes) => Bytes(bytes).serialize(serializer),
            AttributeValue::Bool(value) => serializer.serialize_bool(*value),
            AttributeValue::Null(_) => serializer.serialize_unit(),
            AttributeValue::L(list) => serializer.collect_seq(list.iter().map(Value)),
            AttributeValue::M(map) => Attributes(map).serialize(serializer),
            AttributeValue::Ss(texts) => serializer.serialize_newtype_struct(magic_names::STRING_SET, texts),
            AttributeValue::Ns(texts) => serializer.serialize_newtype_struct(magic_names::NUMBER_SET, &Numbers(texts)),
            AttributeValue::Bs(blobs) => serializer.serialize_newtype_struct(magic_names::BINARY_SET, &Blobs(blobs)),
            _ => Err(S::Error::custom("an attribute value of unknown type")),
        }
    }
}

/// A number: its text for our own serializer, else a number as far as serde has one.
struct Number<'a>(&'a str);

impl Serialize for Number<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(magic_names::NUMBER, &NumberText(self.0))
    }
}

/// What is inside a [`Number`].
struct NumberText<'a>(&'a str);

impl Serialize for NumberText<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if sidecar::text_wanted() {
            return serializer.serialize_str(self.0);
        }
        match plain(self.0).unwrap_or(Plain::Text) {
            Plain::Unsigned(value) => serializer.serialize_u64(value),
            Plain::Signed(value) => serializer.serialize_i64(value),
            Plain::Float(value) => serializer.serialize_f64(value),
            Plain::Text => serializer.serialize_str(self.0),
        }
    }
}

/// The elements of a number set.
struct Numbers<'a>(&'a [String]);

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|text| Number(text)))
    }
}

/// The elements of a binary set.
struct Blobs<'a>(&'a [Blob]);

impl Serialize for Blobs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Bytes))
    }
}

/// Bytes, also when there are none.
struct Bytes<'a>(&'a Blob);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0.as_ref())
    }
}
