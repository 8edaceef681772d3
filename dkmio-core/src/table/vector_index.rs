//! Vector indexes as types. A search reads them; queries and scans do not.

use std::fmt;
use std::marker::PhantomData;

use super::Table;
use super::definition::VectorIndexDefinition;
use super::key_templates::KeyTemplates;
use super::metric::Metric;
use crate::attribute::{Attribute, DocumentPath, Path};

/// A vector index of a table. Implemented by the derive macro for one marker type per index.
pub trait VectorSource {
    /// The table.
    type Table: Table;
    /// The type of a hit: the attributes that the index projects, without the vector. On a shared table it is an
    /// [`Item`](crate::codec::Item).
    type Item;
    /// The metric by which the index compares vectors.
    type Metric: Metric;
    /// The declaration as data.
    const DEFINITION: VectorIndexDefinition;

    /// The template of the partition attribute, if an entity renders it.
    #[doc(hidden)]
    const TEMPLATES: KeyTemplates = KeyTemplates::NONE;
}

/// A struct that the derive macro generates for the hits of one vector index, such as `DocsByMeaning`.
pub trait HitItem {
    /// The metric by which the index compares vectors.
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
    /// Returns the handle. The generated accessors call it.
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

// `#[derive]` would require that `S` and `P` are `Clone`, too.
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
    /// The type of the values with which the attribute is compared.
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

/// A source of partial structs of the table `T`: the table itself, an index or a vector index.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "`{Self}` is not a source of `{T}`")]
pub trait BelongsTo<T> {}

#[diagnostic::do_not_recommend]
impl<S: super::Source> BelongsTo<S::Table> for S {}
