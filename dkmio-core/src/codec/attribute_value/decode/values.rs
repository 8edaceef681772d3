//! Attribute values in memory as what is decoded.

use std::borrow::Cow;
use std::collections::{HashMap, hash_map};
use std::slice;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use super::Context;
use super::value::Decoder;
use super::view::{Binary, Elements, Entries, ValueSource, View};
use crate::codec::error::DecodeError;

/// Attribute values as the SDK holds them.
pub(super) struct Values;

impl<'de> ValueSource<'de> for Values {
    type Elements = ValueElements<'de>;
    type Entries = ValueEntries<'de>;
    type Decoder = Decoder<'de, Self>;
}

impl<'de> View<'de, Values> {
    /// Returns the view of a whole attribute value.
    pub(super) fn of(value: &'de AttributeValue) -> Self {
        match value {
            AttributeValue::S(text) => Self::Text(Cow::Borrowed(text)),
            AttributeValue::N(text) => Self::Number(text),
            AttributeValue::B(bytes) => Self::Bytes(Binary::Plain(bytes.as_ref())),
            AttributeValue::Bool(value) => Self::Bool(*value),
            AttributeValue::Null(_) => Self::Null,
            AttributeValue::L(list) => Self::List(ValueElements::Values(list.iter())),
            AttributeValue::M(map) => Self::of_map(map),
            AttributeValue::Ss(texts) => Self::Texts(ValueElements::Texts(texts.iter())),
            AttributeValue::Ns(texts) => Self::Numbers(ValueElements::Numbers(texts.iter())),
            AttributeValue::Bs(blobs) => Self::Blobs(ValueElements::Blobs(blobs.iter())),
            _ => Self::Unknown,
        }
    }

    /// Returns the view of a map, or of an item.
    pub(super) fn of_map(map: &'de HashMap<String, AttributeValue>) -> Self {
        Self::Map(ValueEntries { map, first: None, rest: map.iter(), pending: None })
    }
}

/// The elements of a list or a set.
#[derive(Clone)]
pub(super) enum ValueElements<'de> {
    Values(slice::Iter<'de, AttributeValue>),
    Texts(slice::Iter<'de, String>),
    Numbers(slice::Iter<'de, String>),
    Blobs(slice::Iter<'de, Blob>),
}

impl<'de> Elements<'de, Values> for ValueElements<'de> {
    fn next(&mut self) -> Result<Option<View<'de, Values>>, DecodeError> {
        Ok(match self {
            Self::Values(values) => values.next().map(View::of),
            Self::Texts(texts) => texts.next().map(|text| View::Text(Cow::Borrowed(text))),
            Self::Numbers(texts) => texts.next().map(|text| View::Number(text)),
            Self::Blobs(blobs) => blobs.next().map(|bytes| View::Bytes(Binary::Plain(bytes.as_ref()))),
        })
    }

    fn decoder(&mut self, context: Context) -> Result<Option<Decoder<'de, Values>>, DecodeError> {
        Ok(self.next()?.map(|view| Decoder::new(view, context)))
    }

    fn remaining(&self) -> Option<usize> {
        Some(match self {
            Self::Values(values) => values.len(),
            Self::Texts(texts) | Self::Numbers(texts) => texts.len(),
            Self::Blobs(blobs) => blobs.len(),
        })
    }

    fn peek<R>(&self, look: impl FnOnce(Self) -> R) -> R {
        look(self.clone())
    }

    fn skip(self) -> Result<(), DecodeError> {
        Ok(())
    }

    fn into_values(self) -> Result<Vec<AttributeValue>, DecodeError> {
        Ok(match self {
            Self::Values(values) => values.cloned().collect(),
            Self::Texts(texts) => texts.cloned().map(AttributeValue::S).collect(),
            Self::Numbers(texts) => texts.cloned().map(AttributeValue::N).collect(),
            Self::Blobs(blobs) => blobs.cloned().map(AttributeValue::B).collect(),
        })
    }
}

/// The entries of a map.
#[derive(Clone)]
pub(super) struct ValueEntries<'de> {
    map: &'de HashMap<String, AttributeValue>,
    first: Option<First<'de>>,
    rest: hash_map::Iter<'de, String, AttributeValue>,
    pending: Option<&'de AttributeValue>,
}

/// The entry to be read before all others.
#[derive(Clone)]
enum First<'de> {
    Unread(&'de str, &'de AttributeValue),
    Read(&'de str),
}

impl<'de> ValueEntries<'de> {
    fn entry(&mut self) -> Option<(&'de str, &'de AttributeValue)> {
        match self.first {
            Some(First::Unread(name, value)) => {
                self.first = Some(First::Read(name));
                Some((name, value))
            }
            Some(First::Read(read)) => {
                // A map cannot be reordered, so the entry that was read first is skipped where the iteration comes to
                // it.
                self.rest.find(|(name, _)| name.as_str() != read).map(|(name, value)| (name.as_str(), value))
            }
            None => self.rest.next().map(|(name, value)| (name.as_str(), value)),
        }
    }
}

impl<'de> Entries<'de, Values> for ValueEntries<'de> {
    fn next(&mut self) -> Result<Option<&'de str>, DecodeError> {
        let Some((name, value)) = self.entry() else { return Ok(None) };
        self.pending = Some(value);
        Ok(Some(name))
    }

    fn value(&mut self) -> Result<View<'de, Values>, DecodeError> {
        let value = self.pending.take();
        value.map(View::of).ok_or_else(|| DecodeError::new("a map value was read before its key"))
    }

    fn decoder(&mut self, name: &'de str, context: Context) -> Result<Decoder<'de, Values>, DecodeError> {
        Ok(Decoder::named(name, self.value()?, context))
    }

    fn first(&mut self, name: &str) -> Result<(), DecodeError> {
        self.first = self.map.get_key_value(name).map(|(name, value)| First::Unread(name, value));
        Ok(())
    }

    fn all_names(&self, test: impl Fn(&str) -> bool) -> bool {
        !self.map.is_empty() && self.map.keys().all(|name| test(name))
    }

    fn remaining(&self) -> Option<usize> {
        Some(self.rest.len())
    }

    fn peek<R>(&self, look: impl FnOnce(Self) -> R) -> R {
        look(self.clone())
    }

    fn skip(self) -> Result<(), DecodeError> {
        Ok(())
    }

    fn into_map(self) -> Result<HashMap<String, AttributeValue>, DecodeError> {
        Ok(self.map.clone())
    }
}
