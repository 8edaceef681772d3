//! Table definitions: what the derive macro knows of a struct, as types and as data.

mod definition;
mod expires;
mod projection;
mod source;

pub use definition::{IndexDefinition, IndexKind, KeySchema, Projection, TableDefinition};
pub use expires::Expires;
pub use projection::{FieldReads, ProjectionOf, ProjectsField, ReadableFrom, is_same_name, position_of};
pub use source::{
    GlobalIndex, Index, LocalIndex, NextSortKey, NoSortKey, PartitionValue, Projects, ProjectsAll,
    SortKeyConditionGiven, SortKeyPart, SortKeyState, Source, SupportsConsistentRead,
};

use crate::key::{KeyFrom, KeyOf};

/// A struct that declares a table: its keys, its indexes and its attributes.
///
/// Implemented by `#[derive(DynamoTable)]`.
pub trait Table: Source<Table = Self, Item = Self> + Sized {
    /// The full primary key (`OrdersKey`).
    type Key: KeyOf<Self> + KeyFrom<Self::Key> + for<'k> KeyFrom<&'k Self::Key>;

    /// What is declared, as data.
    const DEFINITION: TableDefinition;

    /// The primary key of this item.
    fn primary_key(&self) -> Self::Key;
}
