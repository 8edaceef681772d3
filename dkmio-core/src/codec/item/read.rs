//! Reading an item: exactly from our own deserializer, also through serde's buffer, and as plain data from any other.

use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};

use crate::codec::item::Item;
use crate::codec::number::{canonical_float, validate};
use crate::codec::{magic_names, sidecar};

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(magic_names::ITEM, ItemVisitor)
    }
}

/// Reads an item.
struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    /// Our own deserializer has put the attributes down; another one is asked for a map.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Item, D::Error> {
        match sidecar::take_over() {
            Some(map) => Ok(Item(map)),
            None => deserializer.deserialize_map(self),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Item, A::Error> {
        let mut map = HashMap::with_capacity(entries.size_hint().unwrap_or(0).min(1024));
        while let Some(name) = entries.next_key_seed(NameSeed)? {
            let value = name.value(&mut entries)?;
            map.insert(name.text, value);
        }
        Ok(Item(map))
    }
}

/// A name, and what was kept under it.
struct Name {
    text: String,
    kept: Option<AttributeValue>,
}

impl Name {
    /// The value that goes with the name: the exact one, if one was kept.
    fn value<'de, A: MapAccess<'de>>(&self, entries: &mut A) -> Result<AttributeValue, A::Error> {
        match &self.kept {
            Some(exact) => entries.next_value::<IgnoredAny>().map(|_| exact.clone()),
            None => entries.next_value_seed(PlainSeed),
        }
    }
}

/// Reads a name, by its place in memory where it is borrowed.
struct NameSeed;

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for NameSeed {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute name")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Name, E> {
        Ok(Name { text: text.to_owned(), kept: sidecar::kept(text) })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Name, E> {
        Ok(Name { text: text.to_owned(), kept: None })
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Name, E> {
        Ok(Name { text, kept: None })
    }
}

/// Reads a value from its plain form.
#[derive(Clone, Copy)]
pub(crate) struct PlainSeed;

impl<'de> DeserializeSeed<'de> for PlainSeed {
    type Value = AttributeValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<AttributeValue, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// A number from its text.
fn number<E: Error>(text: String) -> Result<AttributeValue, E> {
    validate(&text)
        .map_err(|error| E::invalid_value(Unexpected::Other(error.message()), &"a number DynamoDB can hold"))?;
    Ok(AttributeValue::N(text))
}

/// The text of a number that `serde_json` passes on as a map of one entry.
fn json_number(map: &mut HashMap<String, AttributeValue>) -> Option<String> {
    if map.len() != 1 {
        return None;
    }
    match map.get_mut(magic_names::JSON_NUMBER)? {
        AttributeValue::S(text) => Some(std::mem::take(text)),
        _ => None,
    }
}

/// A number from a float.
fn float<E: Error>(text: Result<String, crate::codec::number::NumberError>) -> Result<AttributeValue, E> {
    text.map(AttributeValue::N)
        .map_err(|error| E::invalid_value(Unexpected::Other(error.message()), &"a number DynamoDB can hold"))
}

impl<'de> Visitor<'de> for PlainSeed {
    type Value = AttributeValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<AttributeValue, E> {
        Ok(AttributeValue::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<AttributeValue, E> {
        Ok(AttributeValue::N(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<AttributeValue, E> {
        Ok(AttributeValue::N(value.to_string()))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<AttributeValue, E> {
        number(value.to_string())
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<AttributeValue, E> {
        number(value.to_string())
    }

    fn visit_f32<E: Error>(self, value: f32) -> Result<AttributeValue, E> {
        float(canonical_float(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<AttributeValue, E> {
        float(canonical_float(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<AttributeValue, E> {
        Ok(AttributeValue::S(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<AttributeValue, E> {
        Ok(AttributeValue::S(text))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<AttributeValue, E> {
        Ok(AttributeValue::B(Blob::new(bytes)))
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<AttributeValue, E> {
        Ok(AttributeValue::B(Blob::new(bytes)))
    }

    fn visit_none<E: Error>(self) -> Result<AttributeValue, E> {
        Ok(AttributeValue::Null(true))
    }

    fn visit_unit<E: Error>(self) -> Result<AttributeValue, E> {
        Ok(AttributeValue::Null(true))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<AttributeValue, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<AttributeValue, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<AttributeValue, A::Error> {
        let mut list = Vec::with_capacity(elements.size_hint().unwrap_or(0).min(1024));
        while let Some(value) = elements.next_element_seed(PlainSeed)? {
            list.push(value);
        }
        Ok(AttributeValue::L(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<AttributeValue, A::Error> {
        let mut map = HashMap::with_capacity(entries.size_hint().unwrap_or(0).min(1024));
        while let Some(name) = entries.next_key_seed(NameSeed)? {
            let value = name.value(&mut entries)?;
            map.insert(name.text, value);
        }
        match json_number(&mut map) {
            Some(text) => number(text),
            None => Ok(AttributeValue::M(map)),
        }
    }
}
