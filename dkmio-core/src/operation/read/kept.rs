//! Items of a page that are read one by one, when their turn comes.

use bytes::Bytes;

use crate::operation::shape::Shape;
use crate::value::{DecodeError, Item};
use crate::wire::{self, Reader};

/// An item as it came back, not yet read.
pub(super) enum RawItem<'r, 'de> {
    /// Next in the text of an answer.
    Text(&'r Reader<'de>),
    /// As the SDK parsed it.
    Parsed(Item),
}

impl RawItem<'_, '_> {
    pub(super) fn read<H: Shape>(self, shape: &H) -> Result<H::Output, DecodeError> {
        match self {
            Self::Text(reader) => shape.read_text(reader),
            Self::Parsed(item) => shape.read(item),
        }
    }

    /// Passes over the item.
    pub(super) fn pass(self) -> Result<(), DecodeError> {
        match self {
            Self::Text(reader) => reader.skip(),
            Self::Parsed(_) => Ok(()),
        }
    }

    /// Keeps the item for later; `body` is the answer it stands in.
    pub(super) fn keep(self, body: &Bytes) -> Result<KeptItem, DecodeError> {
        match self {
            Self::Text(reader) => {
                reader.peek();
                let start = reader.position();
                reader.skip()?;
                Ok(KeptItem::Text(body.slice(start..reader.position())))
            }
            Self::Parsed(item) => Ok(KeptItem::Parsed(item)),
        }
    }
}

/// An item that was kept.
#[derive(Clone)]
pub(super) enum KeptItem {
    /// Its part of an answer.
    Text(Bytes),
    /// As the SDK parsed it, or what is needed of it to find it again.
    Parsed(Item),
}

impl KeptItem {
    /// Reads the item, and keeps as much of it as is needed to find it again.
    pub(super) fn read<H: Shape>(
        self,
        shape: &H,
        key_of: &dyn Fn(&Item) -> Item,
    ) -> Result<(H::Output, Self), DecodeError> {
        match self {
            Self::Text(text) => {
                let read = shape.read_text(&Reader::new(wire::body_text(&text)?))?;
                Ok((read, Self::Text(text)))
            }
            Self::Parsed(item) => {
                let (read, item) = shape.read_and_keep(item, key_of)?;
                Ok((read, Self::Parsed(item)))
            }
        }
    }

    /// The attributes.
    pub(super) fn to_item(&self) -> Result<Item, DecodeError> {
        match self {
            Self::Text(text) => wire::parse_item(wire::body_text(text)?),
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
