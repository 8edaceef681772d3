//! Maps, structs and variants with named fields.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::ser::{Serialize, SerializeMap, SerializeStruct, SerializeStructVariant};

use super::key::key_text;
use super::value::{Encoder, checked_number};
use super::{Encoded, encode};
use crate::codec::error::EncodeError;
use crate::codec::magic_names;
use crate::codec::size::MAX_NAME_SIZE;

/// Upper bound for the capacity reserved before the entries are seen: a type may announce any length.
const MAX_RESERVE: usize = 1024;

/// Returns the map that stands for a variant with data.
pub(super) fn variant_map(variant: &'static str, content: AttributeValue) -> Encoded {
    Encoded::Value(AttributeValue::M(HashMap::from([(variant.to_owned(), content)])))
}

/// A name in a map.
enum Name {
    /// The name of a field.
    Declared(&'static str),
    /// A key of a map, and whether it is a literal of the code.
    Key(String, bool),
}

impl Name {
    /// Adds the name to the path of an error. Keys of maps are data, and are not shown.
    #[cold]
    fn within(self, error: EncodeError) -> EncodeError {
        match self {
            Self::Declared(name) => error.within(name),
            Self::Key(name, true) => error.within(name),
            Self::Key(_, false) => error.within_entry(),
        }
    }
}

/// Collects a map.
pub(crate) struct MapEncoder {
    encoder: Encoder,
    map: HashMap<String, AttributeValue>,
    key: Option<Name>,
}

impl MapEncoder {
    /// Starts a map of about `len` entries.
    pub(super) fn new(outer: Encoder, len: usize) -> Result<Self, EncodeError> {
        Ok(Self { encoder: outer.deeper()?, map: HashMap::with_capacity(len.min(MAX_RESERVE)), key: None })
    }

    /// Adds an entry unless its value is absent. Two values for one name are an error, since one of them would be lost.
    fn put<T: Serialize + ?Sized>(&mut self, name: Name, value: &T) -> Result<(), EncodeError> {
        let encoded = match encode(value, self.encoder) {
            Ok(encoded) => encoded,
            Err(error) => return Err(name.within(error)),
        };
        let Some(value) = encoded.into_value() else {
            return Ok(());
        };
        let text = match &name {
            Name::Declared(name) => (*name).to_owned(),
            Name::Key(name, _) => name.clone(),
        };
        if text.len() > MAX_NAME_SIZE {
            let bytes = text.len();
            return Err(EncodeError::new(format!("an attribute name has {bytes} bytes; the limit is {MAX_NAME_SIZE}")));
        }
        match self.map.entry(text) {
            Entry::Vacant(entry) => {
                entry.insert(value);
                Ok(())
            }
            Entry::Occupied(_) => Err(name.within(EncodeError::new("written twice"))),
        }
    }

    fn finish(self) -> Encoded {
        Encoded::Value(AttributeValue::M(self.map))
    }
}

impl SerializeMap for MapEncoder {
    type Ok = Encoded;
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EncodeError> {
        // A struct with a flattened field is a map to serde, whose names are literals. The keys of real maps are of other types.
        let is_literal = std::any::type_name::<T>() == std::any::type_name::<str>();
        self.key = Some(Name::Key(key_text(key).map_err(EncodeError::within_entry)?, is_literal));
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
    /// Starts a struct of that name.
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
            Self::Map(map) => map.put(Name::Declared(name), value),
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
    /// Starts a variant of that name.
    pub(super) fn new(outer: Encoder, variant: &'static str, len: usize) -> Result<Self, EncodeError> {
        Ok(Self { variant, map: MapEncoder::new(outer.deeper()?, len)? })
    }
}

impl SerializeStructVariant for StructVariantEncoder {
    type Ok = Encoded;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), EncodeError> {
        self.map.put(Name::Declared(name), value).map_err(|error| error.within(self.variant))
    }

    fn end(self) -> Result<Encoded, EncodeError> {
        Ok(variant_map(self.variant, AttributeValue::M(self.map.map)))
    }
}
