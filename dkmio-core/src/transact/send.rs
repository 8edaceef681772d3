//! Sending a transaction, with retries after conflicts.

use std::sync::OnceLock;

use super::get_request::{RenderedGet, TransactGetRequest};
use super::part::RenderedPart;
use super::preflight::CheckedParts;
use super::write_request::TransactWriteRequest;
use crate::client::{DynamoDb, Exchange, Operation, Response};
use crate::codec::json;
use crate::error::{Error, ErrorContext, ErrorKind, OldItemView};
use crate::request::{RawItem, RequestLimits};
use crate::retry::{RetryLoop, RetryPolicy};

pub(crate) const WRITE: Operation = Operation::write("TransactWriteItems");
pub(crate) const GET: Operation = Operation::read("TransactGetItems");

/// A transaction that is being sent.
pub(crate) struct Sending<'d> {
    db: &'d DynamoDb,
    limits: RequestLimits,
    tables: Vec<String>,
    exchange: Exchange,
    retry_loop: RetryLoop,
}

impl<'d> Sending<'d> {
    /// Makes a sending. `tables` are the actual names of the parts' tables, by position.
    pub(crate) fn new(
        operation: Operation,
        db: &'d DynamoDb,
        limits: RequestLimits,
        tables: Vec<String>,
        retries: RetryPolicy,
    ) -> Self {
        // An error names a table only if it is that of all parts.
        let only = tables.first().filter(|first| tables.iter().all(|table| table == *first));
        let context = ErrorContext {
            operation: Some(operation.name),
            table: only.map(|table| table.as_str().into()),
            index: None,
        };
        let exchange = limits.exchange(operation, context);
        let retry_loop = RetryLoop::new(limits.limit(retries));
        Self { db, limits, exchange, retry_loop, tables }
    }

    /// Returns the sending of writes.
    pub(crate) fn of_writes(
        db: &'d DynamoDb,
        limits: RequestLimits,
        parts: &CheckedParts,
        retries: RetryPolicy,
    ) -> Self {
        // The reasons of a cancellation are joined to one for each part of the caller.
        let own = parts.parts.iter().filter(|(_, part)| part.origin.unique.is_none());
        Self::new(WRITE, db, limits, own.map(|(table, _)| table.clone()).collect(), retries)
    }

    /// Sends the parts until they succeed or must not be retried.
    pub(crate) async fn write(mut self, parts: CheckedParts, token: String) -> Result<(), Error> {
        let parts: Vec<(String, RenderedPart)> = parts.parts;
        let origins: Vec<_> = parts.iter().map(|(_, part)| part.origin).collect();
        let return_consumed_capacity = self.limits.return_consumed_capacity();
        // One for all attempts: the token belongs to exactly this request.
        let request = TransactWriteRequest { parts, token, return_consumed_capacity, built: OnceLock::new() };
        loop {
            match self.exchange.send_request_plain(self.db, &request).await {
                Ok(output) => {
                    self.exchange.trace_consumed(output.consumed_capacity());
                    self.limits.record(output.consumed_capacity());
                    return Ok(());
                }
                Err(error) => {
                    // Before a possible retry, so that the last error has the views, too.
                    let error = error.with_reason_views(|position, item| {
                        let entity = request.parts.get(position).and_then(|(_, part)| part.entity);
                        entity.map_or(OldItemView::Stored, |entity| entity.old_item_view(item))
                    });
                    self.wait_before_retry(error.with_origins(&origins)).await?;
                }
            }
        }
    }

    /// Sends the parts until there is a response or they must not be retried.
    pub(crate) async fn read(mut self, parts: Vec<RenderedGet>) -> Result<Vec<Option<RawItem>>, Error> {
        let return_consumed_capacity = self.limits.return_consumed_capacity();
        let request = TransactGetRequest { parts, return_consumed_capacity };
        loop {
            match self.exchange.send_request(self.db, &request).await {
                Ok(response) => return self.read_response(&response),
                Err(error) => self.wait_before_retry(error).await?,
            }
        }
    }

    /// Reads the items of a response, by the positions of their parts.
    fn read_response(&self, response: &Response) -> Result<Vec<Option<RawItem>>, Error> {
        let mut items = Vec::with_capacity(self.tables.len());
        let read = response.text().and_then(|text| {
            json::read_transact_get(text, |reader| {
                items.push(reader.map(|reader| RawItem::next(reader, response)).transpose()?);
                Ok(())
            })
        });
        let consumed = read.map_err(|error| response.error(error, self.exchange.context()))?;
        self.limits.record(&consumed);
        self.check_count(&items).map_err(|error| response.annotate(error))?;
        Ok(items)
    }

    /// Refuses a response that does not have one entry for each part: it is then unknown which item belongs to which
    /// part.
    fn check_count(&self, items: &[Option<RawItem>]) -> Result<(), Error> {
        let (found, expected) = (items.len(), self.tables.len());
        if found == expected {
            return Ok(());
        }
        let message = format!("expected {expected} responses, one for each part, found {found}");
        Err(Error::new(ErrorKind::Decode).with_message(message).with_context(self.exchange.context()))
    }

    async fn wait_before_retry(&mut self, error: Error) -> Result<(), Error> {
        let error = self.with_known_outcome(error);
        self.retry_loop.wait_before_retry(error, |wait| self.db.sleep(wait)).await
    }

    /// Marks the transaction as not applied if the error proves it.
    ///
    /// The service recognizes a transaction by its token: if an earlier attempt had been carried out, its conditions
    /// would not be checked again. So a cancellation for the content of the items proves that no attempt was carried
    /// out. A cancellation for conflicts or throttling does not, because recognizing the transaction takes capacity,
    /// too.
    fn with_known_outcome(&self, error: Error) -> Error {
        let is_checked = !error.cancellation_reasons().is_empty() && !error.is_transient_cancellation();
        // The service names no table in its reasons.
        let error = error.with_tables(|position| self.tables.get(position).cloned());
        // A mismatch means that the token belongs to another transaction, so this one was never carried out.
        if is_checked || error.kind() == ErrorKind::IdempotentParameterMismatch {
            self.exchange.attempts().clear_outcome_unknown();
            return error.with_not_applied();
        }
        error
    }
}
