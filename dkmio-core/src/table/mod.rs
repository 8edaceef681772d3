//! Table definitions: what the derive macro knows of a struct, as types and as data.

mod definition;
mod expires;
mod projection;
mod source;

pub use definition::{IndexDefinition, IndexKind, KeySchema, Projection, TableDefinition};
pub use expires::Expires;
pub use projection::{FieldReads, ProjectionOf, ProjectsField, ReadableFrom, is_same_name, position_of};
pub use source::{
    GlobalIndex, Index, LocalIndex, Many, NextSortKey, NoSortKey, One, PartitionValue, Projects, ProjectsAll,
    SortKeyConditionGiven, SortKeyPart, Source, SupportsConsistentRead,
};

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::codec::Item;
use crate::key::{KeyError, KeyOf};

/// A struct that declares a table: its keys, its indexes and its attributes.
///
/// Implemented by `#[derive(DynamoTable)]`.
pub trait Table: Source<Table = Self> + Sized {
    /// The full primary key (`OrdersKey`).
    type Key: KeyOf<Self>;

    /// What is declared, as data.
    const DEFINITION: TableDefinition;

    /// The primary key of this item.
    fn primary_key(&self) -> Self::Key;

    /// Puts right what serde alone cannot know: an empty byte field is empty binary, not an empty list.
    #[doc(hidden)]
    fn finish_item(&self, _item: &mut Item) -> Result<(), KeyError> {
        Ok(())
    }
}

/// Makes empty binary of byte fields that serde wrote as an empty list.
#[doc(hidden)]
pub fn empty_bytes(item: &mut Item, names: &[&str]) {
    for name in names {
        match item.get_mut(name) {
            Some(stored @ AttributeValue::L(_)) if stored.as_l().is_ok_and(Vec::is_empty) => {
                *stored = AttributeValue::B(Blob::new([]));
            }
            _ => {}
        }
    }
}
