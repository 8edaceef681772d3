//! The keys of maps. They are names to DynamoDB, so limits of attribute values do not apply to them.

use std::fmt::Display;

use serde::ser::{Impossible, Serialize, Serializer};

use crate::codec::error::EncodeError;
use crate::codec::{magic_names, sidecar};

/// Returns the text of a map key.
pub(crate) fn key_text<T: Serialize + ?Sized>(key: &T) -> Result<String, EncodeError> {
    key.serialize(KeyEncoder)
}

/// Serializes a map key as text.
struct KeyEncoder;

/// Returns the error for a key that is neither a text nor a number nor a boolean.
fn wrong_key(found: &str) -> EncodeError {
    EncodeError::new(format!("a map key must be a string, a number or a boolean, found {found}"))
}

/// Returns the text of a floating-point number: the shortest that reads back as the same.
fn float<T: Into<f64> + Copy + Display + std::fmt::LowerExp>(value: T) -> Result<String, EncodeError> {
    let magnitude = value.into().abs();
    if !magnitude.is_finite() {
        return Err(EncodeError::new("a map key must not be NaN or infinity"));
    }
    // `Display` never uses an exponent, and would write 300 zeros for `1e300`.
    let is_short = magnitude == 0.0 || (1e-7..1e21).contains(&magnitude);
    Ok(if is_short { value.to_string() } else { format!("{value:e}") })
}

macro_rules! displayed {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result<String, EncodeError> { Ok(value.to_string()) })*
    };
}

impl Serializer for KeyEncoder {
    type Ok = String;
    type Error = EncodeError;
    type SerializeSeq = Impossible<String, EncodeError>;
    type SerializeTuple = Impossible<String, EncodeError>;
    type SerializeTupleStruct = Impossible<String, EncodeError>;
    type SerializeTupleVariant = Impossible<String, EncodeError>;
    type SerializeMap = Impossible<String, EncodeError>;
    type SerializeStruct = Impossible<String, EncodeError>;
    type SerializeStructVariant = Impossible<String, EncodeError>;

    displayed!(
        serialize_bool: bool, serialize_char: char, serialize_str: &str,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128
    );

    fn serialize_f32(self, value: f32) -> Result<String, EncodeError> {
        float(value)
    }

    fn serialize_f64(self, value: f64) -> Result<String, EncodeError> {
        float(value)
    }

    fn serialize_bytes(self, _value: &[u8]) -> Result<String, EncodeError> {
        Err(wrong_key("binary"))
    }

    fn serialize_none(self) -> Result<String, EncodeError> {
        Err(EncodeError::new("a map key must not be `None`"))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<String, EncodeError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<String, EncodeError> {
        Err(wrong_key("null"))
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<String, EncodeError> {
        Err(wrong_key("null"))
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<String, EncodeError> {
        Ok(variant.to_owned())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<String, EncodeError> {
        match name {
            magic_names::NUMBER => sidecar::with_text_wanted(|| value.serialize(self)),
            _ => value.serialize(self),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<String, EncodeError> {
        Err(wrong_key("a map"))
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<Self::SerializeSeq, EncodeError> {
        Err(wrong_key("a list"))
    }

    fn serialize_tuple(self, _len: usize) -> Result<Self::SerializeTuple, EncodeError> {
        Err(wrong_key("a list"))
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeTupleStruct, EncodeError> {
        Err(wrong_key("a list"))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeTupleVariant, EncodeError> {
        Err(wrong_key("a map"))
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Self::SerializeMap, EncodeError> {
        Err(wrong_key("a map"))
    }

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Self::SerializeStruct, EncodeError> {
        Err(wrong_key("a map"))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeStructVariant, EncodeError> {
        Err(wrong_key("a map"))
    }
}
