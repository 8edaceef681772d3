//! A view of a value, or of a part of one, wherever it is stored.
//!
//! The decoder's rules are written once, over [`View`]. Where values come from is a [`ValueSource`]: attribute values in memory
//! ([`Values`](crate::codec::attribute_value::decode::Values)), or the text of a response, read as it is decoded.

use std::borrow::Cow;
use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::Deserializer;

use super::Context;
use crate::codec::error::DecodeError;
use crate::codec::magic_names;
use crate::codec::number::plain;

/// Where values come from. What it returns borrows from it for `'de`.
pub(crate) trait ValueSource<'de>: Sized {
    /// The elements of a list or a set.
    type Elements: Elements<'de, Self>;
    /// The entries of a map.
    type Entries: Entries<'de, Self>;
    /// The deserializer for a value that is not read before its type is known.
    type Decoder: Deserializer<'de, Error = DecodeError>;
}

/// The elements of a list or a set that are not yet read.
pub(crate) trait Elements<'de, S: ValueSource<'de>>: Sized {
    /// Returns the next element, or `None` at the end.
    fn next(&mut self) -> Result<Option<View<'de, S>>, DecodeError>;

    /// Returns the deserializer for the next element of a list, or `None` at the end.
    fn decoder(&mut self, context: Context) -> Result<Option<S::Decoder>, DecodeError>;

    /// Returns how many remain, if that is known.
    fn remaining(&self) -> Option<usize>;

    /// Reads ahead. What `look` reads stays unread.
    fn peek<R>(&self, look: impl FnOnce(Self) -> R) -> R;

    /// Skips all that remain.
    fn skip(self) -> Result<(), DecodeError>;

    /// Returns all that remain, as elements of a list.
    fn into_values(self) -> Result<Vec<AttributeValue>, DecodeError>;
}

/// The entries of a map that are not yet read.
pub(crate) trait Entries<'de, S: ValueSource<'de>>: Sized {
    /// Returns the name of the next entry, or `None` at the end.
    fn next(&mut self) -> Result<Option<&'de str>, DecodeError>;

    /// Returns what [`next`](Self::next) does, where the end is expected.
    fn leftover(&mut self) -> Result<Option<&'de str>, DecodeError> {
        self.next()
    }

    /// Returns the value of the entry whose name was read last. Only valid once after `next`.
    fn value(&mut self) -> Result<View<'de, S>, DecodeError>;

    /// Returns the deserializer for the value of the entry whose name was read last. Only valid once after `next`.
    fn decoder(&mut self, name: &'de str, context: Context) -> Result<S::Decoder, DecodeError>;

    /// Makes `next` return the entry of that name first, if it is there.
    fn first(&mut self, name: &str) -> Result<(), DecodeError>;

    /// Returns whether all names pass a test, where all are known beforehand. A source that reads them one by one
    /// returns false.
    fn all_names(&self, _test: impl Fn(&str) -> bool) -> bool {
        false
    }

    /// Returns how many remain, if that is known.
    fn remaining(&self) -> Option<usize>;

    /// Reads ahead. What `look` reads stays unread.
    fn peek<R>(&self, look: impl FnOnce(Self) -> R) -> R;

    /// Skips all that remain.
    fn skip(self) -> Result<(), DecodeError>;

    /// Returns all that remain.
    fn into_map(self) -> Result<HashMap<String, AttributeValue>, DecodeError>;
}

/// The bytes of a binary value.
#[derive(Clone, Copy)]
pub(crate) enum Binary<'de> {
    Plain(&'de [u8]),
    Base64(&'de str),
}

impl<'de> Binary<'de> {
    /// Returns the bytes.
    pub(crate) fn decode(self) -> Result<Cow<'de, [u8]>, DecodeError> {
        match self {
            Self::Plain(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::Base64(text) => base64_simd::STANDARD
                .decode_to_vec(text)
                .map(Cow::Owned)
                .map_err(|_| DecodeError::new("malformed binary")),
        }
    }
}

/// A value to be decoded.
pub(crate) enum View<'de, S: ValueSource<'de>> {
    /// There is no attribute.
    Absent,
    Null,
    Bool(bool),
    /// One byte of a binary value.
    Byte(u8),
    Number(&'de str),
    Text(Cow<'de, str>),
    Bytes(Binary<'de>),
    List(S::Elements),
    Map(S::Entries),
    Texts(S::Elements),
    Numbers(S::Elements),
    Blobs(S::Elements),
    /// A value of a type that this version does not know.
    Unknown,
}

impl<'de, S: ValueSource<'de>> View<'de, S> {
    /// Returns the type in words, with an article.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Absent => "no attribute",
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Byte(_) | Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::Bytes(_) => "binary",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Texts(_) => "a string set",
            Self::Numbers(_) => "a number set",
            Self::Blobs(_) => "a binary set",
            Self::Unknown => "a value of unknown type",
        }
    }

    /// Returns the error for a value of this type where another is expected.
    #[cold]
    pub(super) fn mismatch(&self, expected: &str) -> DecodeError {
        match self {
            Self::Absent => DecodeError::missing(),
            other => DecodeError::mismatch(expected, other.kind()),
        }
    }

    /// Returns the exact value if serde's buffer could not hold it. Entries of maps are looked at one by one, as they are read.
    pub(super) fn inexact(&self) -> Result<Option<AttributeValue>, DecodeError> {
        Ok(match self {
            Self::Number(text) => is_inexact_number(text).then(|| AttributeValue::N((*text).to_owned())),
            Self::Bytes(bytes) => Some(AttributeValue::B(bytes.decode()?.into_owned().into())),
            Self::Texts(elements) => Some(AttributeValue::Ss(all::<S, _>(elements, text)?)),
            Self::Numbers(elements) => Some(AttributeValue::Ns(all::<S, _>(elements, text)?)),
            Self::Blobs(elements) => Some(AttributeValue::Bs(all::<S, _>(elements, blob)?)),
            // The list is stored as a whole, because its elements have no names to be found by.
            Self::List(list) if any_inexact::<S>(list)? => {
                Some(AttributeValue::L(list.peek(S::Elements::into_values)?))
            }
            Self::Map(map) if has_special_name::<S>(map)? => Some(AttributeValue::M(map.peek(S::Entries::into_map)?)),
            _ => None,
        })
    }

    /// Skips the value.
    pub(crate) fn skip(self) -> Result<(), DecodeError> {
        match self {
            Self::List(elements) | Self::Texts(elements) | Self::Numbers(elements) | Self::Blobs(elements) => {
                elements.skip()
            }
            Self::Map(entries) => entries.skip(),
            _ => Ok(()),
        }
    }
}

/// Returns the text of an element of a string or number set.
fn text<'de, S: ValueSource<'de>>(view: View<'de, S>) -> Result<String, DecodeError> {
    match view {
        View::Text(text) => Ok(text.into_owned()),
        View::Number(text) => Ok(text.to_owned()),
        other => Err(other.mismatch("a string or a number")),
    }
}

/// Returns the bytes of an element of a binary set.
fn blob<'de, S: ValueSource<'de>>(view: View<'de, S>) -> Result<aws_sdk_dynamodb::primitives::Blob, DecodeError> {
    match view {
        View::Bytes(bytes) => Ok(bytes.decode()?.into_owned().into()),
        other => Err(other.mismatch("binary")),
    }
}

/// Reads all elements of a set.
fn collect<'de, S: ValueSource<'de>, T>(
    mut elements: S::Elements,
    read: impl Fn(View<'de, S>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    let mut all = Vec::new();
    while let Some(view) = elements.next()? {
        all.push(read(view)?);
    }
    Ok(all)
}

/// Returns all elements of a set. They stay unread.
fn all<'de, S: ValueSource<'de>, T>(
    elements: &S::Elements,
    read: impl Fn(View<'de, S>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    elements.peek(|elements| collect::<S, _>(elements, read))
}

/// Returns whether an element of a list would be changed by serde's buffer.
fn any_inexact<'de, S: ValueSource<'de>>(list: &S::Elements) -> Result<bool, DecodeError> {
    list.peek(|mut elements| {
        while let Some(element) = elements.next()? {
            if is_inexact(element)? {
                return Ok(true);
            }
        }
        Ok(false)
    })
}

/// Returns whether an element of a list would be changed by serde's buffer. The element is skipped.
fn is_inexact<'de, S: ValueSource<'de>>(view: View<'de, S>) -> Result<bool, DecodeError> {
    Ok(match view {
        View::Text(_) | View::Bool(_) | View::Null => false,
        View::Number(text) => is_inexact_number(text),
        View::List(list) => {
            let inexact = any_inexact::<S>(&list)?;
            list.skip()?;
            inexact
        }
        View::Map(map) => {
            let special = has_special_name::<S>(&map)?;
            map.skip()?;
            special
        }
        // serde's buffer holds sets and binary as lists.
        _ => true,
    })
}

/// Returns whether serde's buffer would return another text.
fn is_inexact_number(text: &str) -> bool {
    plain(text).is_ok_and(|number| !number.restores(text))
}

/// Returns whether an entry's name means something to a reader of the buffer, or is empty and so has no address of its own.
fn has_special_name<'de, S: ValueSource<'de>>(map: &S::Entries) -> Result<bool, DecodeError> {
    map.peek(|mut entries| {
        let (mut len, mut number) = (0, false);
        while let Some(name) = entries.next()? {
            if name.is_empty() {
                return Ok(true);
            }
            len += 1;
            number |= name == magic_names::JSON_NUMBER;
        }
        Ok(number && len == 1)
    })
}
