//! Changes of the items of a collection.

use super::image::Image;
use crate::codec::json::{Reader, read_whole};
use crate::codec::{DecodeError, Item};
use crate::table::{Collection, Membership};

/// Decodes an image as an entry of a collection. Returns `None` for an entity that the collection leaves out.
///
/// # Errors
/// Returns an error if the image does not fit its entity, or if it is of an entity that the collection does not list.
#[doc(hidden)]
pub fn entry_of_image<C: Collection>(image: Image<'_>) -> Result<Option<C::Entry>, DecodeError> {
    read_whole(image.text(), |reader| {
        let member = match C::DEFINITION.membership(reader)? {
            Membership::Member(at) => Some(at),
            // For an entity that is not listed, `read_entry` makes the error.
            Membership::Other | Membership::Unexpected => None,
            Membership::Ignored => return reader.skip().map(|()| None),
        };
        C::read_entry(member, reader).map(Some)
    })
}

/// Returns the key of a record, where the view has no image or beside one. Returns `None` for an entity that the collection leaves out, as
/// [`entry_of_image`] does: otherwise one side of a modification would count as an item of another entity.
///
/// Without an image the key alone tells the entity. It tells sentinel items, but not the entities that are left out by their names.
///
/// # Errors
/// Returns an error if the text is not a key.
#[doc(hidden)]
pub fn key_of_entry<C: Collection>(keys: Image<'_>, image: Option<Image<'_>>) -> Result<Option<Item>, DecodeError> {
    let membership = C::DEFINITION.membership(&Reader::new(image.unwrap_or(keys).text()));
    // An image that is malformed is reported where it is decoded.
    if matches!(membership, Ok(Membership::Ignored)) {
        return Ok(None);
    }
    keys.to_item().map(Some)
}
