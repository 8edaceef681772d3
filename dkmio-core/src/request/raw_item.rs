//! One item of a response that is decoded later.

use std::fmt;

use super::decode_as::DecodeAs;
use crate::client::Response;
use crate::codec::json::{self, Reader};
use crate::codec::{DecodeError, Item};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::table::Table;

/// One item of a response, not yet decoded: its part of the text.
#[derive(Clone)]
pub(crate) struct RawItem(Response);

impl RawItem {
    /// Takes the next item and skips it. Assumes that the reader reads `response`.
    pub(crate) fn next(reader: &Reader<'_>, response: &Response) -> Result<Self, DecodeError> {
        // `peek` skips whitespace, so that the part begins with the item.
        reader.peek();
        let start = reader.position();
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
        let (Some(entity), Ok(text)) = (T::DEFINITION.entity, self.0.text()) else { return Ok(()) };
        if entity.owns(&Reader::new(text)).unwrap_or(true) {
            return Ok(());
        }
        Err(self.0.annotate(Error::new(ErrorKind::UnexpectedEntity).with_context(context)))
    }

    /// Decodes the item.
    pub(crate) fn decode<H: DecodeAs>(&self, decode_as: &H) -> Result<H::Output, DecodeError> {
        decode_as.read_text(&Reader::new(self.0.text()?))
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
