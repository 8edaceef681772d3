//! One item of a response that is decoded later.

use std::collections::HashMap;
use std::fmt;

use super::decode_as::DecodeAs;
use crate::client::Response;
use crate::codec::json::{self, Reader};
use crate::codec::{DecodeError, Item};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::KeyAttribute;
use crate::table::Table;

/// One item of a response, not yet decoded: its part of the text.
#[derive(Clone)]
pub(crate) struct RawItem(Response);

impl RawItem {
    /// Takes the next item and skips it. Assumes that the reader reads `response`.
    pub(crate) fn next(reader: &Reader<'_>, response: &Response) -> Result<Self, DecodeError> {
        let start = reader.value_start();
        reader.skip()?;
        Ok(Self::slice(start, reader, response))
    }

    /// Takes the item that starts at a position of the response.
    pub(crate) fn starting(start: usize, response: &Response) -> Result<Self, DecodeError> {
        Self::next(&Reader::starting(response.text()?, start), response)
    }

    /// Takes the item between `start` and the reader's position.
    pub(crate) fn slice(start: usize, reader: &Reader<'_>, response: &Response) -> Self {
        Self(response.slice(start..reader.position()))
    }

    /// Returns whether the item has no attributes.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.text().is_ok_and(|text| Reader::new(text).is_at_empty_object())
    }

    /// Checks that the item belongs to the entity `T`, if `T` is one. Accepts an item that cannot be read: the decoder
    /// returns its error.
    ///
    /// # Errors
    /// Returns an error of the kind `UnexpectedEntity` if it does not.
    pub(crate) fn check_entity<T: Table>(&self, context: &ErrorContext) -> Result<(), Error> {
        let Some(entity) = T::DEFINITION.entity else { return Ok(()) };
        // Reading the text checks that it is UTF-8, which takes as long as a part of the decoding.
        let Ok(text) = self.0.text() else { return Ok(()) };
        if entity.owns(&Reader::new(text)).unwrap_or(true) {
            return Ok(());
        }
        Err(self.0.annotate(Error::new(ErrorKind::UnexpectedEntity).with_context(context)))
    }

    /// Decodes the item.
    pub(crate) fn decode<H: DecodeAs>(&self, decode_as: &H) -> Result<H::Output, DecodeError> {
        decode_as.read_text(&Reader::new(self.0.text()?))
    }

    /// Decodes the item, which is of the entity at this position of a collection.
    pub(crate) fn decode_member<H: DecodeAs>(
        &self,
        decode_as: &H,
        member: Option<usize>,
    ) -> Result<H::Output, DecodeError> {
        decode_as.read_member(&Reader::new(self.0.text()?), member)
    }

    /// Decodes the item as if it did not have some of its attributes.
    pub(crate) fn decode_without<H: DecodeAs>(
        &self,
        decode_as: &H,
        is_left_out: impl Fn(&str) -> bool,
    ) -> Result<H::Output, DecodeError> {
        let item = self.0.text()?;
        decode_as.read_part(item, &json::without_attributes(item, is_left_out)?)
    }

    /// Returns the response that contains the item.
    pub(crate) fn response(&self) -> &Response {
        &self.0
    }

    /// Turns a decode error in the item into an error that names its table and has the key of the item.
    pub(crate) fn item_error(
        &self,
        error: DecodeError,
        context: &ErrorContext,
        key: impl Iterator<Item = &'static KeyAttribute>,
    ) -> Error {
        self.with_item_key(self.0.item_error(error, context), key)
    }

    /// Adds the key of the item to the error that it could not be decoded.
    pub(crate) fn with_item_key(&self, error: Error, key: impl Iterator<Item = &'static KeyAttribute>) -> Error {
        // Malformed text is an error of the response, not of one item.
        let Ok(item) = self.to_item() else { return error };
        let part = |part: &KeyAttribute| Some((part.name.to_owned(), item.get(part.name)?.clone()));
        let key: HashMap<_, _> = key.filter_map(part).collect();
        // Of an update that returns what it changed, or of a statement that selects other attributes.
        if key.is_empty() { error } else { error.with_item_key(key.into()) }
    }

    /// Adds the key of the item at `start` of the response, if there is one, to the error that it could not be decoded.
    pub(crate) fn with_key_at(
        error: Error,
        start: Option<usize>,
        response: &Response,
        key: impl Iterator<Item = &'static KeyAttribute>,
    ) -> Error {
        // Only an error needs the key, so the item is parsed a second time for it.
        match start.and_then(|start| Self::starting(start, response).ok()) {
            Some(item) => item.with_item_key(error, key),
            None => error,
        }
    }

    /// Returns the attributes.
    pub(crate) fn to_item(&self) -> Result<Item, DecodeError> {
        json::parse_item(self.0.text()?)
    }
}

/// Omits the content: items must not end up in logs.
impl fmt::Debug for RawItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RawItem")
    }
}
