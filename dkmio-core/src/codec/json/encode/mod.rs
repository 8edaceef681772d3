//! Items encoded straight into DynamoDB JSON, with their size.
//!
//! The rules are those of the encoder of [`value`](crate::codec). What is common is written as it is serialized. Everything else
//! goes the long way, by attribute values: sets, numbers that bring their own text, and the whole item where anything at all
//! went wrong, for the encoder has the last word on errors.

mod list;
mod map;
mod value;
mod writer;

use std::cell::Cell;

use serde::Serialize;

use crate::codec::attribute_value::{Encoder, MAX_DEPTH, to_item};
use crate::codec::json::encode::value::{ValueWriter, Written, give_up};
use crate::codec::json::encode::writer::{Name, Writer, needs_escape};
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
    /// Whether there may be an empty list in it.
    pub has_empty_list: bool,
    /// Where in the text the names of its attributes are; empty where that was not noted.
    names: Vec<Name>,
}

impl ItemText {
    const EMPTY: Self = Self { text: String::new(), size: 0, has_empty_list: false, names: Vec::new() };

    /// The value of a key attribute.
    pub(crate) fn key_value(&self, name: &str) -> Option<KeyValue<'_>> {
        if self.names.is_empty() || needs_escape(name) {
            return parse::key_value_of(&self.text, name).ok()?;
        }
        let is_wanted = |found: &&Name| self.text.get(found.start + 1..found.end - 1) == Some(name);
        let found = self.names.iter().find(is_wanted)?;
        parse::key_value(&Reader::starting(&self.text, found.end + 1)).ok()
    }
}

thread_local! {
    /// Buffers that items were encoded into, for the next ones.
    static BUFFERS: Cell<ItemText> = const { Cell::new(ItemText::EMPTY) };
}

/// Buffers larger than this are not kept.
const MAX_KEPT: usize = 64 * 1024;

/// Encodes a struct or a map as an item.
///
/// # Errors
/// Those of [`to_item`](crate::codec::attribute_value::to_item).
pub fn to_text<T: Serialize + ?Sized>(value: &T) -> Result<ItemText, EncodeError> {
    with_text(value, ItemText::clone)
}

/// Encodes a struct or a map as an item, and looks at its text in a buffer that is used again.
///
/// # Errors
/// As [`to_text`].
pub(crate) fn with_text<T: Serialize + ?Sized, R>(
    value: &T,
    look: impl FnOnce(&ItemText) -> R,
) -> Result<R, EncodeError> {
    let buffers = BUFFERS.try_with(Cell::take).unwrap_or_default();
    match directly(value, buffers) {
        Ok(text) => {
            let seen = look(&text);
            if text.text.capacity() <= MAX_KEPT {
                let _ = BUFFERS.try_with(|buffers| buffers.set(text));
            }
            Ok(seen)
        }
        Err(_) => Ok(look(&item_to_text(&to_item(value)?)?)),
    }
}

/// Writes an item.
///
/// # Errors
/// When there is a value of a type this version does not know.
pub fn item_to_text(item: &Item) -> Result<ItemText, EncodeError> {
    let mut writer = Writer::default();
    if writer.attributes(item.as_map(), false) {
        Ok(ItemText { text: writer.text, size: writer.size, has_empty_list: true, names: Vec::new() })
    } else {
        Err(EncodeError::new("an attribute value of unknown type"))
    }
}

/// Encodes in one go, if that does, into the buffers of an earlier item.
fn directly<T: Serialize + ?Sized>(value: &T, mut buffers: ItemText) -> Result<ItemText, EncodeError> {
    buffers.text.clear();
    buffers.names.clear();
    let mut writer = Writer { text: buffers.text, names: buffers.names, size: 0, has_empty_list: false };
    // the item itself is a map to serde, but not a level to DynamoDB
    let item = ValueWriter { writer: &mut writer, encoder: Encoder::new(MAX_DEPTH + 1), is_item: true };
    match value.serialize(item)? {
        Written::Value => {
            let Writer { text, size, names, has_empty_list } = writer;
            Ok(ItemText { text, size, has_empty_list, names })
        }
        Written::Absent | Written::Byte(_) => Err(give_up()),
    }
}
