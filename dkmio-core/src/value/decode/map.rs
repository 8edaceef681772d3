//! Entries of maps and structs, and the types a map's key may have.

use std::collections::{HashMap, hash_map};
use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::value::Decoder;
use super::variant::visit_variant;
use super::{Context, View};
use crate::value::error::DecodeError;

/// Visits all entries; a visitor that leaves some has not read the value.
pub(super) fn visit_map<'de, V: Visitor<'de>>(
    visitor: V,
    map: &'de HashMap<String, AttributeValue>,
    context: Context,
) -> Result<V::Value, DecodeError> {
    visit_entries(
        visitor,
        Entries {
            first: None,
            rest: map.iter(),
            context,
            pending: None,
        },
    )
}

/// Visits all entries of a struct.
///
/// A struct of two fields may be serde's picture of an adjacently tagged enum: its tag, which is the first of them, has to come
/// before its content, or serde buffers the content and reads it less exactly. A map has no order, so it is seen to here.
pub(super) fn visit_struct<'de, V: Visitor<'de>>(
    visitor: V,
    map: &'de HashMap<String, AttributeValue>,
    fields: &'static [&'static str],
    context: Context,
) -> Result<V::Value, DecodeError> {
    let first = match fields {
        [tag, _content] => map.get_key_value(*tag).map(First::Unread),
        _ => None,
    };
    visit_entries(
        visitor,
        Entries {
            first,
            rest: map.iter(),
            context,
            pending: None,
        },
    )
}

fn visit_entries<'de, V: Visitor<'de>>(
    visitor: V,
    mut entries: Entries<'de>,
) -> Result<V::Value, DecodeError> {
    let value = visitor.visit_map(&mut entries)?;
    match entries.next() {
        None => Ok(value),
        Some((name, _)) => Err(DecodeError::new("left unread by the type").within(name)),
    }
}

/// The entries not yet read.
struct Entries<'de> {
    first: Option<First<'de>>,
    rest: hash_map::Iter<'de, String, AttributeValue>,
    context: Context,
    pending: Option<(&'de str, &'de AttributeValue)>,
}

/// The entry to be read before all others.
enum First<'de> {
    Unread((&'de String, &'de AttributeValue)),
    Read(&'de str),
}

impl<'de> Entries<'de> {
    fn next(&mut self) -> Option<(&'de str, &'de AttributeValue)> {
        match self.first {
            Some(First::Unread((name, value))) => {
                self.first = Some(First::Read(name));
                Some((name, value))
            }
            Some(First::Read(read)) => self
                .rest
                .find(|(name, _)| name.as_str() != read)
                .map(|(name, value)| (name.as_str(), value)),
            None => self.rest.next().map(|(name, value)| (name.as_str(), value)),
        }
    }
}

impl<'de> MapAccess<'de> for &mut Entries<'de> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        let Some((name, value)) = self.next() else {
            return Ok(None);
        };
        self.pending = Some((name, value));
        let key = Key {
            text: name,
            context: self.context,
        };
        seed.deserialize(key)
            .map(Some)
            .map_err(|error| error.within(name))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DecodeError> {
        let Some((name, value)) = self.pending.take() else {
            return Err(DecodeError::new("a map value was read before its key"));
        };
        seed.deserialize(Decoder::named(name, View::of(value), self.context))
            .map_err(|error| error.within(name))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The key of a map: text that stands for a string, a number, a boolean or a variant.
#[derive(Clone, Copy)]
struct Key<'de> {
    text: &'de str,
    context: Context,
}

impl Key<'_> {
    /// Reads what `Display` wrote.
    fn parse<T: FromStr>(self, name: &str) -> Result<T, DecodeError> {
        self.text
            .parse()
            .map_err(|_| DecodeError::new(format!("expected {name} as the key")))
    }
}

macro_rules! parsed {
    ($($method:ident: $type:ty => $visit:ident),*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            visitor.$visit(self.parse::<$type>(stringify!($type))?)
        })*
    };
}

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_borrowed_str(self.text)
    }

    parsed!(
        deserialize_i8: i8 => visit_i8, deserialize_i16: i16 => visit_i16, deserialize_i32: i32 => visit_i32,
        deserialize_i64: i64 => visit_i64, deserialize_i128: i128 => visit_i128,
        deserialize_u8: u8 => visit_u8, deserialize_u16: u16 => visit_u16, deserialize_u32: u32 => visit_u32,
        deserialize_u64: u64 => visit_u64, deserialize_u128: u128 => visit_u128,
        deserialize_f32: f32 => visit_f32, deserialize_f64: f64 => visit_f64, deserialize_bool: bool => visit_bool
    );

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visit_variant(visitor, View::Text(self.text), self.context)
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
