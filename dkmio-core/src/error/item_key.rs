//! The key of the item that an error is about.

use super::Error;
use crate::codec::Item;

/// The key attributes of an item, as a detail of an error.
struct ItemKey(Item);

impl Error {
    /// Adds the key of the item that could not be decoded.
    pub(crate) fn with_item_key(self, key: Item) -> Self {
        self.with_details(ItemKey(key))
    }

    /// Returns the key attributes of the item that could not be decoded, if the error is about one item of a response.
    /// They are not part of `Display` and `Debug`.
    ///
    /// A read of an index gives the key attributes of the index, too. An update that returns only what it changed gives none.
    #[must_use]
    pub fn item_key(&self) -> Option<&Item> {
        self.details::<ItemKey>().map(|key| &key.0)
    }
}
