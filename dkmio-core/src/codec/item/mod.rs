//! The free-form item as a map. Its serde implementations are in `serde`, its methods that encode and decode in `codec`.

mod codec;
mod iter;
mod serde;

use std::collections::HashMap;
use std::collections::hash_map::Keys;

use aws_sdk_dynamodb::types::AttributeValue;

pub use self::iter::{IntoIter, Iter};
pub(crate) use self::serde::{NumberRef, PlainSeed, Value, is_ours};

/// An item, or a map inside one, without a declared type: attribute names and their values, exactly as DynamoDB holds them.
///
/// As the type of a result it takes every attribute. As a flattened field it holds what the struct does not declare, and writes
/// it back unchanged: sets stay sets, binary stays binary, and numbers keep their 38 digits.
///
/// [`item!`](crate::item) makes one from names and values.
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
/// let stored =
///     Item::new().with("user_id", "usr_1")?.with("balance", i128::MAX / 10)?;
/// let user: User = from_item(&stored).unwrap();
/// assert_eq!(user.extra.read::<i128>("balance").unwrap(), Some(i128::MAX / 10));
/// assert_eq!(to_item(&user)?, stored);
/// # Ok::<(), dkmio_core::codec::EncodeError>(())
/// ```
///
/// # Other formats
///
/// In other serde formats an item is plain data. In JSON, numbers are numbers where a 64-bit integer or float is exact, and
/// strings of digits otherwise; sets are arrays; binary is an array of numbers. Read from such a format, arrays are lists and
/// `null` is `NULL`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item(HashMap<String, AttributeValue>);

impl Item {
    /// Creates an item without attributes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the value of an attribute.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&AttributeValue> {
        self.0.get(name)
    }

    /// Returns the value of an attribute, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut AttributeValue> {
        self.0.get_mut(name)
    }

    /// Sets an attribute to a value of the SDK's type, and returns the value it had before.
    pub fn insert(&mut self, name: impl Into<String>, value: AttributeValue) -> Option<AttributeValue> {
        self.0.insert(name.into(), value)
    }

    /// Removes an attribute and returns its value.
    pub fn remove(&mut self, name: &str) -> Option<AttributeValue> {
        self.0.remove(name)
    }

    /// Returns whether there is an attribute of that name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Returns the number of attributes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are no attributes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the names and values of the attributes, in no particular order.
    pub fn iter(&self) -> Iter<'_> {
        Iter(self.0.iter())
    }

    /// Returns the names of the attributes, in no particular order.
    pub fn keys(&self) -> Keys<'_, String, AttributeValue> {
        self.0.keys()
    }

    /// Returns the map inside, as the SDK takes it.
    #[must_use]
    pub fn as_map(&self) -> &HashMap<String, AttributeValue> {
        &self.0
    }

    /// Returns the map inside, to be changed.
    pub fn as_map_mut(&mut self) -> &mut HashMap<String, AttributeValue> {
        &mut self.0
    }

    /// Converts the item into the map inside.
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

/// Makes an item of values of the SDK's type. [`item!`](crate::item) takes any serde values.
impl<N: Into<String>, const LEN: usize> From<[(N, AttributeValue); LEN]> for Item {
    fn from(attributes: [(N, AttributeValue); LEN]) -> Self {
        attributes.into_iter().map(|(name, value)| (name.into(), value)).collect()
    }
}
