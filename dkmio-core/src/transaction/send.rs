//! Sending a transaction, with retries after conflicts.

use aws_sdk_dynamodb::types::{TransactGetItem, TransactWriteItem};

use crate::client::{Body, DynamoDb, Exchange, Filling, Meter, Operation};
use crate::codec::json;
use crate::error::{Error, ErrorKind, Place};
use crate::request::{KeptItem, decode_in};
use crate::retry::{RetryLoop, RetryPolicy};

pub(super) const WRITE: Operation = Operation::write("TransactWriteItems");
pub(super) const GET: Operation = Operation::read("TransactGetItems");

/// A transaction that is being sent.
pub(super) struct Sending<'d> {
    db: &'d DynamoDb,
    meter: Meter,
    tables: Vec<String>,
    exchange: Exchange,
    retry_loop: RetryLoop,
}

impl<'d> Sending<'d> {
    /// `tables` are the actual names of the parts' tables, by position.
    pub(super) fn new(
        operation: Operation,
        db: &'d DynamoDb,
        meter: Meter,
        tables: Vec<String>,
        retries: RetryPolicy,
    ) -> Self {
        let only = tables.first().filter(|first| tables.iter().all(|table| table == *first));
        let place =
            Place { operation: Some(operation.name), table: only.map(|table| table.as_str().into()), index: None };
        let exchange = match operation {
            WRITE => Exchange::new(operation, place),
            _ => Exchange::capturing(operation, place),
        };
        Self { db, meter, exchange, retry_loop: RetryLoop::new(retries), tables }
    }

    /// Sends the parts until they succeed or must not be retried.
    ///
    /// Every attempt is the same request, byte by byte, because the service compares it with the one it has seen under the token. A clone
    /// of a map keeps its order, so the parts are built once and cloned.
    pub(super) async fn write(
        mut self,
        parts: Vec<TransactWriteItem>,
        filling: Option<Filling>,
        token: String,
    ) -> Result<(), Error> {
        loop {
            let request = self
                .db
                .client()
                .transact_write_items()
                .set_transact_items(Some(parts.clone()))
                .client_request_token(token.clone())
                .set_return_consumed_capacity(self.meter.asks())
                .customize()
                .config_override(self.exchange.hooks_filling(filling.clone()));
            match self.exchange.clone().run(std::pin::pin!(request.send())).await {
                Ok(output) => {
                    self.meter.record(output.consumed_capacity());
                    return Ok(());
                }
                Err(error) => self.wait_before_retry(error).await?,
            }
        }
    }

    /// Sends the parts until there is a response or they must not be retried.
    pub(super) async fn read(mut self, parts: Vec<TransactGetItem>) -> Result<Vec<Option<KeptItem>>, Error> {
        loop {
            let request = self
                .db
                .client()
                .transact_get_items()
                .set_transact_items(Some(parts.clone()))
                .set_return_consumed_capacity(self.meter.asks())
                .customize()
                .config_override(self.exchange.hooks());
            match self.exchange.clone().run_capturing(std::pin::pin!(request.send())).await {
                Ok((_, Some(body))) => return self.read_body(&body),
                Ok((output, None)) => {
                    self.meter.record(output.consumed_capacity());
                    let items = output.responses.unwrap_or_default().into_iter().map(|response| response.item);
                    let items: Vec<_> = items.map(|item| item.map(|item| KeptItem::Parsed(item.into()))).collect();
                    self.check_count(&items)?;
                    return Ok(items);
                }
                Err(error) => self.wait_before_retry(error).await?,
            }
        }
    }

    /// Reads the items of a response, by the positions of their parts.
    fn read_body(&self, body: &Body) -> Result<Vec<Option<KeptItem>>, Error> {
        let mut items = Vec::with_capacity(self.tables.len());
        let read = body.text().and_then(|text| {
            json::transaction_answer(text, |reader| {
                items.push(reader.map(|reader| KeptItem::next(reader, body)).transpose()?);
                Ok(())
            })
        });
        let consumed = read.map_err(|error| decode_in(error, self.exchange.place(), Some(body)))?;
        self.meter.record(&consumed);
        self.check_count(&items)?;
        Ok(items)
    }

    /// Refuses a response that does not have one item, or none, for each part: it is not known which item is whose.
    fn check_count(&self, items: &[Option<KeptItem>]) -> Result<(), Error> {
        let (found, expected) = (items.len(), self.tables.len());
        if found == expected {
            return Ok(());
        }
        let message = format!("expected {expected} responses, one for each part, found {found}");
        Err(Error::new(ErrorKind::Decode).because(message).at(self.exchange.place()))
    }

    async fn wait_before_retry(&mut self, error: Error) -> Result<(), Error> {
        let error = self.with_known_outcome(error);
        self.retry_loop.wait_before_retry(error, |wait| self.db.sleep(wait)).await
    }

    /// Marks the transaction as not applied if the error proves it.
    ///
    /// The service recognizes a transaction by its token: if an earlier attempt had been carried out, its conditions would not be checked
    /// again. So a cancellation for what is in the items proves that no attempt was carried out. One for conflicts or throttling proves
    /// nothing, because recognizing the transaction takes capacity, too.
    fn with_known_outcome(&self, error: Error) -> Error {
        let is_checked = !error.cancellation_reasons().is_empty() && !error.is_transient_cancellation();
        let error = error.in_tables(|position| self.tables.get(position).cloned());
        if is_checked || error.kind() == ErrorKind::IdempotentParameterMismatch {
            self.exchange.forget_unclear();
            return error.not_applied();
        }
        error
    }
}
