//! TransactWriteItems.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use serde::Serialize;

use super::condition_check::{ConditionCheck, HasCondition};
use super::explain::TransactExplanation;
use super::part::{Part, TransactPart};
use crate::client::{DynamoDb, TableRef};
use crate::error::{Error, ErrorContext, PartHandle};
use crate::operation::{Delete, Put, Update};
use crate::request::{Request, RequestLimits, ReturnsNothing, Sendable, request_limits, sendable};
use crate::retry::RetryPolicy;
use crate::table::Table;
use crate::transact::{CheckedParts, Sending, WRITE, check_count, of_part, token};

/// Writes several items of any tables, all or none of them (TransactWriteItems).
///
/// A transaction has up to 100 parts, for as many different items, of 4 MB together. Its parts are sent in the order in
/// which they were added. A transaction without parts succeeds without a request. A canceled transaction is an error,
/// with a [reason](Error::cancellation_reasons) for each part, and with the old item if a condition did not hold.
///
/// Each `send` is one transaction with its own token, unless one is [given](Self::token). The token keeps a retry of
/// the SDK or of dkmio from carrying out twice a transaction whose response was lost. Transactions that were canceled
/// only for conflicts or throttling, or that are still in progress, are retried; see [`RetryPolicy`]. Retries, time
/// limits and the meter are those of the transaction. Those of a part are ignored.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::TransactWrite;
///
/// TransactWrite::new()
///     .put(order("luis", "o1", 30).put().if_not_exists())
///     .update(
///         Orders::update(("ana", "o2"))
///             .decrement(Orders::TOTAL, 30)
///             .condition(Orders::TOTAL.gte(30)),
///     )
///     .condition_check(
///         Orders::condition_check(("ana", "o1"))
///             .condition(Orders::STATUS.eq("PENDING")),
///     )
///     .send(&db)
///     .await?;
/// # Ok(())
/// # }) }
/// ```
#[doc(alias = "TransactWriteItems")]
#[must_use = "a transaction does nothing until it is sent"]
#[derive(Clone, Default)]
pub struct TransactWrite {
    parts: Vec<Part>,
    token: Option<String>,
    retries: RetryPolicy,
    pub(super) limits: RequestLimits,
}

impl TransactWrite {
    /// Returns a transaction without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a put: `order.put()`, with its conditions.
    pub fn put<T, R>(self, put: Put<T, R>) -> Self
    where
        T: Table + Serialize + 'static,
        R: ReturnsNothing + 'static,
    {
        self.with(put)
    }

    /// Adds an update: `Orders::update(key)`, with its actions and conditions.
    pub fn update<T, R, G>(self, update: Update<T, R, G>) -> Self
    where
        T: Table + 'static,
        R: ReturnsNothing + 'static,
        G: Sendable,
    {
        self.with(update)
    }

    /// Adds a delete: `Orders::delete(key)`, with its conditions.
    pub fn delete<T, R, G>(self, delete: Delete<T, R, G>) -> Self
    where
        T: Table + 'static,
        R: ReturnsNothing + 'static,
        G: Sendable,
    {
        self.with(delete)
    }

    /// Adds a condition on an item that is not written: `Users::condition_check(key).condition(..)`.
    pub fn condition_check<T, C, G>(self, check: ConditionCheck<T, C, G>) -> Self
    where
        T: Table + 'static,
        C: HasCondition + 'static,
        G: Sendable,
    {
        self.with(check)
    }

    /// Adds a part of any kind. With the handle, [`Error::reason_of`] returns the part's reason, with the old item
    /// typed.
    pub fn add<P: TransactPart>(&mut self, part: P) -> PartHandle<P::Table> {
        self.parts.push(part.into_part());
        PartHandle::new(self.parts.len() - 1)
    }

    fn with(mut self, part: impl TransactPart) -> Self {
        // The builder returns itself. Only `add` returns the handle.
        let _ = self.add(part);
        self
    }

    /// Sets the transaction's token, 1 to 36 characters (`ClientRequestToken`). For ten minutes after it succeeded, the
    /// same transaction with the same token has no further effect, and another transaction with that token is an error.
    /// By default each `send` creates a new token.
    #[doc(alias = "ClientRequestToken")]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
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

    /// Returns the number of parts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Returns whether there are no parts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Returns what the request would send.
    ///
    /// # Errors
    /// Returns an error if the request would be refused before it is sent.
    pub fn explain(&self) -> Result<TransactExplanation, Error> {
        token::checked(self.token.clone()).map_err(in_operation)?;
        let checked = check(&self.parts, SystemTime::now(), |table| table.checked_name().map(Into::into))?;
        let explained = checked.parts().iter().map(|(table, part)| part.explain(table));
        let parts = explained.collect::<Result<_, _>>().map_err(in_operation)?;
        Ok(TransactExplanation::new(WRITE.name, self.token.clone(), parts, &self.limits))
    }

    /// Sends the parts as one transaction.
    pub(super) async fn run(self, db: &DynamoDb) -> Result<(), Error> {
        // DynamoDB rejects a transaction without parts.
        if self.parts.is_empty() {
            return Ok(());
        }
        let token = token::checked(self.token).map_err(in_operation)?;
        let checked = check(&self.parts, db.time(), |table| db.checked_name(table))?;
        Sending::of_writes(db, self.limits, &checked, self.retries).write(checked, token).await
    }
}

fn in_operation(error: Error) -> Error {
    error.with_context(&ErrorContext { operation: Some(WRITE.name), table: None, index: None })
}

/// Renders the parts and refuses what the service would reject.
fn check(
    parts: &[Part],
    time: SystemTime,
    name_of: impl Fn(&TableRef) -> Result<Arc<str>, Error>,
) -> Result<CheckedParts, Error> {
    // Before anything is rendered. Sentinel items are counted at the end.
    check_count(parts.len()).map_err(in_operation)?;
    let mut checked = CheckedParts::default();
    for (position, part) in parts.iter().enumerate() {
        let table = name_of(&part.table);
        let table =
            table.map_err(|error| of_part(error, WRITE.name, part.table.declared_name(), position))?.to_string();
        let added = part.render(time).and_then(|write| checked.add(position, &table, write));
        added.map_err(|error| of_part(error, WRITE.name, &table, position))?;
    }
    checked.checked().map_err(in_operation)
}

impl Request for TransactWrite {
    type Output = ();

    async fn execute(self, db: &DynamoDb) -> Result<(), Error> {
        self.run(db).await
    }
}

sendable! {
    /// Sends the transaction.
    ///
    /// # Errors
    /// Returns an error if it is too large, if two parts are for one item, if a part is refused, if the transaction is
    /// canceled, or if the request fails.
    [] TransactWrite
}

/// Omits keys, values and the token, which may be made of the caller's data.
impl fmt::Debug for TransactWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransactWrite")
            .field("parts", &self.parts)
            .field("has_token", &self.token.is_some())
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}
