//! `size(..)` and `attribute_type(..)`.

use std::fmt;
use std::marker::PhantomData;

use aws_sdk_dynamodb::types::AttributeValue;

use super::condition::{Condition, ConditionNode, LeftOperand};
use crate::attribute::{DocumentPath, NumberAttribute, Operand, OperandOf, OperandValue, PathError, kind};

/// The size of an attribute of `T`, to be compared with a number: `Orders::NAME.size().gt(5)`.
///
/// Made by [`Path::size`](crate::attribute::Path::size).
#[must_use = "a size is part of a condition: compare it"]
pub struct Size<T> {
    path: Result<DocumentPath, PathError>,
    of: PhantomData<fn() -> T>,
}

impl<T> Size<T> {
    pub(crate) fn new(path: Result<DocumentPath, PathError>) -> Self {
        Self { path, of: PhantomData }
    }

    fn compare<K: OperandOf<T>>(self, operator: &'static str, size: impl Operand<u64, K>) -> Condition<T> {
        Condition::new(ConditionNode::Compare(self.left(), operator, size.operand()))
    }

    fn left(self) -> LeftOperand {
        self.path.map_or_else(LeftOperand::Malformed, LeftOperand::Size)
    }

    /// Compares for equality with `size`.
    #[doc(alias = "=")]
    pub fn eq<K: OperandOf<T>>(self, size: impl Operand<u64, K>) -> Condition<T> {
        self.compare("=", size)
    }

    /// Compares for inequality with `size`.
    #[doc(alias = "<>")]
    pub fn neq<K: OperandOf<T>>(self, size: impl Operand<u64, K>) -> Condition<T> {
        self.compare("<>", size)
    }

    /// Compares for greater than `size`.
    #[doc(alias = ">")]
    pub fn gt<K: OperandOf<T>>(self, size: impl Operand<u64, K>) -> Condition<T> {
        self.compare(">", size)
    }

    /// Compares for greater than or equal to `size`.
    #[doc(alias = ">=")]
    pub fn gte<K: OperandOf<T>>(self, size: impl Operand<u64, K>) -> Condition<T> {
        self.compare(">=", size)
    }

    /// Compares for less than `size`.
    #[doc(alias = "<")]
    pub fn lt<K: OperandOf<T>>(self, size: impl Operand<u64, K>) -> Condition<T> {
        self.compare("<", size)
    }

    /// Compares for less than or equal to `size`.
    #[doc(alias = "<=")]
    pub fn lte<K: OperandOf<T>>(self, size: impl Operand<u64, K>) -> Condition<T> {
        self.compare("<=", size)
    }

    /// Tests for a range, both ends included.
    #[doc(alias = "BETWEEN")]
    pub fn between<K: OperandOf<T>, L: OperandOf<T>>(
        self,
        low: impl Operand<u64, K>,
        high: impl Operand<u64, L>,
    ) -> Condition<T> {
        Condition::new(ConditionNode::Between(self.left(), low.operand(), high.operand()))
    }

    /// Compares for equality with one of these sizes.
    #[doc(alias = "IN")]
    pub fn is_in<K: OperandOf<T>, X: Operand<u64, K>>(self, sizes: impl IntoIterator<Item = X>) -> Condition<T> {
        Condition::new(ConditionNode::one_of(self.left(), sizes.into_iter().map(Operand::operand).collect()))
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: NumberAttribute> Operand<V, kind::Path<T>> for Size<T> {
    fn operand(self) -> OperandValue {
        self.path.map_or_else(OperandValue::Malformed, OperandValue::Size)
    }
}

impl<T> fmt::Debug for Size<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Size").field(&self.path).finish()
    }
}

/// The type that an attribute is stored as: the operand of `attribute_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttributeType {
    /// `S`
    String,
    /// `N`
    Number,
    /// `B`
    Binary,
    /// `BOOL`
    Bool,
    /// `NULL`
    Null,
    /// `L`
    List,
    /// `M`
    Map,
    /// `SS`
    StringSet,
    /// `NS`
    NumberSet,
    /// `BS`
    BinarySet,
}

impl AttributeType {
    /// Returns DynamoDB's name of the type.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "S",
            Self::Number => "N",
            Self::Binary => "B",
            Self::Bool => "BOOL",
            Self::Null => "NULL",
            Self::List => "L",
            Self::Map => "M",
            Self::StringSet => "SS",
            Self::NumberSet => "NS",
            Self::BinarySet => "BS",
        }
    }

    pub(crate) fn operand(self) -> OperandValue {
        OperandValue::Value(AttributeValue::S(self.name().to_owned()))
    }
}
