//! Definitions as data.

use crate::key::KeyAttribute;

/// A table as its struct declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableDefinition {
    /// The declared name, before any prefix or replacement.
    pub name: &'static str,
    /// The primary key.
    pub key: KeySchema,
    /// The secondary indexes in the order of their declaration.
    pub indexes: &'static [IndexDefinition],
    /// The stored names of all declared attributes.
    pub attributes: &'static [&'static str],
    /// The attribute that holds the time to live.
    pub ttl: Option<&'static str>,
}

/// The key attributes of a table or an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeySchema {
    /// The partition key; an index may have up to four parts.
    pub partition: &'static [KeyAttribute],
    /// The sort key; none, one, or up to four parts in an index.
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
    /// What the index holds besides its own and the table's key attributes.
    pub projection: Projection,
}

/// The kind of a secondary index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    /// A global secondary index: a key of its own, eventually consistent.
    Global,
    /// A local secondary index: the table's partition key, another sort key.
    Local,
}

/// What an index holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projection {
    /// Every attribute.
    All,
    /// The index's and the table's key attributes.
    KeysOnly,
    /// The key attributes and these.
    Include(&'static [&'static str]),
}

impl KeySchema {
    /// All key attributes, partition key first.
    pub fn attributes(&self) -> impl Iterator<Item = &'static KeyAttribute> + Clone + use<> {
        self.partition.iter().chain(self.sort)
    }

    /// Whether `name` is one of the key attributes.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.attributes().any(|attribute| attribute.name == name)
    }
}

impl TableDefinition {
    /// The index of this name.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<&'static IndexDefinition> {
        self.indexes.iter().find(|index| index.name == name)
    }

    /// Whether `name` is a key attribute of the table or of one of its indexes.
    #[must_use]
    pub fn is_key_anywhere(&self, name: &str) -> bool {
        self.key.contains(name) || self.indexes.iter().any(|index| index.key.contains(name))
    }
}

impl IndexDefinition {
    /// Whether an entry of the index holds the top-level attribute `name`.
    #[must_use]
    pub fn holds(&self, table: &TableDefinition, name: &str) -> bool {
        match self.projection {
            Projection::All => true,
            _ if self.key.contains(name) || table.key.contains(name) => true,
            Projection::KeysOnly => false,
            Projection::Include(names) => names.contains(&name),
        }
    }
}
