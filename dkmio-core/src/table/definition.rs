//! Definitions as data: the declarations of a table's struct, for use at run time.

use super::entity::{EntityDefinition, SharedTable};
use super::metric::DistanceFunction;
use super::timestamp::ManagedAttributes;
use crate::codec::Item;
use crate::key::{EncodedKey, KeyAttribute, KeyError};

/// A table as its struct declares it.
///
/// [`DynamoTable::definition`](crate::dynamo_table::DynamoTable::definition) returns it. It tells what a name is, so that a
/// filter by a name from a user can be checked first.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::{Condition, attr_name};
///
/// /// The filter `name = value` on a query of one customer's orders, for a name
/// /// that the customer chose.
/// fn filter_by(name: &str, value: &str) -> Result<Condition<Orders>, String> {
///     let table = Orders::definition();
///     if !table.is_attribute(name) {
///         return Err("no such attribute".to_owned());
///     }
///     if table.is_key(name) {
///         return Err("a query cannot filter on its own key".to_owned());
///     }
///     Ok(attr_name(name).eq(value))
/// }
///
/// let orders = Orders::query("ana").filter(filter_by("status", "PENDING")?);
/// assert_eq!(orders.count(&db).await?, 2);
/// assert!(filter_by("user_id", "luis").is_err());
/// assert!(filter_by("password", "x").is_err());
/// # Ok(())
/// # }) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableDefinition {
    /// The declared name, before any prefix or replacement.
    pub name: &'static str,
    /// The primary key.
    pub key: KeySchema,
    /// The secondary indexes in the order of their declaration.
    pub indexes: &'static [IndexDefinition],
    /// The vector indexes in the order of their declaration.
    pub vector_indexes: &'static [VectorIndexDefinition],
    /// The stored names of all declared attributes.
    pub attributes: &'static [&'static str],
    /// The attribute that holds the time to live.
    pub ttl: Option<&'static str>,
    /// The version and the timestamps, which dkmio writes.
    pub managed: ManagedAttributes,
    /// The properties that all entities of the table share, if several structs share it.
    pub shared: Option<SharedTable>,
    /// The entity of this struct, if it is one of a shared table.
    pub entity: Option<&'static EntityDefinition>,
}

/// The key attributes of a table or an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeySchema {
    /// The partition key; an index may have up to four parts.
    pub partition: &'static [KeyAttribute],
    /// The sort key: empty if there is none, and up to four parts in an index.
    pub sort: &'static [KeyAttribute],
}

/// A secondary index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexDefinition {
    /// The name of its accessor in Rust.
    pub accessor: &'static str,
    /// The name in DynamoDB.
    pub name: &'static str,
    /// Global or local.
    pub kind: IndexKind,
    /// The key attributes; a local index has the table's partition key.
    pub key: KeySchema,
    /// The attributes that the index projects besides its own and the table's key attributes.
    pub projection: Projection,
}

/// A vector index: items are found by the vectors that are most similar to a given one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VectorIndexDefinition {
    /// The name of its accessor in Rust.
    pub accessor: &'static str,
    /// The name in DynamoDB.
    pub name: &'static str,
    /// The attribute with the vectors (`VectorAttribute`).
    pub attribute: &'static str,
    /// The number of elements of a vector.
    pub dimensions: usize,
    /// The function that compares vectors.
    pub distance: DistanceFunction,
    /// The attribute that a search gives one value of, if there is one (`HASH`).
    pub partition: Option<KeyAttribute>,
    /// The attributes that a search can filter by (`INLINE_FILTER`).
    pub filters: &'static [KeyAttribute],
    /// The attributes that the index projects besides the table's key, the partition attribute and the filters.
    pub projection: Projection,
    /// Whether the field can hold a vector of another length, so that the length is checked on each write.
    #[doc(hidden)]
    pub has_open_length: bool,
}

/// The kind of a secondary index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndexKind {
    /// A global secondary index: a key of its own, eventually consistent.
    Global,
    /// A local secondary index: the table's partition key, another sort key.
    Local,
}

/// The attributes that an index projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Projection {
    /// Every attribute.
    All,
    /// The index's and the table's key attributes.
    KeysOnly,
    /// The key attributes and these.
    Include(&'static [&'static str]),
}

impl IndexKind {
    /// Returns the kind in lower case, for texts.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Local => "local",
        }
    }
}

impl KeySchema {
    /// Returns all key attributes, partition key first.
    pub fn attributes(&self) -> impl Iterator<Item = &'static KeyAttribute> + Clone + use<> {
        self.partition.iter().chain(self.sort)
    }

    /// Returns whether `name` is one of the key attributes.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.attributes().any(|attribute| attribute.name == name)
    }

    /// Returns the key of an item.
    ///
    /// # Errors
    /// Returns an error if a key attribute is missing, or if its value cannot be a key.
    pub(crate) fn key_of(&self, item: &Item) -> Result<EncodedKey, KeyError> {
        let stored = |name: &'static str| item.get(name).cloned().ok_or(KeyError::Missing { attribute: name.into() });
        let mut key = EncodedKey::new();
        for part in self.partition {
            key = key.partition(part.name, stored(part.name))?;
        }
        for part in self.sort {
            key = key.sort(part.name, stored(part.name))?;
        }
        Ok(key)
    }
}

impl TableDefinition {
    /// Returns the index of this name in DynamoDB.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<&'static IndexDefinition> {
        self.indexes.iter().find(|index| index.name == name)
    }

    /// Returns the vector index of this name in DynamoDB.
    #[must_use]
    pub fn vector_index(&self, name: &str) -> Option<&'static VectorIndexDefinition> {
        self.vector_indexes.iter().find(|index| index.name == name)
    }

    /// Returns whether `name` is a declared attribute, under the name it is stored by.
    ///
    /// Attributes of a flattened field are not declared, and a field that is stored inside the primary key alone is no attribute.
    #[must_use]
    pub fn is_attribute(&self, name: &str) -> bool {
        self.attributes.contains(&name) && !self.entity.is_some_and(|entity| entity.is_key_only(name))
    }

    /// Returns whether `name` is a key attribute of the table itself. It cannot be updated, and a query of the table
    /// cannot filter on it.
    #[must_use]
    pub fn is_key(&self, name: &str) -> bool {
        self.key.contains(name)
    }

    /// Returns whether `name` is a key attribute of one of the indexes.
    #[must_use]
    pub fn is_index_key(&self, name: &str) -> bool {
        self.indexes.iter().any(|index| index.key.contains(name))
    }

    /// Returns whether `name` is a key attribute of the table or of one of its indexes.
    #[must_use]
    pub fn is_key_anywhere(&self, name: &str) -> bool {
        self.is_key(name) || self.is_index_key(name)
    }

    /// Returns the indexes that have `name` as their partition key, or as its first part: those that can be queried by
    /// it alone or together with the other parts.
    pub fn indexes_by(&self, name: &str) -> impl Iterator<Item = &'static IndexDefinition> {
        self.indexes.iter().filter(move |index| index.key.partition.first().is_some_and(|part| part.name == name))
    }
}

impl IndexDefinition {
    /// Returns whether an entry of the index has the top-level attribute `name`: as a key attribute of the index or of
    /// the table, or projected.
    #[must_use]
    pub fn projects(&self, table: &TableDefinition, name: &str) -> bool {
        match self.projection {
            Projection::All => true,
            _ if self.key.contains(name) || table.key.contains(name) => true,
            Projection::KeysOnly => false,
            Projection::Include(names) => names.contains(&name),
        }
    }
}

impl VectorIndexDefinition {
    /// Returns the attributes that a search can have conditions on: the partition attribute and the filters.
    pub fn search_schema(&self) -> impl Iterator<Item = &KeyAttribute> {
        self.partition.iter().chain(self.filters)
    }

    /// Returns whether `name` is the partition attribute or a filter.
    #[must_use]
    pub fn is_searchable_by(&self, name: &str) -> bool {
        self.search_schema().any(|attribute| attribute.name == name)
    }

    /// Returns whether an entry of the index has the top-level attribute `name`. The vector is one of them only if the
    /// index projects it: under `ALL`, or if it is included.
    #[must_use]
    pub fn projects(&self, table: &TableDefinition, name: &str) -> bool {
        match self.projection {
            Projection::All => true,
            _ if self.is_searchable_by(name) || table.key.contains(name) => true,
            Projection::KeysOnly => false,
            Projection::Include(names) => names.contains(&name),
        }
    }
}
