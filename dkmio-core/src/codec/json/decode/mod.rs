//! Items decoded straight from the text of a response.
//!
//! This is the fast path: the decoder of [`attribute_value`](crate::codec::attribute_value), with the text as its source. It reads
//! the text once, from front to back. If that is not enough, the item is parsed into attribute values and decoded from those:
//! - if anything went wrong, since the decoder over attribute values makes all errors;
//! - if a name has an escape in it, and so no address of its own;
//! - if a type did not read all of its value.

mod attributes;
mod decoder;
mod source;

use std::cell::OnceCell;

use serde::Deserialize;
use serde::de::DeserializeOwned;

pub(crate) use self::attributes::{Attributes, find_inside};
pub(super) use self::attributes::{is_null, read_value};
use self::source::JsonEntries;
use crate::codec;
use crate::codec::attribute_value::{View, decode_once};
use crate::codec::json::arena::ItemArena;
use crate::codec::json::parse;
use crate::codec::json::reader::Reader;
use crate::codec::{DecodeError, Item};

/// Decodes the item at the reader, `{"id":{"S":"..."}}`.
///
/// # Errors
/// Returns an error if there is no item, and in the cases of [`from_item`](crate::codec::attribute_value::from_item).
pub fn read_item<T: DeserializeOwned>(reader: &Reader<'_>) -> Result<T, DecodeError> {
    let start = reader.mark();
    let read = decode_fast(reader);
    if read.is_ok() && reader.is_balanced_since(start) {
        return read;
    }
    // The parser finds out by itself whether the text is malformed.
    reader.clear_error();
    reader.reset(start);
    codec::from_item(&Item::from(parse::attributes(reader)?))
}

/// Decodes the item at the reader as [`read_item`] does, with strings and bytes borrowed from the text, or from the parsed item,
/// which is then put into `parsed`.
///
/// # Errors
/// Returns an error in the cases of [`read_item`].
pub fn read_borrowed<'de, T: Deserialize<'de>>(
    reader: &Reader<'de>,
    parsed: &'de OnceCell<Item>,
) -> Result<T, DecodeError> {
    read_into(reader, |item| Some(parsed.get_or_init(|| item)))
}

/// Decodes the item at the reader as [`read_borrowed`] does. Parsed items are put into an arena, which holds any number of them.
///
/// # Errors
/// Returns an error in the cases of [`read_item`].
pub fn read_borrowed_in<'de, T: Deserialize<'de>>(
    reader: &Reader<'de>,
    arena: &'de ItemArena,
) -> Result<T, DecodeError> {
    read_into(reader, |item| arena.alloc(item))
}

fn read_into<'de, T: Deserialize<'de>>(
    reader: &Reader<'de>,
    alloc: impl FnOnce(Item) -> Option<&'de Item>,
) -> Result<T, DecodeError> {
    let start = reader.mark();
    let read = decode_fast(reader);
    if read.is_ok() && reader.is_balanced_since(start) {
        return read;
    }
    reader.clear_error();
    reader.reset(start);
    let item = Item::from(parse::attributes(reader)?);
    codec::from_item(alloc(item).ok_or_else(|| DecodeError::new("too many items"))?)
}

/// Decodes in one pass. The result counts only if it is `Ok` and the reader has understood all of the item.
#[inline]
fn decode_fast<'de, T: Deserialize<'de>>(reader: &Reader<'de>) -> Result<T, DecodeError> {
    let entries = JsonEntries::of_item(reader)?;
    decode_once::<source::JsonSource<'_>, T>(View::Map(entries))
}

/// Decodes an item from its text, `{"id":{"S":"..."}}`.
///
/// # Errors
/// Returns an error if the text is not an item, and in the cases of [`from_item`](crate::codec::attribute_value::from_item).
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    let reader = Reader::new(text);
    let decoded = read_item(&reader)?;
    match reader.peek() {
        0 => Ok(decoded),
        _ => Err(reader.syntax_error()),
    }
}

#[cfg(test)]
mod tests;
