//! A transaction of gets that are added one by one.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::explain::TransactExplanation;
use super::gets::{GetPart, ItemResponses};
use super::send_get;
use crate::client::DynamoDb;
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::operation::Get;
use crate::request::{DecodeAs, RawItem, Request, RequestLimits, request_limits, sendable};
use crate::retry::RetryPolicy;
use crate::table::Table;
use crate::ttl::Ttl;

/// A transaction of any number of gets of any tables, added at run time (TransactGetItems). Returned by
/// [`TransactGet::builder`](crate::transaction::TransactGet::builder).
///
/// Adding a get returns a handle. With it, the output returns the item with the get's own type.
#[must_use = "a transaction does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct TransactGetBuilder {
    id: u64,
    parts: Vec<GetPart>,
    retries: RetryPolicy,
    limits: RequestLimits,
}

/// Decodes the response to one get.
type Read<O> = dyn Fn(&RawItem, Ttl, &ErrorContext) -> Result<Option<O>, Error> + Send + Sync;

/// One get of a transaction. It takes the item of the get out of the output. Returned by [`TransactGetBuilder::add`].
///
/// It is valid for the builder that created it, and for clones of that builder.
pub struct GetHandle<O> {
    id: u64,
    position: usize,
    read: Arc<Read<O>>,
}

impl<O> GetHandle<O> {
    /// Returns the get's position in the transaction, counted from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }
}

impl<O> Clone for GetHandle<O> {
    fn clone(&self) -> Self {
        Self { id: self.id, position: self.position, read: self.read.clone() }
    }
}

impl<O> fmt::Debug for GetHandle<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GetHandle").field(&self.position).finish()
    }
}

impl TransactGetBuilder {
    pub(super) fn new() -> Self {
        // `Relaxed` is enough: only the number itself matters.
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            parts: Vec::new(),
            retries: RetryPolicy::default(),
            limits: RequestLimits::default(),
        }
    }

    /// Adds a get: `Orders::get(key)`, with what it selects.
    pub fn add<T, H>(&mut self, get: Get<T, H>) -> GetHandle<H::Output>
    where
        T: Table + 'static,
        H: DecodeAs + Sync + 'static,
    {
        self.parts.push(GetPart::new(&get));
        // The closure keeps the type of the get, which the list of parts cannot hold.
        let read = Arc::new(move |item: &RawItem, now: Ttl, context: &ErrorContext| get.read(item, now, context));
        GetHandle { id: self.id, position: self.parts.len() - 1, read }
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

    /// Returns the number of gets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Returns whether there are no gets.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Returns what the request would send.
    ///
    /// # Errors
    /// Returns an error if the request would be refused before it is sent.
    pub fn explain(&self) -> Result<TransactExplanation, Error> {
        send_get::explain(self.parts.clone(), &self.limits)
    }
}

/// The items of a transaction of gets. The handles of the gets take them out.
#[derive(Debug)]
pub struct TransactGetOutput {
    id: u64,
    responses: ItemResponses,
}

impl TransactGetOutput {
    /// Returns the item of a get, or `None` if it does not exist.
    ///
    /// # Errors
    /// Returns an error if the item does not fit its type, or if the handle belongs to another transaction.
    pub fn take<O>(&self, handle: GetHandle<O>) -> Result<Option<O>, Error> {
        // The position may exist in this transaction too, with the item of another get.
        if handle.id != self.id {
            let message = "the handle of a get belongs to another transaction";
            return Err(Error::new(ErrorKind::Validation).with_message(message));
        }
        self.responses.read_at(handle.position, |item, now, context| (handle.read)(item, now, context))
    }
}

impl Request for TransactGetBuilder {
    type Output = TransactGetOutput;

    async fn execute(self, db: &DynamoDb) -> Result<TransactGetOutput, Error> {
        let responses = send_get::send(self.parts, db, self.limits, self.retries).await?;
        Ok(TransactGetOutput { id: self.id, responses })
    }
}

sendable! {
    /// Sends the transaction and returns its items. An empty transaction sends no request.
    ///
    /// # Errors
    /// Returns an error if it is too large, if two parts are for one item, if a key is empty or too long, if the
    /// transaction is canceled, or if the request fails.
    [] TransactGetBuilder
}
