//! Items encoded straight into DynamoDB JSON, with their size.
//!
//! The rules are those of the encoder of [`value`](crate::value). What is common is written as it is serialized. Everything else
//! goes the long way, by attribute values: sets, numbers that bring their own text, and the whole item where anything at all
//! went wrong, for the encoder has the last word on errors.

mod list;
mod map;
mod value;
mod writer;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use self::value::{ValueWriter, Written, give_up};
use self::writer::{Name, Writer, needs_escape};
use super::parse;
use super::reader::Reader;
use crate::value::{EncodeError, Encoder, Item, MAX_DEPTH, to_item};

/// An item as DynamoDB JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The value of an attribute.
    pub(crate) fn value_of(&self, name: &str) -> Option<AttributeValue> {
        if self.names.is_empty() || needs_escape(name) {
            return parse::item(&self.text).ok()?.remove(name);
        }
        let is_wanted = |found: &&Name| self.text.get(found.start + 1..found.end - 1) == Some(name);
        let found = self.names.iter().find(is_wanted)?;
        parse::value(&Reader::starting(&self.text, found.end + 1)).ok()
    }
}

/// Encodes a struct or a map as an item.
///
/// # Errors
/// Those of [`to_item`](crate::value::to_item).
pub fn to_text<T: Serialize + ?Sized>(value: &T) -> Result<ItemText, EncodeError> {
    match directly(value) {
        Ok(text) => Ok(text),
        Err(_) => item_to_text(&to_item(value)?),
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

/// Encodes in one go, if that does.
fn directly<T: Serialize + ?Sized>(value: &T) -> Result<ItemText, EncodeError> {
    let mut writer = Writer { text: String::with_capacity(512), names: Vec::with_capacity(16), ..Writer::default() };
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
