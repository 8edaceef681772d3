//! The operands of the update actions ADD and DELETE.

use aws_sdk_dynamodb::types::AttributeValue;

use super::kind::{self, Any};
use super::{Operand, OperandValue, ValueOf};
use crate::attribute::capability::Collection;
use crate::attribute::stored::Set;
use crate::codec::set::{self, AsSet, WriteSet};

/// An operand of the update action ADD: a number for a number, elements for a set.
#[diagnostic::on_unimplemented(
    message = "`add` has no meaning for `{Self}`, or not with this value",
    label = "ADD works on numbers and sets",
    note = "to add to a list use `append` or `prepend`"
)]
pub trait AddOperand<X, K> {
    /// Returns the operand to send.
    fn add_operand(value: X) -> OperandValue;
}

/// An operand of the update action DELETE: elements of a set.
#[diagnostic::on_unimplemented(
    message = "`delete` has no meaning for `{Self}`, or not with this value",
    label = "DELETE works on sets",
    note = "to drop an attribute or an element of a list use `remove`"
)]
pub trait DeleteOperand<X, K> {
    /// Returns the operand to send.
    fn delete_operand(value: X) -> OperandValue;
}

fn elements<T, I>(values: I) -> OperandValue
where
    I: IntoIterator,
    I::Item: ValueOf<T>,
    Vec<T>: WriteSet,
{
    let values: Vec<T> = values.into_iter().map(ValueOf::into_value).collect();
    OperandValue::encode(&AsSet(&values))
}

#[diagnostic::do_not_recommend]
impl<C, I> AddOperand<I, kind::Value> for Set<C>
where
    C: Collection,
    I: IntoIterator,
    I::Item: ValueOf<C::Element>,
    Vec<C::Element>: WriteSet,
{
    fn add_operand(values: I) -> OperandValue {
        elements(values)
    }
}

#[diagnostic::do_not_recommend]
impl<C, I> DeleteOperand<I, kind::Value> for Set<C>
where
    C: Collection,
    I: IntoIterator,
    I::Item: ValueOf<C::Element>,
    Vec<C::Element>: WriteSet,
{
    fn delete_operand(values: I) -> OperandValue {
        elements(values)
    }
}

/// Returns a value for ADD or DELETE on an undeclared attribute. They take no lists, so a collection is meant as a set.
///
/// A sequence of `u8` stays binary and is refused: whether its bytes are numbers or one binary element cannot be told.
fn untyped<T: serde::Serialize>(value: T) -> OperandValue {
    match OperandValue::encode(&value) {
        OperandValue::Value(AttributeValue::L(_)) => OperandValue::encode(&set::Set(value)),
        operand => operand,
    }
}

#[diagnostic::do_not_recommend]
impl<T: serde::Serialize> AddOperand<T, kind::Serde> for Any {
    fn add_operand(value: T) -> OperandValue {
        untyped(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T: serde::Serialize> DeleteOperand<T, kind::Serde> for Any {
    fn delete_operand(value: T) -> OperandValue {
        untyped(value)
    }
}

#[diagnostic::do_not_recommend]
impl AddOperand<AttributeValue, kind::AttributeValue> for Any {
    fn add_operand(value: AttributeValue) -> OperandValue {
        Operand::<Any, kind::AttributeValue>::operand(value)
    }
}

#[diagnostic::do_not_recommend]
impl DeleteOperand<AttributeValue, kind::AttributeValue> for Any {
    fn delete_operand(value: AttributeValue) -> OperandValue {
        Operand::<Any, kind::AttributeValue>::operand(value)
    }
}

macro_rules! number {
    ($($type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl AddOperand<$type, kind::Value> for $type {
            fn add_operand(value: $type) -> OperandValue {
                OperandValue::encode(&value)
            }
        }
    )*};
}
number!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64, crate::codec::number::Number);
