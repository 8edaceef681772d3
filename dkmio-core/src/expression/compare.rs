//! The operators of conditions and filters on declared attributes.

use super::condition::{Condition, ConditionNode, LeftOperand};
use super::size::{AttributeType, Size};
use crate::attribute::{
    Attribute, Contains, Measurable, Operand, OperandOf, OperandValue, Ordered, Path, PathDepth, Prefixed,
};

pub(super) fn compare<T>(left: LeftOperand, operator: &'static str, right: OperandValue) -> Condition<T> {
    Condition::new(ConditionNode::Compare(left, operator, right))
}

pub(super) fn function<T>(name: &'static str, left: LeftOperand, operand: Option<OperandValue>) -> Condition<T> {
    Condition::new(ConditionNode::Function(name, left, operand))
}

pub(super) fn is_in<T>(left: LeftOperand, operands: Vec<OperandValue>) -> Condition<T> {
    Condition::new(ConditionNode::one_of(left, operands))
}

impl<A: Attribute, V, P: PathDepth<A, V>> Path<A, V, P> {
    fn left(self) -> LeftOperand {
        LeftOperand::Path(self.to_document_path())
    }

    /// Compares for equality: `a = :v`. Lists, maps and sets are compared as a whole.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::TOTAL.eq(30));
    /// assert_eq!(orders.count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "=")]
    pub fn eq<K: OperandOf<A::Owner>>(self, value: impl Operand<V, K>) -> Condition<A::Owner> {
        compare(self.left(), "=", value.operand())
    }

    /// Compares for inequality: `a <> :v`. A missing attribute is not equal to any value, so this is true for it.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::TOTAL.neq(30));
    /// assert_eq!(orders.count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "<>")]
    pub fn neq<K: OperandOf<A::Owner>>(self, value: impl Operand<V, K>) -> Condition<A::Owner> {
        compare(self.left(), "<>", value.operand())
    }
}

// rust-analyzer offers a method wherever the bounds of its `impl` hold. rustc shows the message of a trait only for a bound of the method
// itself. So each of the two finds the bound where it looks.
impl<A: Attribute, #[cfg(not(rust_analyzer))] V, #[cfg(rust_analyzer)] V: Ordered, P: PathDepth<A, V>> Path<A, V, P> {
    /// Compares for greater than: `a > :v`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::TOTAL.gt(30));
    /// assert_eq!(orders.count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = ">")]
    pub fn gt<K: OperandOf<A::Owner>>(self, value: impl Operand<V, K>) -> Condition<A::Owner>
    where
        V: Ordered,
    {
        compare(self.left(), ">", value.operand())
    }

    /// Compares for greater than or equal: `a >= :v`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::TOTAL.gte(30));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = ">=")]
    pub fn gte<K: OperandOf<A::Owner>>(self, value: impl Operand<V, K>) -> Condition<A::Owner>
    where
        V: Ordered,
    {
        compare(self.left(), ">=", value.operand())
    }

    /// Compares for less than: `a < :v`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::TOTAL.lt(700));
    /// assert_eq!(orders.count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "<")]
    pub fn lt<K: OperandOf<A::Owner>>(self, value: impl Operand<V, K>) -> Condition<A::Owner>
    where
        V: Ordered,
    {
        compare(self.left(), "<", value.operand())
    }

    /// Compares for less than or equal: `a <= :v`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::TOTAL.lte(700));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "<=")]
    pub fn lte<K: OperandOf<A::Owner>>(self, value: impl Operand<V, K>) -> Condition<A::Owner>
    where
        V: Ordered,
    {
        compare(self.left(), "<=", value.operand())
    }

    /// Tests for a range, both ends included: `a BETWEEN :low AND :high`. A low end above the high end is refused
    /// before the request.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::TOTAL.between(30, 100));
    /// assert_eq!(orders.count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "BETWEEN")]
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
}

impl<A: Attribute, #[cfg(not(rust_analyzer))] V, #[cfg(rust_analyzer)] V: Prefixed, P: PathDepth<A, V>> Path<A, V, P> {
    /// Tests for a prefix: `begins_with(a, :v)`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::STATUS.begins_with("PEND"));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn begins_with<K: OperandOf<A::Owner>>(self, prefix: impl Operand<V::Prefix, K>) -> Condition<A::Owner>
    where
        V: Prefixed,
    {
        function("begins_with", self.left(), Some(prefix.operand()))
    }

    /// Tests for the lack of a prefix: `NOT begins_with(a, :v)`. This is true if the attribute is missing.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::NOTE.not_begins_with("gift"));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "begins_with")]
    pub fn not_begins_with<K: OperandOf<A::Owner>>(self, prefix: impl Operand<V::Prefix, K>) -> Condition<A::Owner>
    where
        V: Prefixed,
    {
        !self.begins_with(prefix)
    }
}

impl<A: Attribute, #[cfg(not(rust_analyzer))] V, #[cfg(rust_analyzer)] V: Contains, P: PathDepth<A, V>> Path<A, V, P> {
    /// Tests for a part of a text or of binary, or for an element of a list or set: `contains(a, :v)`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::STATUS.contains("END"));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn contains<K: OperandOf<A::Owner>>(self, element: impl Operand<V::Element, K>) -> Condition<A::Owner>
    where
        V: Contains,
    {
        function("contains", self.left(), Some(element.operand()))
    }

    /// Tests for the lack of a part or an element: `NOT contains(a, :v)`. This is true if the attribute is missing.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::STATUS.not_contains("SHIP"));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "contains")]
    pub fn not_contains<K: OperandOf<A::Owner>>(self, element: impl Operand<V::Element, K>) -> Condition<A::Owner>
    where
        V: Contains,
    {
        !self.contains(element)
    }
}

impl<A: Attribute, V, P: PathDepth<A, V>> Path<A, V, P> {
    /// Tests that the attribute exists: `attribute_exists(a)`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::NOTE.exists());
    /// assert_eq!(orders.count(&db).await?, 0);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "attribute_exists")]
    pub fn exists(self) -> Condition<A::Owner> {
        function("attribute_exists", self.left(), None)
    }

    /// Tests that the attribute is missing: `attribute_not_exists(a)`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::NOTE.not_exists());
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "attribute_not_exists")]
    pub fn not_exists(self) -> Condition<A::Owner> {
        function("attribute_not_exists", self.left(), None)
    }

    /// Compares for equality with one of the values: `a IN (..)`.
    ///
    /// DynamoDB takes 100 operands. A filter with more is sent as several `IN`s; a condition of a write with more is
    /// refused. Without operands it is never true: a query or scan returns no items and sends no request, and a write
    /// is refused.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders =
    ///     Orders::query("ana").filter(Orders::STATUS.is_in(["PENDING", "SHIPPED"]));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "IN")]
    pub fn is_in<K: OperandOf<A::Owner>, X: Operand<V, K>>(
        self,
        values: impl IntoIterator<Item = X>,
    ) -> Condition<A::Owner> {
        is_in(self.left(), values.into_iter().map(Operand::operand).collect())
    }

    /// Tests for the type that the value is stored as: `attribute_type(a, :t)`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::AttributeType;
    ///
    /// let filter = Orders::TOTAL.attribute_type(AttributeType::Number);
    /// assert_eq!(Orders::query("ana").filter(filter).count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn attribute_type(self, stored: AttributeType) -> Condition<A::Owner> {
        function("attribute_type", self.left(), Some(stored.operand()))
    }
}

impl<A: Attribute, #[cfg(not(rust_analyzer))] V, #[cfg(rust_analyzer)] V: Measurable, P: PathDepth<A, V>>
    Path<A, V, P>
{
    /// Returns the size of the value, to be compared: `size(a)`. It counts the bytes of a text (in UTF-8) or of binary,
    /// and the elements of a list, map or set.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let orders = Orders::query("ana").filter(Orders::STATUS.size().lt(10));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn size(self) -> Size<A::Owner>
    where
        V: Measurable,
    {
        Size::new(Ok(self.to_document_path()))
    }
}
