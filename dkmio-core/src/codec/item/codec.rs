//! The methods of an item that encode and decode, and its size. It imports from the rest of the codec, which never imports it.

use ::serde::de::DeserializeOwned;
use ::serde::{Deserialize, Serialize};

use super::Item;
use crate::codec::attribute_value::{from_item, from_value, to_item, to_value};
use crate::codec::error::{DecodeError, EncodeError};
use crate::codec::size::item_size;

impl Item {
    /// Encodes a struct or a map as an item.
    ///
    /// # Errors
    ///
    /// Returns an error in the cases of [`to_item`].
    pub fn from_serialize<T: Serialize + ?Sized>(value: &T) -> Result<Self, EncodeError> {
        to_item(value)
    }

    /// Decodes the item as a struct or a map.
    ///
    /// # Errors
    ///
    /// Returns an error in the cases of [`from_item`].
    pub fn decode<'de, T: Deserialize<'de>>(&'de self) -> Result<T, DecodeError> {
        from_item(self)
    }

    /// Decodes an attribute. Returns `None` if it is absent or `NULL`.
    ///
    /// # Errors
    ///
    /// Returns an error if the attribute does not fit the type.
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, DecodeError> {
        match self.get(name) {
            Some(value) => from_value(value).map_err(|error| error.within(name)),
            None => Ok(None),
        }
    }

    /// Sets an attribute to any serde value. One that encodes as absent, such as `None`, removes the attribute.
    ///
    /// A collection is stored as a list. [`Set`](crate::codec::set::Set) stores it as a set.
    ///
    /// # Errors
    ///
    /// Returns an error if the value cannot be stored. The item is then unchanged.
    pub fn set<T: Serialize>(&mut self, name: impl Into<String>, value: T) -> Result<&mut Self, EncodeError> {
        let name = name.into();
        match to_value(&value) {
            Ok(Some(value)) => drop(self.insert(name, value)),
            Ok(None) => drop(self.remove(&name)),
            Err(error) => return Err(error.within(name)),
        }
        Ok(self)
    }

    /// Returns the item with an attribute set, as [`Item::set`] does, for a chain of calls.
    ///
    /// # Errors
    ///
    /// Returns an error if the value cannot be stored.
    pub fn with<T: Serialize>(mut self, name: impl Into<String>, value: T) -> Result<Self, EncodeError> {
        self.set(name, value)?;
        Ok(self)
    }

    /// Returns the size in bytes by DynamoDB's accounting; see [`item_size`].
    #[must_use]
    pub fn size(&self) -> usize {
        item_size(self.as_map())
    }
}

/// Makes an [`Item`](crate::codec::Item) of names and any serde values.
///
/// A value that encodes as absent, such as `None`, is left out. The result is `Result<Item, EncodeError>`, since some values
/// cannot be stored (`NaN`, for example).
///
/// ```
/// use dkmio::{Set, item};
///
/// # fn main() -> Result<(), dkmio::EncodeError> {
/// let item = item! {
///     "order_id" => "ord_1",
///     "total" => 12.5,
///     "lines" => ["sku_1", "sku_2"],
///     "tags" => Set(["new", "gift"]),
///     "region" => None::<String>,
/// }?;
/// assert_eq!(item.len(), 4);
/// assert!(item.get("tags").unwrap().is_ss());
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! item {
    ($($name:expr => $value:expr),* $(,)?) => {
        ::core::result::Result::<$crate::codec::Item, $crate::codec::EncodeError>::Ok($crate::codec::Item::new())
            $(.and_then(|item: $crate::codec::Item| item.with($name, $value)))*
    };
}
