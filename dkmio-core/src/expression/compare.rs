//! The operators of conditions and filters, on declared and undeclared attributes.

use super::condition::{Condition, ConditionNode, LeftOperand};
use super::size::{AttributeType, Size};
use crate::attribute::{
    Any, Attribute, Contains, Measurable, Operand, OperandOf, OperandValue, Ordered, Path, PathDepth, Prefixed,
    UntypedPath,
};

fn compare<T>(left: LeftOperand, operator: &'static str, right: OperandValue) -> Condition<T> {
    Condition::new(ConditionNode::Compare(left, operator, right))
}

fn function<T>(name: &'static str, left: LeftOperand, operand: Option<OperandValue>) -> Condition<T> {
    Condition::new(ConditionNode::Function(name, left, operand))
}

fn is_in<T>(left: LeftOperand, operands: Vec<OperandValue>) -> Condition<T> {
    Condition::new(if operands.is_empty() { ConditionNode::Constant(false) } else { ConditionNode::In(left, operands) })
}

impl<A: Attribute, V, P: PathDepth<A, V>> Path<A, V, P> {
    fn left(self) -> LeftOperand {
        LeftOperand::Path(self.to_document_path())
    }

    /// Equal: `a = :v`. Lists, maps and sets are compared whole.
    pub fn eq<K: OperandOf<A::Owner>>(self, value: impl Operand<V, K>) -> Condition<A::Owner> {
        compare(self.left(), "=", value.operand())
    }

    /// Not equal: `a <> :v`. An absent attribute is not equal to anything, so this holds for it.
    pub fn neq<K: OperandOf<A::Owner>>(self, value: impl Operand<V, K>) -> Condition<A::Owner> {
        compare(self.left(), "<>", value.operand())
    }

    /// Greater: `a > :v`.
    pub fn gt<K: OperandOf<A::Owner>>(self, value: impl Operand<V, K>) -> Condition<A::Owner>
    where
        V: Ordered,
    {
        compare(self.left(), ">", value.operand())
    }

    /// Greater or equal: `a >= :v`.
    pub fn gte<K: OperandOf<A::Owner>>(self, value: impl Operand<V, K>) -> Condition<A::Owner>
    where
        V: Ordered,
    {
        compare(self.left(), ">=", value.operand())
    }

    /// Less: `a < :v`.
    pub fn lt<K: OperandOf<A::Owner>>(self, value: impl Operand<V, K>) -> Condition<A::Owner>
    where
        V: Ordered,
    {
        compare(self.left(), "<", value.operand())
    }

    /// Less or equal: `a <= :v`.
    pub fn lte<K: OperandOf<A::Owner>>(self, value: impl Operand<V, K>) -> Condition<A::Owner>
    where
        V: Ordered,
    {
        compare(self.left(), "<=", value.operand())
    }

    /// Within a range, both ends included: `a BETWEEN :low AND :high`. A low end above the high end is an error of
    /// the request, before it is sent.
    pub fn between<K: OperandOf<A::Owner>, L: OperandOf<A::Owner>>(
        self,
        low: impl Operand<V, K>,
        high: impl Operand<V, L>,
    ) -> Condition<A::Owner>
    where
        V: Ordered,
    {
        Condition::new(ConditionNode::Between(self.left(), low.operand(), high.operand()))
    }

    /// Begins with: `begins_with(a, :v)`.
    pub fn begins_with<K: OperandOf<A::Owner>>(self, prefix: impl Operand<V::Prefix, K>) -> Condition<A::Owner>
    where
        V: Prefixed,
    {
        function("begins_with", self.left(), Some(prefix.operand()))
    }

    /// Does not begin with: `NOT begins_with(a, :v)`.
    pub fn not_begins_with<K: OperandOf<A::Owner>>(self, prefix: impl Operand<V::Prefix, K>) -> Condition<A::Owner>
    where
        V: Prefixed,
    {
        !self.begins_with(prefix)
    }

    /// Contains, as a part of text or bytes or as an element of a list or set: `contains(a, :v)`.
    pub fn contains<K: OperandOf<A::Owner>>(self, element: impl Operand<V::Element, K>) -> Condition<A::Owner>
    where
        V: Contains,
    {
        function("contains", self.left(), Some(element.operand()))
    }

    /// Does not contain: `NOT contains(a, :v)`.
    pub fn not_contains<K: OperandOf<A::Owner>>(self, element: impl Operand<V::Element, K>) -> Condition<A::Owner>
    where
        V: Contains,
    {
        !self.contains(element)
    }

    /// Is there: `attribute_exists(a)`.
    pub fn exists(self) -> Condition<A::Owner> {
        function("attribute_exists", self.left(), None)
    }

    /// Is absent: `attribute_not_exists(a)`.
    pub fn not_exists(self) -> Condition<A::Owner> {
        function("attribute_not_exists", self.left(), None)
    }

    /// Is one of these: `a IN (..)`.
    ///
    /// DynamoDB takes 100 operands. A filter of more is sent as several `IN`s; in a condition of a write more are an
    /// error. With no operands at all a query or scan finds nothing and sends no request.
    pub fn is_in<K: OperandOf<A::Owner>, X: Operand<V, K>>(
        self,
        values: impl IntoIterator<Item = X>,
    ) -> Condition<A::Owner> {
        is_in(self.left(), values.into_iter().map(Operand::operand).collect())
    }

    /// Is stored as this type: `attribute_type(a, :t)`.
    pub fn attribute_type(self, stored: AttributeType) -> Condition<A::Owner> {
        function("attribute_type", self.left(), Some(stored.operand()))
    }

    /// The size of the value, to be compared: `size(a)`. Bytes of text (as UTF-8) and binary, elements of lists, maps
    /// and sets.
    pub fn size(self) -> Size<A::Owner>
    where
        V: Measurable,
    {
        Size::new(Ok(self.to_document_path()))
    }
}

impl UntypedPath {
    fn left(self) -> LeftOperand {
        LeftOperand::of(self.into_document_path())
    }

    /// Equal: `a = :v`.
    pub fn eq<T, K: OperandOf<T>>(self, value: impl Operand<Any, K>) -> Condition<T> {
        compare(self.left(), "=", value.operand())
    }

    /// Not equal: `a <> :v`. An absent attribute is not equal to anything, so this holds for it.
    pub fn neq<T, K: OperandOf<T>>(self, value: impl Operand<Any, K>) -> Condition<T> {
        compare(self.left(), "<>", value.operand())
    }

    /// Greater: `a > :v`.
    pub fn gt<T, K: OperandOf<T>>(self, value: impl Operand<Any, K>) -> Condition<T> {
        compare(self.left(), ">", value.operand())
    }

    /// Greater or equal: `a >= :v`.
    pub fn gte<T, K: OperandOf<T>>(self, value: impl Operand<Any, K>) -> Condition<T> {
        compare(self.left(), ">=", value.operand())
    }

    /// Less: `a < :v`.
    pub fn lt<T, K: OperandOf<T>>(self, value: impl Operand<Any, K>) -> Condition<T> {
        compare(self.left(), "<", value.operand())
    }

    /// Less or equal: `a <= :v`.
    pub fn lte<T, K: OperandOf<T>>(self, value: impl Operand<Any, K>) -> Condition<T> {
        compare(self.left(), "<=", value.operand())
    }

    /// Within a range, both ends included: `a BETWEEN :low AND :high`.
    pub fn between<T, K: OperandOf<T>, L: OperandOf<T>>(
        self,
        low: impl Operand<Any, K>,
        high: impl Operand<Any, L>,
    ) -> Condition<T> {
        Condition::new(ConditionNode::Between(self.left(), low.operand(), high.operand()))
    }

    /// Begins with: `begins_with(a, :v)`.
    pub fn begins_with<T, K: OperandOf<T>>(self, prefix: impl Operand<Any, K>) -> Condition<T> {
        function("begins_with", self.left(), Some(prefix.operand()))
    }

    /// Does not begin with: `NOT begins_with(a, :v)`.
    pub fn not_begins_with<T, K: OperandOf<T>>(self, prefix: impl Operand<Any, K>) -> Condition<T> {
        !self.begins_with(prefix)
    }

    /// Contains: `contains(a, :v)`.
    pub fn contains<T, K: OperandOf<T>>(self, element: impl Operand<Any, K>) -> Condition<T> {
        function("contains", self.left(), Some(element.operand()))
    }

    /// Does not contain: `NOT contains(a, :v)`.
    pub fn not_contains<T, K: OperandOf<T>>(self, element: impl Operand<Any, K>) -> Condition<T> {
        !self.contains(element)
    }

    /// Is there: `attribute_exists(a)`.
    pub fn exists<T>(self) -> Condition<T> {
        function("attribute_exists", self.left(), None)
    }

    /// Is absent: `attribute_not_exists(a)`.
    pub fn not_exists<T>(self) -> Condition<T> {
        function("attribute_not_exists", self.left(), None)
    }

    /// Is one of these: `a IN (..)`; see [`Path::is_in`] for how many.
    pub fn is_in<T, K: OperandOf<T>, X: Operand<Any, K>>(self, values: impl IntoIterator<Item = X>) -> Condition<T> {
        is_in(self.left(), values.into_iter().map(Operand::operand).collect())
    }

    /// Is stored as this type: `attribute_type(a, :t)`.
    pub fn attribute_type<T>(self, stored: AttributeType) -> Condition<T> {
        function("attribute_type", self.left(), Some(stored.operand()))
    }

    /// The size of the value, to be compared: `size(a)`.
    pub fn size<T>(self) -> Size<T> {
        Size::new(self.into_document_path())
    }
}
