//! Maps, structs and variants with named fields.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::ser::{Serialize, SerializeMap, SerializeStruct, SerializeStructVariant};

use crate::codec::attribute_value::encode::Encoded;
use crate::codec::attribute_value::encode::value::{Encoder, checked_number};
use crate::codec::error::{EncodeError, kind};
use crate::codec::magic_names;

/// The most entries room is made for before they are seen.
const MAX_RESERVE: usize = 1024;

/// The map that stands for a variant with data.
pub(super) fn variant_map(variant: &'static str, content: AttributeValue) -> Encoded {
    Encoded::Value(AttributeValue::M(HashMap::from([(variant.to_owned(), content)])))
}

/// Collects a map.
pub(crate) struct MapEncoder {
    encoder: Encoder,
    map: HashMap<String, AttributeValue>,
    key: Option<String>,
}

impl MapEncoder {
    /// For a map of about so many entries.
    pub(super) fn new(outer: Encoder, len: usize) -> Result<Self, EncodeError> {
        Ok(Self { encoder: outer.deeper()?, map: HashMap::with_capacity(len.min(MAX_RESERVE)), key: None })
    }

    /// Adds an entry unless its value is absent. Two values for one name would lose one of them.
    fn put<T: Serialize + ?Sized>(&mut self, name: String, value: &T) -> Result<(), EncodeError> {
        let encoded = match value.serialize(self.encoder) {
            Ok(encoded) => encoded,
            Err(error) => return Err(error.within(name)),
        };
        let Some(value) = encoded.into_value() else {
            return Ok(());
        };
        match self.map.entry(name) {
            Entry::Vacant(entry) => {
                entry.insert(value);
                Ok(())
            }
            Entry::Occupied(entry) => Err(EncodeError::new("written twice").within(entry.key().as_str())),
        }
    }

    fn finish(self) -> Encoded {
        Encoded::Value(AttributeValue::M(self.map))
    }
}

/// The text of a map key.
pub(crate) fn key_text<T: Serialize + ?Sized>(key: &T) -> Result<String, EncodeError> {
    match key.serialize(Encoder::new(1))?.into_value() {
        Some(AttributeValue::S(text) | AttributeValue::N(text)) => Ok(text),
        Some(AttributeValue::Bool(value)) => Ok(value.to_string()),
        Some(other) => {
            Err(EncodeError::new(format!("a map key is a string, a number or a boolean, not {}", kind(&other))))
        }
        None => Err(EncodeError::new("a map key cannot be absent")),
    }
}

impl SerializeMap for MapEncoder {
    type Ok = Encoded;
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EncodeError> {
        self.key = Some(key_text(key)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        let key = self.key.take().ok_or_else(|| EncodeError::new("a map value came without its key"))?;
        self.put(key, value)
    }

    fn end(self) -> Result<Encoded, EncodeError> {
        Ok(self.finish())
    }
}

/// Collects a struct, or the one-field struct as which `serde_json` passes on a number's text.
pub(crate) enum StructEncoder {
    /// Any struct.
    Map(MapEncoder),
    /// A number, once its text is known.
    Number(Option<String>),
}

impl StructEncoder {
    /// For a struct of that name.
    pub(super) fn new(outer: Encoder, name: &'static str, len: usize) -> Result<Self, EncodeError> {
        if name == magic_names::JSON_NUMBER {
            Ok(Self::Number(None))
        } else {
            MapEncoder::new(outer, len).map(Self::Map)
        }
    }
}

impl SerializeStruct for StructEncoder {
    type Ok = Encoded;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), EncodeError> {
        match self {
            Self::Map(map) => map.put(name.to_owned(), value),
            Self::Number(text) => {
                *text = Some(key_text(value)?);
                Ok(())
            }
        }
    }

    fn end(self) -> Result<Encoded, EncodeError> {
        match self {
            Self::Map(map) => Ok(map.finish()),
            Self::Number(text) => checked_number(text.unwrap_or_default()),
        }
    }
}

/// Collects the fields of a struct variant.
pub(crate) struct StructVariantEncoder {
    variant: &'static str,
    map: MapEncoder,
}

impl StructVariantEncoder {
    /// For a variant of that name.
    pub(super) fn new(outer: Encoder, variant: &'static str, len: usize) -> Result<Self, EncodeError> {
        Ok(Self { variant, map: MapEncoder::new(outer.deeper()?, len)? })
    }
}

impl SerializeStructVariant for StructVariantEncoder {
    type Ok = Encoded;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), EncodeError> {
        self.map.put(name.to_owned(), value).map_err(|error| error.within(self.variant))
    }

    fn end(self) -> Result<Encoded, EncodeError> {
        Ok(variant_map(self.variant, AttributeValue::M(self.map.map)))
    }
}
