//! DeleteItem.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use aws_sdk_dynamodb::operation::delete_item as operation;

use super::unique::{Sent, UniqueChange, entity_with_unique, send_with_sentinels};
use crate::client::DynamoDb;
use crate::codec::Item;
use crate::error::Error;
use crate::expression::VersionChange;
use crate::key::EncodedKey;
use crate::request::single_write::{operation_of, sealed::Sealed};
use crate::request::{
    Explanation, Nothing, PendingExchange, Rendered, RenderedExpressions, Request, Returning, ReturnsOldItem, Sendable,
    SingleWrite, WriteAction, WriteRequest, WriteTarget, is_own_first_attempt, readable_key, recognize_old_item,
    sendable, write_output,
};
use crate::retry::RetryLoop;
use crate::table::{BlindOf, ReturnsOld, Table};
use crate::transact::{PartAction, RenderedPart, RenderedWrite, explain_single};

/// Deletes one item by its primary key: DeleteItem. Succeeds if there is no such item.
///
/// Made by [`DynamoTable::delete`](crate::dynamo_table::DynamoTable::delete).
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let deleted = Orders::delete(("ana", "o1"))
///     .condition(Orders::TOTAL.lt(100))
///     .return_old()
///     .send(&db)
///     .await?;
/// assert_eq!(deleted.map(|order| order.total), Some(30));
///
/// let again = Orders::delete(("ana", "o1")).if_exists().send(&db).await;
/// assert!(again.unwrap_err().is_condition_failed());
/// # Ok(())
/// # }) }
/// ```
///
/// # Methods
///
/// - When it deletes: [`condition`](SingleWrite::condition), [`if_exists`](SingleWrite::if_exists)
/// - What it returns: nothing, or [`return_old`](SingleWrite::return_old), [`return_old_free_form`](SingleWrite::return_old_free_form)
/// - How it is sent: [`table_name`](SingleWrite::table_name), [`retries`](SingleWrite::retries), [`timeout`](SingleWrite::timeout), [`meter`](SingleWrite::meter), `idempotent`
/// - `explain`, [`send`](SingleWrite::send)
#[doc(alias = "DeleteItem")]
pub type Delete<T, R = Nothing, G = BlindOf<T>> = SingleWrite<DeleteItem<T, G>, R>;

/// The operation of a [`Delete`].
#[derive(Clone)]
pub struct DeleteItem<T, G> {
    pub(crate) key: EncodedKey,
    /// The version that the item must have.
    pub(super) version: VersionChange,
    /// The item as the caller read it, for a guarded delete.
    pub(super) as_read: Option<Arc<Item>>,
    pub(super) types: PhantomData<fn() -> (T, G)>,
}

impl<T, G> Sealed for DeleteItem<T, G> {}

impl<T: Table, G> WriteAction for DeleteItem<T, G> {
    type Table = T;
    const NAME: &'static str = "DeleteItem";
}

#[diagnostic::do_not_recommend]
impl<T: Table, G> ReturnsOldItem for DeleteItem<T, G> where T::Unique: ReturnsOld<T> {}

impl<T: Table, G> Delete<T, Nothing, G> {
    pub(crate) fn of_key(key: Result<EncodedKey, Error>) -> Self {
        Self::new(key.map(|key| DeleteItem {
            key,
            version: VersionChange::default(),
            as_read: None,
            types: PhantomData,
        }))
    }
}

impl<T: Table, R: Returning, G> Delete<T, R, G> {
    /// Returns what the request would send.
    ///
    /// # Errors
    /// Returns the errors of sending it that are found before it is sent.
    pub fn explain(&self) -> Result<Explanation, Error> {
        self.explained(|| {
            let delete = self.render()?;
            if delete.sentinels.is_empty() {
                return Ok(Rendered::Request(("Key", readable_key(delete.key)), delete.rendered));
            }
            let explained =
                explain_single(delete.into_write().of_entity(T::DEFINITION.entity), self.options.table.name())?;
            Ok(Rendered::Transaction(explained))
        })
    }

    /// Renders the delete.
    pub(crate) fn render(&self) -> Result<RenderedDelete<'_>, Error> {
        let mut rendered = RenderedExpressions::default();
        let action = self.action()?;
        let definition = T::DEFINITION;
        // A delete with neither a version nor unique values is rendered without a copy.
        let mut condition = Cow::Borrowed(&self.condition);
        if let (Some(name), VersionChange::From(version)) = (definition.managed.version, action.version) {
            condition = Cow::Owned(condition.into_owned().and_version(name, version));
        }
        let mut sentinels = Vec::new();
        if let Some(entity) = entity_with_unique(&definition) {
            // Without its sentinel item a value would count as free that its owner still has.
            entity.refuse_sentinel_key(action.key.values())?;
        }
        if let (Some(entity), Some(as_read)) = (entity_with_unique(&definition), action.as_read.as_deref()) {
            let change = UniqueChange { definition: &definition, entity, before: Some(as_read), after: None };
            if let Some(as_read) = change.condition(|_| true) {
                condition = Cow::Owned(condition.into_owned().and_node(as_read));
            }
            sentinels = change.sentinels(&action.key)?;
        }
        rendered.condition(condition.node())?;
        Ok(RenderedDelete { key: &action.key, rendered: rendered.checked()?, sentinels })
    }

    async fn send_once(&self, db: &DynamoDb, exchange: &PendingExchange<'_>) -> Result<R::Output, Error> {
        let (context, limits) = (exchange.context(), &self.options.limits);
        let RenderedDelete { key, rendered, .. } = self.render().map_err(|error| error.with_context(context))?;
        let target = WriteTarget::Key(key);
        let request = WriteRequest::<operation::DeleteItem>::returning::<R>(context, target, &rendered, limits);
        match exchange.begin().send_request(db, &request).await {
            Ok(response) => write_output::<R>(&response, limits, context, &T::DEFINITION.key),
            Err(error) => self.recovered(error),
        }
    }

    /// Returns the output of a delete that expected a version and found no item: an earlier attempt has deleted it.
    fn recovered(&self, error: Error) -> Result<R::Output, Error> {
        // Version 0 is that of a missing item too, so that its absence proves nothing.
        let expects_version = matches!(self.action()?.version, VersionChange::From(version) if version > 0);
        let is_gone = |stored: Option<&Item>| stored.is_none();
        if !expects_version || T::DEFINITION.managed.version.is_none() || !is_own_first_attempt(&error, is_gone) {
            return Err(error);
        }
        // Without an output the caller gets the error as it was.
        R::recover(None).and_then(Result::ok).ok_or(error)
    }
}

/// A delete as it is sent.
pub(crate) struct RenderedDelete<'d> {
    pub(crate) key: &'d EncodedKey,
    pub(crate) rendered: RenderedExpressions,
    sentinels: Vec<RenderedPart>,
}

impl RenderedDelete<'_> {
    /// Returns the delete as a part of a transaction, with those of its sentinel items.
    pub(crate) fn into_write(self) -> RenderedWrite {
        let own = RenderedPart::of_key(PartAction::Delete, self.key.clone(), self.rendered);
        RenderedWrite { own, sentinels: self.sentinels }
    }
}

impl<T: Table, R: Returning, G: Sendable> Request for Delete<T, R, G> {
    type Output = R::Output;

    async fn execute(self, db: &DynamoDb) -> Result<R::Output, Error> {
        if const { entity_with_unique(&T::DEFINITION).is_some() } {
            let render = |_| {
                Ok(Some(self.render()?)
                    .filter(|delete| !delete.sentinels.is_empty())
                    .map(|delete| delete.into_write().of_entity(T::DEFINITION.entity)))
            };
            let sent = send_with_sentinels(render, DeleteItem::<T, G>::NAME, &self.options, self.retries, db).await;
            if sent.map_err(recognize_old_item::<T>)? == Sent::AsTransaction {
                // A transaction returns no item.
                return Ok(R::decode(None)?);
            }
        }
        let exchange = self.options.exchange(operation_of::<DeleteItem<T, G>>(), db)?;
        RetryLoop::run(self.options.limits.limit(self.retries), |wait| db.sleep(wait), || self.send_once(db, &exchange))
            .await
            .map_err(recognize_old_item::<T>)
    }
}

sendable! {
    /// Sends the request.
    ///
    /// # Errors
    /// Returns an error if the key is empty or too long, if a condition does not hold, or if the request is rejected by
    /// the service or cannot be delivered.
    [T: Table, R: Returning, G: Sendable] Delete<T, R, G>
}

impl<T, G> fmt::Debug for DeleteItem<T, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeleteItem").finish_non_exhaustive()
    }
}
