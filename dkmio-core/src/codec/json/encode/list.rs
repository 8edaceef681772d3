//! Sequences: lists, and bytes where every element is a `u8`.

use serde::ser::{Serialize, SerializeSeq, SerializeTuple, SerializeTupleStruct};

use super::value::{ValueWriter, Written, needs_slow_path, write};
use super::writer::{Mark, Writer};
use crate::codec::EncodeError;
use crate::codec::attribute_value::Encoder;

/// Writes a sequence.
pub(super) struct ListWriter<'w> {
    writer: &'w mut Writer,
    /// The serializer for the elements.
    encoder: Encoder,
    /// Whether a list, as opposed to bytes, may stand here.
    may_be_list: bool,
    start: Mark,
    elements: Elements,
}

/// The elements so far.
enum Elements {
    None { may_be_bytes: bool },
    Bytes(Vec<u8>),
    Values,
}

impl<'w> ListWriter<'w> {
    pub(super) fn new(outer: ValueWriter<'w>, may_be_bytes: bool) -> Result<Self, EncodeError> {
        if outer.is_item || (!may_be_bytes && !outer.encoder.has_level()) {
            return Err(needs_slow_path());
        }
        let start = outer.writer.mark();
        Ok(Self {
            encoder: outer.encoder.maybe_deeper()?,
            may_be_list: outer.encoder.has_level(),
            writer: outer.writer,
            start,
            elements: Elements::None { may_be_bytes },
        })
    }

    pub(super) fn push<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), EncodeError> {
        match &mut self.elements {
            Elements::None { may_be_bytes: true } => {
                // The element is written behind the start of a list, which is taken back if the element is a byte.
                self.open_list();
                match write(element, ValueWriter::new(self.writer, self.encoder))? {
                    Written::Byte(byte) => {
                        self.writer.take_back(self.start);
                        self.elements = Elements::Bytes(vec![byte]);
                        Ok(())
                    }
                    written => {
                        self.elements = Elements::Values;
                        self.finish_element(&written)
                    }
                }
            }
            Elements::None { may_be_bytes: false } => {
                self.open_list();
                self.elements = Elements::Values;
                self.write_element(element)
            }
            Elements::Values => {
                self.writer.text.push(',');
                self.writer.element();
                self.write_element(element)
            }
            Elements::Bytes(bytes) => {
                match write(element, ValueWriter::new(self.writer, self.encoder))? {
                    Written::Byte(byte) => {
                        bytes.push(byte);
                        Ok(())
                    }
                    // A list after all. This is rare enough for the slow path.
                    _ => Err(needs_slow_path()),
                }
            }
        }
    }

    fn open_list(&mut self) {
        self.writer.text.push_str("{\"L\":[");
        self.writer.container();
        self.writer.element();
    }

    fn write_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), EncodeError> {
        let written = write(element, ValueWriter::new(self.writer, self.encoder))?;
        self.finish_element(&written)
    }

    fn finish_element(&mut self, written: &Written) -> Result<(), EncodeError> {
        match written {
            _ if !self.may_be_list => Err(needs_slow_path()),
            // A position in a list cannot be absent, so `None` is stored as `NULL`, and read back from it.
            Written::Absent => {
                self.writer.null();
                Ok(())
            }
            Written::Byte(byte) => {
                self.writer.integer(*byte);
                Ok(())
            }
            Written::EmptyList | Written::Value => Ok(()),
        }
    }

    /// Writes the end. Returns what was written, and the writer for what follows.
    pub(super) fn finish(self) -> Result<(Written, &'w mut Writer), EncodeError> {
        let written = match self.elements {
            Elements::Bytes(bytes) => {
                self.writer.binary(&bytes);
                Written::Value
            }
            Elements::Values => {
                self.writer.text.push_str("]}");
                Written::Value
            }
            Elements::None { may_be_bytes } if self.may_be_list => {
                self.writer.empty_list();
                if may_be_bytes { Written::EmptyList } else { Written::Value }
            }
            // At this depth only empty binary could stand, and only the type of the sequence tells.
            Elements::None { .. } => return Err(needs_slow_path()),
        };
        Ok((written, self.writer))
    }
}

macro_rules! collects {
    ($($trait:ident::$method:ident),*) => {
        $(impl $trait for ListWriter<'_> {
            type Ok = Written;
            type Error = EncodeError;

            fn $method<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), EncodeError> {
                self.push(element)
            }

            fn end(self) -> Result<Written, EncodeError> {
                self.finish().map(|(written, _)| written)
            }
        })*
    };
}

collects!(SerializeSeq::serialize_element, SerializeTuple::serialize_element, SerializeTupleStruct::serialize_field);
