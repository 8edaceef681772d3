//! Items decoded straight from the text of an answer.
//!
//! The decoder is the one of [`value`](crate::codec), over the text as its source. It reads the text once, from front to back.
//! Where that does not do, the item is parsed into attribute values and decoded from those: when anything at all went wrong, for
//! the attribute values' decoder has the last word on errors too; when a name has an escape in it, and so no place of its own
//! in memory; and when a type did not read what it was given.

mod decoder;
mod source;

use std::cell::OnceCell;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::codec;
use crate::codec::attribute_value::{View, decode_exact};
use crate::codec::json::arena::Aside;
use crate::codec::json::decode::source::WireEntries;
use crate::codec::json::parse;
use crate::codec::json::reader::Reader;
use crate::codec::{DecodeError, Item};

/// Decodes the item at the reader, `{"id":{"S":"..."}}`.
///
/// # Errors
/// When there is no item, and those of [`from_item`](crate::codec::attribute_value::from_item).
pub fn read_item<T: DeserializeOwned>(reader: &Reader<'_>) -> Result<T, DecodeError> {
    let start = reader.mark();
    let read = directly(reader);
    if read.is_ok() && reader.is_whole(start) {
        return read;
    }
    reader.forgive();
    reader.reset(start);
    codec::from_item(&Item::from(parse::attributes(reader)?))
}

/// As [`read_item`], with strings and bytes borrowed: from the text, or from the parsed item, which is then put into `parsed`.
///
/// # Errors
/// As [`read_item`].
pub fn read_borrowed<'de, T: Deserialize<'de>>(
    reader: &Reader<'de>,
    parsed: &'de OnceCell<Item>,
) -> Result<T, DecodeError> {
    read_keeping(reader, |item| Some(parsed.get_or_init(|| item)))
}

/// As [`read_borrowed`], where many items are read beside one another.
///
/// # Errors
/// As [`read_item`].
pub fn read_beside<'de, T: Deserialize<'de>>(reader: &Reader<'de>, aside: &'de Aside) -> Result<T, DecodeError> {
    read_keeping(reader, |item| aside.keep(item))
}

fn read_keeping<'de, T: Deserialize<'de>>(
    reader: &Reader<'de>,
    keep: impl FnOnce(Item) -> Option<&'de Item>,
) -> Result<T, DecodeError> {
    let start = reader.mark();
    let read = directly(reader);
    if read.is_ok() && reader.is_whole(start) {
        return read;
    }
    reader.forgive();
    reader.reset(start);
    let item = Item::from(parse::attributes(reader)?);
    codec::from_item(keep(item).ok_or_else(|| DecodeError::new("too many items"))?)
}

/// Decodes in one go. Only if that did, and all of the item was understood, it is what the item says.
#[inline]
fn directly<'de, T: Deserialize<'de>>(reader: &Reader<'de>) -> Result<T, DecodeError> {
    let entries = WireEntries::of_item(reader)?;
    decode_exact::<source::Wire<'_>, T>(View::Map(entries))
}

/// Decodes an item from its text, `{"id":{"S":"..."}}`.
///
/// # Errors
/// When the text is no item, and those of [`from_item`](crate::codec::attribute_value::from_item).
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    let reader = Reader::new(text);
    let decoded = read_item(&reader)?;
    match reader.peek() {
        0 => Ok(decoded),
        _ => Err(reader.fail()),
    }
}
