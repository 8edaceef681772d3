//! Partial structs: what is read when not the whole item is.

use super::Table;
use crate::attribute::Attribute;

/// A struct that holds some of the attributes of a table: `#[derive(DynamoProjection)]`, or what the derive macro
/// generates for an index that does not project everything (`OrdersByStatus`).
pub trait ProjectionOf {
    /// The table.
    type Table: Table;
    /// The stored names of the attributes it reads.
    const ATTRIBUTES: &'static [&'static str];
}

/// A partial struct whose attributes the source `S` holds or can fetch.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from `{S}`",
    label = "not a projection of this table or index",
    note = "derive `DynamoProjection` on it, with `#[dynamo(table = ..)]` naming the table"
)]
pub trait ReadableFrom<S>: ProjectionOf {}

/// A table or document that declares an attribute; `HASH` is that of the stored name, `P` is the partial struct that
/// reads it and only stands in messages.
#[diagnostic::on_unimplemented(
    message = "`{Self}` declares no attribute of the name this field of `{P}` has",
    label = "no such attribute",
    note = "a projection reads attributes under the names they are stored by: mind `#[serde(rename)]`"
)]
pub trait Declares<P, const HASH: u64> {
    /// The attribute.
    type Attribute: Attribute;
}

/// A field type that reads what a field of type `F` wrote: `F` itself or `Option<F>`.
#[diagnostic::on_unimplemented(
    message = "the attribute is declared as `{F}` and cannot be read as `{Self}`",
    label = "another type than the table declares"
)]
pub trait FieldReads<F> {}

impl<F> FieldReads<F> for F {}
impl<F> FieldReads<F> for Option<F> {}
