//! The images in a record, and the types that are decoded from them.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::codec::json::{Reader, parse_item, read_item, read_whole};
use crate::codec::{DecodeError, Item};
use crate::key::KeyOf;
use crate::table::{EntityItem, TableItem};

/// An image of an item, or its key, as DynamoDB JSON that has not been decoded.
#[derive(Clone, Copy)]
pub struct Image<'t>(pub(crate) &'t str);

impl<'t> Image<'t> {
    /// Returns the text: `{"id":{"S":".."}}`.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.0
    }

    /// Decodes the image.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not an item, or does not fit the type.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        read_whole(self.0, read_item)
    }

    /// Decodes the image as a free-form item.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not an item.
    pub fn to_item(&self) -> Result<Item, DecodeError> {
        // `decode` makes the error again, with the position in the text.
        parse_item(self.0).or_else(|_| self.decode())
    }
}

/// Omits the text: items must not end up in logs.
impl fmt::Debug for Image<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Image").field("bytes", &self.0.len()).finish_non_exhaustive()
    }
}

/// A type whose changes can be read: the struct of a table, an entity of a shared table, which skips the changes of others, or an enum
/// of several entities.
///
/// It is implemented for all types under `#[derive(DynamoTable)]` and `#[derive(DynamoEntity)]` that serde can read, and for enums under
/// `#[derive(DynamoCollection)]`. An enum is read by entity: records of entities under `ignore` are skipped, an entity that is not
/// listed goes to `#[other]` or is an error of its record, and the key is an `Item` with the attributes of the table's key. A record
/// without an image does not name its entity, so `ignore` does not skip it, and its key is not an error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no changes",
    label = "not the struct of a table",
    note = "derive `DynamoTable` and `serde::Deserialize` on the struct; an index has no stream of its own"
)]
pub trait ChangeItem: Sized {
    /// The primary key, which stands where a stream has no image.
    type Key;

    /// Returns the name that errors give the item: the declared name of its table.
    #[doc(hidden)]
    fn name() -> &'static str;

    /// Decodes an image. Returns `None` if it is of an item of another type in the same table, whose changes are skipped.
    ///
    /// # Errors
    /// Returns an error if the image does not fit the type.
    #[doc(hidden)]
    fn from_image(image: Image<'_>) -> Result<Option<Self>, DecodeError>;

    /// Decodes the image at the reader, so that its text is read once. Returns `None` if that cannot be done; then
    /// [`from_image`](Self::from_image) decides.
    #[doc(hidden)]
    fn read_image(_: &Reader<'_>) -> Option<Self> {
        None
    }

    /// Decodes the key of an item. Returns `None` if it is of an item of another type.
    ///
    /// `image` is an image of the same item, if the record has one. It tells more than the key: which entity the item belongs to, and
    /// the parts that cannot be read back from a key.
    ///
    /// # Errors
    /// Returns an error if it is no key.
    #[doc(hidden)]
    fn from_keys(keys: Image<'_>, image: Option<Image<'_>>) -> Result<Option<Self::Key>, DecodeError>;
}

impl<T: TableItem + DeserializeOwned> ChangeItem for T {
    type Key = T::Key;

    fn name() -> &'static str {
        T::DEFINITION.name
    }

    fn from_image(image: Image<'_>) -> Result<Option<Self>, DecodeError> {
        let Some(entity) = T::DEFINITION.entity else { return image.decode().map(Some) };
        if !entity.owns(&Reader::new(image.0))? {
            return Ok(None);
        }
        // As in a read, the struct does not see the attributes that dkmio writes.
        match EntityItem::whole(entity) {
            Some(item) => Image(&item.plain(image.0)?).decode().map(Some),
            None => image.decode().map(Some),
        }
    }

    fn read_image(reader: &Reader<'_>) -> Option<Self> {
        // To which entity an item belongs may stand behind everything else.
        if T::DEFINITION.entity.is_some() { None } else { read_item(reader).ok() }
    }

    fn from_keys(keys: Image<'_>, image: Option<Image<'_>>) -> Result<Option<T::Key>, DecodeError> {
        let image = image.filter(|_| T::DEFINITION.entity.is_some());
        if let Some(entity) = T::DEFINITION.entity
            && !entity.owns(&Reader::new(image.unwrap_or(keys).0))?
        {
            return Ok(None);
        }
        let key = match (T::Key::from_item(&keys.to_item()?), image) {
            // A part in a lossy form cannot be read back from the key, but an image has it.
            (Err(_), Some(image)) => T::Key::from_item(&image.to_item()?),
            (key, _) => key,
        };
        // The message of a key error names the attribute, never the value.
        key.map(Some).map_err(|error| DecodeError::new(error.to_string()))
    }
}
