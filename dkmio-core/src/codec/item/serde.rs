//! Items as serde values: exact for our own serializer and deserializer, also behind serde's buffer, and plain data for others.

use std::any::type_name;
use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};

use super::Item;
use crate::codec::error::DecodeError;
use crate::codec::number::{NumberError, Plain, canonical_float, exact_float, plain, validate};
use crate::codec::sidecar::LoadedNumber;
use crate::codec::{magic_names, sidecar};

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut attributes = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            // A name of type `str` is shown in errors. Names of attributes are, other than the keys of maps inside them.
            attributes.serialize_entry(name.as_str(), &Value(value))?;
        }
        attributes.end()
    }
}

/// The entries of a map.
struct Attributes<'a>(&'a HashMap<String, AttributeValue>);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, Value(value))))
    }
}

/// Writes one attribute value.
pub(crate) struct Value<'a>(pub(crate) &'a AttributeValue);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            AttributeValue::S(text) => serializer.serialize_str(text),
            AttributeValue::N(text) => NumberRef(text).serialize(serializer),
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

/// A number: its text for our own serializer, or else a number as far as serde has one.
pub(crate) struct NumberRef<'a>(pub(crate) &'a str);

impl Serialize for NumberRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(magic_names::NUMBER, &NumberText(self.0))
    }
}

/// The content of a [`NumberRef`].
struct NumberText<'a>(&'a str);

impl Serialize for NumberText<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if sidecar::text_wanted() {
            return serializer.serialize_str(self.0);
        }
        match plain(self.0).unwrap_or(Plain::Inexact) {
            Plain::Unsigned(value) => serializer.serialize_u64(value),
            Plain::Signed(value) => serializer.serialize_i64(value),
            Plain::Float(value) => serializer.serialize_f64(value),
            // Few formats have integers of 128 bits.
            Plain::WideUnsigned(_) | Plain::WideSigned(_) | Plain::Inexact => match exact_float(self.0) {
                Some(value) => serializer.serialize_f64(value),
                None => serializer.serialize_str(self.0),
            },
        }
    }
}

/// The elements of a number set.
struct Numbers<'a>(&'a [String]);

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|text| NumberRef(text)))
    }
}

/// The elements of a binary set.
struct Blobs<'a>(&'a [Blob]);

impl Serialize for Blobs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Bytes))
    }
}

/// Bytes, also if there are none.
struct Bytes<'a>(&'a Blob);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0.as_ref())
    }
}

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

    /// Takes the attributes that our own deserializer has passed on, or asks another one for a map.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Item, D::Error> {
        match sidecar::take_map() {
            Some(map) => Ok(Item(map)),
            None => deserializer.deserialize_map(self),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Item, A::Error> {
        // The hint may come from any format, so it does not decide how much is allocated.
        let mut map = HashMap::with_capacity(entries.size_hint().unwrap_or(0).min(1024));
        while let Some(name) = entries.next_key_seed(NameSeed)? {
            let value = name.value(&mut entries)?;
            map.insert(name.text, value);
        }
        Ok(Item(map))
    }
}

/// A name, and the exact value stored for it.
struct Name {
    text: String,
    exact: Option<AttributeValue>,
}

impl Name {
    /// Reads the value of the name, or returns the exact one if one was stored.
    fn value<'de, A: MapAccess<'de>>(&self, entries: &mut A) -> Result<AttributeValue, A::Error> {
        match &self.exact {
            Some(exact) => entries.next_value::<IgnoredAny>().map(|_| exact.clone()),
            None => entries.next_value_seed(PlainSeed),
        }
    }
}

/// Reads a name. Only a borrowed one can be found in the sidecar, by its address.
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
        Ok(Name { text: text.to_owned(), exact: sidecar::load(text) })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Name, E> {
        Ok(Name { text: text.to_owned(), exact: None })
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Name, E> {
        Ok(Name { text, exact: None })
    }
}

/// The message for two numbers of an item that cannot be told apart.
const AMBIGUOUS: &str = "two numbers have the same nearest `f64`, which serde's `flatten`, `tag` and `untagged` cannot tell apart; use `Item`";

/// Returns whether an error type is that of our own deserializer, or of serde's buffer filled by it.
pub(crate) fn is_ours<E>() -> bool {
    // An error type may borrow, so it need not have a `TypeId`.
    type_name::<E>() == type_name::<DecodeError>()
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

/// Returns the number with this text.
fn number<E: Error>(text: String) -> Result<AttributeValue, E> {
    validate(&text)
        .map_err(|error| E::invalid_value(Unexpected::Other(error.message()), &"a number DynamoDB can hold"))?;
    Ok(AttributeValue::N(text))
}

/// Returns the text of a number that `serde_json` passes on as a map of one entry.
fn json_number(map: &mut HashMap<String, AttributeValue>) -> Option<String> {
    if map.len() != 1 {
        return None;
    }
    match map.get_mut(magic_names::JSON_NUMBER)? {
        AttributeValue::S(text) => Some(std::mem::take(text)),
        _ => None,
    }
}

/// Returns the number with the text of a float.
fn float<E: Error>(text: Result<String, NumberError>) -> Result<AttributeValue, E> {
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

    /// Finds the exact number, if the float stands for one that serde's buffer could not hold.
    ///
    /// Only in a decode of ours is it looked for: a float of another format that is read meanwhile, such as JSON in a string,
    /// is what it is. The deserializers of serde's buffer have the error type of the deserializer that filled it.
    fn visit_f64<E: Error>(self, value: f64) -> Result<AttributeValue, E> {
        if is_ours::<E>() {
            match sidecar::load_number(value) {
                LoadedNumber::Exact => {}
                LoadedNumber::Text(text) => return number(text),
                LoadedNumber::Ambiguous => return Err(E::custom(AMBIGUOUS)),
            }
        }
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

#[cfg(test)]
mod tests {
    use serde::de::value::{MapDeserializer, SeqDeserializer};

    use super::*;
    use crate::codec::tests::Announced;

    #[test]
    fn no_room_is_reserved_for_more_elements_than_there_are() {
        let one = || AttributeValue::N("1".to_owned());
        let list = SeqDeserializer::<_, DecodeError>::new(Announced([1_u8, 1].into_iter()));
        assert_eq!(PlainSeed.visit_seq(list).unwrap(), AttributeValue::L(vec![one(), one()]));
        let map = || MapDeserializer::<_, DecodeError>::new(Announced([("a", 1_u8)].into_iter()));
        assert_eq!(PlainSeed.visit_map(map()).unwrap(), AttributeValue::M(HashMap::from([("a".to_owned(), one())])));
        assert_eq!(ItemVisitor.visit_map(map()).unwrap(), Item::new().with("a", 1).unwrap());
    }

    #[test]
    fn nothing_is_stored_as_null() {
        assert_eq!(PlainSeed.visit_none::<DecodeError>().unwrap(), AttributeValue::Null(true));
        assert_eq!(PlainSeed.visit_unit::<DecodeError>().unwrap(), AttributeValue::Null(true));
    }

    #[test]
    fn a_number_of_too_many_digits_is_refused() {
        assert!(PlainSeed.visit_i128::<DecodeError>(i128::MIN).is_err());
        assert!(PlainSeed.visit_u128::<DecodeError>(u128::MAX).is_err());
        let most = 10_i128.pow(38) - 1;
        assert_eq!(PlainSeed.visit_i128::<DecodeError>(most).unwrap(), AttributeValue::N("9".repeat(38)));
    }
}
