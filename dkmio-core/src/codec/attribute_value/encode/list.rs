//! Sequences: lists, and bytes where every element is a `u8`.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::ser::{Serialize, SerializeSeq, SerializeTuple, SerializeTupleStruct, SerializeTupleVariant};

use super::map::variant_map;
use super::value::Encoder;
use super::{Encoded, encode, too_deep};
use crate::codec::error::EncodeError;

/// Upper bound for the capacity reserved before the elements are seen: a type may announce any length.
const MAX_RESERVE: usize = 4096;

/// Collects a sequence.
pub(crate) struct ListEncoder {
    /// The serializer for the elements.
    encoder: Encoder,
    /// Whether a list, as opposed to bytes, may stand here.
    may_be_list: bool,
    /// Whether the sequence is bytes if all its elements are.
    may_be_bytes: bool,
    reserve: usize,
    elements: Elements,
}

/// The elements so far.
enum Elements {
    None,
    Bytes(Vec<u8>),
    Values(Vec<AttributeValue>),
}

impl ListEncoder {
    /// Starts a sequence that is bytes if all elements are `u8`.
    pub(super) fn new(outer: Encoder, len: usize) -> Result<Self, EncodeError> {
        Ok(Self {
            // Bytes are not a level of nesting to DynamoDB. Where no list may start, the elements decide.
            encoder: outer.maybe_deeper()?,
            may_be_list: outer.has_level(),
            may_be_bytes: true,
            reserve: len.min(MAX_RESERVE),
            elements: Elements::None,
        })
    }

    /// Starts a sequence of fields, which is a list whatever they are.
    pub(super) fn never_bytes(outer: Encoder, len: usize) -> Result<Self, EncodeError> {
        // The fields cannot turn out to be bytes, so a list that is too deep fails here.
        outer.deeper()?;
        Ok(Self { may_be_bytes: false, ..Self::new(outer, len)? })
    }

    fn push<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), EncodeError> {
        let index = self.len();
        encode(element, self.encoder).and_then(|encoded| self.add(encoded)).map_err(|error| error.within(index))
    }

    fn len(&self) -> usize {
        match &self.elements {
            Elements::None => 0,
            Elements::Bytes(bytes) => bytes.len(),
            Elements::Values(values) => values.len(),
        }
    }

    fn add(&mut self, encoded: Encoded) -> Result<(), EncodeError> {
        if let Encoded::Byte(byte) = encoded
            && self.may_be_bytes
        {
            match &mut self.elements {
                Elements::None => {
                    let mut bytes = Vec::with_capacity(self.reserve);
                    bytes.push(byte);
                    self.elements = Elements::Bytes(bytes);
                    return Ok(());
                }
                Elements::Bytes(bytes) => {
                    bytes.push(byte);
                    return Ok(());
                }
                Elements::Values(_) => {}
            }
        }
        // A position in a list cannot be absent, so `None` is stored as `NULL`, and read back from it.
        let value = encoded.into_value().unwrap_or(AttributeValue::Null(true));
        if !self.may_be_list {
            return Err(too_deep());
        }
        self.values().push(value);
        Ok(())
    }

    /// Returns the elements as a list, to which one that is not a byte is added.
    fn values(&mut self) -> &mut Vec<AttributeValue> {
        // An element that is no byte makes the sequence a list, in which the bytes before it are numbers.
        if let Elements::Bytes(bytes) = &self.elements {
            self.elements = Elements::Values(bytes.iter().map(|byte| AttributeValue::N(byte.to_string())).collect());
        }
        if let Elements::None = self.elements {
            self.elements = Elements::Values(Vec::with_capacity(self.reserve));
        }
        match &mut self.elements {
            Elements::Values(values) => values,
            Elements::None | Elements::Bytes(_) => unreachable!("made a list just above"),
        }
    }

    /// Returns the list or the bytes.
    fn finish(self) -> Encoded {
        match self.elements {
            Elements::Bytes(bytes) => Encoded::Value(AttributeValue::B(Blob::new(bytes))),
            Elements::Values(values) => Encoded::Value(AttributeValue::L(values)),
            Elements::None if self.may_be_bytes => Encoded::EmptyList,
            Elements::None => Encoded::Value(AttributeValue::L(Vec::new())),
        }
    }
}

macro_rules! collects {
    ($($trait:ident::$method:ident),*) => {
        $(impl $trait for ListEncoder {
            type Ok = Encoded;
            type Error = EncodeError;

            fn $method<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), EncodeError> {
                self.push(element)
            }

            fn end(self) -> Result<Encoded, EncodeError> {
                Ok(self.finish())
            }
        })*
    };
}

collects!(SerializeSeq::serialize_element, SerializeTuple::serialize_element, SerializeTupleStruct::serialize_field);

/// Collects the fields of a tuple variant.
pub(crate) struct TupleVariantEncoder {
    variant: &'static str,
    list: ListEncoder,
}

impl TupleVariantEncoder {
    /// Starts a variant of that name.
    pub(super) fn new(outer: Encoder, variant: &'static str, len: usize) -> Result<Self, EncodeError> {
        Ok(Self { variant, list: ListEncoder::never_bytes(outer.deeper()?, len)? })
    }
}

impl SerializeTupleVariant for TupleVariantEncoder {
    type Ok = Encoded;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, field: &T) -> Result<(), EncodeError> {
        self.list.push(field).map_err(|error| error.within(self.variant))
    }

    fn end(self) -> Result<Encoded, EncodeError> {
        let content = self.list.finish().into_value().unwrap_or(AttributeValue::L(Vec::new()));
        Ok(variant_map(self.variant, content))
    }
}
