//! Partial structs, which read some attributes of an item.

use super::Table;
use crate::attribute::{Attribute, Path};

/// A struct that holds some of the attributes of a table: `#[derive(DynamoProjection)]`, or the struct that the derive
/// macro generates for an index that does not project everything (`OrdersByStatus`).
pub trait ProjectionOf {
    /// The table.
    type Table: Table;
    /// The stored names of the attributes it reads.
    #[doc(hidden)]
    const ATTRIBUTES: &'static [&'static str];
}

/// A partial struct whose attributes the source `S` projects or can fetch.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from `{S}`",
    label = "not a projection of this table, or one with an attribute that the index does not project",
    note = "derive `DynamoProjection` on it, with the table in `#[dynamo(table = ..)]`; with the index, too, in \
            `#[dynamo(table = .., index = ..)]`, the compiler says which attribute is missing"
)]
pub trait ReadableFrom<S>: ProjectionOf {}

/// Returns the number of a declared attribute.
#[doc(hidden)]
#[must_use]
pub const fn position_of<A: Attribute, V>(_: &Path<A, V>) -> usize {
    A::POSITION
}

/// Returns whether two stored names are the same.
#[doc(hidden)]
#[must_use]
pub const fn is_same_name(one: &str, other: &str) -> bool {
    // `==` of texts cannot be called in a constant.
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// A source that projects, or can fetch, the attribute number `POSITION` of its table; `F` is the field that reads it, for the
/// message.
///
/// `DynamoProjection` uses it in place of [`Projects`](super::Projects): it knows the constants of a table, and no constant leads to
/// the type of its attribute.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a field of this projection is not projected into index `{Self}`",
    label = "not in the index",
    note = "add the attribute to the `projection` of the index, or read the table itself"
)]
pub trait ProjectsField<F, const POSITION: usize> {}

/// A field type that reads what a field of type `F` wrote: `F` itself or `Option<F>`.
#[diagnostic::on_unimplemented(
    message = "the attribute is declared as `{F}` and cannot be read as `{Self}`",
    label = "another type than the table declares",
    note = "declare the field as `{F}`, or as `Option<{F}>`"
)]
pub trait FieldReads<F> {}

#[diagnostic::do_not_recommend]
impl<F> FieldReads<F> for F {}
#[diagnostic::do_not_recommend]
impl<F> FieldReads<F> for Option<F> {}
