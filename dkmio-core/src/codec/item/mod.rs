//! The free-form item.

mod iter;
mod read;
mod write;

use std::collections::HashMap;
use std::collections::hash_map::Keys;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::codec::attribute_value::{from_item, from_value};
use crate::codec::attribute_value::{to_item, to_value};
use crate::codec::error::{DecodeError, EncodeError};
use crate::codec::size::item_size;

pub use iter::{IntoIter, Iter};
pub(crate) use read::PlainSeed;
pub(crate) use write::Value;

/// An item, or any part of one, without a declared shape: attribute names and their values, exactly as DynamoDB holds them.
///
/// As the type of a result it takes whatever is there. As a flattened field it holds what the struct does not declare, and
/// writes it back unchanged: sets stay sets, binary stays binary, numbers keep their 38 digits.
///
/// ```
/// use dkmio_core::codec::{Item, from_item, to_item};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct User {
///     user_id: String,
///     #[serde(flatten)]
///     extra: Item,
/// }
///
/// let stored = Item::new().with("user_id", "usr_1")?.with("balance", i128::MAX / 10)?;
/// let user: User = from_item(&stored).unwrap();
/// assert_eq!(user.extra.read::<i128>("balance").unwrap(), Some(i128::MAX / 10));
/// assert_eq!(to_item(&user)?, stored);
/// # Ok::<(), dkmio_core::codec::EncodeError>(())
/// ```
///
/// # Other formats
///
/// Through other serde formats an item is plain data, as in JSON: numbers are numbers where a 64-bit integer or float is exact,
/// and strings of digits otherwise; sets are arrays; binary is what the format makes of bytes (in JSON an array of numbers).
/// Read from such a format, arrays are lists and `null` is `NULL`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item(HashMap<String, AttributeValue>);

impl Item {
    /// An item without attributes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Encodes a struct or a map; the same as [`to_item`].
    ///
    /// # Errors
    ///
    /// As [`to_item`].
    pub fn from_serialize<T: Serialize + ?Sized>(value: &T) -> Result<Self, EncodeError> {
        to_item(value)
    }

    /// Decodes the item as a struct or a map; the same as [`from_item`].
    ///
    /// # Errors
    ///
    /// As [`from_item`].
    pub fn decode<'de, T: Deserialize<'de>>(&'de self) -> Result<T, DecodeError> {
        from_item(self)
    }

    /// The value of an attribute.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&AttributeValue> {
        self.0.get(name)
    }

    /// The value of an attribute, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut AttributeValue> {
        self.0.get_mut(name)
    }

    /// Decodes an attribute; `None` when it is absent or `NULL`.
    ///
    /// # Errors
    ///
    /// When the attribute does not fit the type.
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, DecodeError> {
        match self.0.get(name) {
            Some(value) => from_value(value).map_err(|error| error.within(name)),
            None => Ok(None),
        }
    }

    /// Sets an attribute to a value that is DynamoDB's already, and returns what was there.
    pub fn insert(&mut self, name: impl Into<String>, value: AttributeValue) -> Option<AttributeValue> {
        self.0.insert(name.into(), value)
    }

    /// Sets an attribute to any serde value; one that encodes as absent, such as `None`, removes it.
    ///
    /// # Errors
    ///
    /// When the value cannot be stored; the item is then unchanged.
    pub fn set<T: Serialize>(&mut self, name: impl Into<String>, value: T) -> Result<&mut Self, EncodeError> {
        let name = name.into();
        match to_value(&value) {
            Ok(Some(value)) => drop(self.0.insert(name, value)),
            Ok(None) => drop(self.0.remove(&name)),
            Err(error) => return Err(error.within(name)),
        }
        Ok(self)
    }

    /// The item with an attribute set; [`Item::set`] for a chain of calls.
    ///
    /// # Errors
    ///
    /// When the value cannot be stored.
    pub fn with<T: Serialize>(mut self, name: impl Into<String>, value: T) -> Result<Self, EncodeError> {
        self.set(name, value)?;
        Ok(self)
    }

    /// Removes an attribute and returns its value.
    pub fn remove(&mut self, name: &str) -> Option<AttributeValue> {
        self.0.remove(name)
    }

    /// Whether there is an attribute of that name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// How many attributes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no attributes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The size in bytes by DynamoDB's accounting; see [`item_size`].
    #[must_use]
    pub fn size(&self) -> usize {
        item_size(&self.0)
    }

    /// The attributes' names and values, in no particular order.
    pub fn iter(&self) -> Iter<'_> {
        Iter(self.0.iter())
    }

    /// The attributes' names, in no particular order.
    pub fn keys(&self) -> Keys<'_, String, AttributeValue> {
        self.0.keys()
    }

    /// The map inside, as the SDK takes it.
    #[must_use]
    pub fn as_map(&self) -> &HashMap<String, AttributeValue> {
        &self.0
    }

    /// The map inside, to be changed.
    pub fn as_map_mut(&mut self) -> &mut HashMap<String, AttributeValue> {
        &mut self.0
    }

    /// The map inside, by itself.
    #[must_use]
    pub fn into_inner(self) -> HashMap<String, AttributeValue> {
        self.0
    }
}

impl From<HashMap<String, AttributeValue>> for Item {
    fn from(map: HashMap<String, AttributeValue>) -> Self {
        Self(map)
    }
}

impl From<Item> for HashMap<String, AttributeValue> {
    fn from(item: Item) -> Self {
        item.0
    }
}
