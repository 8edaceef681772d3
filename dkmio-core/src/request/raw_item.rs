//! Items of an answer that are read one by one, when their turn comes.

use crate::client::Body;
use crate::codec::json;
use crate::codec::json::Reader;
use crate::codec::{DecodeError, Item};
use crate::request::decode_as::Shape;

/// For so many items at most room is made beforehand.
const MAX_LIKELY: usize = 1024;

/// An item as it came back, not yet read.
pub(crate) enum RawItem<'r, 'de> {
    /// Next in the text of an answer.
    Text(&'r Reader<'de>),
    /// As the SDK parsed it.
    Parsed(Item),
}

impl RawItem<'_, '_> {
    pub(crate) fn read<H: Shape>(self, shape: &H) -> Result<H::Output, DecodeError> {
        match self {
            Self::Text(reader) => shape.read_text(reader),
            Self::Parsed(item) => shape.read(item),
        }
    }

    /// How many items are likely to come, this one included, if they are all as large as it.
    pub(crate) fn estimate_remaining(&self) -> usize {
        match self {
            Self::Text(reader) => reader.estimate_remaining().min(MAX_LIKELY),
            Self::Parsed(_) => 0,
        }
    }

    /// Passes over the item.
    pub(crate) fn pass(self) -> Result<(), DecodeError> {
        match self {
            Self::Text(reader) => reader.skip(),
            Self::Parsed(_) => Ok(()),
        }
    }

    /// Keeps the item for later; `body` is the answer it stands in, if it is in one.
    pub(crate) fn keep(self, body: Option<&Body>) -> Result<KeptItem, DecodeError> {
        match (self, body) {
            (Self::Text(reader), Some(body)) => KeptItem::next(reader, body),
            (Self::Text(reader), None) => Ok(KeptItem::Parsed(json::read_attributes(reader)?.into())),
            (Self::Parsed(item), _) => Ok(KeptItem::Parsed(item)),
        }
    }
}

/// An item that was kept.
#[derive(Clone)]
pub(crate) enum KeptItem {
    /// Its part of an answer.
    Text(Body),
    /// As the SDK parsed it, or what is needed of it to find it again.
    Parsed(Item),
}

impl KeptItem {
    /// Keeps the item at the reader; `body` is the answer it stands in.
    pub(crate) fn next(reader: &Reader<'_>, body: &Body) -> Result<Self, DecodeError> {
        reader.peek();
        let start = reader.position();
        reader.skip()?;
        Ok(Self::since(start, reader, body))
    }

    /// Keeps the item between a position and the reader.
    pub(crate) fn since(start: usize, reader: &Reader<'_>, body: &Body) -> Self {
        Self::Text(body.slice(start..reader.position()))
    }

    /// Whether it has no attributes.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.text().is_ok_and(|text| Reader::new(text).is_at_empty_object()),
            Self::Parsed(item) => item.is_empty(),
        }
    }

    /// Reads the item.
    pub(crate) fn get<H: Shape>(&self, shape: &H) -> Result<H::Output, DecodeError> {
        match self {
            Self::Text(text) => shape.read_text(&Reader::new(text.text()?)),
            Self::Parsed(item) => shape.read(item.clone()),
        }
    }

    /// Reads the item, and keeps as much of it as is needed to find it again.
    pub(crate) fn read<H: Shape>(
        self,
        shape: &H,
        key_of: &dyn Fn(&Item) -> Item,
    ) -> Result<(H::Output, Self), DecodeError> {
        match self {
            Self::Text(text) => {
                let read = shape.read_text(&Reader::new(text.text()?))?;
                Ok((read, Self::Text(text)))
            }
            Self::Parsed(item) => {
                let (read, item) = shape.read_and_keep(item, key_of)?;
                Ok((read, Self::Parsed(item)))
            }
        }
    }

    /// The answer it stands in.
    pub(crate) fn body(&self) -> Option<&Body> {
        match self {
            Self::Text(body) => Some(body),
            Self::Parsed(_) => None,
        }
    }

    /// The attributes.
    pub(crate) fn to_item(&self) -> Result<Item, DecodeError> {
        match self {
            Self::Text(text) => json::parse_item(text.text()?),
            Self::Parsed(item) => Ok(item.clone()),
        }
    }
}

impl std::fmt::Debug for KeptItem {
    /// Nothing of what is in it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeptItem")
    }
}
