//! TransactWriteItems.

use std::iter;
use std::sync::Arc;
use std::time::SystemTime;

use aws_sdk_dynamodb::types::TransactWriteItem;

use super::explain::TransactExplanation;
use super::part::{Content, Part, TransactPart};
use super::preflight::{Seen, check_count, check_size, of_part};
use super::send::{Sending, WRITE};
use super::token;
use crate::client::Meter;
use crate::client::{DynamoDb, RequestBody, TableRef};
use crate::error::{Error, ErrorContext, PartHandle};
use crate::request::{Request, sendable};
use crate::retry::RetryPolicy;
use crate::ttl::Ttl;

/// Writes several items, of any tables, all or none: TransactWriteItems.
///
/// Up to 100 parts for as many different items, of 4 MB together; they are sent in the order in which they were added.
/// A transaction without parts goes through without a request. If it does not go through the result is an error: with
/// a [reason](Error::cancellation_reasons) for each part, and the old item where a condition did not hold.
///
/// Each `send` is one transaction with a token of its own, unless one is [given](Self::token). By the token an attempt
/// whose answer was lost is not carried out twice, neither by retries of the SDK nor by dkmio's. Transactions that
/// were cancelled for conflicts or throttling alone, or are still in progress, are sent again; see [`RetryPolicy`].
///
/// # Example
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::TransactWrite;
///
/// TransactWrite::new()
///     .put(order("luis", "o1", 30).put().if_not_exists())
///     .update(Orders::update(("ana", "o2")).decrement(Orders::TOTAL, 30).condition(Orders::TOTAL.gte(30)))
///     .check(Orders::check(("ana", "o1")).condition(Orders::STATUS.eq("PENDING")))
///     .send(&db)
///     .await?;
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a transaction does nothing until it is sent"]
#[derive(Debug, Clone, Default)]
pub struct TransactWrite {
    parts: Vec<Part>,
    token: Option<String>,
    retries: RetryPolicy,
}

impl TransactWrite {
    /// A transaction without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a put: `order.put()`, with its conditions.
    pub fn put(self, put: impl TransactPart) -> Self {
        self.with(put)
    }

    /// Adds an update: `Orders::update(key)`, with its actions and conditions.
    pub fn update(self, update: impl TransactPart) -> Self {
        self.with(update)
    }

    /// Adds a delete: `Orders::delete(key)`, with its conditions.
    pub fn delete(self, delete: impl TransactPart) -> Self {
        self.with(delete)
    }

    /// Adds a check of an item that is not written: `Users::check(key).condition(..)`.
    pub fn check(self, check: impl TransactPart) -> Self {
        self.with(check)
    }

    /// Adds a part of any kind. The handle asks an error for the part's reason, with the old item typed:
    /// [`Error::reason_of`].
    pub fn add<P: TransactPart>(&mut self, part: P) -> PartHandle<P::Table> {
        self.parts.push(part.into_part());
        PartHandle::new(self.parts.len() - 1)
    }

    fn with(mut self, part: impl TransactPart) -> Self {
        let _ = self.add(part);
        self
    }

    /// The transaction's token (`ClientRequestToken`), 1 to 36 characters: for the ten minutes after it went through the
    /// same transaction with the same token does nothing more, and another one with it is an error. By default each
    /// send makes one.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// How often the transaction is sent again when another one stands in its way, or throttling: so many times, or
    /// a [`RetryPolicy`].
    pub fn retries(mut self, retries: impl Into<RetryPolicy>) -> Self {
        self.retries = retries.into();
        self
    }

    /// Makes a conflict an error at once. The SDK's own retries stay as they are.
    pub fn no_retry(self) -> Self {
        self.retries(RetryPolicy::none())
    }

    /// How many parts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether there are no parts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// What the request would send.
    ///
    /// # Errors
    /// The same as sending it, before it is sent.
    pub fn explain(&self) -> Result<TransactExplanation, Error> {
        token::checked(self.token.clone()).map_err(in_operation)?;
        let checked = check(&self.parts, Ttl::at(SystemTime::now()), |table| Ok(table.name().into()))?;
        let explained =
            iter::zip(&self.parts, checked).map(|(part, (table, content))| content.explain(part.action, &table));
        let parts = explained.collect::<Result<_, _>>().map_err(in_operation)?;
        Ok(TransactExplanation { operation: WRITE.name, token: self.token.clone(), parts })
    }

    /// Sends the parts as one transaction.
    pub(super) async fn run(self, db: &DynamoDb, meter: Meter) -> Result<(), Error> {
        if self.parts.is_empty() {
            return Ok(());
        }
        let token = token::checked(self.token).map_err(in_operation)?;
        let checked = check(&self.parts, db.now(), |table| db.checked_name(table))?;
        let tables = checked.iter().map(|(table, _)| table.clone()).collect();
        let mut body = RequestBody::new(db);
        let parts = iter::zip(self.parts, checked)
            .map(|(part, (table, content))| content.into_sdk(part.action, table, &mut body));
        let parts: Vec<TransactWriteItem> = parts.collect::<Result<_, _>>().map_err(in_operation)?;
        Sending::new(WRITE, db, meter, tables, self.retries).write(parts, body, token).await
    }
}

fn in_operation(error: Error) -> Error {
    error.with_context(&ErrorContext { operation: Some(WRITE.name), table: None, index: None })
}

/// Renders the parts and refuses what the service would refuse; gives back each one with the name of its table.
fn check(
    parts: &[Part],
    now: Ttl,
    name_of: impl Fn(&TableRef) -> Result<Arc<str>, Error>,
) -> Result<Vec<(String, Content)>, Error> {
    check_count(parts.len()).map_err(in_operation)?;
    let mut seen = Seen::default();
    let mut checked = Vec::with_capacity(parts.len());
    for (position, part) in parts.iter().enumerate() {
        let table = name_of(&part.table);
        let table =
            table.map_err(|error| of_part(error, WRITE.name, part.table.declared_name(), position))?.to_string();
        let content = part.content(now).and_then(|content| {
            seen.add(position, &table, content.key.clone())?;
            Ok(content)
        });
        let content = content.map_err(|error| of_part(error, WRITE.name, &table, position))?;
        checked.push((table, content));
    }
    check_size(checked.iter().map(|(_, content)| content.size)).map_err(in_operation)?;
    Ok(checked)
}

impl Request for TransactWrite {
    type Answer = ();

    async fn execute(self, db: &DynamoDb, meter: Meter) -> Result<(), Error> {
        self.run(db, meter).await
    }
}

sendable! {
    /// Sends the transaction.
    ///
    /// # Errors
    /// When it is too large, two parts are for one item, a part is wrong by itself, the transaction is cancelled, and
    /// whatever the service or the connection says.
    [] TransactWrite
}
