//! The proof that a type is a key or a part of one, as a value.
//!
//! The derive macros make one [`KeyCodec`] per key field. What is generated for the key uses its functions instead of bounds, so that
//! a type that is no key is one error, at the field.

#![expect(clippy::panic, reason = "the compiler evaluates the function; a panic is how it reports an error")]

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use aws_sdk_dynamodb::types::AttributeValue;

use super::{DynamoKeyPart, KeyError, KeyType, PartType};
use crate::codec::Item;

/// The operations on key attributes, or parts of key templates, of the type `K`.
#[doc(hidden)]
pub struct KeyCodec<K> {
    part_type: PartType,
    to_key: fn(&K) -> Result<AttributeValue, KeyError>,
    from_key: fn(&AttributeValue) -> Result<K, KeyError>,
    cloned: fn(&K) -> K,
    eq: fn(&K, &K) -> bool,
    cmp: fn(&K, &K) -> Ordering,
    hash: fn(&K, &mut dyn Hasher),
}

/// Returns the codec of a key type, or of a type that is a part of a key.
#[doc(hidden)]
#[must_use]
pub const fn key_codec<K: DynamoKeyPart>() -> KeyCodec<K> {
    KeyCodec {
        part_type: K::PART_TYPE,
        to_key: K::to_part,
        from_key: K::from_part,
        cloned: K::clone,
        eq: K::eq,
        cmp: K::cmp,
        // `Hash::hash` takes a hasher of a known size, which a reference to a `dyn Hasher` is.
        hash: |key, mut state| key.hash(&mut state),
    }
}

impl<K> KeyCodec<K> {
    /// Returns true. A constant that calls it does not compile if the codec does not.
    #[must_use]
    pub const fn is_key(&self) -> bool {
        true
    }

    /// Returns the type of a key attribute as it is stored. Assumes that the type is a key.
    #[must_use]
    #[track_caller]
    pub const fn key_type(&self) -> KeyType {
        match self.part_type {
            PartType::String => KeyType::String,
            PartType::Number => KeyType::Number,
            PartType::Binary => KeyType::Binary,
            PartType::Boolean => panic!("DynamoDB has no boolean keys"),
        }
    }

    /// Returns the type of a part as it is stored.
    #[must_use]
    pub const fn part_type(&self) -> PartType {
        self.part_type
    }

    /// Returns the key as it is stored.
    ///
    /// # Errors
    /// Returns an error if the value cannot be stored.
    pub fn to_key(&self, key: &K) -> Result<AttributeValue, KeyError> {
        (self.to_key)(key)
    }

    /// Reads a stored key.
    ///
    /// # Errors
    /// Returns an error if it is of another type.
    pub fn from_stored(&self, stored: &AttributeValue) -> Result<K, KeyError> {
        (self.from_key)(stored)
    }

    /// Reads the key attribute `name` of an item.
    ///
    /// # Errors
    /// Returns an error if the attribute is missing or of another type.
    pub fn from_item(&self, item: &Item, name: &'static str) -> Result<K, KeyError> {
        item.get(name).map_or(Err(KeyError::Missing { attribute: name.into() }), self.from_key)
    }

    /// Returns a copy of the key.
    pub fn cloned(&self, key: &K) -> K {
        (self.cloned)(key)
    }

    /// Returns a view of the key that can be compared and hashed.
    pub const fn view<'k>(&self, key: &'k K) -> KeyView<'k, K> {
        KeyView { key, eq: self.eq, cmp: self.cmp, hash: self.hash }
    }
}

/// A borrowed key that compares and hashes without a bound on its type.
#[doc(hidden)]
pub struct KeyView<'k, K> {
    key: &'k K,
    eq: fn(&K, &K) -> bool,
    cmp: fn(&K, &K) -> Ordering,
    hash: fn(&K, &mut dyn Hasher),
}

impl<K> PartialEq for KeyView<'_, K> {
    fn eq(&self, other: &Self) -> bool {
        (self.eq)(self.key, other.key)
    }
}

impl<K> Eq for KeyView<'_, K> {}

impl<K> PartialOrd for KeyView<'_, K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for KeyView<'_, K> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.cmp)(self.key, other.key)
    }
}

impl<K> Hash for KeyView<'_, K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.hash)(self.key, state);
    }
}

impl<K> fmt::Debug for KeyCodec<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyCodec").field("part_type", &self.part_type).finish_non_exhaustive()
    }
}

impl<K> fmt::Debug for KeyView<'_, K> {
    /// Omits the key: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyView").finish_non_exhaustive()
    }
}

/// A type that is itself if a constant says so, and an error type if that constant does not compile.
#[doc(hidden)]
pub trait Proved<const HOLDS: bool> {
    /// The type.
    type Itself;
}

impl<T> Proved<true> for T {
    type Itself = T;
}
