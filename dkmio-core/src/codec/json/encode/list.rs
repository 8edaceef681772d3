//! Sequences: lists, and bytes where every element is a `u8`.

use serde::ser::{Serialize, SerializeSeq, SerializeTuple, SerializeTupleStruct};

use crate::codec::EncodeError;
use crate::codec::attribute_value::Encoder;
use crate::codec::json::encode::value::{ValueWriter, Written, give_up};
use crate::codec::json::encode::writer::{Mark, Writer};

/// Writes a sequence.
pub(super) struct ListWriter<'w> {
    writer: &'w mut Writer,
    /// For the elements.
    encoder: Encoder,
    /// Whether a list, as opposed to bytes, may stand here.
    may_be_list: bool,
    start: Mark,
    elements: Elements,
}

/// What the elements so far amount to.
enum Elements {
    None { may_be_bytes: bool },
    Bytes(Vec<u8>),
    Values,
}

impl<'w> ListWriter<'w> {
    pub(super) fn new(outer: ValueWriter<'w>, may_be_bytes: bool) -> Result<Self, EncodeError> {
        if outer.is_item || (!may_be_bytes && !outer.encoder.has_level()) {
            return Err(give_up());
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
                // written behind the start of a list, which is taken back if it turns out to be bytes
                self.open_list();
                match element.serialize(ValueWriter::new(self.writer, self.encoder))? {
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
                self.write(element)
            }
            Elements::Values => {
                self.writer.text.push(',');
                self.writer.element();
                self.write(element)
            }
            Elements::Bytes(bytes) => {
                match element.serialize(ValueWriter::new(self.writer, self.encoder))? {
                    Written::Byte(byte) => {
                        bytes.push(byte);
                        Ok(())
                    }
                    // a list after all; so rare that the long way does
                    _ => Err(give_up()),
                }
            }
        }
    }

    fn open_list(&mut self) {
        self.writer.text.push_str("{\"L\":[");
        self.writer.container();
        self.writer.element();
    }

    fn write<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), EncodeError> {
        let written = element.serialize(ValueWriter::new(self.writer, self.encoder))?;
        self.finish_element(&written)
    }

    fn finish_element(&mut self, written: &Written) -> Result<(), EncodeError> {
        match written {
            _ if !self.may_be_list => Err(give_up()),
            Written::Absent => Err(give_up()),
            Written::Byte(byte) => {
                self.writer.integer(*byte);
                Ok(())
            }
            Written::Value => Ok(()),
        }
    }

    /// Writes the end, and gives the writer back to go on behind it.
    pub(super) fn finish(self) -> Result<&'w mut Writer, EncodeError> {
        match self.elements {
            Elements::Bytes(bytes) => self.writer.binary(&bytes),
            Elements::Values => self.writer.text.push_str("]}"),
            Elements::None { .. } if self.may_be_list => {
                self.writer.text.push_str("{\"L\":[]}");
                self.writer.container();
                self.writer.has_empty_list = true;
            }
            Elements::None { .. } => return Err(give_up()),
        }
        Ok(self.writer)
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
                self.finish().map(|_| Written::Value)
            }
        })*
    };
}

collects!(SerializeSeq::serialize_element, SerializeTuple::serialize_element, SerializeTupleStruct::serialize_field);
