//! PutItem.

use std::marker::PhantomData;
use std::time::SystemTime;

use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::Meter;
use crate::client::{DynamoDb, Exchange, Operation, RequestBody};
use crate::codec::Item;
use crate::error::{Error, ErrorContext};
use crate::request::Explanation;
use crate::request::Rendered;
use crate::request::{EncodedItem, readable_item};
use crate::request::{Nothing, OldItem, Returning};
use crate::request::{Request, RequestOptions, request_options, sendable};
use crate::request::{WriteCondition, conditional, send_write};
use crate::retry::{RetryLoop, RetryPolicy};
use crate::table::{Expires, Table};
use crate::ttl::Ttl;

const OPERATION: Operation = Operation::write("PutItem");

/// Creates or replaces one item: PutItem.
///
/// Made by [`DynamoTable::put`](crate::dynamo_table::DynamoTable::put).
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct Put<T, R = Nothing> {
    item: Result<EncodedItem, Error>,
    pub(crate) condition: WriteCondition,
    pub(crate) retries: RetryPolicy,
    /// The attribute of the time to live, if only an expired item may be replaced.
    not_live: Option<&'static str>,
    pub(crate) options: RequestOptions,
    types: PhantomData<fn() -> (T, R)>,
}

impl<T: Table + Serialize> Put<T> {
    pub(crate) fn new(item: &T) -> Self {
        Self {
            item: EncodedItem::new(item),
            condition: WriteCondition::default(),
            retries: RetryPolicy::default(),
            not_live: None,
            options: RequestOptions::of::<T>(),
            types: PhantomData,
        }
    }

    /// Has the write return the item it replaced, if there was one.
    pub fn return_old(self) -> Put<T, OldItem<T>>
    where
        T: DeserializeOwned,
    {
        Put {
            item: self.item,
            condition: self.condition,
            retries: self.retries,
            not_live: self.not_live,
            options: self.options,
            types: PhantomData,
        }
    }

    /// Has the write return the item it replaced, free-form.
    pub fn return_old_item(self) -> Put<T, OldItem<Item>> {
        Put {
            item: self.item,
            condition: self.condition,
            retries: self.retries,
            not_live: self.not_live,
            options: self.options,
            types: PhantomData,
        }
    }
}

request_options! { [T: Table, R: Returning] Put<T, R>; }
conditional! { [T: Table, R: Returning] Put<T, R> => T; }

impl<T: Table, R: Returning> Put<T, R> {
    /// Writes only if there is no item of this key yet: `attribute_not_exists(partition key)`.
    ///
    /// It is about this item alone. It does not make another attribute unique in the table.
    pub fn if_not_exists(mut self) -> Self {
        self.condition = self.condition.and_exists::<T>(false);
        self
    }

    /// Writes only if there is no item of this key yet, or one that has expired and is not yet deleted:
    /// `attribute_not_exists(partition key) OR ttl <= now`. For tables that declare a time to live.
    pub fn if_not_live(mut self) -> Self
    where
        T: Expires,
    {
        self.not_live = Some(T::TTL);
        self
    }

    /// Writes only if there is an item of this key already.
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
        let (item, rendered) = self.rendered().map_err(|error| error.with_context(&place))?;
        let mut explanation = Explanation::new(OPERATION.name, self.options.table.name(), None);
        explanation.parameter("Item", readable_item(item.item()?));
        if let Some(returned) = R::ASKS {
            explanation.parameter("ReturnValues", returned.as_str());
        }
        rendered.explain(&mut explanation);
        Ok(explanation)
    }

    /// Rendered by the system's clock.
    pub(crate) fn rendered(&self) -> Result<(EncodedItem, Rendered), Error> {
        self.rendered_at(Ttl::at(SystemTime::now()))
    }

    /// Rendered with what has expired at `now`.
    pub(crate) fn rendered_at(&self, now: Ttl) -> Result<(EncodedItem, Rendered), Error> {
        let mut rendered = Rendered::default();
        let condition = match self.not_live {
            Some(attribute) => &self.condition.clone().and_not_live::<T>(attribute, now),
            None => &self.condition,
        };
        rendered.condition(condition.node())?;
        Ok((self.item.clone()?, rendered.checked()?))
    }
}

impl<T: Table, R: Returning> Request for Put<T, R> {
    type Answer = R::Answer;

    async fn execute(self, db: &DynamoDb, meter: Meter) -> Result<R::Answer, Error> {
        let place = self.options.place(OPERATION, db)?;
        let exchange = Exchange::new(OPERATION, place.clone());
        RetryLoop::run(self.retries, |wait| db.sleep(wait), || self.send_once(db, &meter, &place, exchange.clone()))
            .await
    }
}

impl<T: Table, R: Returning> Put<T, R> {
    async fn send_once(
        &self,
        db: &DynamoDb,
        meter: &Meter,
        place: &ErrorContext,
        exchange: Exchange,
    ) -> Result<R::Answer, Error> {
        let (item, rendered) = self.rendered_at(db.now()).map_err(|error| error.with_context(place))?;
        let mut body = RequestBody::new(db);
        let attributes = body.item(item.text()).map_err(|error| Error::from(error).with_context(place))?;
        let request = db.client().put_item().set_table_name(place.table_name()).set_item(Some(attributes));
        send_write!(request, rendered, body, exchange, meter, place)
    }
}

sendable! {
    /// Sends the request.
    ///
    /// # Errors
    /// When a key is missing, empty or too long, the item cannot be stored or is larger than 400 KB, a condition does not
    /// hold, and whatever the service or the connection says.
    [T: Table, R: Returning] Put<T, R>
}
