//! The sources of reads, as types: tables and their indexes.

use std::marker::PhantomData;

use super::Table;
use super::definition::{IndexDefinition, KeySchema, TableDefinition};
use super::key_templates::KeyTemplates;
use crate::attribute::ValueOf;
use crate::error::Error;
use crate::key::{DynamoKeyPart, EncodedKey, KeyError};
use aws_sdk_dynamodb::types::AttributeValue;

/// A source of queries and scans: a table or one of its indexes.
///
/// Implemented by the derive macro for the struct itself and for one marker type per index.
pub trait Source {
    /// The table.
    type Table: Table;
    /// The type of the partition key; a tuple of types where it has several attributes.
    type Partition;
    /// The sort key: [`NoSortKey`], or [`SortKeyPart`]s.
    type Sort: SortKeyState;
    /// The type that an entry is read into: the struct itself, or the attributes of it that the index projects.
    type Item;
    /// The index; `None` for the table.
    #[doc(hidden)]
    const INDEX: Option<IndexDefinition>;

    /// The templates of the key of the index, or of the table.
    #[doc(hidden)]
    const TEMPLATES: KeyTemplates = KeyTemplates::NONE;

    /// The table's definition.
    #[doc(hidden)]
    const TABLE: TableDefinition = <Self::Table as Table>::DEFINITION;

    /// The key schema of the index, or of the table.
    #[doc(hidden)]
    const KEY: KeySchema = match Self::INDEX {
        Some(index) => index.key,
        None => <Self::Table as Table>::DEFINITION.key,
    };
}

/// A handle on one index: `Orders::by_status()`. Queries and scans of the index start here.
pub struct Index<S>(PhantomData<fn() -> S>);

impl<S> Index<S> {
    /// Returns the handle. The generated accessors call it.
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<S> Default for Index<S> {
    fn default() -> Self {
        Self::new()
    }
}

// `#[derive]` would require that `S` is `Clone`, too.
impl<S> Clone for Index<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Index<S> {}

impl<S: Source> std::fmt::Debug for Index<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Index({})", S::INDEX.map_or("", |index| index.name))
    }
}

/// Implemented by no index. It exists for its message.
#[diagnostic::on_unimplemented(
    message = "an index has no `get`: DynamoDB reads one item by the primary key of its table only",
    label = "query the index",
    note = "`.query(key).first(&db)` reads the first entry with this key; with the primary key of an item write \
            `Orders::get(key)`"
)]
pub trait ReadsOneItem {
    /// Returns the primary key of the item.
    ///
    /// # Errors
    ///
    /// Returns an error if the key cannot be sent.
    fn primary_key<K>(self, key: K) -> Result<EncodedKey, Error>;
}

/// A global secondary index.
pub trait GlobalIndex: Source {}

/// A local secondary index.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a local secondary index",
    label = "not a local secondary index",
    note = "only a local index fetches what it does not project; read whole items behind a global one with `hydrate`"
)]
pub trait LocalIndex: Source {}

/// A source that offers strongly consistent reads: a table or a local secondary index.
#[diagnostic::on_unimplemented(
    message = "global secondary index `{Self}` cannot be read with strong consistency",
    label = "a global secondary index",
    note = "DynamoDB offers strongly consistent reads on tables and local secondary indexes only"
)]
pub trait SupportsConsistentRead {}

/// A source that projects the attribute `A`, or can fetch it.
#[diagnostic::on_unimplemented(
    message = "attribute `{A}` is not projected into index `{Self}`",
    label = "not in the index",
    note = "add it to the `projection` of the index, or read the table itself"
)]
pub trait Projects<A> {}

/// A source that projects every attribute of its table, or can fetch it.
pub trait ProjectsAll: Source {}

/// A value for a partition key of type `P`: of that type, or of each type if `P` is a tuple.
#[diagnostic::on_unimplemented(message = "the partition key is of type `{P}`, found `{Self}`", label = "not a `{P}`")]
pub trait PartitionValue<P> {
    /// Returns the parts as they are stored.
    ///
    /// # Errors
    /// Returns an error if a part cannot be a key.
    #[doc(hidden)]
    fn into_parts(self) -> Result<Vec<AttributeValue>, KeyError>;
}

#[diagnostic::do_not_recommend]
impl<K: DynamoKeyPart, X: ValueOf<K>> PartitionValue<K> for X {
    fn into_parts(self) -> Result<Vec<AttributeValue>, KeyError> {
        Ok(vec![self.into_value().to_part()?])
    }
}

macro_rules! many {
    ($($key:ident $given:ident),*) => {
        #[diagnostic::do_not_recommend]
        impl<$($key: DynamoKeyPart, $given: ValueOf<$key>),*> PartitionValue<($($key,)*)> for ($($given,)*) {
            #[allow(non_snake_case)]
            fn into_parts(self) -> Result<Vec<AttributeValue>, KeyError> {
                let ($($given,)*) = self;
                Ok(vec![$($given.into_value().to_part()?),*])
            }
        }
    };
}
many!(A X);
many!(A X, B Y);
many!(A X, B Y, C Z);
many!(A X, B Y, C Z, D W);
many!(A X, B Y, C Z, D W, E V);
many!(A X, B Y, C Z, D W, E V, F U);
many!(A X, B Y, C Z, D W, E V, F U, G T);
many!(A X, B Y, C Z, D W, E V, F U, G T, H S);

/// A partition key without parts takes `()`.
#[diagnostic::do_not_recommend]
impl PartitionValue<()> for () {
    fn into_parts(self) -> Result<Vec<AttributeValue>, KeyError> {
        Ok(Vec::new())
    }
}

/// The sort key of a table or index without one.
#[derive(Debug)]
pub struct NoSortKey;

/// The sort key of a query that has its condition.
#[derive(Debug)]
pub struct SortKeyConditionGiven;

/// A sort-key attribute, or a part of one, of type `K`, followed by the parts `R`. `F` says whether keys sort by it.
#[derive(Debug)]
#[expect(clippy::type_complexity, reason = "a marker of three types")]
pub struct SortKeyPart<K, R = SortKeyConditionGiven, F = SortsByValue<true>>(PhantomData<fn() -> (K, R, F)>);

/// Whether keys sort by the value of a part.
#[derive(Debug)]
pub struct SortsByValue<const SORTS: bool>;

/// A part of a sort key by whose values the keys sort.
#[diagnostic::on_unimplemented(
    message = "this part of the sort key does not support range conditions",
    label = "keys do not sort by this part",
    note = "in the template, write `{{part:sorted}}` for text or `{{part:010}}` for a number; text at the end of the key needs no form; \
            a boolean takes `sk_eq` alone"
)]
pub trait SupportsRanges {}
impl SupportsRanges for SortsByValue<true> {}

/// The state of the sort key of a query: there is none, its condition is given, or the type is its next part. Every
/// source has one, so that generic code can read any table by pages.
#[doc(hidden)]
pub trait SortKeyState {}
impl SortKeyState for NoSortKey {}
impl SortKeyState for SortKeyConditionGiven {}
impl<K, R, F> SortKeyState for SortKeyPart<K, R, F> {}

/// A query that can take a sort-key condition.
#[diagnostic::on_unimplemented(
    message = "no sort-key condition can be given here",
    label = "this read takes no sort-key condition, or no further one",
    note = "a query takes one sort-key condition, and only where its table or index has a sort key; other conditions go \
            into `.filter(..)`"
)]
pub trait NextSortKey {
    /// The type of the sort key.
    type Key: DynamoKeyPart;
    /// The state after an equality on it.
    type Rest;
    /// Whether keys sort by it.
    type Form;
}

#[diagnostic::do_not_recommend]
impl<K: DynamoKeyPart, R, F> NextSortKey for SortKeyPart<K, R, F> {
    type Key = K;
    type Rest = R;
    type Form = F;
}
