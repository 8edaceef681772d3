//! DynamoDB JSON read by another reader, which is strict: what it accepts is valid.

use std::collections::HashMap;
use std::fmt;

use dkmio_core::aws_sdk_dynamodb::primitives::Blob;
use dkmio_core::aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::Item;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// JSON without numbers, in which no name comes twice in one object.
#[derive(Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number,
    Text(String),
    List(Vec<Json>),
    Object(HashMap<String, Json>),
}

impl Json {
    /// Parses the text, if it is JSON and no more.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(entries) => entries.get(name),
            _ => None,
        }
    }

    /// Returns the value as an item, if it is one.
    pub(crate) fn item(&self) -> Option<Item> {
        Some(Item::from(self.attributes()?))
    }

    /// Returns the value as items, if it is a list of them.
    pub(crate) fn items(&self) -> Option<Vec<Item>> {
        self.list()?.iter().map(Self::item).collect()
    }

    fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(elements) => Some(elements),
            _ => None,
        }
    }

    fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn flag(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    fn attributes(&self) -> Option<HashMap<String, AttributeValue>> {
        let Self::Object(entries) = self else { return None };
        entries.iter().map(|(name, value)| Some((name.clone(), value.value()?))).collect()
    }

    /// Returns the value as an attribute value: an object of one member, whose name is the type.
    fn value(&self) -> Option<AttributeValue> {
        let Self::Object(entries) = self else { return None };
        let (kind, content) = entries.iter().next().filter(|_| entries.len() == 1)?;
        let texts = || content.list()?.iter().map(Self::text).collect::<Option<Vec<_>>>();
        Some(match kind.as_str() {
            "S" => AttributeValue::S(content.text()?),
            "N" => AttributeValue::N(content.text()?),
            "B" => AttributeValue::B(blob(&content.text()?)?),
            "BOOL" => AttributeValue::Bool(content.flag()?),
            "NULL" => AttributeValue::Null(content.flag()?),
            "SS" => AttributeValue::Ss(texts()?),
            "NS" => AttributeValue::Ns(texts()?),
            "BS" => AttributeValue::Bs(texts()?.iter().map(|text| blob(text)).collect::<Option<_>>()?),
            "L" => AttributeValue::L(content.list()?.iter().map(Self::value).collect::<Option<_>>()?),
            "M" => AttributeValue::M(content.attributes()?),
            _ => return None,
        })
    }
}

/// Bytes from base64 as its definition has it: padded, and no bit set that belongs to no byte.
fn blob(text: &str) -> Option<Blob> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    if !text.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for digit in digits.bytes() {
        bits = (bits << 6) | u32::try_from(DIGITS.iter().position(|&known| known == digit)?).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xFF).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    (bits == 0).then(|| Blob::new(bytes))
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Bool(flag))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = access.next_element()? {
            elements.push(element);
        }
        Ok(Json::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut entries = HashMap::new();
        while let Some((name, value)) = access.next_entry()? {
            if entries.insert(name, value).is_some() {
                return Err(A::Error::custom("one name twice"));
            }
        }
        Ok(Json::Object(entries))
    }
}
