//! One string, number or binary value, exact for our own serializer and deserializer.

use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::codec::item::{PlainSeed, Value};
use crate::codec::{magic_names, sidecar};

/// Writes an attribute value.
pub(crate) struct AnyValueRef<'a>(pub(crate) &'a AttributeValue);

impl Serialize for AnyValueRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value(self.0).serialize(serializer)
    }
}

/// Reads a string, a number or binary.
pub(crate) struct AnyValue(pub(crate) AttributeValue);

impl<'de> Deserialize<'de> for AnyValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(magic_names::VALUE, AnyVisitor)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = AnyValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a number or binary")
    }

    /// Takes the value that our own deserializer has passed on, or asks another one for its plain form.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<AnyValue, D::Error> {
        // A single value is passed in a map under the empty name; see `sidecar::wrap_value`.
        let passed = sidecar::take_map().and_then(|mut map| map.remove(""));
        match passed {
            Some(value) => Ok(AnyValue(value)),
            None => PlainSeed.deserialize(deserializer).map(AnyValue),
        }
    }
}
