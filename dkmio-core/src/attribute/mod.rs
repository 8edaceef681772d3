//! Attributes, which expressions, projections and updates name, and the operators that make sense for them.
//!
//! A declared attribute is a [`Path`] whose type says which table it belongs to and what it holds; an undeclared
//! one is an [`UntypedPath`] made by [`attr`] or [`attr_name`].

mod bare_decimal;
mod capability;
mod document_path;
mod field_codec;
mod number_form;
mod operand;
mod path;
mod stored;
mod untyped;

pub use bare_decimal::{BareDecimal, NotBareDecimal};
pub use capability::{
    Collection, Contains, Document, ListAttribute, MapAttribute, Measurable, NumberAttribute, Ordered, Prefixed,
    SetAttribute,
};
pub use document_path::{DocumentPath, PathError};
pub use field_codec::{FieldCodec, FieldReader, read, read_or, read_with, read_with_or};
pub use number_form::NumberForm;
pub use operand::kind::{self, Any};
pub use operand::{AddOperand, DeleteOperand, HoldsValue, Operand, OperandOf, OperandValue, ValueOf};
pub use path::{Element, Nested, Path, PathDepth, TopLevel};
pub use stored::{Blob, Custom, CustomCodec, KeyForm, Set, Stored};
pub use untyped::{UntypedPath, attr, attr_name};

use aws_sdk_dynamodb::types::AttributeValue;

use crate::codec::DecodeError;
use crate::codec::json::StoredValue;

/// One declared attribute of a table or of a nested document.
///
/// The derive macros implement it, one marker type per field; users meet it as the constants of their struct
/// (`Orders::TOTAL`).
pub trait Attribute {
    /// The table or document that declares the attribute.
    type Owner;
    /// The type of the declaring field, `Option` included.
    type Field;
    /// The attribute's name as it is stored.
    const NAME: &'static str;
    /// The attribute's number among those of its owner.
    #[doc(hidden)]
    const POSITION: usize;

    /// Reads the field from a stored value, or from its absence.
    ///
    /// # Errors
    /// Returns an error if the stored value is not of the field's type, or if it is absent and the field is not optional.
    fn decode(value: Option<&AttributeValue>) -> Result<Self::Field, DecodeError> {
        Self::read(value.map(StoredValue::Value))
    }

    /// Does what [`decode`](Self::decode) does, with a value in any form.
    #[doc(hidden)]
    fn read(value: Option<StoredValue<'_>>) -> Result<Self::Field, DecodeError>;
}

/// An attribute that the table or document `T` declares.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an attribute of `{T}`",
    label = "not an attribute of `{T}`",
    note = "use one of the constants of `{T}`, or `attr(\"..\")` for an attribute that it does not declare"
)]
pub trait AttributeOf<T> {}

#[diagnostic::do_not_recommend]
impl<T, A: Attribute<Owner = T>> AttributeOf<T> for A {}

/// An attribute that an update in the guard state `G` may change: every attribute but the table's own key. A unique attribute can be
/// changed by a guarded update alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a key attribute of its table and cannot be updated",
    label = "part of the primary key",
    note = "an item's key never changes: put a new item and delete the old one"
)]
pub trait Updatable<G = ()> {}

/// An attribute that may be absent: an update may remove it.
#[diagnostic::on_unimplemented(
    message = "attribute `{Self}` cannot be removed: its field is not optional",
    label = "an item without it could not be read back",
    note = "declare the field as `Option<..>`, or give it `#[serde(default)]`"
)]
pub trait Removable {}
