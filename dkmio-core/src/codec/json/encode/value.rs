//! The serializer for one attribute value.

use serde::ser::{Serialize, Serializer};

use super::list::ListWriter;
use super::map::{MapWriter, VariantWriter};
use super::writer::Writer;
use crate::codec::attribute_value::{Encoder, is_bytes};
use crate::codec::number::canonical_float;
use crate::codec::{EncodeError, magic_names};

/// The result of writing a value.
pub(super) enum Written {
    /// The attribute is not written.
    Absent,
    /// A `u8`, which is not written yet, since a sequence of these is binary.
    Byte(u8),
    /// A sequence without elements. It is written as a list; only its type tells whether it is binary instead.
    EmptyList,
    /// A value.
    Value,
}

type Result<T> = std::result::Result<T, EncodeError>;

/// Returns the error that makes the caller take the slow path, whose errors say what is wrong.
#[cold]
pub(super) fn needs_slow_path() -> EncodeError {
    EncodeError::new("the value needs the slow path")
}

/// Writes a value of a known type, which decides what an empty sequence is.
#[inline]
pub(super) fn write<T: Serialize + ?Sized>(value: &T, outer: ValueWriter<'_>) -> Result<Written> {
    let ValueWriter { writer, encoder, is_item } = outer;
    let written = value.serialize(ValueWriter { writer: &mut *writer, encoder, is_item })?;
    if let Written::EmptyList = written {
        return finish_empty_list(writer, is_bytes::<T>());
    }
    Ok(written)
}

/// Turns an empty list into empty binary if its type says so.
#[cold]
fn finish_empty_list(writer: &mut Writer, is_binary: bool) -> Result<Written> {
    if !is_binary {
        return Ok(Written::EmptyList);
    }
    writer.take_back_empty_list();
    writer.binary(&[]);
    Ok(Written::Value)
}

/// Serializes one value.
pub(super) struct ValueWriter<'w> {
    pub(super) writer: &'w mut Writer,
    /// The encoder that would stand here on the slow path. It knows the depth.
    pub(super) encoder: Encoder,
    /// Whether it is the item itself, which is a map without being a value.
    pub(super) is_item: bool,
}

impl<'w> ValueWriter<'w> {
    pub(super) fn new(writer: &'w mut Writer, encoder: Encoder) -> Self {
        Self { writer, encoder, is_item: false }
    }

    /// Returns the writer for a value that is not the item itself.
    fn value(self) -> Result<&'w mut Writer> {
        if self.is_item { Err(needs_slow_path()) } else { Ok(self.writer) }
    }

    /// Writes the attribute value that the encoder makes.
    fn by_encoder(
        self,
        encode: impl FnOnce(Encoder) -> Result<Option<aws_sdk_dynamodb::types::AttributeValue>>,
    ) -> Result<Written> {
        let encoder = self.encoder;
        let writer = self.value()?;
        match encode(encoder)? {
            None => Ok(Written::Absent),
            Some(value) if writer.value(&value) => Ok(Written::Value),
            Some(_) => Err(needs_slow_path()),
        }
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty),*) => {
        $(#[inline]
        fn $method(self, value: $type) -> Result<Written> {
            self.value()?.integer(value);
            Ok(Written::Value)
        })*
    };
}

impl<'w> Serializer for ValueWriter<'w> {
    type Ok = Written;
    type Error = EncodeError;
    type SerializeSeq = ListWriter<'w>;
    type SerializeTuple = ListWriter<'w>;
    type SerializeTupleStruct = ListWriter<'w>;
    type SerializeTupleVariant = VariantWriter<ListWriter<'w>>;
    type SerializeMap = MapWriter<'w>;
    type SerializeStruct = MapWriter<'w>;
    type SerializeStructVariant = VariantWriter<MapWriter<'w>>;

    numbers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64
    );

    fn serialize_u8(self, value: u8) -> Result<Written> {
        // Not written yet: a sequence of `u8` is binary, and only the sequence knows that it is one.
        self.value().map(|_| Written::Byte(value))
    }

    fn serialize_i128(self, value: i128) -> Result<Written> {
        self.by_encoder(|encoder| Ok(encoder.serialize_i128(value)?.into_value()))
    }

    fn serialize_u128(self, value: u128) -> Result<Written> {
        self.by_encoder(|encoder| Ok(encoder.serialize_u128(value)?.into_value()))
    }

    fn serialize_f32(self, value: f32) -> Result<Written> {
        self.value()?.number(&canonical_float(value).map_err(|_| needs_slow_path())?);
        Ok(Written::Value)
    }

    fn serialize_f64(self, value: f64) -> Result<Written> {
        self.value()?.number(&canonical_float(value).map_err(|_| needs_slow_path())?);
        Ok(Written::Value)
    }

    fn serialize_bool(self, value: bool) -> Result<Written> {
        self.value()?.boolean(value);
        Ok(Written::Value)
    }

    fn serialize_char(self, value: char) -> Result<Written> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<Written> {
        self.value()?.string(value);
        Ok(Written::Value)
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Written> {
        self.value()?.binary(value);
        Ok(Written::Value)
    }

    fn serialize_none(self) -> Result<Written> {
        Ok(Written::Absent)
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Written> {
        let Self { writer, encoder, is_item } = self;
        Ok(match write(value, ValueWriter { writer: &mut *writer, encoder, is_item })? {
            // A sequence of `Option<u8>` is a list, with or without a `None` in it.
            Written::Byte(byte) => {
                writer.integer(byte);
                Written::Value
            }
            written => written,
        })
    }

    fn serialize_unit(self) -> Result<Written> {
        self.value()?.null();
        Ok(Written::Value)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Written> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<Written> {
        self.serialize_str(variant)
    }

    /// Leaves sets, and numbers that have their own text, to the encoder.
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result<Written> {
        match name {
            magic_names::NUMBER
            | magic_names::SET
            | magic_names::STRING_SET
            | magic_names::NUMBER_SET
            | magic_names::BINARY_SET
            | magic_names::SERDE_DYNAMO_STRING_SET
            | magic_names::SERDE_DYNAMO_NUMBER_SET
            | magic_names::SERDE_DYNAMO_BINARY_SET => {
                self.by_encoder(|encoder| Ok(encoder.serialize_newtype_struct(name, value)?.into_value()))
            }
            _ => write(value, self),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Written> {
        let start = self.writer.mark();
        let is_item = self.is_item;
        let mut map = MapWriter::new(self)?;
        map.put(variant, value)?;
        if map.is_empty() {
            // A variant around an absent value is written as its name alone.
            let writer = map.into_writer();
            writer.take_back(start);
            if is_item {
                return Err(needs_slow_path());
            }
            writer.string(variant);
            return Ok(Written::Value);
        }
        map.finish()
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<ListWriter<'w>> {
        ListWriter::new(self, true)
    }

    fn serialize_tuple(self, _len: usize) -> Result<ListWriter<'w>> {
        ListWriter::new(self, true)
    }

    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<ListWriter<'w>> {
        ListWriter::new(self, false)
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<VariantWriter<ListWriter<'w>>> {
        let is_item = self.is_item;
        Ok(VariantWriter { is_item, inner: ListWriter::new(VariantWriter::<()>::open(self, variant)?, false)? })
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<MapWriter<'w>> {
        MapWriter::new(self)
    }

    /// Leaves the struct as which `serde_json` passes on the text of a number to the encoder.
    #[inline]
    fn serialize_struct(self, name: &'static str, _len: usize) -> Result<MapWriter<'w>> {
        if name == magic_names::JSON_NUMBER {
            return Err(needs_slow_path());
        }
        MapWriter::new(self)
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<VariantWriter<MapWriter<'w>>> {
        let is_item = self.is_item;
        Ok(VariantWriter { is_item, inner: MapWriter::new(VariantWriter::<()>::open(self, variant)?)? })
    }
}
