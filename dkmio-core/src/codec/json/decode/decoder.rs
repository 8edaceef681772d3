//! The deserializer for a value in the text of a response. It looks for the type that is asked for, spelled as DynamoDB spells it.
//!
//! The decoder over views reads a value in another spelling, with white space or escapes, or of another type.

use std::borrow::Cow;

use serde::de::{Deserializer, Visitor};

use super::source::{JsonElements, JsonEntries, JsonSource, Kind, view};
use crate::codec::attribute_value::{
    Context, Decoder, View, is_optional_ttl, visit_list, visit_map, visit_struct, visit_variant,
};
use crate::codec::json::reader::Reader;
use crate::codec::number::{MAX_DIGITS, float};
use crate::codec::{DecodeError, magic_names};

/// Deserializes the value at its reader.
pub(crate) struct JsonDecoder<'r, 'de> {
    reader: &'r Reader<'de>,
    /// The name under which the value stands in its map.
    name: Option<&'de str>,
    context: Context,
}

impl<'r, 'de> JsonDecoder<'r, 'de> {
    #[inline]
    pub(super) fn new(reader: &'r Reader<'de>, name: Option<&'de str>, context: Context) -> Self {
        Self { reader, name, context }
    }

    /// Returns the decoder for a value of any type, in any spelling.
    #[cold]
    fn any(self) -> Result<Decoder<'de, JsonSource<'r>>, DecodeError> {
        let view = view(self.reader)?;
        Ok(match self.name {
            Some(name) => Decoder::named(name, view, self.context),
            None => Decoder::new(view, self.context),
        })
    }

    /// Reads the start of a map.
    #[inline]
    fn map(&self) -> Result<Option<JsonEntries<'r, 'de>>, DecodeError> {
        if self.reader.fast_open(b'M') { JsonEntries::wrapped(self.reader).map(Some) } else { Ok(None) }
    }
}

macro_rules! integers {
    ($($method:ident: $type:ty => $visit:ident),*) => {
        $(#[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            let start = self.reader.mark();
            match self.reader.fast_integer().map(<$type>::try_from) {
                Some(Ok(value)) => visitor.$visit(value),
                _ => {
                    self.reader.reset(start);
                    // The number may have been read and not fit. The decoder over views makes the error.
                    self.any()?.$method(visitor)
                }
            }
        })*
    };
}

macro_rules! by_any {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            self.any()?.$method(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for JsonDecoder<'_, 'de> {
    type Error = DecodeError;

    integers!(
        deserialize_i8: i8 => visit_i8, deserialize_i16: i16 => visit_i16, deserialize_i32: i32 => visit_i32,
        deserialize_i64: i64 => visit_i64, deserialize_u8: u8 => visit_u8, deserialize_u16: u16 => visit_u16,
        deserialize_u32: u32 => visit_u32, deserialize_u64: u64 => visit_u64
    );

    by_any! {
        deserialize_any deserialize_i128 deserialize_u128 deserialize_f32 deserialize_char deserialize_bytes
        deserialize_byte_buf deserialize_unit
    }

    #[inline]
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let start = self.reader.mark();
        match self.reader.fast_text(b'N').map(|text| (text, float::<f64>(text))) {
            Some((text, Ok(value))) => {
                // A float also holds numbers that DynamoDB does not, and rounds one of too many digits. Zero may stand for a
                // number too small for a float.
                let is_certain = (1e-129..1e125).contains(&value.abs()) || text == "0";
                if text.len() > MAX_DIGITS || !is_certain {
                    self.reader.note_unchecked();
                }
                visitor.visit_f64(value)
            }
            _ => {
                self.reader.reset(start);
                self.any()?.deserialize_f64(visitor)
            }
        }
    }

    #[inline]
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.reader.fast_boolean() {
            Some(value) => visitor.visit_bool(value),
            None => self.any()?.deserialize_bool(visitor),
        }
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.reader.fast_text(b'S') {
            Some(text) => visitor.visit_borrowed_str(text),
            None => self.any()?.deserialize_str(visitor),
        }
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    #[inline]
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.reader.ahead() {
            // The second letter tells `NULL` from all other types. Another spelling than DynamoDB's takes the slow path.
            Some([b'{', b'"', b'A'..=b'Z', kind]) if *kind != b'U' && !is_optional_ttl::<V::Value>() => {
                visitor.visit_some(self)
            }
            _ => self.any()?.deserialize_option(visitor),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, DecodeError> {
        self.any()?.deserialize_unit_struct(name, visitor)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match name {
            // These types take whole attribute values, which only the decoder over views has.
            magic_names::ITEM | magic_names::VALUE | magic_names::SET => {
                self.any()?.deserialize_newtype_struct(name, visitor)
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if !self.reader.fast_open(b'L') {
            return self.any()?.deserialize_seq(visitor);
        }
        visit_list::<V, JsonSource<'_>>(visitor, JsonElements::new(self.reader, Kind::Values)?, self.context.deeper()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_seq(visitor)
    }

    #[inline]
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.map()? {
            Some(entries) => visit_map::<V, JsonSource<'_>>(visitor, entries, self.context.deeper()?),
            None => self.any()?.deserialize_map(visitor),
        }
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self.map()? {
            Some(entries) => visit_struct::<V, JsonSource<'_>>(visitor, entries, fields, self.context.deeper()?),
            None => self.any()?.deserialize_struct(name, fields, visitor),
        }
    }

    #[inline]
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self.reader.fast_text(b'S') {
            Some(text) => visit_variant(visitor, View::<JsonSource<'_>>::Text(Cow::Borrowed(text)), self.context),
            None => self.any()?.deserialize_enum(name, variants, visitor),
        }
    }

    #[inline]
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.reader.skip()?;
        visitor.visit_unit()
    }
}
