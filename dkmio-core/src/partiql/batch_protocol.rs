//! The requests of a batch of statements, and their responses.

use std::sync::Arc;

use aws_sdk_dynamodb::types::{AttributeValue, ConsumedCapacity};
use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::batch_request::BatchExecuteStatementRequest;
use crate::batch::{Protocol, QueueKey, QueuedEntry};
use crate::client::{DynamoDb, Meter, Operation, Response};
use crate::codec::{DecodeError, KeyValue, json, value_size};
use crate::error::{Error, ErrorContext};
use crate::key::CanonicalKey;
use crate::request::{RawItem, RequestLimits};

pub(super) const OPERATION: Operation = Operation::read("BatchExecuteStatement");

/// The codes of statements that are sent again (API Reference, `BatchStatementError`).
const RESENT: [&str; 4] =
    ["ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded", "InternalServerError"];

/// The result of one statement.
pub(super) enum StatementResult {
    Missing,
    Found(RawItem),
    Failed { code: String, message: String },
}

/// One statement to be sent.
pub(super) struct StatementEntry {
    /// The position among the statements of the batch.
    position: usize,
    pub(super) parameters: Arc<[AttributeValue]>,
    /// The key of its item. DynamoDB refuses a request with two statements for one item.
    pub(super) key: CanonicalKey,
}

/// The statements of a batch, with the results so far.
pub(super) struct Statements {
    db: DynamoDb,
    table: Arc<str>,
    statement: Arc<str>,
    consistent: bool,
    results: Vec<StatementResult>,
}

impl Statements {
    pub(super) fn new(
        db: &DynamoDb,
        table: Arc<str>,
        statement: Arc<str>,
        consistent: bool,
        parameters: &[Arc<[AttributeValue]>],
    ) -> Self {
        let results = parameters.iter().map(|_| StatementResult::Missing).collect();
        Self { db: db.clone(), table, statement, consistent, results }
    }

    /// Returns an entry for each binding. `key` has the numbers of the parameters that are the key.
    pub(super) fn entries(parameters: &[Arc<[AttributeValue]>], key: &[usize]) -> Vec<StatementEntry> {
        let entries = parameters.iter().enumerate().map(|(position, parameters)| StatementEntry {
            position,
            parameters: parameters.clone(),
            key: CanonicalKey::of_values(key.iter().filter_map(|at| parameters.get(*at)).map(KeyValue::from)),
        });
        entries.collect()
    }

    pub(super) fn into_results(self) -> Vec<StatementResult> {
        self.results
    }
}

impl Protocol for Statements {
    type Entry = StatementEntry;
    type Response = StatementResponse;

    const OPERATION: &'static str = OPERATION.name;
    /// The maximum number of statements of one request (API Reference, BatchExecuteStatement).
    const MAX_ENTRIES: usize = 25;
    const IS_WRITE: bool = false;

    fn db(&self) -> &DynamoDb {
        &self.db
    }

    fn queue(&mut self, _: &StatementEntry) -> QueueKey {
        (self.table.clone(), 0)
    }

    fn key(entry: &StatementEntry) -> Option<&CanonicalKey> {
        Some(&entry.key)
    }

    fn bytes(entry: &StatementEntry) -> usize {
        entry.parameters.iter().map(value_size).sum()
    }

    // Only writes have a rate.
    fn units(_: &StatementEntry) -> f64 {
        0.0
    }

    // A read changes nothing.
    fn mark_outcome_unknown(_: &mut StatementEntry) {}

    fn request(
        &self,
        entries: &[QueuedEntry<StatementEntry>],
        limits: &RequestLimits,
        meter: &Meter,
    ) -> BoxFuture<'static, Result<StatementResponse, Error>> {
        let request = BatchExecuteStatementRequest {
            table: self.table.clone(),
            statement: self.statement.clone(),
            consistent: self.consistent,
            parameters: entries.iter().map(|queued| queued.entry.parameters.clone()).collect(),
            return_consumed_capacity: meter.asks(),
        };
        let exchange = limits.exchange(OPERATION, self.context()).with_throttling_left_to_caller(&self.db);
        let db = self.db.clone();
        async move {
            let response = exchange.send_request(&db, &request).await?;
            StatementResponse::of(&response, request.parameters.len())
                .map_err(|error| response.error(error, exchange.context()))
        }
        .boxed()
    }

    fn consumed(response: &StatementResponse) -> &[ConsumedCapacity] {
        &response.consumed
    }

    fn apply_response(
        &mut self,
        entries: Vec<QueuedEntry<StatementEntry>>,
        response: StatementResponse,
    ) -> Vec<QueuedEntry<StatementEntry>> {
        let mut unprocessed = Vec::new();
        for (queued, result) in entries.into_iter().zip(response.results) {
            match result {
                StatementResult::Failed { code, .. } if RESENT.contains(&code.as_str()) => unprocessed.push(queued),
                result => {
                    if let Some(slot) = self.results.get_mut(queued.entry.position) {
                        *slot = result;
                    }
                }
            }
        }
        unprocessed
    }

    fn context(&self) -> ErrorContext {
        ErrorContext::new(OPERATION.name, self.table.clone(), None)
    }
}

/// The results of the statements of one request, in their order.
pub(super) struct StatementResponse {
    results: Vec<StatementResult>,
    consumed: Vec<ConsumedCapacity>,
}

impl StatementResponse {
    /// Reads a response to `statements` statements.
    fn of(response: &Response, statements: usize) -> Result<Self, DecodeError> {
        let mut results = Vec::new();
        let consumed = json::read_batch_statements(response.text()?, |reader, error| {
            let result = match (error, reader) {
                (Some(error), _) => StatementResult::Failed { code: error.code, message: error.message },
                (None, Some(reader)) => StatementResult::Found(RawItem::next(reader, response)?),
                (None, None) => StatementResult::Missing,
            };
            results.push(result);
            Ok(())
        })?;
        if results.len() != statements {
            // Results are matched to statements by their position alone.
            return Err(DecodeError::new("the response has another number of results than the request has statements"));
        }
        Ok(Self { results, consumed })
    }
}
