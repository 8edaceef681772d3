//! The operators of undeclared attributes: each takes a value of any type.

use super::compare::{compare, function, is_in};
use super::condition::{Condition, ConditionNode, LeftOperand};
use super::size::{AttributeType, Size};
use crate::attribute::{Any, Operand, OperandOf, UntypedPath};

impl UntypedPath {
    fn left(self) -> LeftOperand {
        LeftOperand::of(self.into_document_path())
    }

    /// Compares for equality: `a = :v`. Lists, maps and sets are compared as a whole.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("total").eq(30));
    /// assert_eq!(orders.count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "=")]
    pub fn eq<T, K: OperandOf<T>>(self, value: impl Operand<Any, K>) -> Condition<T> {
        compare(self.left(), "=", value.operand())
    }

    /// Compares for inequality: `a <> :v`. A missing attribute is not equal to any value, so this is true for it.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("total").neq(30));
    /// assert_eq!(orders.count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "<>")]
    pub fn neq<T, K: OperandOf<T>>(self, value: impl Operand<Any, K>) -> Condition<T> {
        compare(self.left(), "<>", value.operand())
    }

    /// Compares for greater than: `a > :v`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("total").gt(30));
    /// assert_eq!(orders.count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = ">")]
    pub fn gt<T, K: OperandOf<T>>(self, value: impl Operand<Any, K>) -> Condition<T> {
        compare(self.left(), ">", value.operand())
    }

    /// Compares for greater than or equal: `a >= :v`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("total").gte(30));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = ">=")]
    pub fn gte<T, K: OperandOf<T>>(self, value: impl Operand<Any, K>) -> Condition<T> {
        compare(self.left(), ">=", value.operand())
    }

    /// Compares for less than: `a < :v`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("total").lt(700));
    /// assert_eq!(orders.count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "<")]
    pub fn lt<T, K: OperandOf<T>>(self, value: impl Operand<Any, K>) -> Condition<T> {
        compare(self.left(), "<", value.operand())
    }

    /// Compares for less than or equal: `a <= :v`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("total").lte(700));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "<=")]
    pub fn lte<T, K: OperandOf<T>>(self, value: impl Operand<Any, K>) -> Condition<T> {
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
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("total").between(30, 100));
    /// assert_eq!(orders.count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "BETWEEN")]
    pub fn between<T, K: OperandOf<T>, L: OperandOf<T>>(
        self,
        low: impl Operand<Any, K>,
        high: impl Operand<Any, L>,
    ) -> Condition<T> {
        Condition::new(ConditionNode::Between(self.left(), low.operand(), high.operand()))
    }

    /// Tests for a prefix: `begins_with(a, :v)`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("status").begins_with("PEND"));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn begins_with<T, K: OperandOf<T>>(self, prefix: impl Operand<Any, K>) -> Condition<T> {
        function("begins_with", self.left(), Some(prefix.operand()))
    }

    /// Tests for the lack of a prefix: `NOT begins_with(a, :v)`. This is true if the attribute is missing.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("note").not_begins_with("gift"));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "begins_with")]
    pub fn not_begins_with<T, K: OperandOf<T>>(self, prefix: impl Operand<Any, K>) -> Condition<T> {
        !self.begins_with(prefix)
    }

    /// Tests for a part of a text or of binary, or for an element of a list or set: `contains(a, :v)`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("status").contains("END"));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn contains<T, K: OperandOf<T>>(self, element: impl Operand<Any, K>) -> Condition<T> {
        function("contains", self.left(), Some(element.operand()))
    }

    /// Tests for the lack of a part or an element: `NOT contains(a, :v)`. This is true if the attribute is missing.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("status").not_contains("SHIP"));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "contains")]
    pub fn not_contains<T, K: OperandOf<T>>(self, element: impl Operand<Any, K>) -> Condition<T> {
        !self.contains(element)
    }

    /// Tests that the attribute exists: `attribute_exists(a)`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("note").exists());
    /// assert_eq!(orders.count(&db).await?, 0);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "attribute_exists")]
    pub fn exists<T>(self) -> Condition<T> {
        function("attribute_exists", self.left(), None)
    }

    /// Tests that the attribute is missing: `attribute_not_exists(a)`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("note").not_exists());
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "attribute_not_exists")]
    pub fn not_exists<T>(self) -> Condition<T> {
        function("attribute_not_exists", self.left(), None)
    }

    /// Compares for equality with one of the values: `a IN (..)`. See [`Path::is_in`](crate::attribute::Path::is_in)
    /// for how many there may be.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders =
    ///     Orders::query("ana").filter(attr("status").is_in(["PENDING", "SHIPPED"]));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "IN")]
    pub fn is_in<T, K: OperandOf<T>, X: Operand<Any, K>>(self, values: impl IntoIterator<Item = X>) -> Condition<T> {
        is_in(self.left(), values.into_iter().map(Operand::operand).collect())
    }

    /// Tests for the type that the value is stored as: `attribute_type(a, :t)`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::{AttributeType, attr};
    ///
    /// let filter = attr("total").attribute_type(AttributeType::Number);
    /// assert_eq!(Orders::query("ana").filter(filter).count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn attribute_type<T>(self, stored: AttributeType) -> Condition<T> {
        function("attribute_type", self.left(), Some(stored.operand()))
    }

    /// Returns the size of the value, to be compared: `size(a)`. It counts the bytes of a text (in UTF-8) or of binary,
    /// and the elements of a list, map or set.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let orders = Orders::query("ana").filter(attr("status").size().lt(10));
    /// assert_eq!(orders.count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn size<T>(self) -> Size<T> {
        Size::new(self.into_document_path())
    }
}
