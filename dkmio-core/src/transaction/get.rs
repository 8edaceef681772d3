//! TransactGetItems.

use std::iter;
use std::sync::Arc;

use aws_sdk_dynamodb::types::{Get as SdkGet, TransactGetItem};

use super::explain::TransactExplanation;
use super::gets::{Answers, GetPart, TransactGets};
use super::preflight::{Seen, check_count, of_part};
use super::send::{GET, Sending};
use crate::client::DynamoDb;
use crate::client::Meter;
use crate::client::TableRef;
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::operation::Get;
use crate::request::{Explanation, Request, readable_key, sendable};
use crate::retry::RetryPolicy;

/// Reads several items, of any tables, as they are at one moment: TransactGetItems.
///
/// Up to 100 different items, of 4 MB together. The answer has each get's own type, or none where there is no such item.
/// A read that was cancelled for conflicts or throttling alone is sent again; see [`RetryPolicy`].
///
/// # Example
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::TransactGet;
///
/// let (first, total) =
///     TransactGet::new((Orders::get(("ana", "o1")), Orders::get(("ana", "o2")).select(Orders::TOTAL))).send(&db).await?;
/// assert_eq!((first.is_some(), total), (true, Some(700)));
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a transaction does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct TransactGet<G> {
    gets: G,
    retries: RetryPolicy,
}

impl<G: TransactGets> TransactGet<G> {
    /// Reads a tuple of gets: `(Orders::get(key), Users::get(key).select(Users::NAME))`.
    pub fn new(gets: G) -> Self {
        Self { gets, retries: RetryPolicy::default() }
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

    /// What the request would send.
    ///
    /// # Errors
    /// The same as sending it, before it is sent.
    pub fn explain(&self) -> Result<TransactExplanation, Error> {
        let parts = self.gets.parts();
        check(&parts, |table| Ok(table.name().into()))?;
        let parts = parts.into_iter().map(GetPart::explain).collect::<Result<_, _>>()?;
        Ok(TransactExplanation { operation: GET.name, token: None, parts })
    }
}

impl<T, H> TransactGet<Vec<Get<T, H>>>
where
    Vec<Get<T, H>>: TransactGets,
{
    /// Reads gets of one kind, however many there are; the answer is in their order. None at all take no request.
    pub fn all(gets: impl IntoIterator<Item = Get<T, H>>) -> Self {
        Self::new(gets.into_iter().collect())
    }
}

/// Refuses what the service would refuse; gives back the name of each part's table.
fn check(parts: &[GetPart], name_of: impl Fn(&TableRef) -> Result<Arc<str>, Error>) -> Result<Vec<String>, Error> {
    check_count(parts.len())
        .map_err(|error| error.with_context(&ErrorContext { operation: Some(GET.name), table: None, index: None }))?;
    let mut seen = Seen::default();
    let mut tables = Vec::with_capacity(parts.len());
    for (position, part) in parts.iter().enumerate() {
        let table = name_of(&part.table);
        let table = table.map_err(|error| of_part(error, GET.name, part.table.declared_name(), position))?.to_string();
        let content = part.content.as_ref().map_err(Clone::clone);
        content
            .and_then(|(key, _)| seen.add(position, &table, key.canonical()))
            .map_err(|error| of_part(error, GET.name, &table, position))?;
        tables.push(table);
    }
    Ok(tables)
}

impl GetPart {
    fn explain(self) -> Result<Explanation, Error> {
        let (key, rendered) = self.content?;
        let mut explanation = Explanation::new("Get", self.table.name(), None);
        explanation.parameter("Key", readable_key(&key));
        rendered.explain(&mut explanation);
        Ok(explanation)
    }

    fn into_sdk(self, table: String) -> Result<TransactGetItem, Error> {
        let (key, rendered) = self.content?;
        let get = SdkGet::builder()
            .table_name(table)
            .set_key(Some(key.into_map()))
            .set_expression_attribute_names(rendered.names())
            .set_projection_expression(rendered.projection)
            .build()
            .map_err(|error| Error::new(ErrorKind::Validation).with_source(error))?;
        Ok(TransactGetItem::builder().get(get).build())
    }
}

impl<G: TransactGets> Request for TransactGet<G> {
    type Answer = G::Answer;

    async fn execute(self, db: &DynamoDb, meter: Meter) -> Result<G::Answer, Error> {
        let parts = self.gets.parts();
        if parts.is_empty() {
            return self.gets.read(&mut Answers::new(GET.name, Vec::new(), Vec::new(), db.now()));
        }
        let tables = check(&parts, |table| db.checked_name(table))?;
        let parts = iter::zip(parts, tables.iter().cloned()).map(|(part, table)| part.into_sdk(table));
        let parts = parts.collect::<Result<_, _>>()?;
        let items = Sending::new(GET, db, meter, tables.clone(), self.retries).read(parts).await?;
        self.gets.read(&mut Answers::new(GET.name, tables, items, db.now()))
    }
}

sendable! {
    /// Sends the transaction; none for each item that is not there.
    ///
    /// # Errors
    /// When it is too large, two parts are for one item, a key is empty or too long, an item does not fit its type, the
    /// transaction is cancelled, and whatever the service or the connection says.
    [G: TransactGets] TransactGet<G>
}
