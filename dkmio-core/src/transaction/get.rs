//! TransactGetItems.

use super::explain::TransactExplanation;
use super::get_builder::TransactGetBuilder;
use super::gets::{ItemResponses, TransactGets};
use super::send_get;
use crate::client::DynamoDb;
use crate::error::Error;
use crate::operation::Get;
use crate::request::{Request, RequestLimits, request_limits, sendable};
use crate::retry::RetryPolicy;

/// Reads several items of any tables as they are at one moment (TransactGetItems).
///
/// It reads up to 100 different items, of 4 MB together. The output has each get's own type, or `None` if there is no
/// such item. A read that was canceled only for conflicts or throttling is retried; see [`RetryPolicy`]. Retries, time
/// limits and the meter are those of the transaction. Those of a get are ignored.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::TransactGet;
///
/// let (first, total) = TransactGet::new((
///     Orders::get(("ana", "o1")),
///     Orders::get(("ana", "o2")).select(Orders::TOTAL),
/// ))
/// .send(&db)
/// .await?;
/// assert_eq!((first.is_some(), total), (true, Some(700)));
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a transaction does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct TransactGet<G> {
    gets: G,
    retries: RetryPolicy,
    limits: RequestLimits,
}

impl<G: TransactGets> TransactGet<G> {
    /// Reads a tuple of gets: `(Orders::get(key), Users::get(key).select(Users::NAME))`.
    pub fn new(gets: G) -> Self {
        Self { gets, retries: RetryPolicy::default(), limits: RequestLimits::default() }
    }

    /// Sets how often the transaction is retried after a conflict with another one, or after throttling: a number of
    /// retries, or a [`RetryPolicy`].
    pub fn retries(mut self, retries: impl Into<RetryPolicy>) -> Self {
        self.retries = retries.into();
        self
    }

    /// Makes a conflict an error at once. It does not change the SDK's retries.
    pub fn no_retry(self) -> Self {
        self.retries(RetryPolicy::none())
    }

    request_limits!(limits);

    /// Returns what the request would send.
    ///
    /// # Errors
    /// Returns an error if the request would be refused before it is sent.
    pub fn explain(&self) -> Result<TransactExplanation, Error> {
        send_get::explain(self.gets.parts(), &self.limits)
    }
}

impl TransactGet<()> {
    /// Returns a builder to which any number of gets of any tables is added one by one.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::TransactGet;
    ///
    /// let mut read = TransactGet::builder();
    /// let order = read.add(Orders::get(("ana", "o1")));
    /// let totals: Vec<_> = ["o2", "o3"]
    ///     .map(|id| read.add(Orders::get(("ana", id)).select(Orders::TOTAL)))
    ///     .into_iter()
    ///     .collect();
    ///
    /// let got = read.send(&db).await?;
    /// let order: Option<Orders> = got.take(order)?;
    /// for total in totals {
    ///     let total: Option<u64> = got.take(total)?;
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn builder() -> TransactGetBuilder {
        TransactGetBuilder::new()
    }
}

impl<T, H> TransactGet<Vec<Get<T, H>>>
where
    Vec<Get<T, H>>: TransactGets,
{
    /// Reads gets of one kind, any number of them. The output is in their order. An empty list sends no request.
    pub fn all(gets: impl IntoIterator<Item = Get<T, H>>) -> Self {
        Self::new(gets.into_iter().collect())
    }
}

impl<G: TransactGets> Request for TransactGet<G> {
    type Output = G::Output;

    async fn execute(self, db: &DynamoDb) -> Result<G::Output, Error> {
        let mut responses: ItemResponses = send_get::send(self.gets.parts(), db, self.limits, self.retries).await?;
        self.gets.read(&mut responses)
    }
}

sendable! {
    /// Sends the transaction and returns each item, or `None` if it does not exist.
    ///
    /// # Errors
    /// Returns an error if it is too large, if two parts are for one item, if a key is empty or too long, if an item
    /// does not fit its type, if the transaction is canceled, or if the request fails.
    [G: TransactGets] TransactGet<G>
}
