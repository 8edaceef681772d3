//! Sets: for `#[serde(with = "dkmio::set", default)]`.
//!
//! The field is stored as a string set, a number set or a binary set, by the type of its elements. DynamoDB has no empty sets: an
//! empty one is absent, and absent (by serde's `default`) reads as empty. A list, such as another writer may have stored, reads
//! as a set too, and `NULL` reads as an empty one. The module serves `BTreeSet`, `HashSet` with any hasher, and `Vec`, which must
//! not hold an element twice; and each in an `Option`, where an empty set reads back as `None`.
//!
//! [`Set`] is the same for one value, where no field can be marked: in a free-form item or an update by path.
//!
//! In other formats the field is a plain sequence.
//!
//! ```
//! use std::collections::BTreeSet;
//! use dkmio_core::codec::{from_item, set, to_item};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct Article {
//!     #[serde(with = "set", default)]
//!     tags: BTreeSet<String>,
//! }
//!
//! let item = to_item(&Article { tags: BTreeSet::from(["new".to_owned()]) })?;
//! assert!(item.get("tags").unwrap().is_ss());
//!
//! let none = to_item(&Article { tags: BTreeSet::new() })?;
//! assert!(none.is_empty());
//! assert!(from_item::<Article>(&none).unwrap().tags.is_empty());
//! # Ok::<(), dkmio_core::codec::EncodeError>(())
//! ```

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::codec::magic_names;

/// Serializes a collection as a set.
///
/// # Errors
///
/// Returns an error if elements are of different types, of a type that no set holds, or equal.
pub fn serialize<T: WriteSet + ?Sized, S: Serializer>(set: &T, serializer: S) -> Result<S::Ok, S::Error> {
    set.write(serializer)
}

/// Deserializes a collection from a set or a list.
///
/// # Errors
///
/// Returns an error if the value is neither, or if an element does not fit.
pub fn deserialize<'de, T: ReadSet<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// A type that [`serialize`] takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored as a DynamoDB set",
    note = "use a `BTreeSet`, `HashSet` or `Vec` of strings, numbers or byte vectors, or one of them in an `Option`"
)]
pub trait WriteSet {
    /// Writes the elements.
    ///
    /// # Errors
    ///
    /// Returns an error if the serializer does.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A type that [`deserialize`] returns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a DynamoDB set",
    note = "use a `BTreeSet`, `HashSet` or `Vec` of strings, numbers or byte vectors, or one of them in an `Option`"
)]
pub trait ReadSet<'de>: Sized {
    /// Reads the elements.
    ///
    /// # Errors
    ///
    /// Returns an error if the deserializer does.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

macro_rules! collection {
    ([$($write:tt)*] [$($read:tt)*] $type:ty) => {
        impl<$($write)*> WriteSet for $type {
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_newtype_struct(magic_names::SET, self)
            }
        }

        impl<'de, $($read)*> ReadSet<'de> for $type {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_newtype_struct(magic_names::SET, SetVisitor(PhantomData))
            }
        }
    };
}

collection!([T: Serialize] [T: Deserialize<'de>] Vec<T>);
collection!([T: Serialize] [T: Deserialize<'de> + Ord] BTreeSet<T>);
collection!([T: Serialize, H] [T: Deserialize<'de> + Eq + Hash, H: BuildHasher + Default] HashSet<T, H>);

impl<T: Serialize> WriteSet for [T] {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(magic_names::SET, self)
    }
}

impl<T: Serialize, const N: usize> WriteSet for [T; N] {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // As a slice, because serde writes an array as a tuple, and only one of up to 32 elements.
        serializer.serialize_newtype_struct(magic_names::SET, self.as_slice())
    }
}

impl<C: WriteSet> WriteSet for Option<C> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // The collection's own `Serialize` would write a list.
            Some(set) => serializer.serialize_some(&AsSet(set)),
            None => serializer.serialize_none(),
        }
    }
}

/// A collection that is stored as a set, wherever it stands.
///
/// serde cannot tell a set from a list, so a collection in a free-form value is stored as a list. This wrapper makes it a set. It
/// takes any collection: arrays, slices, vectors and sets. An empty one is absent.
///
/// ```
/// use dkmio_core::codec::Item;
/// use dkmio_core::codec::set::Set;
///
/// let item = Item::new().with("tags", Set(["new", "gift"]))?;
/// assert!(item.get("tags").unwrap().is_ss());
/// # Ok::<(), dkmio_core::codec::EncodeError>(())
/// ```
///
/// Read back, it takes a set or a list; `Set<BTreeSet<String>>`, for example.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Set<C>(pub C);

impl<C: Serialize> Serialize for Set<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(magic_names::SET, &self.0)
    }
}

impl<'de, C: ReadSet<'de>> Deserialize<'de> for Set<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        C::read(deserializer).map(Self)
    }
}

/// Serializes a collection by [`WriteSet`].
pub(crate) struct AsSet<'a, C>(pub(crate) &'a C);

impl<C: WriteSet> Serialize for AsSet<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

impl<'de, C: ReadSet<'de>> ReadSet<'de> for Option<C> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }
}

/// Reads the elements `T` into the collection `C`.
struct SetVisitor<C, T>(PhantomData<(C, T)>);

impl<'de, C: Default + Extend<T>, T: Deserialize<'de>> Visitor<'de> for SetVisitor<C, T> {
    type Value = C;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a set")
    }

    /// Reads the elements from another format. Our own deserializer visits the elements of a set without this call.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<C, D::Error> {
        // A format that describes itself may hold `null` here. A binary format has to be asked for a sequence.
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(self)
        } else {
            deserializer.deserialize_seq(self)
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<C, A::Error> {
        let mut collection = C::default();
        while let Some(element) = elements.next_element()? {
            collection.extend(Some(element));
        }
        Ok(collection)
    }

    fn visit_unit<E: Error>(self) -> Result<C, E> {
        Ok(C::default())
    }

    fn visit_none<E: Error>(self) -> Result<C, E> {
        Ok(C::default())
    }
}

/// Reads a collection that may be absent.
struct OptionVisitor<C>(PhantomData<C>);

impl<'de, C: ReadSet<'de>> Visitor<'de> for OptionVisitor<C> {
    type Value = Option<C>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a set")
    }

    fn visit_none<E: Error>(self) -> Result<Option<C>, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<C>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<C>, D::Error> {
        C::read(deserializer).map(Some)
    }
}
