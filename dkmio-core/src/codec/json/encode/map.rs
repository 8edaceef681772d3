//! Maps, structs and variants with data.

use serde::ser::{Serialize, SerializeMap, SerializeStruct, SerializeStructVariant, SerializeTupleVariant};

use super::list::ListWriter;
use super::value::{ValueWriter, Written, needs_slow_path, write};
use super::writer::Writer;
use crate::codec::attribute_value::{Encoder, key_text};
use crate::codec::{EncodeError, MAX_NAME_SIZE};

/// Writes a map, or an item.
pub(super) struct MapWriter<'w> {
    writer: &'w mut Writer,
    /// The serializer for the values.
    encoder: Encoder,
    is_item: bool,
    /// The position of this map's first name among the names of all open maps.
    names: usize,
    is_empty: bool,
    key: Option<String>,
}

impl<'w> MapWriter<'w> {
    #[inline]
    pub(super) fn new(outer: ValueWriter<'w>) -> Result<Self, EncodeError> {
        let ValueWriter { writer, encoder, is_item } = outer;
        let encoder = encoder.deeper()?;
        writer.text.push_str(if is_item { "{" } else { "{\"M\":{" });
        if !is_item {
            writer.container();
        }
        let names = writer.names.len();
        Ok(Self { writer, encoder, is_item, names, is_empty: true, key: None })
    }

    /// Returns whether it has no entries.
    pub(super) fn is_empty(&self) -> bool {
        self.is_empty
    }

    pub(super) fn into_writer(self) -> &'w mut Writer {
        self.writer
    }

    /// Adds an entry unless its value is absent.
    #[inline]
    pub(super) fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), EncodeError> {
        if name.len() > MAX_NAME_SIZE {
            return Err(needs_slow_path());
        }
        // Only writing the value tells whether it is absent. Its name is then removed again.
        let before = self.writer.mark();
        if !self.is_empty {
            self.writer.text.push(',');
        }
        if !self.is_item {
            self.writer.element();
        }
        self.writer.name(name);
        match write(value, ValueWriter::new(self.writer, self.encoder))? {
            Written::Absent => {
                self.writer.take_back(before);
                return Ok(());
            }
            Written::Byte(byte) => self.writer.integer(byte),
            Written::EmptyList | Written::Value => {}
        }
        self.is_empty = false;
        Ok(())
    }

    #[inline]
    pub(super) fn finish(self) -> Result<Written, EncodeError> {
        self.writer.text.push_str(if self.is_item { "}" } else { "}}" });
        // With two values for one name, one would be lost. The slow path makes the error.
        if self.writer.has_same_names(self.names) {
            return Err(needs_slow_path());
        }
        // The names of the item itself stay recorded: key attributes are found by them.
        if !self.is_item {
            self.writer.names.truncate(self.names);
        }
        Ok(Written::Value)
    }
}

impl SerializeMap for MapWriter<'_> {
    type Ok = Written;
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EncodeError> {
        self.key = Some(key_text(key)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        let key = self.key.take().ok_or_else(needs_slow_path)?;
        self.put(&key, value)
    }

    fn end(self) -> Result<Written, EncodeError> {
        self.finish()
    }
}

impl SerializeStruct for MapWriter<'_> {
    type Ok = Written;
    type Error = EncodeError;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), EncodeError> {
        self.put(name, value)
    }

    #[inline]
    fn end(self) -> Result<Written, EncodeError> {
        self.finish()
    }
}

/// Writes the content of a variant, inside the map that names the variant.
pub(super) struct VariantWriter<W> {
    pub(super) is_item: bool,
    pub(super) inner: W,
}

impl VariantWriter<()> {
    /// Starts the map of the variant, and returns the writer for its content.
    pub(super) fn open<'w>(outer: ValueWriter<'w>, variant: &'static str) -> Result<ValueWriter<'w>, EncodeError> {
        let ValueWriter { writer, encoder, is_item } = outer;
        let encoder = encoder.deeper()?;
        writer.text.push_str(if is_item { "{" } else { "{\"M\":{" });
        if !is_item {
            writer.container();
            writer.element();
        }
        // The name is not recorded, since the only name of a map cannot be repeated.
        writer.quoted(variant);
        writer.text.push(':');
        writer.size += variant.len();
        Ok(ValueWriter::new(writer, encoder))
    }
}

impl<'w> VariantWriter<MapWriter<'w>> {
    fn close(self) -> Result<Written, EncodeError> {
        let closing = if self.is_item { "}}}" } else { "}}}}" };
        let MapWriter { writer, names, .. } = self.inner;
        writer.text.push_str(closing);
        if writer.has_same_names(names) {
            return Err(needs_slow_path());
        }
        writer.names.truncate(names);
        Ok(Written::Value)
    }
}

impl SerializeTupleVariant for VariantWriter<ListWriter<'_>> {
    type Ok = Written;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, field: &T) -> Result<(), EncodeError> {
        self.inner.push(field)
    }

    fn end(self) -> Result<Written, EncodeError> {
        let closing = if self.is_item { "}" } else { "}}" };
        self.inner.finish()?.1.text.push_str(closing);
        Ok(Written::Value)
    }
}

impl SerializeStructVariant for VariantWriter<MapWriter<'_>> {
    type Ok = Written;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), EncodeError> {
        self.inner.put(name, value)
    }

    fn end(self) -> Result<Written, EncodeError> {
        self.close()
    }
}
