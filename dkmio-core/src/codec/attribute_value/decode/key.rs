//! The types a map's key may have.

use std::borrow::Cow;
use std::str::FromStr;

use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::codec::attribute_value::decode::Context;
use crate::codec::attribute_value::decode::values::Values;
use crate::codec::attribute_value::decode::variant::visit_variant;
use crate::codec::attribute_value::decode::view::View;
use crate::codec::error::DecodeError;

/// The key of a map: text that stands for a string, a number, a boolean or a variant.
#[derive(Clone, Copy)]
pub(super) struct Key<'de> {
    pub(super) text: &'de str,
    pub(super) context: Context,
}

impl Key<'_> {
    /// Reads what `Display` wrote.
    fn parse<T: FromStr>(self, name: &str) -> Result<T, DecodeError> {
        self.text.parse().map_err(|_| DecodeError::new(format!("expected {name} as the key")))
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

    #[inline]
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
        visit_variant(visitor, View::<Values>::Text(Cow::Borrowed(self.text)), self.context)
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
