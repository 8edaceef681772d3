//! Types as which items of queries and scans can be decoded, besides those of all requests.

use std::fmt;
use std::marker::PhantomData;

use crate::codec::json::{self, Reader};
use crate::codec::{DecodeError, Item};
use crate::key::{KeyError, KeyOf};
use crate::request::DecodeAs;
use crate::table::Table;

/// Returns the primary key in an item that has only key attributes. A part in a folded form is the folded text.
///
/// # Errors
/// Returns an error if the item does not tell all parts of the key.
pub(crate) fn key_of_entry<T: Table>(item: Item) -> Result<T::Key, KeyError> {
    match T::DEFINITION.entity {
        Some(entity) => T::Key::from_item(&entity.with_folded_parts(item)),
        None => T::Key::from_item(&item),
    }
}

/// Decodes each item as the primary key of the table `T`.
pub struct AsKey<T>(PhantomData<fn() -> T>);

impl<T> AsKey<T> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: Table> DecodeAs for AsKey<T>
where
    T::Key: Send,
{
    type Output = T::Key;

    fn read_text(&self, reader: &Reader<'_>) -> Result<T::Key, DecodeError> {
        key_of_entry::<T>(Item::from(json::read_attributes(reader)?))
            .map_err(|error| DecodeError::new(error.to_string()))
    }
}

impl<T> fmt::Debug for AsKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AsKey")
    }
}
