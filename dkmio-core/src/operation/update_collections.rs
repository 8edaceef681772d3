//! The actions of an update on lists, sets and counters that may not exist yet.

use super::update::Update;
use crate::attribute::{AddOperand, DeleteOperand, ListAttribute, Operand};
use crate::expression::{UpdateTarget, ValueAction};
use crate::request::Returning;
use crate::table::Table;

impl<T: Table, R: Returning, G> Update<T, R, G> {
    /// Appends elements to a list, or creates it (`SET path = list_append(path, elements)`). An empty collection gives no
    /// action; see [`is_empty`](Self::is_empty).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// Orders::update(("ana", "o1"))
    ///     .append(attr("history"), ["packed"])
    ///     .send(&db)
    ///     .await?;
    /// let changed = Orders::update(("ana", "o1"))
    ///     .append(attr("history"), ["shipped"])
    ///     .return_updated_new()
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!(
    ///     changed.read::<Vec<String>>("history")?.unwrap_or_default(),
    ///     ["packed", "shipped"]
    /// );
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "list_append")]
    pub fn append<P, I, K>(self, path: P, elements: I) -> Self
    where
        P: UpdateTarget<T, G, Value: ListAttribute>,
        I: IntoIterator<Item: Operand<<P::Value as ListAttribute>::Element, K>>,
    {
        let elements = elements.into_iter().map(Operand::operand);
        self.with(|action| action.update.list(ValueAction::Append, path.into_path(), elements))
    }

    /// Puts elements before those of a list, or creates it (`SET path = list_append(elements, path)`). An empty collection
    /// gives no action; see [`is_empty`](Self::is_empty).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// Orders::update(("ana", "o1"))
    ///     .append(attr("history"), ["packed"])
    ///     .send(&db)
    ///     .await?;
    /// let changed = Orders::update(("ana", "o1"))
    ///     .prepend(attr("history"), ["paid"])
    ///     .return_updated_new()
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!(
    ///     changed.read::<Vec<String>>("history")?.unwrap_or_default(),
    ///     ["paid", "packed"]
    /// );
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "list_append")]
    pub fn prepend<P, I, K>(self, path: P, elements: I) -> Self
    where
        P: UpdateTarget<T, G, Value: ListAttribute>,
        I: IntoIterator<Item: Operand<<P::Value as ListAttribute>::Element, K>>,
    {
        let elements = elements.into_iter().map(Operand::operand);
        self.with(|action| action.update.list(ValueAction::Prepend, path.into_path(), elements))
    }

    /// Adds to a number, or adds elements to a set; creates either (`ADD path value`). An empty collection gives no action;
    /// see [`is_empty`](Self::is_empty).
    ///
    /// The sum may be a number that the attribute's type cannot hold, as with [`increment`](Self::increment) and
    /// [`decrement`](Self::decrement): `.add(Stock::QTY, -5)` needs `.condition(Stock::QTY.gte(5))`. On a number it is not
    /// idempotent: see [`Error::maybe_applied`](crate::error::Error::maybe_applied).
    ///
    /// The manual says that this action "only supports" numbers and sets, and that it "can only be used on top-level
    /// attributes, not nested attributes". DynamoDB carries it out on nested attributes too, so dkmio sends it. On an
    /// undeclared attribute a collection is sent as a set, since the action takes no list.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// let order = Orders::update(("ana", "o1"))
    ///     .add(Orders::TOTAL, 5)
    ///     .add(attr("labels"), ["red"])
    ///     .return_new()
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!(order.total, 35);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "ADD")]
    pub fn add<P, X, K>(self, path: P, value: X) -> Self
    where
        P: UpdateTarget<T>,
        P::Value: AddOperand<X, K>,
    {
        self.with(|action| action.update.value(ValueAction::Add, path.into_path(), P::Value::add_operand(value)))
    }

    /// Removes elements from a set, and the attribute with the last element (`DELETE path elements`). An empty
    /// collection gives no action; see [`is_empty`](Self::is_empty).
    ///
    /// The manual says that this action "only supports" numbers and sets, and that it "can only be used on top-level
    /// attributes, not nested attributes". DynamoDB carries it out on nested attributes too, so dkmio sends it. On an
    /// undeclared attribute a collection is sent as a set, since the action takes no list.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// Orders::update(("ana", "o1"))
    ///     .add(attr("labels"), ["red", "blue"])
    ///     .send(&db)
    ///     .await?;
    /// let changed = Orders::update(("ana", "o1"))
    ///     .delete(attr("labels"), ["red"])
    ///     .return_updated_new()
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!(
    ///     changed.read::<Vec<String>>("labels")?.unwrap_or_default(),
    ///     ["blue"]
    /// );
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "DELETE")]
    pub fn delete<P, X, K>(self, path: P, elements: X) -> Self
    where
        P: UpdateTarget<T>,
        P::Value: DeleteOperand<X, K>,
    {
        self.with(|action| {
            action.update.value(ValueAction::Delete, path.into_path(), P::Value::delete_operand(elements))
        })
    }
}
