//! Full primary keys, typed.

use std::hash::Hash;

use aws_sdk_dynamodb::types::AttributeValue;

use super::check::KeyError;
use super::encoded::EncodedKey;
use crate::codec::Item;

/// The attributes that a primary key is rendered from, with their stored values.
pub type KeyParts = Vec<(&'static str, AttributeValue)>;

/// The primary key of one table: the struct the derive macro generates (`OrdersKey`).
pub trait KeyOf<T>: Clone + Eq + Hash + Ord + Send + Sync {
    /// Returns the key as attributes.
    ///
    /// # Errors
    /// Returns an error if a part is empty, too long or a number of more than 38 digits.
    fn encode(&self) -> Result<EncodedKey, KeyError>;

    /// Returns the attributes that the key is rendered from, as they are stored. Empty if the key attributes are declared ones.
    ///
    /// # Errors
    /// Returns an error if a value cannot be stored.
    #[doc(hidden)]
    fn parts(&self) -> Result<KeyParts, KeyError> {
        Ok(KeyParts::new())
    }

    /// Reads the key of an item.
    ///
    /// # Errors
    /// Returns an error if a key attribute is missing or of another type.
    fn from_item(item: &Item) -> Result<Self, KeyError>;
}

/// A primary key that can be made from a `K`: from itself, from `&key`, or from its parts as a tuple.
#[diagnostic::on_unimplemented(
    message = "expected the full primary key `{Self}`, found `{K}`",
    label = "not a full primary key of this table",
    note = "a key of several parts is a tuple of all of them, as in `(partition_key, sort_key)`; to read all items of a \
            partition use `query`, as in `Orders::query(partition_key)`"
)]
pub trait KeyFrom<K>: Sized {
    /// Makes the key.
    fn key_from(key: K) -> Self;
}
