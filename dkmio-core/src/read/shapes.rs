//! Types as which items of queries and scans can be decoded, besides those of all requests.

use std::fmt;
use std::marker::PhantomData;

use crate::codec::json::{self, Reader};
use crate::codec::{DecodeError, Item};
use crate::key::KeyOf;
use crate::request::DecodeAs;
use crate::table::Table;

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
        T::Key::from_item(&Item::from(json::read_attributes(reader)?))
            .map_err(|error| DecodeError::new(error.to_string()))
    }
}

impl<T> fmt::Debug for AsKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AsKey")
    }
}
