//! What the expansions of the derive macros name. Nothing here is for use by hand, and nothing here is stable.

pub use dkmio_core::attribute::{
    AddOperand, Attribute, BareDecimal, Blob, Contains, Custom, Document, FieldCodec, FieldReader, KeyForm, Measurable,
    NotBareDecimal, NumberAttribute, NumberForm, OperandValue, Ordered, Path, Prefixed, Removable, Set, Updatable,
    ValueOf, kind, read, read_or, read_with, read_with_or,
};
pub use dkmio_core::aws_sdk_dynamodb::types::AttributeValue;
pub use dkmio_core::backfill::backfill_keys;
pub use dkmio_core::changes::{ChangeItem, Image, entry_of_image, key_of_entry};
pub use dkmio_core::codec::json::{Reader, StoredValue};
pub use dkmio_core::codec::{DecodeError, Item};
pub use dkmio_core::dynamo_table::shared;
pub use dkmio_core::error::Error;
pub use dkmio_core::key::{
    DynamoKey, DynamoKeyPart, EncodedKey, KeyAttribute, KeyCodec, KeyError, KeyFrom, KeyOf, KeyParts, KeyText, KeyType,
    Proved, SortText, StoredAsKey, StoredAsPart, key_codec,
};
pub use dkmio_core::read::{collection_entry, collection_query};
pub use dkmio_core::request::read_item;
pub use dkmio_core::table::{
    BelongsTo, Cosine, DistanceFunction, DotProduct, Euclidean, FiltersBy, HitItem, MetricNumber, NumberedMetric,
    Partitioned, Unpartitioned, VectorIndex, VectorIndexDefinition, VectorShape, VectorSource, check_vector_field,
    check_vector_filter, check_vector_partition, metric_number, vector_definition_of, vector_partition, vector_shape,
};
pub use dkmio_core::table::{
    Collection, CollectionDefinition, CollectionFields, DeclaredField, DeclaredPartition, DeclaredSides, DeclaredSort,
    Dkmio, EntityAttribute, EntityDefinition, EntityIndex, Expires, FieldAt, GlobalIndex, HasUnique, Index,
    IndexDefinition, IndexKind, KeyProbe, KeySchema, KeyTemplates, KeyTypes, LocalIndex, ManagedAttributes, NoKey,
    NoSortKey, PartitionValue, Projection, ProjectionOf, Projects, ProjectsAll, ProjectsField, ReadableFrom,
    SetsExpiry, SetsScope, SetsUnique, SharedTable, SortKeyConditionGiven, SortKeyPart, SortsByValue, Source,
    StoredKey, StoredProbe, SupportsConsistentRead, Table, TableDefinition, TableItem, TimestampAttribute,
    UniqueDefinition, WrittenByCallers, are_disjoint, check_attribute_index, check_collection, check_constant,
    check_declared_index, check_default_unique, check_index, check_key, check_name, check_part, check_projection,
    check_sentinel, check_shared_keys, check_text, check_ttl, check_unique_key, check_unique_part, declared_sides,
    declared_templates, definition_of, entity_of, have_same_name, is_same_name, key_attribute, read_other,
    render_sort_key, second_item, sentinels_are_disjoint, share_partition, shared_of, sorts_at, unlisted_item,
    without_entity,
};
pub use dkmio_core::template::{Case, Element, Form, Part, PartForm, Template, Unit};
pub use serde;
pub use serde::de::DeserializeOwned;

/// Rules that only the compiler can check. A call of one of these stands at the type at fault.
pub mod check {
    use std::marker::PhantomData;

    use dkmio_core::attribute::{Attribute, Path};
    use dkmio_core::key::{DynamoKey, DynamoKeyPart, KeyCodec, StoredAsKey, StoredAsPart, key_codec};
    use dkmio_core::table::{FieldReads, Index, Projects, position_of};
    use dkmio_core::ttl::TtlField;

    /// Proves the type of a key field under `with = "dkmio::key"`, or of the field of a newtype.
    #[must_use]
    pub const fn key_attribute<K: DynamoKey>() -> KeyCodec<K> {
        key_codec()
    }

    /// Proves the type of a key field.
    #[must_use]
    pub const fn stored_as_key<K: StoredAsKey>() -> KeyCodec<K> {
        key_codec()
    }

    /// Proves the type of a part of a key template under `with = "dkmio::key"`.
    #[must_use]
    pub const fn key_part<K: DynamoKeyPart>() -> KeyCodec<K> {
        key_codec()
    }

    /// Proves the type of a part of a key template.
    #[must_use]
    pub const fn stored_as_part<K: StoredAsPart>() -> KeyCodec<K> {
        key_codec()
    }

    /// Proves the type of a field under `#[ttl]`.
    pub const fn time_to_live<T: TtlField>() {}

    pub use dkmio_core::table::{key_timestamp, timestamp};

    /// A declared attribute whose field has the type `F`.
    pub struct Declared<F> {
        position: usize,
        field: PhantomData<fn() -> F>,
    }

    /// Returns the attribute that a field of a partial struct reads.
    ///
    /// The type of the table's field is known before [`Declared::read_as`] compares it, so that the error names both types.
    #[must_use]
    pub const fn declared<A: Attribute, V>(path: &Path<A, V>) -> Declared<A::Field> {
        Declared { position: position_of(path), field: PhantomData }
    }

    impl<F> Declared<F> {
        /// Returns the attribute's number. Proves that a field of the type `T` can read it.
        #[must_use]
        pub const fn read_as<T: FieldReads<F>>(&self) -> usize {
            self.position
        }
    }

    /// Proves that an index projects an attribute of a partial struct.
    pub const fn projected<A, V, S: Projects<A>>(_: &Path<A, V>, _: fn() -> Index<S>) {}
}
