//! DeleteItem.

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use serde::de::DeserializeOwned;

use crate::client::Meter;
use crate::client::{DynamoDb, Exchange, Operation, RequestBody};
use crate::codec::Item;
use crate::error::{Error, ErrorContext};
use crate::key::EncodedKey;
use crate::request::Explanation;
use crate::request::Rendered;
use crate::request::readable_key;
use crate::request::{Nothing, OldItem, Returning};
use crate::request::{Request, RequestOptions, request_options, sendable};
use crate::request::{WriteCondition, conditional, send_write};
use crate::retry::{RetryLoop, RetryPolicy};
use crate::table::Table;

const OPERATION: Operation = Operation::write("DeleteItem");

/// Deletes one item by its primary key: DeleteItem. Deleting what is not there is no error.
///
/// Made by [`DynamoTable::delete`](crate::dynamo_table::DynamoTable::delete).
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct Delete<T, R = Nothing> {
    pub(crate) key: Result<EncodedKey, Error>,
    pub(crate) condition: WriteCondition,
    pub(crate) retries: RetryPolicy,
    pub(crate) options: RequestOptions,
    types: PhantomData<fn() -> (T, R)>,
}

impl<T: Table> Delete<T> {
    pub(crate) fn new(key: Result<EncodedKey, Error>) -> Self {
        Self {
            key,
            condition: WriteCondition::default(),
            retries: RetryPolicy::default(),
            options: RequestOptions::of::<T>(),
            types: PhantomData,
        }
    }

    /// Has the write return the item it deleted, if there was one.
    pub fn return_old(self) -> Delete<T, OldItem<T>>
    where
        T: DeserializeOwned,
    {
        Delete {
            key: self.key,
            condition: self.condition,
            retries: self.retries,
            options: self.options,
            types: PhantomData,
        }
    }

    /// Has the write return the item it deleted, free-form.
    pub fn return_old_item(self) -> Delete<T, OldItem<Item>> {
        Delete {
            key: self.key,
            condition: self.condition,
            retries: self.retries,
            options: self.options,
            types: PhantomData,
        }
    }
}

request_options! { [T: Table, R: Returning] Delete<T, R>; }
conditional! { [T: Table, R: Returning] Delete<T, R> => T; }

impl<T: Table, R: Returning> Delete<T, R> {
    /// Fails if there is no such item.
    pub fn if_exists(mut self) -> Self {
        self.condition = self.condition.and_exists::<T>(true);
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
        let mut rendered = Rendered::default();
        rendered.condition(self.condition.node())?;
        Ok((self.key.clone()?, rendered.checked()?))
    }
}

impl<T: Table, R: Returning> Request for Delete<T, R> {
    type Answer = R::Answer;

    async fn execute(self, db: &DynamoDb, meter: Meter) -> Result<R::Answer, Error> {
        let place = self.options.place(OPERATION, db)?;
        let exchange = Exchange::new(OPERATION, place.clone());
        RetryLoop::run(self.retries, |wait| db.sleep(wait), || self.send_once(db, &meter, &place, exchange.clone()))
            .await
    }
}

impl<T: Table, R: Returning> Delete<T, R> {
    async fn send_once(
        &self,
        db: &DynamoDb,
        meter: &Meter,
        place: &ErrorContext,
        exchange: Exchange,
    ) -> Result<R::Answer, Error> {
        let (key, rendered) = self.rendered().map_err(|error| error.with_context(place))?;
        let request = db.client().delete_item().set_table_name(place.table_name()).set_key(Some(key.into_map()));
        send_write!(request, rendered, RequestBody::default(), exchange, meter, place)
    }
}

sendable! {
    /// Sends the request.
    ///
    /// # Errors
    /// When a key is empty or too long, a condition does not hold, and whatever the service or the connection says.
    [T: Table, R: Returning] Delete<T, R>
}
