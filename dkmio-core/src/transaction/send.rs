//! Sending a transaction, again where another one stands in its way.

use aws_sdk_dynamodb::types::{TransactGetItem, TransactWriteItem};

use crate::client::Meter;
use crate::client::{DynamoDb, Exchange, Operation, RequestBody, Response};
use crate::codec::json;
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::request::RawItem;
use crate::retry::{RetryLoop, RetryPolicy};

pub(super) const WRITE: Operation = Operation::write("TransactWriteItems");
pub(super) const GET: Operation = Operation::read("TransactGetItems");

/// A transaction on its way.
pub(super) struct Sending<'d> {
    db: &'d DynamoDb,
    meter: Meter,
    tables: Vec<String>,
    exchange: Exchange,
    retry_loop: RetryLoop,
}

impl<'d> Sending<'d> {
    /// `tables` are those of the parts, by position.
    pub(super) fn new(
        operation: Operation,
        db: &'d DynamoDb,
        meter: Meter,
        tables: Vec<String>,
        retries: RetryPolicy,
    ) -> Self {
        let only = tables.first().filter(|first| tables.iter().all(|table| table == *first));
        let place = ErrorContext {
            operation: Some(operation.name),
            table: only.map(|table| table.as_str().into()),
            index: None,
        };
        let exchange = Exchange::new(operation, place);
        Self { db, meter, exchange, retry_loop: RetryLoop::new(retries), tables }
    }

    /// Sends the parts until they go through or there is no more use in it. Every send is the same request: the
    /// service compares it with the one it has seen under the token, and a clone of a map keeps its order.
    pub(super) async fn write(
        mut self,
        parts: Vec<TransactWriteItem>,
        body: RequestBody,
        token: String,
    ) -> Result<(), Error> {
        loop {
            let request = self
                .db
                .client()
                .transact_write_items()
                .set_transact_items(Some(parts.clone()))
                .client_request_token(token.clone())
                .set_return_consumed_capacity(self.meter.asks());
            let request = |config| request.customize().config_override(config).send();
            match self.exchange.send_plain(body.clone(), request).await {
                Ok(output) => {
                    self.exchange.trace_consumed(output.consumed_capacity());
                    self.meter.record(output.consumed_capacity());
                    return Ok(());
                }
                Err(error) => self.again(error).await?,
            }
        }
    }

    /// Sends the parts until they are answered or there is no more use in it.
    pub(super) async fn read(mut self, parts: Vec<TransactGetItem>) -> Result<Vec<Option<RawItem>>, Error> {
        loop {
            let request = self
                .db
                .client()
                .transact_get_items()
                .set_transact_items(Some(parts.clone()))
                .set_return_consumed_capacity(self.meter.asks());
            let request = |config| request.customize().config_override(config).send();
            match self.exchange.send(RequestBody::default(), request).await {
                Ok(response) => return self.read_response(&response),
                Err(error) => self.again(error).await?,
            }
        }
    }

    /// The items of a response, by the positions of their parts.
    fn read_response(&self, response: &Response) -> Result<Vec<Option<RawItem>>, Error> {
        let mut items = Vec::with_capacity(self.tables.len());
        let read = response.text().and_then(|text| {
            json::transaction_answer(text, |reader| {
                items.push(reader.map(|reader| RawItem::next(reader, response)).transpose()?);
                Ok(())
            })
        });
        let consumed = read.map_err(|error| response.error(error, self.exchange.place()))?;
        self.meter.record(&consumed);
        Ok(items)
    }

    async fn again(&mut self, error: Error) -> Result<(), Error> {
        let error = self.settled(error);
        self.retry_loop.wait_before_retry(error, |wait| self.db.sleep(wait)).await
    }

    /// With its token the service knows a transaction again: had an earlier attempt of it gone through, its conditions
    /// were not looked at once more. So a refusal for what is in the items says of all attempts that they were not
    /// carried out. One for conflicts or throttling does not: finding the transaction again takes capacity, too.
    fn settled(&self, error: Error) -> Error {
        let looked_at = !error.cancellation_reasons().is_empty() && !error.is_transient_cancellation();
        let error = error.with_tables(|position| self.tables.get(position).cloned());
        if looked_at || error.kind() == ErrorKind::IdempotentParameterMismatch {
            self.exchange.attempts().clear_outcome_unknown();
            return error.with_not_applied();
        }
        error
    }
}
