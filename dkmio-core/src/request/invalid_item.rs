//! Items that do not fit their type, returned as values.

use std::fmt;

use crate::codec::json::{self, Reader};
use crate::codec::{DecodeError, Item};
use crate::error::Error;
use crate::request::decode_as::DecodeAs;

/// An item that could not be decoded, with its key and its attributes. Reads with `try_items` return it instead of an
/// error.
///
/// `Display` is that of the error and shows neither the key nor a value.
#[derive(Clone)]
pub struct InvalidItem {
    key: Item,
    item: Item,
    error: Error,
}

impl InvalidItem {
    /// Wraps an item that could not be decoded. `key` has the names of its key attributes.
    pub(crate) fn new<'k>(item: Item, key: impl IntoIterator<Item = &'k str>, error: impl Into<Error>) -> Self {
        let part = |name: &'k str| item.get(name).map(|value| (name.to_owned(), value.clone()));
        let key: std::collections::HashMap<_, _> = key.into_iter().filter_map(part).collect();
        Self { key: key.into(), item, error: error.into() }
    }

    /// Returns the key attributes of the table and the index that was read.
    #[must_use]
    pub fn key(&self) -> &Item {
        &self.key
    }

    /// Returns the item, free-form.
    #[must_use]
    pub fn item(&self) -> &Item {
        &self.item
    }

    /// Returns the item, free-form.
    #[must_use]
    pub fn into_item(self) -> Item {
        self.item
    }

    /// Returns the reason why the item could not be decoded, with the path of the attribute.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.error
    }
}

impl fmt::Display for InvalidItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

/// Omits the key and the item.
impl fmt::Debug for InvalidItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvalidItem").field("error", &self.error).finish_non_exhaustive()
    }
}

impl std::error::Error for InvalidItem {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

impl From<InvalidItem> for Error {
    fn from(invalid: InvalidItem) -> Self {
        invalid.error
    }
}

/// Decodes items as `H` does, and returns one that does not fit as an [`InvalidItem`].
#[derive(Debug, Clone)]
pub struct AsResult<H> {
    pub(crate) decode_as: H,
    /// The names of the key attributes of the table and the index.
    pub(crate) key: Vec<&'static str>,
}

impl<H: DecodeAs> AsResult<H> {
    /// Decodes `decoded`, the part of an item that `H` needs. An error contains the whole item.
    pub(crate) fn decode(&self, item: &str, decoded: &str) -> Result<Result<H::Output, InvalidItem>, DecodeError> {
        match self.decode_as.read_part(item, decoded) {
            Ok(output) => Ok(Ok(output)),
            Err(error) => Ok(Err(InvalidItem::new(json::parse_item(item)?, self.key.iter().copied(), error))),
        }
    }
}

impl<H: DecodeAs> DecodeAs for AsResult<H> {
    type Output = Result<H::Output, InvalidItem>;

    fn read_text(&self, reader: &Reader<'_>) -> Result<Self::Output, DecodeError> {
        let start = reader.value_start();
        // Malformed text is an error of the response, not of one item.
        reader.skip()?;
        let item = reader.since(start);
        self.decode(item, item)
    }

    fn read_part(&self, item: &str, part: &str) -> Result<Self::Output, DecodeError> {
        self.decode(item, part)
    }
}
