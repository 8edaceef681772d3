//! Changes of the items of a collection.

use super::image::Image;
use crate::codec::DecodeError;
use crate::codec::json::read_whole;
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
