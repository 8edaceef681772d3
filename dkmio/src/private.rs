//! What the expansions of the derive macros name. Nothing here is for use by hand, and nothing here is stable.

pub use dkmio_core::attribute::{
    AddOperand, Attribute, Blob, Contains, Custom, FieldCodec, KeyForm, Measurable, NumberAttribute, OperandValue,
    Ordered, Path, Prefixed, Removable, Set, Updatable, ValueOf, kind, read, read_or, read_with, read_with_or,
};
pub use dkmio_core::aws_sdk_dynamodb::types::AttributeValue;
pub use dkmio_core::codec::{DecodeError, Item};
pub use dkmio_core::key::{
    DynamoKey, EncodedKey, KeyAttribute, KeyError, KeyFrom, KeyOf, KeyType, StoredAsKey, key_part,
};
pub use dkmio_core::table::{
    Declares, Expires, GlobalIndex, Index, IndexDefinition, IndexKind, KeySchema, LocalIndex, Many, NoSortKey, One,
    Projection, ProjectionOf, Projects, ProjectsAll, ReadableFrom, SortKeyPart, Source, SupportsConsistentRead, Table,
    TableDefinition,
};
pub use serde;
pub use serde::de::DeserializeOwned;

/// Rules only the compiler can check; a call of one of these stands at the type at fault.
pub mod check {
    use dkmio_core::key::{DynamoKey, StoredAsKey};
    use dkmio_core::table::{FieldReads, Index, Projects};
    use dkmio_core::ttl::TtlField;

    /// A key field under `with = "dkmio::key"`, or the field of a newtype.
    pub const fn key<T: DynamoKey>() {}
    /// A key field.
    pub const fn stored_as_key<T: StoredAsKey>() {}
    /// A field of the primary key, which is cloned into the key.
    pub const fn clonable<T: Clone>() {}
    /// A field under `#[ttl]`.
    pub const fn time_to_live<T: TtlField>() {}
    /// A field of a partial struct.
    pub const fn field_reads<T: FieldReads<F>, F>() {}
    /// An attribute of a partial struct, in the index it is read from.
    pub const fn held<A, S: Projects<A>>(_: fn() -> Index<S>) {}
}
