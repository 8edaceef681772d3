//! Typed paths: declared attributes, and the values inside them.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::capability::{ListAttribute, MapAttribute};
use super::stored::Stored;
use super::{Attribute, AttributeOf, Removable, Updatable};
use crate::attribute::document_path::DocumentPath;
use crate::codec::DecodeError;
use crate::codec::PathStep;
use crate::codec::json::StoredValue;

/// A declared attribute, or a value inside one.
///
/// `A` is the top-level attribute, `V` describes what is stored at the end of the path, and `P` says whether the
/// path ends at the attribute itself ([`TopLevel`], no bytes at all) or goes deeper ([`Nested`]).
///
/// The constants of a table are such paths: `Orders::TOTAL`, `Orders::ADDRESS.dot(Address::CITY)`,
/// `Orders::ITEMS.at(0).dot(Line::QTY)`. A path makes conditions and filters, and says what an update changes and a projection
/// reads.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let large = Orders::TOTAL.gte(100) & Orders::NOTE.not_exists();
/// assert_eq!(
///     Orders::query("ana").filter(large).select(Orders::TOTAL).all(&db).await?,
///     [700]
/// );
///
/// Orders::update(("ana", "o1")).set(Orders::NOTE, "fragile").send(&db).await?;
/// # Ok(())
/// # }) }
/// ```
///
/// # Methods
///
/// - Deeper: [`dot`](Self::dot), [`at`](Self::at), [`entry`](Self::entry)
/// - Comparisons: [`eq`](Self::eq), [`neq`](Self::neq), [`gt`](Self::gt), [`gte`](Self::gte), [`lt`](Self::lt), [`lte`](Self::lte), [`between`](Self::between), [`is_in`](Self::is_in)
/// - Functions: [`exists`](Self::exists), [`not_exists`](Self::not_exists), [`begins_with`](Self::begins_with), [`not_begins_with`](Self::not_begins_with), [`contains`](Self::contains), [`not_contains`](Self::not_contains), [`attribute_type`](Self::attribute_type), [`size`](Self::size)
pub struct Path<A, V, P = TopLevel> {
    of: PhantomData<fn() -> (A, V)>,
    position: P,
}

/// The depth of a path that ends at a declared attribute.
#[derive(Debug, Clone, Copy, Default)]
pub struct TopLevel;

/// The depth of a path that leads into a declared attribute. `L` is the marker of its end.
pub struct Nested<L> {
    rest: Vec<PathStep>,
    leaf: PhantomData<fn() -> L>,
}

/// The marker of a path that ends at a list element or a map entry.
#[derive(Debug, Clone, Copy)]
pub struct Element;

#[diagnostic::do_not_recommend]
impl<G> Updatable<G> for Element {}
#[diagnostic::do_not_recommend]
impl Removable for Element {}

/// The depth of a path: [`TopLevel`] or [`Nested`].
pub trait PathDepth<A: Attribute, V>: Clone + sealed::Sealed {
    /// The marker of the value at the end of the path.
    type Leaf;
    /// The type that selecting the path returns: the field's type, or `Option` of the value for a nested path.
    type Selected;

    /// Returns the steps after the attribute's name.
    #[doc(hidden)]
    fn rest(self) -> Vec<PathStep>;

    /// Decodes the selected value.
    #[doc(hidden)]
    fn decode(value: Option<StoredValue<'_>>) -> Result<Self::Selected, DecodeError>
    where
        V: Stored;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::TopLevel {}
    impl<L> Sealed for super::Nested<L> {}
}

impl<A: Attribute, V> PathDepth<A, V> for TopLevel {
    type Leaf = A;
    type Selected = A::Field;

    fn rest(self) -> Vec<PathStep> {
        Vec::new()
    }

    fn decode(value: Option<StoredValue<'_>>) -> Result<A::Field, DecodeError> {
        A::read(value)
    }
}

impl<A: Attribute, V: Stored, L> PathDepth<A, V> for Nested<L> {
    type Leaf = L;
    type Selected = Option<V::Rust>;

    fn rest(self) -> Vec<PathStep> {
        self.rest
    }

    fn decode(value: Option<StoredValue<'_>>) -> Result<Option<V::Rust>, DecodeError> {
        match value {
            // Other programs store NULL for a value that is absent.
            Some(value) if !value.is_null()? => V::read(value).map(Some),
            _ => Ok(None),
        }
    }
}

impl<A, V> Path<A, V, TopLevel> {
    /// Returns the path of a declared attribute. The derive macros use it for the constants of a struct.
    #[doc(hidden)]
    #[must_use]
    pub const fn top() -> Self {
        Self { of: PhantomData, position: TopLevel }
    }
}

// rust-analyzer offers a method wherever the bounds of its `impl` hold. rustc shows the message of a trait only for a bound of the method
// itself. So each of the two finds the bound where it looks.
impl<A: Attribute, #[cfg(not(rust_analyzer))] V, #[cfg(rust_analyzer)] V: super::Document, P: PathDepth<A, V>>
    Path<A, V, P>
{
    /// Returns the path of the attribute `child` of this document: `Orders::ADDRESS.dot(Address::CITY)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use dkmio::{DynamoDocument, DynamoTable};
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Serialize, Deserialize, DynamoDocument)]
    /// struct Line {
    ///     qty: u32,
    /// }
    ///
    /// #[derive(Serialize, Deserialize, DynamoTable)]
    /// #[dynamo(table = "orders")]
    /// struct Orders {
    ///     #[pk]
    ///     id: String,
    ///     items: Vec<Line>,
    /// }
    ///
    /// let path = Orders::ITEMS.at(0).dot(Line::QTY);
    /// assert_eq!(path.to_document_path().to_string(), "items[0].qty");
    /// ```
    #[must_use]
    pub fn dot<C, W, Q>(self, child: Path<C, W, Q>) -> Path<A, W, Nested<Q::Leaf>>
    where
        C: Attribute + AttributeOf<V>,
        Q: PathDepth<C, W>,
    {
        let mut rest = self.position.rest();
        rest.push(PathStep::Name(Cow::Borrowed(C::NAME)));
        rest.extend(child.position.rest());
        Path::nested(rest)
    }
}

impl<A: Attribute, #[cfg(not(rust_analyzer))] V, #[cfg(rust_analyzer)] V: ListAttribute, P: PathDepth<A, V>>
    Path<A, V, P>
{
    /// Returns the path of the list element at `position`, counted from 0: `Orders::ITEMS.at(0)`.
    #[must_use]
    pub fn at(self, position: usize) -> Path<A, V::Element, Nested<Element>>
    where
        V: ListAttribute,
    {
        let mut rest = self.position.rest();
        rest.push(PathStep::Index(position));
        Path::nested(rest)
    }
}

impl<A: Attribute, #[cfg(not(rust_analyzer))] V, #[cfg(rust_analyzer)] V: MapAttribute, P: PathDepth<A, V>>
    Path<A, V, P>
{
    /// Returns the path of the entry `name` of this map.
    #[must_use]
    pub fn entry(self, name: impl Into<String>) -> Path<A, V::Value, Nested<Element>>
    where
        V: MapAttribute,
    {
        let mut rest = self.position.rest();
        rest.push(PathStep::Name(Cow::Owned(name.into())));
        Path::nested(rest)
    }
}

impl<A: Attribute, V, P: PathDepth<A, V>> Path<A, V, P> {
    /// Returns the path as data.
    #[must_use]
    pub fn to_document_path(self) -> DocumentPath {
        self.position.rest().into_iter().fold(DocumentPath::top(A::NAME), DocumentPath::join)
    }
}

impl<A, V, L> Path<A, V, Nested<L>> {
    fn nested(rest: Vec<PathStep>) -> Self {
        Self { of: PhantomData, position: Nested { rest, leaf: PhantomData } }
    }
}

impl<A, V, P: Clone> Clone for Path<A, V, P> {
    fn clone(&self) -> Self {
        Self { of: PhantomData, position: self.position.clone() }
    }
}

impl<A, V, P: Copy> Copy for Path<A, V, P> {}

impl<L> Clone for Nested<L> {
    fn clone(&self) -> Self {
        Self { rest: self.rest.clone(), leaf: PhantomData }
    }
}

impl<A: Attribute, V, P: PathDepth<A, V>> fmt::Debug for Path<A, V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Path({})", self.clone().to_document_path())
    }
}
