//! DeleteItem.

use std::fmt;
use std::marker::PhantomData;

use aws_sdk_dynamodb::operation::delete_item as operation;

use crate::client::DynamoDb;
use crate::codec::Item;
use crate::error::Error;
use crate::expression::VersionChange;
use crate::key::EncodedKey;
use crate::request::single_write::{operation_of, sealed::Sealed};
use crate::request::{
    Explanation, Nothing, PendingExchange, RenderedExpressions, Request, Returning, Sendable, SingleWrite, WriteAction,
    WriteRequest, WriteTarget, is_own_first_attempt, readable_key, recognize_old_item, sendable, write_output,
};
use crate::retry::RetryLoop;
use crate::table::{BlindOf, Table};

/// Deletes one item by its primary key: DeleteItem. Succeeds if there is no such item.
///
/// Made by [`DynamoTable::delete`](crate::dynamo_table::DynamoTable::delete).
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let deleted = Orders::delete(("ana", "o1")).condition(Orders::TOTAL.lt(100)).return_old().send(&db).await?;
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
    pub(super) types: PhantomData<fn() -> (T, G)>,
}

impl<T, G> Sealed for DeleteItem<T, G> {}

impl<T: Table, G> WriteAction for DeleteItem<T, G> {
    type Table = T;
    const NAME: &'static str = "DeleteItem";
}

impl<T: Table, G> Delete<T, Nothing, G> {
    pub(crate) fn of_key(key: Result<EncodedKey, Error>) -> Self {
        Self::new(key.map(|key| DeleteItem { key, version: VersionChange::default(), types: PhantomData }))
    }
}

impl<T: Table, R: Returning, G> Delete<T, R, G> {
    /// Returns what the request would send.
    ///
    /// # Errors
    /// Returns the errors of sending it that are found before it is sent.
    pub fn explain(&self) -> Result<Explanation, Error> {
        self.explained(|| self.render().map(|(key, rendered)| (("Key", readable_key(key)), rendered)))
    }

    pub(crate) fn render(&self) -> Result<(&EncodedKey, RenderedExpressions), Error> {
        let mut rendered = RenderedExpressions::default();
        let action = self.action()?;
        match (T::DEFINITION.managed.version, action.version) {
            (Some(name), VersionChange::From(version)) => {
                rendered.condition(self.condition.clone().and_version(name, version).node())?;
            }
            _ => rendered.condition(self.condition.node())?,
        }
        Ok((&action.key, rendered.checked()?))
    }

    async fn send_once(&self, db: &DynamoDb, exchange: &PendingExchange<'_>) -> Result<R::Output, Error> {
        let (context, limits) = (exchange.context(), &self.options.limits);
        let (key, rendered) = self.render().map_err(|error| error.with_context(context))?;
        let target = WriteTarget::Key(key);
        let request = WriteRequest::<operation::DeleteItem>::returning::<R>(context, target, &rendered, limits);
        match exchange.begin().send_request(db, &request).await {
            Ok(response) => write_output::<R>(&response, limits, context),
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
        R::recover(None).and_then(Result::ok).ok_or(error)
    }
}

impl<T: Table, R: Returning, G: Sendable> Request for Delete<T, R, G> {
    type Output = R::Output;

    async fn execute(self, db: &DynamoDb) -> Result<R::Output, Error> {
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
