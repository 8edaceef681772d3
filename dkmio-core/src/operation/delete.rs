//! DeleteItem.

use std::fmt;
use std::marker::PhantomData;

use aws_sdk_dynamodb::operation::delete_item as operation;

use crate::client::DynamoDb;
use crate::error::Error;
use crate::key::EncodedKey;
use crate::request::single_write::{operation_of, sealed::Sealed};
use crate::request::{
    Explanation, Nothing, PendingExchange, RenderedExpressions, Request, Returning, SingleWrite, WriteAction,
    WriteRequest, WriteTarget, readable_key, recognize_old_item, sendable, write_output,
};
use crate::retry::RetryLoop;
use crate::table::Table;

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
pub type Delete<T, R = Nothing> = SingleWrite<DeleteItem<T>, R>;

/// The operation of a [`Delete`].
#[derive(Clone)]
pub struct DeleteItem<T> {
    pub(crate) key: EncodedKey,
    table: PhantomData<fn() -> T>,
}

impl<T> Sealed for DeleteItem<T> {}

impl<T: Table> WriteAction for DeleteItem<T> {
    type Table = T;
    const NAME: &'static str = "DeleteItem";
}

impl<T: Table> Delete<T> {
    pub(crate) fn of_key(key: Result<EncodedKey, Error>) -> Self {
        Self::new(key.map(|key| DeleteItem { key, table: PhantomData }))
    }
}

impl<T: Table, R: Returning> Delete<T, R> {
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
        rendered.condition(self.condition.node())?;
        Ok((&action.key, rendered.checked()?))
    }

    async fn send_once(&self, db: &DynamoDb, exchange: &PendingExchange<'_>) -> Result<R::Output, Error> {
        let (context, limits) = (exchange.context(), &self.options.limits);
        let (key, rendered) = self.render().map_err(|error| error.with_context(context))?;
        let target = WriteTarget::Key(key);
        let request = WriteRequest::<operation::DeleteItem>::returning::<R>(context, target, &rendered, limits);
        let response = exchange.begin().send_request(db, &request).await?;
        write_output::<R>(&response, limits, context)
    }
}

impl<T: Table, R: Returning> Request for Delete<T, R> {
    type Output = R::Output;

    async fn execute(self, db: &DynamoDb) -> Result<R::Output, Error> {
        let exchange = self.options.exchange(operation_of::<DeleteItem<T>>(), db)?;
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
    [T: Table, R: Returning] Delete<T, R>
}

impl<T> fmt::Debug for DeleteItem<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeleteItem").finish_non_exhaustive()
    }
}
