//! Vector indexes as types. They are searched; they are no source of queries and scans.

use std::fmt;
use std::marker::PhantomData;

use super::Table;
use super::definition::VectorIndexDefinition;
use super::metric::Metric;
use crate::attribute::{Attribute, DocumentPath, Path};

/// A vector index of a table. Implemented by the derive macro for one marker type per index.
pub trait VectorSource {
    /// The table.
    type Table: Table;
    /// What a hit is read into: what the index projects of an item, without the vector.
    type Item: HitItem<Metric = Self::Metric>;
    /// How the index compares vectors.
    type Metric: Metric;
    /// What is declared, as data.
    const DEFINITION: VectorIndexDefinition;
}

/// A struct that the derive macro generates for the hits of one vector index, such as `DocsByMeaning`.
pub trait HitItem {
    /// How the index compares vectors.
    type Metric: Metric;
}

/// A handle on one vector index: `Docs::by_meaning()`. Searches start here.
///
/// `P` says whether every search gives the value of a partition attribute: [`Partitioned`] or [`Unpartitioned`].
pub struct VectorIndex<S, P>(PhantomData<fn() -> (S, P)>);

/// The vector index has a partition attribute (`pk`) of type `K`: a search looks at the items with one value of it.
#[derive(Debug)]
pub struct Partitioned<K>(PhantomData<fn() -> K>);

/// The vector index has no partition attribute: a search looks at all items.
#[derive(Debug)]
pub struct Unpartitioned;

impl<S, P> VectorIndex<S, P> {
    /// The handle; what the generated accessors return.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<S, P> Default for VectorIndex<S, P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S, P> Clone for VectorIndex<S, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, P> Copy for VectorIndex<S, P> {}

impl<S: VectorSource, P> fmt::Debug for VectorIndex<S, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VectorIndex({})", S::DEFINITION.name)
    }
}

/// A vector index that has the attribute `A` as a filter.
#[diagnostic::on_unimplemented(
    message = "attribute `{A}` is not a filter of vector index `{Self}`",
    label = "not a filter of this index",
    note = "add it to the `filter` of the index"
)]
pub trait FiltersBy<A> {}

/// A path to a filter of the vector index `S`.
#[diagnostic::on_unimplemented(
    message = "expected a filter of vector index `{S}`, found `{Self}`",
    label = "not a filter of this index",
    note = "use the constant of an attribute that the index has in its `filter`, such as `Docs::LANG`"
)]
pub trait FilterPath<S> {
    /// What the attribute is compared with.
    type Value;

    /// Returns the path.
    #[doc(hidden)]
    fn into_document_path(self) -> DocumentPath;
}

impl<S: FiltersBy<A>, A: Attribute, V> FilterPath<S> for Path<A, V> {
    type Value = V;

    fn into_document_path(self) -> DocumentPath {
        self.to_document_path()
    }
}

/// A table, an index or a vector index of the table `T`: what a partial struct can be read from.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "`{Self}` is not a source of `{T}`")]
pub trait BelongsTo<T> {}

#[diagnostic::do_not_recommend]
impl<S: super::Source> BelongsTo<S::Table> for S {}
