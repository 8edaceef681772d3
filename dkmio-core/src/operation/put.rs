//! PutItem.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::SystemTime;

use aws_sdk_dynamodb::operation::put_item as operation;
use serde::Serialize;

use super::managed_put::ManagedPut;
use super::unique::{Sent, UniqueChange, entity_with_unique, send_with_sentinels};
use crate::client::DynamoDb;
use crate::codec::{Item, is_same_map};
use crate::error::Error;
use crate::request::single_write::{operation_of, sealed::Sealed};
use crate::request::{
    EncodedItem, Explanation, Nothing, PendingExchange, Rendered, RenderedExpressions, Request, Returning,
    ReturnsOldItem, ReturnsVersion, SingleWrite, WriteAction, WriteRequest, WriteTarget, is_own_first_attempt,
    readable_item, recognize_old_item, sendable, version_of, write_output,
};
use crate::retry::RetryLoop;
use crate::table::{Expires, ReturnsOld, Table};
use crate::transact::{RenderedPart, RenderedWrite, explain_single};
use crate::ttl::Ttl;

/// Creates or replaces one item: PutItem.
///
/// Made by [`DynamoTable::put`](crate::dynamo_table::DynamoTable::put). It replaces every attribute of an item that exists.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// order("luis", "o1", 5).put().if_not_exists().send(&db).await?;
///
/// let replaced: Option<Orders> =
///     order("luis", "o1", 6).put().return_old().send(&db).await?;
/// assert_eq!(replaced.map(|order| order.total), Some(5));
/// # Ok(())
/// # }) }
/// ```
///
/// # Methods
///
/// - When it writes: [`condition`](SingleWrite::condition), `if_not_exists`, `if_not_live`, [`if_exists`](SingleWrite::if_exists)
/// - What it returns: nothing, or [`return_old`](SingleWrite::return_old), [`return_old_free_form`](SingleWrite::return_old_free_form)
/// - How it is sent: [`table_name`](SingleWrite::table_name), [`retries`](SingleWrite::retries), [`timeout`](SingleWrite::timeout), [`meter`](SingleWrite::meter), `idempotent`
/// - `explain`, [`send`](SingleWrite::send)
#[doc(alias = "PutItem")]
pub type Put<T, R = Nothing> = SingleWrite<PutItem<T>, R>;

/// The operation of a [`Put`].
#[derive(Clone)]
pub struct PutItem<T> {
    item: EncodedItem,
    /// The attribute of the time to live, if only an expired item may be replaced.
    not_live: Option<&'static str>,
    /// What is written when the put is sent: the version and the timestamps, if the table has any.
    managed: Option<Box<ManagedPut>>,
    /// The item as the caller read it, for a guarded replace of an item with unique attributes.
    pub(super) as_read: Option<Arc<Item>>,
    table: PhantomData<fn() -> T>,
}

impl<T> Sealed for PutItem<T> {}

impl<T: Table> WriteAction for PutItem<T> {
    type Table = T;
    const NAME: &'static str = "PutItem";
}

#[diagnostic::do_not_recommend]
impl<T: Table> ReturnsOldItem for PutItem<T> where T::Unique: ReturnsOld<T> {}

impl<T: Table + Serialize> Put<T> {
    pub(crate) fn of_item(item: &T) -> Self {
        let encoded = EncodedItem::new(item).and_then(|encoded| Ok((encoded, ManagedPut::of_item(item)?)));
        Self::new(encoded.map(|(item, managed)| PutItem {
            item,
            not_live: None,
            managed,
            as_read: None,
            table: PhantomData,
        }))
    }

    /// Returns the put for an item that has this version.
    pub(super) fn expecting(self, version: u64) -> Self {
        self.with(|put| {
            if let Some(managed) = &mut put.managed {
                managed.version = version;
            }
        })
    }

    /// Returns a put that creates an item, whose version is the first one.
    pub(crate) fn creating(item: &T) -> Self {
        let put = Self::of_item(item).if_not_exists();
        put.with(|put| {
            if let Some(managed) = &mut put.managed {
                managed.is_create = true;
            }
        })
    }
}

impl<T: Table, R: Returning> Put<T, R> {
    /// Writes only if no item with this key exists (`attribute_not_exists(partition key)`).
    ///
    /// The condition is about this item alone. It does not make another attribute unique in the table.
    #[doc(alias = "attribute_not_exists")]
    pub fn if_not_exists(mut self) -> Self {
        self.condition = self.condition.and_not_exists::<T>();
        self
    }

    /// Writes only if no item with this key exists, or one that has expired and is not yet deleted. For tables that
    /// declare a time to live.
    ///
    /// A new item, of version 0, replaces an expired one whatever its `#[version]` is.
    pub fn if_not_live(self) -> Self
    where
        T: Expires,
    {
        self.with(|put| put.not_live = Some(T::TTL))
    }

    /// Returns what the request would send.
    ///
    /// # Errors
    /// Returns the errors of sending it that are found before it is sent.
    pub fn explain(&self) -> Result<Explanation, Error> {
        self.explained(|| {
            let put = self.render(SystemTime::now())?;
            if put.sentinels.is_empty() {
                return Ok(Rendered::Request(("Item", readable_item(put.item.item()?)), put.rendered));
            }
            let explained =
                explain_single(put.into_write().of_entity(T::DEFINITION.entity), self.options.table.name())?;
            Ok(Rendered::Transaction(explained))
        })
    }

    /// Renders the put as it is sent at a time.
    ///
    /// # Errors
    /// Returns the errors of sending it that are found before it is sent.
    pub(crate) fn render(&self, time: SystemTime) -> Result<RenderedPut<'_>, Error> {
        let mut rendered = RenderedExpressions::default();
        let action = self.action()?;
        // A put with neither a version nor a condition on expiry is rendered without a copy.
        let mut condition = Cow::Borrowed(&self.condition);
        let mut item = Cow::Borrowed(&action.item);
        if let Some(managed) = &action.managed {
            // A guarded put replaces the item that was read, and no other one.
            let replaces_expired = action.not_live.is_some() && action.as_read.is_none();
            condition = Cow::Owned(managed.condition::<T>(&condition, replaces_expired));
            item = Cow::Owned(managed.encoded::<T>(time)?);
        }
        if let Some(attribute) = action.not_live {
            condition = Cow::Owned(condition.into_owned().and_not_live::<T>(attribute, Ttl::at(time)));
        }
        let mut sentinels = Vec::new();
        let definition = T::DEFINITION;
        if let Some(entity) = entity_with_unique(&definition) {
            let (before, after) = (action.as_read.as_deref(), Some(item.item()?));
            let change = UniqueChange { definition: &definition, entity, before, after };
            if let Some(as_read) = change.condition(|_| true) {
                condition = Cow::Owned(condition.into_owned().and_node(as_read));
            }
            sentinels = change.sentinels(&definition.key.key_of(item.item()?)?)?;
        }
        rendered.condition(condition.node())?;
        Ok(RenderedPut { item, rendered: rendered.checked()?, sentinels })
    }

    /// Returns the new version, or `()` if the table has none.
    fn new_version(&self) -> Result<T::Version, Error> {
        version_of::<T>(self.action()?.managed.as_ref().map_or(0, |managed| managed.new_version()))
    }

    async fn send_once(&self, db: &DynamoDb, exchange: &PendingExchange<'_>) -> Result<R::Output, Error> {
        let (context, limits) = (exchange.context(), &self.options.limits);
        // Rendered again for each retry, so that `if_not_live` compares with the current time.
        let RenderedPut { item, rendered, .. } = self.render(db.time()).map_err(|error| error.with_context(context))?;
        let target = WriteTarget::Item(&item);
        let request = WriteRequest::<operation::PutItem>::returning::<R>(context, target, &rendered, limits);
        match exchange.begin().send_request(db, &request).await {
            Ok(response) => write_output::<R>(&response, limits, context, &T::DEFINITION.key),
            Err(error) => recovered::<T, R>(error, &item),
        }
    }
}

/// A put as it is sent.
pub(crate) struct RenderedPut<'p> {
    pub(crate) item: Cow<'p, EncodedItem>,
    pub(crate) rendered: RenderedExpressions,
    sentinels: Vec<RenderedPart>,
}

impl RenderedPut<'_> {
    /// Returns the put as a part of a transaction, with those of its sentinel items.
    pub(crate) fn into_write(self) -> RenderedWrite {
        RenderedWrite { own: RenderedPart::of_item(self.item.into_owned(), self.rendered), sentinels: self.sentinels }
    }
}

/// Returns the output of a put whose version check failed on the very item that it writes: an earlier attempt has stored it.
fn recovered<T: Table, R: Returning>(error: Error, sent: &EncodedItem) -> Result<R::Output, Error> {
    let is_stored = |stored: Option<&Item>| {
        stored.zip(sent.item().ok()).is_some_and(|(stored, sent)| is_same_map(stored.as_map(), sent.as_map()))
    };
    if T::DEFINITION.managed.version.is_none() || !is_own_first_attempt(&error, is_stored) {
        return Err(error);
    }
    // Without an output the caller gets the error as it was.
    R::recover(error.old_item_free_form()).and_then(Result::ok).ok_or(error)
}

impl<T: Table, R: ReturnsVersion<T::Version>> Request for Put<T, R> {
    type Output = R::Written;

    async fn execute(self, db: &DynamoDb) -> Result<R::Written, Error> {
        if const { entity_with_unique(&T::DEFINITION).is_some() } {
            let render = |time| {
                Ok(Some(self.render(time)?)
                    .filter(|put| !put.sentinels.is_empty())
                    .map(|put| put.into_write().of_entity(T::DEFINITION.entity)))
            };
            let sent = send_with_sentinels(render, PutItem::<T>::NAME, &self.options, self.retries, db).await;
            if sent.map_err(recognize_old_item::<T>)? == Sent::AsTransaction {
                // A transaction returns no item.
                return Ok(R::written(R::decode(None)?, self.new_version()?));
            }
        }
        let exchange = self.options.exchange(operation_of::<PutItem<T>>(), db)?;
        RetryLoop::run(self.options.limits.limit(self.retries), |wait| db.sleep(wait), || self.send_once(db, &exchange))
            .await
            .and_then(|output| Ok(R::written(output, self.new_version()?)))
            .map_err(recognize_old_item::<T>)
    }
}

sendable! {
    /// Sends the request.
    ///
    /// # Errors
    /// Returns an error if a key is missing, empty or too long, if the item cannot be stored or is larger than 400 KB, if a
    /// condition does not hold, or if the request is rejected by the service or cannot be delivered.
    [T: Table, R: ReturnsVersion<T::Version>] Put<T, R>
}

impl<T> fmt::Debug for PutItem<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PutItem").field("item", &self.item).finish_non_exhaustive()
    }
}
