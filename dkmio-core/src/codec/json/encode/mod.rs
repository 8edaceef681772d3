//! Items encoded as DynamoDB JSON in one pass, with their size.
//!
//! This is the fast path of the encoder in [`attribute_value`](crate::codec::attribute_value), with the same rules. Common values
//! are written as they are serialized. Sets and numbers that have their own text go through attribute values, and so does the
//! whole item if anything goes wrong, since that encoder makes all errors.

mod list;
mod map;
mod name;
mod object;
mod value;
mod writer;

use std::cell::Cell;
use std::mem;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use self::name::{Name, sign_of};
pub(crate) use self::object::ObjectWriter;
use self::value::{ValueWriter, Written, needs_slow_path};
pub(crate) use self::writer::push_quoted;
use self::writer::{Writer, needs_escape};
use crate::codec::attribute_value::{Encoder, MAX_DEPTH, to_item};
use crate::codec::json::parse;
use crate::codec::json::reader::Reader;
use crate::codec::{EncodeError, Item, KeyValue};

/// An item as DynamoDB JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemText {
    /// The text: `{"id":{"S":"..."}}`.
    pub text: String,
    /// The item's size by DynamoDB's accounting, in bytes.
    pub size: usize,
    /// Where in the text the names of its attributes are, or empty if that was not recorded.
    names: Vec<Name>,
    /// Whether a name or a value in the text may have an escape.
    has_escape: bool,
}

impl ItemText {
    const EMPTY: Self = Self { text: String::new(), size: 0, names: Vec::new(), has_escape: false };

    /// Returns the value of a key attribute.
    pub(crate) fn key_value(&self, name: &str) -> Option<KeyValue<'_>> {
        // A name with an escape differs from its text, so it is not found by comparing the two.
        if self.names.is_empty() || needs_escape(name) {
            return parse::key_value_of(&self.text, name).ok()?;
        }
        let sign = sign_of(name);
        let found = self.names.iter().find(|found| found.sign == sign && found.content(&self.text) == Some(name))?;
        parse::key_value(&Reader::starting(&self.text, found.end + 1)).ok()
    }
}

impl ItemText {
    /// Leaves out some attributes, and adds others at the end. After an error the item is empty.
    ///
    /// # Errors
    /// Returns an error if the text cannot be read back, or if a value is of a type that this version does not know.
    pub(crate) fn amend(
        &mut self,
        is_left_out: impl Fn(&str) -> bool,
        added: &[(&str, AttributeValue)],
    ) -> Result<(), EncodeError> {
        let unreadable = |_| EncodeError::new("an item that cannot be read back");
        let unknown = || EncodeError::new("an attribute value of unknown type");
        let Self { text, size, names, has_escape } = mem::take(self);
        let mut writer = Writer { text, size, names, has_escape, ..Writer::default() };
        let are_names_plain = !writer.names.is_empty() && !writer.has_escaped_name();
        if are_names_plain {
            writer.remove(is_left_out).map_err(unreadable)?;
        } else {
            let item = parse::item(&writer.text).map_err(unreadable)?;
            let kept = item.into_inner().into_iter().filter(|(name, _)| !is_left_out(name)).collect();
            writer = Writer::default();
            writer.attributes(&kept, false).then_some(()).ok_or_else(unknown)?;
        }
        // Without its closing brace the object takes more members.
        writer.text.pop();
        for (name, value) in added {
            if writer.text.len() > 1 {
                writer.text.push(',');
            }
            writer.name(name);
            writer.value(value).then_some(()).ok_or_else(unknown)?;
        }
        writer.text.push('}');
        // An item that was written anew has no recorded names. With those of the added attributes alone, all others
        // would look absent.
        if !are_names_plain {
            writer.names.clear();
        }
        let Writer { text, size, names, has_escape, .. } = writer;
        *self = Self { text, size, names, has_escape };
        Ok(())
    }
}

thread_local! {
    /// Buffers of an earlier item, to be used again for the next one. An encode inside another one finds them taken,
    /// and starts with new ones.
    static BUFFERS: Cell<ItemText> = const { Cell::new(ItemText::EMPTY) };
}

/// Buffers larger than this are dropped, so that one large item does not occupy memory on its thread forever.
const MAX_KEPT: usize = 64 * 1024;

/// Encodes a struct or a map as an item.
///
/// # Errors
/// Returns an error in the cases of [`to_item`](crate::codec::attribute_value::to_item).
pub fn to_text<T: Serialize + ?Sized>(value: &T) -> Result<ItemText, EncodeError> {
    with_text(value, |text| text.clone())
}

/// Encodes a struct or a map as an item, and passes its text to `look` in a buffer that is reused. `look` may change it.
///
/// # Errors
/// Returns an error in the cases of [`to_item`].
pub(crate) fn with_text<T: Serialize + ?Sized, R>(
    value: &T,
    look: impl FnOnce(&mut ItemText) -> R,
) -> Result<R, EncodeError> {
    // Taken and not borrowed: `serialize` of the caller may encode another item on this thread.
    let buffers = BUFFERS.try_with(Cell::take).unwrap_or_default();
    match encode_fast(value, buffers) {
        Ok(mut text) => {
            let seen = look(&mut text);
            // The buffer goes back to the thread, so that the next item needs no allocation for its text.
            if text.text.capacity() <= MAX_KEPT {
                let _ = BUFFERS.try_with(|buffers| buffers.set(text));
            }
            Ok(seen)
        }
        // The slow path serializes the value again. It either knows what the fast path does not, or it says what is
        // wrong.
        Err(_) => Ok(look(&mut item_to_text(&to_item(value)?)?)),
    }
}

/// Writes an item.
///
/// # Errors
/// Returns an error if a value is of a type that this version does not know.
pub fn item_to_text(item: &Item) -> Result<ItemText, EncodeError> {
    write_item(item, Writer::default())
}

/// Writes an item with the entries of all its maps in the order of their names, so that equal items have equal texts but for the
/// order within their sets.
///
/// # Errors
/// Returns an error in the cases of [`item_to_text`].
pub(crate) fn item_to_sorted_text(item: &Item) -> Result<ItemText, EncodeError> {
    write_item(item, Writer { is_sorted: true, ..Writer::default() })
}

fn write_item(item: &Item, mut writer: Writer) -> Result<ItemText, EncodeError> {
    if writer.attributes(item.as_map(), false) {
        Ok(ItemText { text: writer.text, size: writer.size, names: Vec::new(), has_escape: writer.has_escape })
    } else {
        Err(EncodeError::new("an attribute value of unknown type"))
    }
}

/// Encodes in one pass, into the buffers of an earlier item. Any error means that the slow path has to decide.
fn encode_fast<T: Serialize + ?Sized>(value: &T, mut buffers: ItemText) -> Result<ItemText, EncodeError> {
    buffers.text.clear();
    buffers.names.clear();
    let mut writer = Writer { text: buffers.text, names: buffers.names, ..Writer::default() };
    // The item itself is a map to serde, but not a level of nesting to DynamoDB.
    let item = ValueWriter { writer: &mut writer, encoder: Encoder::new(MAX_DEPTH + 1), is_item: true };
    match value.serialize(item)? {
        Written::Value => {
            let Writer { text, size, names, has_escape, .. } = writer;
            Ok(ItemText { text, size, names, has_escape })
        }
        Written::Absent | Written::Byte(_) | Written::EmptyList => Err(needs_slow_path()),
    }
}

#[cfg(test)]
mod tests;
