//! UpdateItem.

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use serde::de::DeserializeOwned;

use crate::attribute::{AddOperand, DeleteOperand, ListAttribute, NumberAttribute, Operand, OperandOf};
use crate::client::Meter;
use crate::client::{DynamoDb, Exchange, Operation, RequestBody};
use crate::codec::Item;
use crate::error::{Error, ErrorContext};
use crate::expression::{RemoveTarget, UpdateExpression, UpdateTarget, ValueAction};
use crate::key::EncodedKey;
use crate::request::Explanation;
use crate::request::Rendered;
use crate::request::{NewItem, Nothing, OldItem, Returning, UpdatedNew, UpdatedOld};
use crate::request::{Request, RequestOptions, request_options, sendable};
use crate::request::{WriteCondition, conditional, send_write};
use crate::request::{check_index_keys, readable_key};
use crate::retry::{RetryLoop, RetryPolicy};
use crate::table::Table;

const OPERATION: Operation = Operation::write("UpdateItem");

/// Changes one item, or creates it: UpdateItem.
///
/// UpdateItem creates an item that is not there. With [`if_exists`](Self::if_exists) it fails instead. Actions of one
/// clause are sent in the order they were given; two on overlapping paths are an error.
///
/// Made by [`DynamoTable::update`](crate::dynamo_table::DynamoTable::update).
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct Update<T, R = Nothing> {
    pub(crate) key: Result<EncodedKey, Error>,
    update: UpdateExpression,
    pub(crate) condition: WriteCondition,
    pub(crate) retries: RetryPolicy,
    pub(crate) options: RequestOptions,
    types: PhantomData<fn() -> (T, R)>,
}

impl<T: Table> Update<T> {
    pub(crate) fn new(key: Result<EncodedKey, Error>) -> Self {
        Self {
            key,
            update: UpdateExpression::default(),
            condition: WriteCondition::default(),
            retries: RetryPolicy::default(),
            options: RequestOptions::of::<T>(),
            types: PhantomData,
        }
    }

    /// Has the write return the whole item as it is now.
    pub fn return_new(self) -> Update<T, NewItem<T>>
    where
        T: DeserializeOwned,
    {
        self.returning()
    }

    /// Has the write return the whole item as it is now, free-form.
    pub fn return_new_item(self) -> Update<T, NewItem<Item>> {
        self.returning()
    }

    /// Has the write return the whole item as it was, if there was one.
    pub fn return_old(self) -> Update<T, OldItem<T>>
    where
        T: DeserializeOwned,
    {
        self.returning()
    }

    /// Has the write return the whole item as it was, free-form.
    pub fn return_old_item(self) -> Update<T, OldItem<Item>> {
        self.returning()
    }

    /// Has the write return the attributes it changed as they are now, free-form.
    pub fn return_updated_new(self) -> Update<T, UpdatedNew> {
        self.returning()
    }

    /// Has the write return the attributes it changed as they were, free-form.
    pub fn return_updated_old(self) -> Update<T, UpdatedOld> {
        self.returning()
    }

    fn returning<R>(self) -> Update<T, R> {
        Update {
            key: self.key,
            update: self.update,
            condition: self.condition,
            retries: self.retries,
            options: self.options,
            types: PhantomData,
        }
    }
}

request_options! { [T: Table, R: Returning] Update<T, R>; }
conditional! { [T: Table, R: Returning] Update<T, R> => T; }

impl<T: Table, R: Returning> Update<T, R> {
    /// `SET path = value`; the value may be another attribute. A set without members removes the attribute, since
    /// DynamoDB has no empty sets.
    pub fn set<P: UpdateTarget<T>, K: OperandOf<T>>(mut self, path: P, value: impl Operand<P::Value, K>) -> Self {
        self.update.set(path.into_path(), value.operand());
        self
    }

    /// `SET path = value`, or `REMOVE path` where there is none.
    pub fn set_or_remove<P, X, K>(self, path: P, value: Option<X>) -> Self
    where
        P: UpdateTarget<T> + RemoveTarget<T>,
        X: Operand<P::Value, K>,
        K: OperandOf<T>,
    {
        match value {
            Some(value) => self.set(path, value),
            None => self.remove(path),
        }
    }

    /// `SET path = if_not_exists(path, value)`: sets it only where it is absent.
    pub fn set_if_not_exists<P: UpdateTarget<T>, K: OperandOf<T>>(
        mut self,
        path: P,
        value: impl Operand<P::Value, K>,
    ) -> Self {
        self.update.value(ValueAction::IfNotExists, path.into_path(), value.operand());
        self
    }

    /// `SET path = if_not_exists(path, 0) + by`: counts up, from 0 where it is absent.
    ///
    /// It is not idempotent: see [`Error::maybe_applied`].
    ///
    /// The result is not checked against the field's type: DynamoDB counts below 0 and above the largest value, and an item
    /// whose number does not fit its field can no longer be read as the struct. Guard the update with a condition on the
    /// stored value.
    pub fn increment<P: UpdateTarget<T, Value: NumberAttribute>, K: OperandOf<T>>(
        mut self,
        path: P,
        by: impl Operand<P::Value, K>,
    ) -> Self {
        self.update.value(ValueAction::Increment, path.into_path(), by.operand());
        self
    }

    /// `SET path = if_not_exists(path, 0) - by`: counts down, from 0 where it is absent.
    ///
    /// It is not idempotent: see [`Error::maybe_applied`].
    ///
    /// The result is not checked against the field's type: DynamoDB counts below 0 and above the largest value, and an item
    /// whose number does not fit its field can no longer be read as the struct. Guard the update with a condition on the
    /// stored value.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let take = |count| {
    ///     Orders::update(("ana", "o1")).decrement(Orders::TOTAL, count).condition(Orders::TOTAL.gte(count)).return_new()
    /// };
    /// assert_eq!(take(20).send(&db).await?.total, 10);
    /// assert!(take(20).send(&db).await.unwrap_err().is_condition_failed());
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn decrement<P: UpdateTarget<T, Value: NumberAttribute>, K: OperandOf<T>>(
        mut self,
        path: P,
        by: impl Operand<P::Value, K>,
    ) -> Self {
        self.update.value(ValueAction::Decrement, path.into_path(), by.operand());
        self
    }

    /// `SET path = list_append(path, elements)`: puts elements behind the list, or creates it.
    pub fn append<P, I, K>(mut self, path: P, elements: I) -> Self
    where
        P: UpdateTarget<T, Value: ListAttribute>,
        I: IntoIterator<Item: Operand<<P::Value as ListAttribute>::Element, K>>,
    {
        self.update.list(ValueAction::Append, path.into_path(), elements.into_iter().map(Operand::operand));
        self
    }

    /// `SET path = list_append(elements, path)`: puts elements before the list, or creates it.
    pub fn prepend<P, I, K>(mut self, path: P, elements: I) -> Self
    where
        P: UpdateTarget<T, Value: ListAttribute>,
        I: IntoIterator<Item: Operand<<P::Value as ListAttribute>::Element, K>>,
    {
        self.update.list(ValueAction::Prepend, path.into_path(), elements.into_iter().map(Operand::operand));
        self
    }

    /// `ADD path value`: adds to a number, or elements to a set; creates either.
    ///
    /// On a number it is not idempotent: see [`Error::maybe_applied`].
    ///
    /// The result is not checked against the field's type: DynamoDB counts below 0 and above the largest value, and an item
    /// whose number does not fit its field can no longer be read as the struct. Guard the update with a condition on the
    /// stored value, as in the example of [`decrement`](Self::decrement).
    pub fn add<P, X, K>(mut self, path: P, value: X) -> Self
    where
        P: UpdateTarget<T>,
        P::Value: AddOperand<X, K>,
    {
        self.update.value(ValueAction::Add, path.into_path(), P::Value::add_operand(value));
        self
    }

    /// `DELETE path elements`: takes elements out of a set; the last one takes the attribute with it.
    pub fn delete<P, X, K>(mut self, path: P, elements: X) -> Self
    where
        P: UpdateTarget<T>,
        P::Value: DeleteOperand<X, K>,
    {
        self.update.value(ValueAction::Delete, path.into_path(), P::Value::delete_operand(elements));
        self
    }

    /// `REMOVE path`: removes an attribute, a map entry or a list element.
    pub fn remove(mut self, path: impl RemoveTarget<T>) -> Self {
        self.update.remove(path.into_removed());
        self
    }

    /// Whether the update has no action yet. Sending such an update is refused.
    ///
    /// An empty list or set given to [`append`](Self::append), [`prepend`](Self::prepend), [`add`](Self::add) or
    /// [`delete`](Self::delete) is no action, so an update that is built at run time can end up empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.update.is_empty()
    }

    /// Fails if there is no such item, instead of creating it.
    pub fn if_exists(mut self) -> Self {
        self.condition = self.condition.and_exists::<T>(true);
        self
    }

    /// Fails if there is such an item already.
    pub fn if_not_exists(mut self) -> Self {
        self.condition = self.condition.and_exists::<T>(false);
        self
    }

    /// What the request would send.
    ///
    /// # Errors
    /// The same as sending it, before it is sent.
    pub fn explain(&self) -> Result<Explanation, Error> {
        let place = ErrorContext::new(OPERATION.name, self.options.table.name(), None);
        let (key, rendered) = self.rendered().map_err(|error| error.with_context(&place))?;
        let mut explanation = Explanation::new(OPERATION.name, self.options.table.name(), None);
        explanation.parameter("Key", readable_key(&key));
        if let Some(returned) = R::ASKS {
            explanation.parameter("ReturnValues", returned.as_str());
        }
        rendered.explain(&mut explanation);
        Ok(explanation)
    }

    pub(crate) fn rendered(&self) -> Result<(EncodedKey, Rendered), Error> {
        self.update.check(&T::DEFINITION.key)?;
        check_index_keys(&T::DEFINITION, |name| self.update.value_set(name))?;
        let mut rendered = Rendered::default();
        rendered.update = Some(self.update.render(&mut rendered.placeholders)?);
        rendered.condition(self.condition.node())?;
        Ok((self.key.clone()?, rendered.checked()?))
    }
}

impl<T: Table, R: Returning> Request for Update<T, R> {
    type Answer = R::Answer;

    async fn execute(self, db: &DynamoDb, meter: Meter) -> Result<R::Answer, Error> {
        let place = self.options.place(OPERATION, db)?;
        let exchange = Exchange::new(OPERATION, place.clone());
        RetryLoop::run(self.retries, |wait| db.sleep(wait), || self.send_once(db, &meter, &place, exchange.clone()))
            .await
            .map_err(|error| name_parents(error, &self.update))
    }
}

/// DynamoDB says that a parent is missing, but not of which path.
fn name_parents(error: Error, update: &UpdateExpression) -> Error {
    if !error.service_message().is_some_and(|message| message.contains("document path")) {
        return error;
    }
    let paths: Vec<_> = update.nested_paths().map(|path| format!("`{path}`")).collect();
    if paths.is_empty() {
        return error;
    }
    error.with_hint(format!("what contains {} has to exist; set it as a whole first", paths.join(" or ")))
}

impl<T: Table, R: Returning> Update<T, R> {
    async fn send_once(
        &self,
        db: &DynamoDb,
        meter: &Meter,
        place: &ErrorContext,
        exchange: Exchange,
    ) -> Result<R::Answer, Error> {
        let (key, rendered) = self.rendered().map_err(|error| error.with_context(place))?;
        let request = db
            .client()
            .update_item()
            .set_table_name(place.table_name())
            .set_key(Some(key.into_map()))
            .set_update_expression(rendered.update.clone());
        send_write!(request, rendered, RequestBody::default(), exchange, meter, place)
    }
}

sendable! {
    /// Sends the request.
    ///
    /// # Errors
    /// When a key is empty or too long, the update is empty or names a key or two overlapping paths, a value cannot be
    /// stored, a condition does not hold, and whatever the service or the connection says.
    [T: Table, R: Returning] Update<T, R>
}
