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

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    #[derive(Serialize)]
    struct Unit;

    #[derive(Serialize)]
    struct Newtype(u8);

    #[derive(Serialize)]
    enum Variant {
        Unit,
        New(u8),
        Tuple(u8, u8),
        Struct { a: u8 },
    }

    #[test]
    fn keys_are_written_as_their_shortest_text() {
        macro_rules! written {
            ($($key:expr => $text:literal),* $(,)?) => {
                $(assert_eq!(key_text(&$key).as_deref().ok(), Some($text));)*
            };
        }
        written!(
            "a\n" => "a\n", 'é' => "é", true => "true", -1_i8 => "-1", u128::MAX => "340282366920938463463374607431768211455",
            0.0_f64 => "0", -0.0_f64 => "-0", 1.0_f64 => "1", 0.1_f32 => "0.1", -2.5_f64 => "-2.5",
            1e-7_f64 => "0.0000001", 9e-8_f64 => "9e-8", 1e20_f64 => "100000000000000000000", 1e21_f64 => "1e21",
            -1e300_f64 => "-1e300", 0.5_f32 => "0.5", Some("a") => "a", Newtype(7) => "7", Variant::Unit => "Unit",
            "1.50".parse::<crate::codec::number::Number>().unwrap() => "1.50",
        );
    }

    #[test]
    fn a_key_is_a_string_a_number_or_a_boolean() {
        let refused = |text: Result<String, EncodeError>| text.unwrap_err().to_string();
        let wrong = |found: &str| format!("a map key must be a string, a number or a boolean, found {found}");
        assert_eq!(refused(key_text(&f64::NAN)), "a map key must not be NaN or infinity");
        assert_eq!(refused(key_text(&f32::INFINITY)), "a map key must not be NaN or infinity");
        assert_eq!(refused(key_text(&None::<u8>)), "a map key must not be `None`");
        assert_eq!(refused(key_text(serde_bytes::Bytes::new(b"x"))), wrong("binary"));
        assert_eq!([refused(key_text(&())), refused(key_text(&Unit))], [wrong("null"), wrong("null")]);
        assert_eq!([refused(key_text(&[1])), refused(key_text(&vec![1]))], [wrong("a list"), wrong("a list")]);
        assert_eq!(refused(key_text(&Variant::New(1))), wrong("a map"));
        assert_eq!(refused(key_text(&Variant::Tuple(1, 2))), wrong("a map"));
        assert_eq!(refused(key_text(&Variant::Struct { a: 1 })), wrong("a map"));
    }
}
