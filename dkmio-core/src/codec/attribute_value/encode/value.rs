//! The serializer for one attribute value.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::ser::{Serialize, Serializer};

use super::list::{ListEncoder, TupleVariantEncoder};
use super::map::{MapEncoder, StructEncoder, StructVariantEncoder, variant_map};
use super::set::SetKind;
use super::{Encoded, encode, number_error, set, too_deep};
use crate::codec::error::EncodeError;
use crate::codec::magic_names;
use crate::codec::number::{NumberError, canonical_float, validate};
use crate::codec::sidecar;

/// Serializes one value, with a limit for the levels of lists and maps inside it.
#[derive(Clone, Copy)]
pub(crate) struct Encoder {
    /// The number of levels that may follow. Below zero only bytes and scalars may.
    levels: i8,
}

impl Encoder {
    /// Returns a serializer that allows `levels` levels of lists and maps.
    pub(crate) fn new(levels: i8) -> Self {
        Self { levels }
    }

    /// Returns whether a list or map may start here.
    pub(crate) fn has_level(self) -> bool {
        self.levels > 0
    }

    /// Returns the serializer for the elements of a list that may yet turn out to be bytes, which nest nothing.
    pub(crate) fn maybe_deeper(self) -> Result<Self, EncodeError> {
        if self.levels < 0 { Err(too_deep()) } else { Ok(Self { levels: self.levels - 1 }) }
    }

    /// Returns the serializer for what is inside a list or map.
    pub(crate) fn deeper(self) -> Result<Self, EncodeError> {
        if self.has_level() { Ok(Self { levels: self.levels - 1 }) } else { Err(too_deep()) }
    }
}

/// Returns a string value.
fn text(value: impl Into<String>) -> Encoded {
    Encoded::Value(AttributeValue::S(value.into()))
}

/// Returns a number that is known to be within the limits.
fn number(value: impl ToString) -> Encoded {
    Encoded::Value(AttributeValue::N(value.to_string()))
}

/// Returns a number if DynamoDB can hold it.
pub(super) fn checked_number(text: String) -> Result<Encoded, EncodeError> {
    validate(&text).map_err(|error| match error {
        NumberError::NotANumber => EncodeError::new("cannot store a text that is not a number"),
        other => number_error(other),
    })?;
    Ok(Encoded::Value(AttributeValue::N(text)))
}

/// Encodes a number that has its own text.
fn exact_number<T: Serialize + ?Sized>(encoder: Encoder, value: &T) -> Result<Encoded, EncodeError> {
    let encoded = sidecar::with_text_wanted(|| value.serialize(encoder))?;
    match encoded {
        // A number with more digits than serde's numbers have passes its text as a string.
        Encoded::Value(AttributeValue::S(text)) => checked_number(text),
        number => Ok(number),
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result<Encoded, EncodeError> { Ok(number(value)) })*
    };
}

impl Serializer for Encoder {
    type Ok = Encoded;
    type Error = EncodeError;
    type SerializeSeq = ListEncoder;
    type SerializeTuple = ListEncoder;
    type SerializeTupleStruct = ListEncoder;
    type SerializeTupleVariant = TupleVariantEncoder;
    type SerializeMap = MapEncoder;
    type SerializeStruct = StructEncoder;
    type SerializeStructVariant = StructVariantEncoder;

    numbers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64
    );

    fn serialize_u8(self, value: u8) -> Result<Encoded, EncodeError> {
        // Only the sequence around it tells whether a byte is a number or a part of binary.
        Ok(Encoded::Byte(value))
    }

    fn serialize_i128(self, value: i128) -> Result<Encoded, EncodeError> {
        checked_number(value.to_string())
    }

    fn serialize_u128(self, value: u128) -> Result<Encoded, EncodeError> {
        checked_number(value.to_string())
    }

    fn serialize_f32(self, value: f32) -> Result<Encoded, EncodeError> {
        canonical_float(value).map(number).map_err(number_error)
    }

    fn serialize_f64(self, value: f64) -> Result<Encoded, EncodeError> {
        canonical_float(value).map(number).map_err(number_error)
    }

    fn serialize_bool(self, value: bool) -> Result<Encoded, EncodeError> {
        Ok(Encoded::Value(AttributeValue::Bool(value)))
    }

    fn serialize_char(self, value: char) -> Result<Encoded, EncodeError> {
        Ok(text(value))
    }

    fn serialize_str(self, value: &str) -> Result<Encoded, EncodeError> {
        Ok(text(value))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Encoded, EncodeError> {
        Ok(Encoded::Value(AttributeValue::B(Blob::new(value))))
    }

    fn serialize_none(self) -> Result<Encoded, EncodeError> {
        Ok(Encoded::Absent)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Encoded, EncodeError> {
        Ok(match encode(value, self)? {
            // A sequence of `Option<u8>` is a list, with or without a `None` in it.
            byte @ Encoded::Byte(_) => byte.into_value().map_or(Encoded::Absent, Encoded::Value),
            encoded => encoded,
        })
    }

    fn serialize_unit(self) -> Result<Encoded, EncodeError> {
        Ok(Encoded::Value(AttributeValue::Null(true)))
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Encoded, EncodeError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Encoded, EncodeError> {
        Ok(text(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Encoded, EncodeError> {
        match name {
            magic_names::NUMBER => exact_number(self, value),
            magic_names::SET => set::encode(value, None),
            magic_names::STRING_SET => set::encode_exact(value, SetKind::Strings),
            magic_names::NUMBER_SET => set::encode_exact(value, SetKind::Numbers),
            magic_names::BINARY_SET => set::encode_exact(value, SetKind::Binaries),
            magic_names::SERDE_DYNAMO_STRING_SET => set::encode(value, Some(SetKind::Strings)),
            magic_names::SERDE_DYNAMO_NUMBER_SET => set::encode(value, Some(SetKind::Numbers)),
            magic_names::SERDE_DYNAMO_BINARY_SET => set::encode(value, Some(SetKind::Binaries)),
            _ => encode(value, self),
        }
    }

    /// Encodes a variant around an absent value as the variant's name alone.
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Encoded, EncodeError> {
        let content = encode(value, self.deeper()?).map_err(|error| error.within(variant))?;
        Ok(content.into_value().map_or_else(|| text(variant), |value| variant_map(variant, value)))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<ListEncoder, EncodeError> {
        ListEncoder::new(self, len.unwrap_or(0))
    }

    fn serialize_tuple(self, len: usize) -> Result<ListEncoder, EncodeError> {
        ListEncoder::new(self, len)
    }

    fn serialize_tuple_struct(self, _name: &'static str, len: usize) -> Result<ListEncoder, EncodeError> {
        ListEncoder::never_bytes(self, len)
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<TupleVariantEncoder, EncodeError> {
        TupleVariantEncoder::new(self, variant, len)
    }

    fn serialize_map(self, len: Option<usize>) -> Result<MapEncoder, EncodeError> {
        MapEncoder::new(self, len.unwrap_or(0))
    }

    fn serialize_struct(self, name: &'static str, len: usize) -> Result<StructEncoder, EncodeError> {
        StructEncoder::new(self, name, len)
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<StructVariantEncoder, EncodeError> {
        StructVariantEncoder::new(self, variant, len)
    }
}
