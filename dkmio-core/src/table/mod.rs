//! Table definitions: the facts that the derive macro knows about a struct, as types and as data.

mod collection;
mod collection_check;
mod declared_index;
mod definition;
mod entity;
mod entity_check;
mod entity_index_check;
mod entity_item;
mod expires;
mod key_templates;
mod leading_parts;
mod metric;
mod projection;
mod recognized;
mod source;
mod stored_key;
mod template_check;
mod timestamp;
mod unique;
mod unique_check;
mod vector_check;
mod vector_field;
mod vector_index;
mod version;

pub use collection::{
    Collection, CollectionDefinition, CollectionFields, Membership, read_other, second_item, unlisted_item,
};
pub use collection_check::{
    are_disjoint, check_collection, have_same_name, partition_of, share_partition, without_entity,
};
pub use declared_index::{
    DeclaredField, DeclaredPartition, DeclaredSide, DeclaredSides, DeclaredSort, FieldAt, KeyProbe, KeyTypes, NoKey,
    StoredProbe, check_declared_index, declared_sides, declared_templates,
};
pub use definition::{IndexDefinition, IndexKind, KeySchema, Projection, TableDefinition, VectorIndexDefinition};
pub use entity::{EntityAttribute, EntityDefinition, EntityIndex, SharedTable, render_sort_key};
pub use entity_check::{check_constant, check_key, check_name, check_ttl, entity_of, shared_of};
pub use entity_index_check::{
    SecondaryIndex, check_attribute_index, check_index, check_projection, check_shared_keys, definition_of,
};
pub(crate) use entity_item::EntityItem;
pub use expires::Expires;
pub use key_templates::KeyTemplates;
pub use leading_parts::LeadingParts;
pub use metric::{Cosine, DistanceFunction, DistanceMetric, DotProduct, Euclidean, Metric, SimilarityMetric};
pub use projection::{FieldReads, ProjectionOf, ProjectsField, ReadableFrom, is_same_name, position_of};
pub use source::{
    GlobalIndex, Index, LocalIndex, NextSortKey, NoSortKey, PartitionValue, Projects, ProjectsAll, ReadsOneItem,
    SortKeyConditionGiven, SortKeyPart, SortKeyState, SortsByValue, Source, SupportsConsistentRead, SupportsRanges,
};
pub use stored_key::StoredKey;
pub use template_check::{check_part, check_text, key_attribute, sorts_at};
pub use timestamp::{
    Dkmio, KeyTimestampField, ManagedAttributes, TimestampAttribute, TimestampField, TimestampForm, WrittenByCallers,
    key_timestamp, timestamp,
};
pub use unique::{
    Guarded, HasUnique, ReturnsOld, SENTINEL_ENTITY, SENTINEL_OWNER, SetsExpiry, SetsScope, SetsUnique, Unchecked,
    UniqueDefinition, Uniqueness, WithoutUnique,
};
pub use unique_check::{
    check_default_unique, check_sentinel, check_unique_key, check_unique_part, sentinels_are_disjoint,
};
pub use vector_check::{
    MetricNumber, NumberedMetric, SharedVectorIndex, check_vector_field, check_vector_filter, check_vector_partition,
    metric_number, vector_definition_of, vector_partition,
};
pub use vector_field::{VectorField, VectorShape, vector_shape};
pub use vector_index::{
    BelongsTo, FilterPath, FiltersBy, HitItem, Partitioned, Unpartitioned, VectorIndex, VectorSource,
};
pub use version::{BlindOf, ItemVersion, VersionNumber, VersionUnchecked};

use std::any::TypeId;

use crate::key::{KeyFrom, KeyOf};

/// A table as a type: its keys, its indexes and its attributes.
///
/// Implemented by `#[derive(DynamoTable)]` and `#[derive(DynamoEntity)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    label = "neither a table nor an entity",
    note = "derive `DynamoTable`, or `DynamoEntity` for the items of a table that several structs share"
)]
pub trait Table: Source<Table = Self> + Sized {
    /// The full primary key (`OrdersKey`).
    type Key: KeyOf<Self> + KeyFrom<Self::Key> + for<'k> KeyFrom<&'k Self::Key>;

    /// The type of the version of its items, or `()` if they have none.
    type Version: ItemVersion;

    /// Whether its items have unique attributes: [`HasUnique`], or `()` if they have none.
    type Unique: Uniqueness;

    /// The declarations of the table, as data.
    const DEFINITION: TableDefinition;

    /// Returns the type by which a connection finds the name of the table: the table's own, also for the entities in
    /// it.
    #[doc(hidden)]
    #[must_use]
    fn table_id() -> TypeId {
        // `TypeId::of` needs `'static`, and the struct of a table may borrow its fields.
        typeid::of::<Self>()
    }

    /// Returns the definitions of the entities that are known to live in the table: those that a shared table lists, or an entity
    /// itself. A table with a struct of its own has none.
    // A function, because the definition of an entity contains that of its table: constants would be a circle.
    #[doc(hidden)]
    #[must_use]
    fn entities() -> Vec<TableDefinition> {
        let is_shared = Self::DEFINITION.shared.is_some() && Self::DEFINITION.entity.is_some();
        if is_shared { vec![Self::DEFINITION] } else { Vec::new() }
    }
}

/// A struct whose values are the items of a table: one with a table of its own, or an entity of a shared table.
///
/// A shared table is a [`Table`] and no `TableItem`.
pub trait TableItem: Table + Source<Item = Self> {
    /// Returns the primary key of this item.
    fn primary_key(&self) -> Self::Key;
}
