//! Indexes of an entity whose keys only the table declares. The types of the entity's fields follow from that
//! declaration.
//!
//! The derive macro of an entity does not see the declaration of its table. A constant compares the two, and the numbers in it select the
//! types: `DeclaredPartition<{ side.kind }, ..>`.

#![expect(clippy::panic, reason = "the compiler evaluates these functions; a panic is how it reports an error")]

use std::marker::PhantomData;

use super::definition::{IndexDefinition, IndexKind, KeySchema, Projection};
use super::key_templates::KeyTemplates;
use super::source::{NoSortKey, SortKeyPart, SortKeyState};
use crate::key::{DynamoKey, KeyAttribute, KeyType, StoredAsKey};
use crate::template::{Template, is_same_text};

/// Attributes of one side of a global index key (Developer Guide, "Multi-attribute keys").
const MAX_PARTS: usize = 4;
/// The kind of a side without attributes. A side of one to four fields has their number as its kind.
const NO_ATTRIBUTES: usize = 0;
/// The kind of a side that is the partition key of the table.
const TABLE_PARTITION: usize = 5;
/// The kind of a side that is the sort key of the table.
const TABLE_SORT: usize = 6;

/// One side of an index key, as numbers that select its types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeclaredSide {
    /// The content of the side: no attributes, one to four fields, or a key of the table.
    pub kind: usize,
    /// The positions of its fields; unused ones are 0.
    pub fields: [usize; MAX_PARTS],
}

/// Both sides of an index key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeclaredSides {
    /// The partition key.
    pub partition: DeclaredSide,
    /// The sort key.
    pub sort: DeclaredSide,
}

/// A field of an entity, as far as an index key needs to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeclaredField {
    /// The stored name; empty for a field that is not stored as an attribute.
    pub name: &'static str,
    /// The type of the stored value, if it is a key type.
    pub key_type: Option<KeyType>,
}

/// Checks that the table declares a key from which the types of the entity follow.
#[track_caller]
pub const fn check_declared_index(index: &IndexDefinition, sides: &DeclaredSides) {
    assert!(
        matches!(index.kind, IndexKind::Global),
        "a local index has a sort key of its own; add `sk = \"..\"`, or `sk = [field]`"
    );
    let has_fields = is_of_fields(&sides.partition) || is_of_fields(&sides.sort);
    assert!(
        !has_fields || matches!(index.projection, Projection::All),
        "this index does not project everything, so its entries have a struct of their own; name the fields of its key, as in `pk = [shop]`"
    );
}

const fn is_of_fields(side: &DeclaredSide) -> bool {
    matches!(side.kind, 1..=MAX_PARTS)
}

/// Finds the content of an index key among the keys of the table and the fields of the entity.
#[must_use]
#[track_caller]
pub const fn declared_sides(index: &KeySchema, table: &KeySchema, fields: &[DeclaredField]) -> DeclaredSides {
    DeclaredSides {
        partition: declared_side(index.partition, table, fields),
        sort: declared_side(index.sort, table, fields),
    }
}

#[track_caller]
const fn declared_side(side: &[KeyAttribute], table: &KeySchema, fields: &[DeclaredField]) -> DeclaredSide {
    if let [attribute] = side
        && let Some(kind) = key_of_table(attribute, table)
    {
        return DeclaredSide { kind, fields: [0; MAX_PARTS] };
    }
    let mut found = DeclaredSide { kind: NO_ATTRIBUTES, fields: [0; MAX_PARTS] };
    while found.kind < side.len() {
        found.fields[found.kind] = field_of(&side[found.kind], fields);
        // The kind of a side of attributes is their number, so it counts along.
        found.kind += 1;
    }
    found
}

const fn key_of_table(attribute: &KeyAttribute, table: &KeySchema) -> Option<usize> {
    match (table.partition, table.sort) {
        ([partition], _) if is_same_text(partition.name, attribute.name) => Some(TABLE_PARTITION),
        (_, [sort]) if is_same_text(sort.name, attribute.name) => Some(TABLE_SORT),
        _ => None,
    }
}

#[track_caller]
const fn field_of(attribute: &KeyAttribute, fields: &[DeclaredField]) -> usize {
    let mut at = 0;
    while at < fields.len() && !is_same_text(fields[at].name, attribute.name) {
        at += 1;
    }
    assert!(
        at < fields.len(),
        "no field is stored under the name of a key attribute of this index; add one, or templates, as in `pk = \"TENANT#{{tenant}}\"`"
    );
    match fields[at].key_type {
        Some(key_type) => assert!(
            key_type as u8 == attribute.key_type as u8,
            "the table declares another type for this index key, `number(\"..\")` or a string"
        ),
        None => panic!("a key attribute of this index has a field that is not stored as a key"),
    }
    at
}

/// Returns the templates of an index key that consists of keys of the table.
#[must_use]
pub const fn declared_templates(index: &KeySchema, table: &KeySchema, own: &KeyTemplates) -> KeyTemplates {
    KeyTemplates {
        partition: declared_template(index.partition, table, own),
        sort: declared_template(index.sort, table, own),
    }
}

const fn declared_template(side: &[KeyAttribute], table: &KeySchema, own: &KeyTemplates) -> Option<Template> {
    let [attribute] = side else { return None };
    match key_of_table(attribute, table) {
        Some(TABLE_PARTITION) => own.partition,
        Some(_) => own.sort,
        None => None,
    }
}

/// The field at a position, as a part of a key.
pub trait FieldAt<const POSITION: usize> {
    /// The type of the key, without `Option`.
    type Key;
}

/// The types of the primary key of an entity, in each place that it has in an index.
pub trait KeyTypes {
    /// The partition key as a partition key.
    type Partition;
    /// The partition key as a sort key.
    type PartitionAsSort: SortKeyState;
    /// The sort key as a partition key.
    type SortAsPartition;
    /// The sort key as a sort key.
    type Sort: SortKeyState;
}

/// The type of the partition key of an index, by the content of the side.
pub trait DeclaredPartition<const KIND: usize, const A: usize, const B: usize, const C: usize, const D: usize> {
    /// The type.
    type Partition;
}

/// The type of the sort key of an index, by the content of the side.
pub trait DeclaredSort<const KIND: usize, const A: usize, const B: usize, const C: usize, const D: usize> {
    /// The type.
    type Sort: SortKeyState;
}

macro_rules! sides {
    ($($kind:literal: [$($bound:tt)*] $partition:ty, $sort:ty;)*) => {$(
        impl<T: $($bound)*, const A: usize, const B: usize, const C: usize, const D: usize>
            DeclaredPartition<$kind, A, B, C, D> for T
        {
            type Partition = $partition;
        }
        impl<T: $($bound)*, const A: usize, const B: usize, const C: usize, const D: usize>
            DeclaredSort<$kind, A, B, C, D> for T
        {
            type Sort = $sort;
        }
    )*};
}

type Field<T, const POSITION: usize> = <T as FieldAt<POSITION>>::Key;

sides! {
    0: [KeyTypes] (), NoSortKey;
    1: [FieldAt<A>] Field<T, A>, SortKeyPart<Field<T, A>>;
    2: [FieldAt<A> + FieldAt<B>] (Field<T, A>, Field<T, B>), SortKeyPart<Field<T, A>, SortKeyPart<Field<T, B>>>;
    3: [FieldAt<A> + FieldAt<B> + FieldAt<C>] (Field<T, A>, Field<T, B>, Field<T, C>),
        SortKeyPart<Field<T, A>, SortKeyPart<Field<T, B>, SortKeyPart<Field<T, C>>>>;
    4: [FieldAt<A> + FieldAt<B> + FieldAt<C> + FieldAt<D>] (Field<T, A>, Field<T, B>, Field<T, C>, Field<T, D>),
        SortKeyPart<Field<T, A>, SortKeyPart<Field<T, B>, SortKeyPart<Field<T, C>, SortKeyPart<Field<T, D>>>>>;
    5: [KeyTypes] T::Partition, T::PartitionAsSort;
    6: [KeyTypes] T::SortAsPartition, T::Sort;
}

/// A test of whether a type is a key, as a constant: `KeyProbe::<T>::KEY_TYPE` is that of the `impl` if its bound
/// holds, and otherwise that of [`NoKey`].
#[derive(Debug)]
pub struct KeyProbe<T>(PhantomData<fn() -> T>);

impl<T: DynamoKey> KeyProbe<T> {
    /// The type as it is stored.
    pub const KEY_TYPE: Option<KeyType> = Some(T::TYPE);
}

/// The test of [`KeyProbe`] for types that serde has to store as keys.
#[derive(Debug)]
pub struct StoredProbe<T>(PhantomData<fn() -> T>);

impl<T: StoredAsKey> StoredProbe<T> {
    /// The type as it is stored.
    pub const KEY_TYPE: Option<KeyType> = Some(T::TYPE);
}

/// The result of the tests for any other type.
pub trait NoKey {
    /// `None`: the type is no key.
    const KEY_TYPE: Option<KeyType> = None;
}

impl<T> NoKey for KeyProbe<T> {}
impl<T> NoKey for StoredProbe<T> {}
