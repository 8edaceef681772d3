//! The deserializer for one value.

use std::borrow::Cow;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::{Deserializer, Visitor};

use super::Context;
use super::list::{visit_binary, visit_bytes, visit_list, visit_set};
use super::map::{visit_map, visit_struct};
use super::scalar::{as_float, as_integer, visit_any_number};
use super::ttl::{is_optional_ttl, is_usable_ttl};
use super::values::Values;
use super::variant::visit_variant;
use super::view::{Entries, ValueSource, View};
use crate::codec::error::DecodeError;
use crate::codec::{magic_names, sidecar};

/// Deserializes one value.
pub(crate) struct Decoder<'de, S: ValueSource<'de>> {
    view: View<'de, S>,
    context: Context,
    /// The name under which the value stands in its map.
    name: Option<&'de str>,
}

/// Returns a deserializer for a text that is not an attribute value.
pub(super) fn text_decoder(text: Cow<'_, str>, context: Context) -> Decoder<'_, Values> {
    Decoder::new(View::Text(text), context)
}

/// Passes a text on, borrowed if possible.
#[inline]
fn visit_text<'de, V: Visitor<'de>>(visitor: V, text: Cow<'de, str>) -> Result<V::Value, DecodeError> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

impl<'de, S: ValueSource<'de>> Decoder<'de, S> {
    /// Returns a deserializer for a value without a name.
    #[inline]
    pub(crate) fn new(view: View<'de, S>, context: Context) -> Self {
        Self { view, context, name: None }
    }

    /// Returns a deserializer for an entry of a map.
    #[inline]
    pub(crate) fn named(name: &'de str, view: View<'de, S>, context: Context) -> Self {
        Self { view, context, name: Some(name) }
    }

    /// Visits the elements of a list, a set or binary.
    fn visit_elements<V: Visitor<'de>>(self, visitor: V, expected: &str) -> Result<V::Value, DecodeError> {
        match self.view {
            View::List(elements) => visit_list::<V, S>(visitor, elements, self.context.deeper()?),
            View::Bytes(bytes) => visit_bytes::<V, S>(visitor, &bytes.decode()?, self.context),
            View::Texts(elements) | View::Numbers(elements) | View::Blobs(elements) => {
                visit_set::<V, S>(visitor, elements, self.context)
            }
            other => Err(other.mismatch(expected)),
        }
    }

    /// Visits a set, which may also be absent, or have been written as a list.
    fn visit_set<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.view {
            // An empty set is stored as an absent attribute.
            View::Absent | View::Null => visitor.visit_unit(),
            View::Texts(_) | View::Numbers(_) | View::Blobs(_) | View::List(_) => self.visit_elements(visitor, "a set"),
            other => Err(other.mismatch("a set")),
        }
    }

    /// Returns a deserializer for a visitor that takes the passed map.
    fn emptied(context: Context) -> Self {
        Self::new(View::Absent, context)
    }

    /// Passes a string, a number or binary on as it is.
    fn visit_key_value<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let value = match self.view {
            View::Text(text) => AttributeValue::S(text.into_owned()),
            View::Number(digits) => AttributeValue::N(digits.to_owned()),
            View::Bytes(bytes) => AttributeValue::B(bytes.decode()?.into_owned().into()),
            other => return Err(other.mismatch("a string, a number or binary")),
        };
        sidecar::pass_map(sidecar::wrap_value(value), || visitor.visit_newtype_struct(Self::emptied(self.context)))
    }

    /// Passes the attributes of a free-form item on as they are.
    fn visit_item<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.view {
            View::Map(entries) => {
                sidecar::pass_map(entries.into_map()?, || visitor.visit_newtype_struct(Self::emptied(self.context)))
            }
            other => Err(other.mismatch("a map")),
        }
    }
}

macro_rules! integers {
    ($($method:ident: $type:ty => $visit:ident),*) => {
        $(#[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            visitor.$visit(as_integer::<S, $type>(&self.view, stringify!($type))?)
        })*
    };
}

impl<'de, S: ValueSource<'de>> Deserializer<'de> for Decoder<'de, S> {
    type Error = DecodeError;

    /// Stores in the sidecar what serde's buffer cannot hold, for a free-form item to find.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if let Some(name) = self.name
            && let Some(value) = self.view.inexact()?
        {
            sidecar::store(name, value);
        }
        match self.view {
            View::Absent => Err(DecodeError::missing()),
            View::Null => visitor.visit_unit(),
            View::Bool(value) => visitor.visit_bool(value),
            View::Byte(value) => visitor.visit_u8(value),
            View::Number(text) => visit_any_number(visitor, text),
            View::Text(text) => visit_text(visitor, text),
            View::Map(map) => visit_map::<V, S>(visitor, map, self.context.deeper()?),
            View::List(_) | View::Bytes(_) | View::Texts(_) | View::Numbers(_) | View::Blobs(_) => {
                self.visit_elements(visitor, "a list")
            }
            View::Unknown => Err(self.view.mismatch("a value of a known type")),
        }
    }

    integers!(
        deserialize_i8: i8 => visit_i8, deserialize_i16: i16 => visit_i16, deserialize_i32: i32 => visit_i32,
        deserialize_i64: i64 => visit_i64, deserialize_i128: i128 => visit_i128,
        deserialize_u8: u8 => visit_u8, deserialize_u16: u16 => visit_u16, deserialize_u32: u32 => visit_u32,
        deserialize_u64: u64 => visit_u64, deserialize_u128: u128 => visit_u128
    );

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_f32(as_float(&self.view, "f32")?)
    }

    #[inline]
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_f64(as_float(&self.view, "f64")?)
    }

    #[inline]
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.view {
            View::Bool(value) => visitor.visit_bool(value),
            other => Err(other.mismatch("a boolean")),
        }
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.view {
            View::Text(text) => visit_text(visitor, text),
            other => Err(other.mismatch("a string")),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.view {
            View::Bytes(bytes) => visit_binary(visitor, bytes.decode()?),
            // Other serde crates store bytes as a list of numbers.
            View::List(_) => self.visit_elements(visitor, "binary"),
            other => Err(other.mismatch("binary")),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_bytes(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.view {
            View::Absent | View::Null => visitor.visit_none(),
            // Other programs write -1 and the like for an item that never expires.
            _ if is_optional_ttl::<V::Value>() && !is_usable_ttl(&self.view) => {
                self.view.skip()?;
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.view {
            View::Null => visitor.visit_unit(),
            other => Err(other.mismatch("null")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_unit(visitor)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match name {
            magic_names::ITEM => self.visit_item(visitor),
            magic_names::VALUE => self.visit_key_value(visitor),
            magic_names::SET => self.visit_set(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.visit_elements(visitor, "a list")
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, DecodeError> {
        self.visit_elements(visitor, "a list")
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.visit_elements(visitor, "a list")
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.view {
            View::Map(map) => visit_map::<V, S>(visitor, map, self.context.deeper()?),
            other => Err(other.mismatch("a map")),
        }
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self.view {
            View::Map(map) => visit_struct::<V, S>(visitor, map, fields, self.context.deeper()?),
            other => Err(other.mismatch("a map")),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visit_variant(visitor, self.view, self.context)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        // A scalar has been read when its view was made. A container has only been opened.
        if let View::List(_) | View::Map(_) | View::Texts(_) | View::Numbers(_) | View::Blobs(_) = self.view {
            self.view.skip()?;
        }
        visitor.visit_unit()
    }
}
