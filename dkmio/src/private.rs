//! What the expansions of the derive macros name. Nothing here is for use by hand, and nothing here is stable.

pub use dkmio_core::attribute::{
    AddOperand, Attribute, BareDecimal, Blob, Contains, Custom, FieldCodec, FieldReader, KeyForm, Measurable,
    NotBareDecimal, NumberAttribute, NumberForm, OperandValue, Ordered, Path, Prefixed, Removable, Set, Updatable,
    ValueOf, kind, read, read_or, read_with, read_with_or,
};
pub use dkmio_core::aws_sdk_dynamodb::types::AttributeValue;
pub use dkmio_core::codec::{DecodeError, Item};
pub use dkmio_core::key::{
    DynamoKey, EncodedKey, KeyAttribute, KeyCodec, KeyError, KeyFrom, KeyOf, KeyType, Proved, StoredAsKey, key_codec,
};
pub use dkmio_core::table::{
    Expires, GlobalIndex, Index, IndexDefinition, IndexKind, KeySchema, LocalIndex, Many, NoSortKey, One, Projection,
    ProjectionOf, Projects, ProjectsAll, ProjectsField, ReadableFrom, SortKeyPart, Source, SupportsConsistentRead,
    Table, TableDefinition, is_same_name,
};
pub use serde;
pub use serde::de::DeserializeOwned;

/// Rules that only the compiler can check. A call of one of these stands at the type at fault.
pub mod check {
    use dkmio_core::attribute::{Attribute, Path};
    use dkmio_core::key::{DynamoKey, KeyCodec, StoredAsKey, key_codec};
    use dkmio_core::table::{FieldReads, Index, Projects, ProjectsField, position_of};
    use dkmio_core::ttl::TtlField;

    /// A key field under `with = "dkmio::key"`, or the field of a newtype.
    #[must_use]
    pub const fn key_attribute<K: DynamoKey>() -> KeyCodec<K> {
        key_codec()
    }

    /// A key field.
    #[must_use]
    pub const fn stored_as_key<K: StoredAsKey>() -> KeyCodec<K> {
        key_codec()
    }

    /// A field under `#[ttl]`.
    pub const fn time_to_live<T: TtlField>() {}
    /// A field of a partial struct, which reads this attribute: the attribute's number.
    #[must_use]
    pub const fn field_reads<T: FieldReads<A::Field>, A: Attribute, V>(path: &Path<A, V>) -> usize {
        position_of(path)
    }

    /// An attribute of a partial struct, in the index it is read from.
    pub const fn projected<F, const POSITION: usize, S: ProjectsField<F, POSITION>>(_: fn() -> Index<S>) {}

    /// An attribute of a partial struct of a generic table, in the index it is read from.
    pub const fn projected_path<A, V, S: Projects<A>>(_: &Path<A, V>, _: fn() -> Index<S>) {}
}
