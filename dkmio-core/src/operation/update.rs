//! UpdateItem.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::attribute::{NumberAttribute, Operand, OperandOf};
use crate::codec::Item;
use crate::error::Error;
use crate::expression::{RemoveTarget, UpdateExpression, UpdateTarget, ValueAction, VersionChange};
use crate::key::{EncodedKey, KeyOf as _, KeyParts};
use crate::request::single_write::sealed::Sealed;
use crate::request::{NewItem, Nothing, Returning, ReturnsOldItem, SingleWrite, UpdatedNew, UpdatedOld, WriteAction};
use crate::table::{BlindOf, Table};

/// Changes one item, or creates it: UpdateItem.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let new: Orders = Orders::update(("ana", "o1"))
///     .set(Orders::STATUS, "SHIPPED")
///     .increment(Orders::TOTAL, 5)
///     .condition(Orders::STATUS.eq("PENDING"))
///     .return_new()
///     .send(&db)
///     .await?;
/// assert_eq!((new.status.as_str(), new.total), ("SHIPPED", 35));
/// # Ok(())
/// # }) }
/// ```
///
/// # Methods
///
/// - What it does: [`set`](Self::set), [`set_or_remove`](Self::set_or_remove), [`set_if_not_exists`](Self::set_if_not_exists), [`increment`](Self::increment), [`decrement`](Self::decrement), [`append`](Self::append), [`prepend`](Self::prepend), [`remove`](Self::remove), [`add`](Self::add), [`delete`](Self::delete)
/// - When it writes: [`condition`](SingleWrite::condition), [`if_exists`](SingleWrite::if_exists), [`if_not_exists`](Self::if_not_exists), [`assuming`](Self::assuming), [`assuming_absent`](Self::assuming_absent)
/// - What it returns: nothing, or `return_new`, `return_old`, `return_updated_new`, `return_updated_old`
/// - How it is sent: [`table_name`](SingleWrite::table_name), [`retries`](SingleWrite::retries), [`timeout`](SingleWrite::timeout), [`meter`](SingleWrite::meter), `idempotent`
/// - [`is_empty`](Self::is_empty), [`explain`](Self::explain), [`send`](SingleWrite::send)
///
/// # Details
///
/// UpdateItem creates an item that does not exist. With [`if_exists`](SingleWrite::if_exists) it fails instead. The
/// actions of one clause are sent in the order in which they were given. Two actions on overlapping paths are an error.
///
/// An update needs at least one action. Empty input gives none: an empty collection to [`append`](Self::append),
/// [`prepend`](Self::prepend), [`add`](Self::add) or [`delete`](Self::delete) is left out. Where actions come from
/// input, ask [`is_empty`](Self::is_empty) before sending.
///
/// On an entity of a shared table, an update writes the index keys that are rendered from what it changes, and removes
/// those that lose a part. All parts of such a key have to be known: those of the primary key are, others are set by
/// the same update, or given by [`assuming`](Self::assuming) or a condition that compares them with `eq`. Unless a
/// condition needs the item to exist, as [`if_exists`](SingleWrite::if_exists) does, the update also sets what a new
/// item of the entity has: the entity attribute, the parts of the primary key, and the index keys that are rendered
/// from them alone.
///
/// Made by [`DynamoTable::update`](crate::dynamo_table::DynamoTable::update).
#[doc(alias = "UpdateItem")]
pub type Update<T, R = Nothing, G = BlindOf<T>> = SingleWrite<UpdateItem<T, G>, R>;

/// The operation of an [`Update`].
#[derive(Clone)]
pub struct UpdateItem<T, G> {
    pub(crate) key: EncodedKey,
    /// The parts from which the key of an entity is rendered.
    pub(super) parts: KeyParts,
    pub(super) update: UpdateExpression,
    /// Whether it was made from an item, so that it sets every attribute of the struct.
    pub(super) is_of_item: bool,
    /// The item as the caller read it, for a guarded update.
    pub(super) as_read: Option<Arc<Item>>,
    /// What is known of the stored version.
    pub(super) version: VersionChange,
    pub(super) types: PhantomData<fn() -> (T, G)>,
}

impl<T, G> Sealed for UpdateItem<T, G> {}

impl<T: Table, G> WriteAction for UpdateItem<T, G> {
    type Table = T;
    const NAME: &'static str = "UpdateItem";
}

#[diagnostic::do_not_recommend]
impl<T: Table, G> ReturnsOldItem for UpdateItem<T, G> {}

impl<T: Table, G> Update<T, Nothing, G> {
    pub(crate) fn of_key(key: &T::Key) -> Self {
        let encoded = key.encode().and_then(|encoded| Ok((encoded, key.parts()?)));
        Self::new(encoded.map_err(Error::from).map(|(key, parts)| UpdateItem {
            key,
            parts,
            update: UpdateExpression::default(),
            is_of_item: false,
            as_read: None,
            version: VersionChange::default(),
            types: PhantomData,
        }))
    }

    /// Makes `send` return the whole item as it is after the update (`ReturnValues = ALL_NEW`).
    #[doc(alias("ReturnValues", "ALL_NEW"))]
    pub fn return_new(self) -> Update<T, NewItem<T>, G>
    where
        T: DeserializeOwned,
    {
        self.returning()
    }

    /// Makes `send` return the whole item as it is after the update, free-form (`ReturnValues = ALL_NEW`).
    #[doc(alias("ReturnValues", "ALL_NEW"))]
    pub fn return_new_free_form(self) -> Update<T, NewItem<Item>, G> {
        self.returning()
    }

    /// Makes `send` return the attributes that the update changed, as they are after it, free-form
    /// (`ReturnValues = UPDATED_NEW`). On an entity they include those that dkmio writes.
    #[doc(alias("ReturnValues", "UPDATED_NEW"))]
    pub fn return_updated_new(self) -> Update<T, UpdatedNew, G> {
        self.returning()
    }

    /// Makes `send` return the attributes that the update changed, as they were before it, free-form
    /// (`ReturnValues = UPDATED_OLD`).
    #[doc(alias("ReturnValues", "UPDATED_OLD"))]
    pub fn return_updated_old(self) -> Update<T, UpdatedOld, G> {
        self.returning()
    }
}

impl<T: Table, R: Returning, G> Update<T, R, G> {
    /// Sets an attribute (`SET path = value`). The value may be another attribute. An empty set removes the attribute,
    /// since DynamoDB has no empty sets; as an element of a list it becomes `NULL`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let order = Orders::update(("ana", "o1"))
    ///     .set(Orders::STATUS, "SHIPPED")
    ///     .return_new()
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!(order.status, "SHIPPED");
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "SET")]
    pub fn set<V, K: OperandOf<T>>(self, path: impl UpdateTarget<T, G, Value = V>, value: impl Operand<V, K>) -> Self {
        self.with(|action| action.update.set(path.into_path(), value.operand()))
    }

    /// Sets an attribute if there is a value (`SET path = value`), and removes it otherwise (`REMOVE path`).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let note = |note: Option<&'static str>| {
    ///     Orders::update(("ana", "o1")).set_or_remove(Orders::NOTE, note).return_new()
    /// };
    /// assert_eq!(
    ///     note(Some("fragile")).send(&db).await?.note.as_deref(),
    ///     Some("fragile")
    /// );
    /// assert_eq!(note(None).send(&db).await?.note, None);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias("SET", "REMOVE"))]
    pub fn set_or_remove<P, X, K>(self, path: P, value: Option<X>) -> Self
    where
        P: UpdateTarget<T, G> + RemoveTarget<T, G>,
        X: Operand<P::Value, K>,
        K: OperandOf<T>,
    {
        match value {
            Some(value) => self.set(path, value),
            None => self.remove(path),
        }
    }

    /// Sets an attribute only if it is absent (`SET path = if_not_exists(path, value)`).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let update = |note| {
    ///     Orders::update(("ana", "o1"))
    ///         .set_if_not_exists(Orders::NOTE, note)
    ///         .return_new()
    /// };
    /// update("first").send(&db).await?;
    /// assert_eq!(update("second").send(&db).await?.note.as_deref(), Some("first"));
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "if_not_exists")]
    pub fn set_if_not_exists<V, K: OperandOf<T>>(
        self,
        path: impl UpdateTarget<T, G, Value = V>,
        value: impl Operand<V, K>,
    ) -> Self {
        self.with(|action| action.update.value(ValueAction::IfNotExists, path.into_path(), value.operand()))
    }

    /// Adds to a number, from 0 if it is absent (`SET path = if_not_exists(path, 0) + by`).
    ///
    /// DynamoDB knows no bounds: the sum may be a number that the attribute's type cannot hold, and every later typed
    /// read of the item then fails. Guard the update with a condition, such as `.condition(Stock::QTY.lte(MAX - by))`.
    ///
    /// It is not idempotent: see [`Error::maybe_applied`].
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let order = Orders::update(("ana", "o1"))
    ///     .increment(Orders::TOTAL, 5)
    ///     .return_new()
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!(order.total, 35);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "SET")]
    pub fn increment<P: UpdateTarget<T, G, Value: NumberAttribute>, K: OperandOf<T>>(
        self,
        path: P,
        by: impl Operand<<P::Value as NumberAttribute>::Number, K>,
    ) -> Self {
        self.with(|action| action.update.value(ValueAction::Increment, path.into_path(), by.operand()))
    }

    /// Subtracts from a number, from 0 if it is absent (`SET path = if_not_exists(path, 0) - by`).
    ///
    /// DynamoDB knows no unsigned numbers: on a `u32` with 3 stored, `decrement` by 5 stores -2, and every later typed
    /// read of the item then fails. Guard the update: `.decrement(Stock::QTY, 5).condition(Stock::QTY.gte(5))`.
    ///
    /// It is not idempotent: see [`Error::maybe_applied`].
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let take = |count| {
    ///     Orders::update(("ana", "o1"))
    ///         .decrement(Orders::TOTAL, count)
    ///         .condition(Orders::TOTAL.gte(count))
    ///         .return_new()
    /// };
    /// assert_eq!(take(20).send(&db).await?.total, 10);
    /// assert!(take(20).send(&db).await.unwrap_err().is_condition_failed());
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "SET")]
    pub fn decrement<P: UpdateTarget<T, G, Value: NumberAttribute>, K: OperandOf<T>>(
        self,
        path: P,
        by: impl Operand<<P::Value as NumberAttribute>::Number, K>,
    ) -> Self {
        self.with(|action| action.update.value(ValueAction::Decrement, path.into_path(), by.operand()))
    }

    /// Removes an attribute, a map entry or a list element (`REMOVE path`).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let order = Orders::update(("ana", "o1"))
    ///     .remove(Orders::NOTE)
    ///     .return_new()
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!(order.note, None);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "REMOVE")]
    pub fn remove(self, path: impl RemoveTarget<T, G>) -> Self {
        self.with(|action| action.update.remove(path.into_removed()))
    }

    /// Writes only if no item with this key exists (`attribute_not_exists(partition key)`).
    #[doc(alias = "attribute_not_exists")]
    pub fn if_not_exists(mut self) -> Self {
        self.condition = self.condition.and_not_exists::<T>();
        self
    }

    /// Returns whether the update has no action. Sending it is then an error. An update with a mistake, which sending
    /// reports, is not empty.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let labels: Vec<String> = Vec::new();
    /// let update = Orders::update(("ana", "o1")).add(dkmio::attr("labels"), labels);
    /// assert!(update.is_empty());
    /// if !update.is_empty() {
    ///     update.send(&db).await?;
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.action.as_ref().is_ok_and(|action| action.update.is_empty())
    }
}

impl<T, G> fmt::Debug for UpdateItem<T, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateItem").field("update", &self.update).finish_non_exhaustive()
    }
}
