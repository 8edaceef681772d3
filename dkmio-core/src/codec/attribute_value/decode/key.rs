//! The keys of maps, and the names of fields.

use std::borrow::Cow;
use std::cell::Cell;
use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::Context;
use super::values::Values;
use super::variant::visit_variant;
use super::view::View;
use crate::codec::error::DecodeError;
use crate::codec::number::exact_float;
use crate::codec::{magic_names, sidecar};

/// The name of a field.
#[derive(Clone, Copy)]
pub(super) struct FieldName<'de> {
    pub(super) text: &'de str,
    pub(super) context: Context,
}

/// The key of a map: text that stands for a string, a number, a boolean or a variant.
#[derive(Clone, Copy)]
pub(super) struct Key<'k, 'de> {
    pub(super) text: &'de str,
    pub(super) context: Context,
    pub(super) map: &'k MapKeys<'de>,
}

/// The state that the keys of one map share.
pub(super) struct MapKeys<'de> {
    /// The key that was read first, which stands for the map where a choice is made.
    pub(super) first: Cell<Option<&'de str>>,
    /// Whether all keys are written as numbers or booleans.
    pub(super) are_literals: bool,
    /// Whether the last key was read as the name of a field.
    pub(super) is_field: Cell<bool>,
}

/// Reads a key that `Display` wrote.
fn parse<T: FromStr>(text: &str, name: &str) -> Result<T, DecodeError> {
    text.parse().map_err(|_| DecodeError::new(format!("expected {name} as the key")))
}

impl<'de> Key<'_, 'de> {
    /// Visits the key as text, or as the number or boolean that is written there.
    ///
    /// A key is mostly read without its type by serde's buffer. A key that is buffered as text is no number any more
    /// when a `BTreeMap<u32, _>` reads it from there. So if a decode fails, it is tried with numbers.
    fn visit_literal<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let Some(literal) = Literal::parse(self.text) else { return visitor.visit_borrowed_str(self.text) };
        if !sidecar::wants_alternative(self.map.first.get().unwrap_or(self.text)) {
            return visitor.visit_borrowed_str(self.text);
        }
        match literal {
            Literal::Unsigned(value) => visitor.visit_u64(value),
            Literal::Signed(value) => visitor.visit_i64(value),
            Literal::Float(value) => {
                // A type that takes the exact number finds it by the float, as it does that of a value.
                if sidecar::stores_all_numbers() || exact_float(self.text).is_none() {
                    sidecar::store_number(value, self.text);
                }
                visitor.visit_f64(value)
            }
            Literal::Bool(value) => visitor.visit_bool(value),
        }
    }

    /// Passes the key on with all its digits, if its type takes a number.
    fn visit_key_value<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let is_number = match Literal::parse(self.text) {
            Some(Literal::Unsigned(_) | Literal::Signed(_) | Literal::Float(_)) => self.map.are_literals,
            Some(Literal::Bool(_)) | None => false,
        };
        if !is_number || !sidecar::wants_alternative(self.map.first.get().unwrap_or(self.text)) {
            return visitor.visit_newtype_struct(self);
        }
        let number = AttributeValue::N(self.text.to_owned());
        sidecar::pass_map(sidecar::wrap_value(number), || visitor.visit_newtype_struct(self))
    }
}

/// A key that is no string to serde.
enum Literal {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Bool(bool),
}

impl Literal {
    fn parse(text: &str) -> Option<Self> {
        // Keys are written by `Display`, so a number starts with a digit or a minus sign. Rust's parsers would also
        // take words such as `inf`.
        match text.as_bytes().first()? {
            b'0'..=b'9' | b'-' => {
                let integer = text.parse().map(Self::Unsigned).or_else(|_| text.parse().map(Self::Signed));
                // `-inf` is a word, too, and `1e999` is read as infinite.
                let float = || text.parse().ok().filter(|value: &f64| value.is_finite()).map(Self::Float);
                integer.ok().or_else(float)
            }
            _ => text.parse().map(Self::Bool).ok(),
        }
    }
}

/// Returns whether a key may be a number or a boolean to serde.
pub(super) fn is_literal(text: &str) -> bool {
    Literal::parse(text).is_some()
}

macro_rules! parsed {
    ($($method:ident: $type:ty => $visit:ident),*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            visitor.$visit(parse::<$type>(self.text, stringify!($type))?)
        })*
    };
}

/// The methods that keys of maps and names of fields have in common: each type reads what it wrote.
macro_rules! typed_keys {
    () => {
        parsed!(
            deserialize_i8: i8 => visit_i8, deserialize_i16: i16 => visit_i16, deserialize_i32: i32 => visit_i32,
            deserialize_i64: i64 => visit_i64, deserialize_i128: i128 => visit_i128,
            deserialize_u8: u8 => visit_u8, deserialize_u16: u16 => visit_u16, deserialize_u32: u32 => visit_u32,
            deserialize_u64: u64 => visit_u64, deserialize_u128: u128 => visit_u128,
            deserialize_f32: f32 => visit_f32, deserialize_f64: f64 => visit_f64, deserialize_bool: bool => visit_bool
        );

        #[inline]
        fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            visitor.visit_borrowed_str(self.text)
        }

        #[inline]
        fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            visitor.visit_borrowed_str(self.text)
        }

        fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            visitor.visit_borrowed_str(self.text)
        }

        fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            visitor.visit_some(self)
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
            bytes byte_buf unit unit_struct seq tuple tuple_struct map struct ignored_any
        }
    };
}

impl<'de> Deserializer<'de> for FieldName<'de> {
    type Error = DecodeError;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_borrowed_str(self.text)
    }

    #[inline]
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_borrowed_str(self.text)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    typed_keys!();
}

impl<'de> Deserializer<'de> for Key<'_, 'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.map.are_literals { self.visit_literal(visitor) } else { visitor.visit_borrowed_str(self.text) }
    }

    /// Visits a name of a field, or a key of a flattened map beside it.
    ///
    /// A struct with a flattened field is a map to serde, whose keys are the names of fields and whatever else there
    /// is. A number is never taken for the position of a field.
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.map.is_field.set(true);
        self.visit_literal(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match name {
            magic_names::VALUE => self.visit_key_value(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    typed_keys!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_literal_if_a_number_or_a_boolean_is_written_so() {
        let shown = |text: &str| match Literal::parse(text) {
            Some(Literal::Unsigned(value)) => format!("unsigned {value}"),
            Some(Literal::Signed(value)) => format!("signed {value}"),
            Some(Literal::Float(value)) => format!("float {value}"),
            Some(Literal::Bool(value)) => format!("bool {value}"),
            None => "text".to_owned(),
        };
        for (text, expected) in [
            ("0", "unsigned 0"),
            ("18446744073709551615", "unsigned 18446744073709551615"),
            ("-5", "signed -5"),
            ("1.5", "float 1.5"),
            ("-1e30", "float -1000000000000000000000000000000"),
            ("18446744073709551616", "float 18446744073709552000"),
            ("true", "bool true"),
            ("false", "bool false"),
        ] {
            assert_eq!(shown(text), expected);
            assert!(is_literal(text));
        }
        for text in ["", "-", "+5", ".5", "x5", "5x", "inf", "-inf", "-infinity", "nan", "1e999", "True", " 1"] {
            assert_eq!(shown(text), "text", "{text}");
            assert!(!is_literal(text));
        }
    }
}
