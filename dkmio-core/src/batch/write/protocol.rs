//! One BatchWriteItem request and its response.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemOutput;
use aws_sdk_dynamodb::types::{ConsumedCapacity, WriteRequest};
use futures::FutureExt as _;
use futures::future::{BoxFuture, ready};

use super::OPERATION;
use super::batch_request::{BatchWriteItemRequest, TableWrites};
use super::entry::BatchEntry;
use crate::batch::driver::{Protocol, QueueKey, QueuedEntry};
use crate::batch::tables::{context_of, is_same_table};
use crate::client::{DynamoDb, Meter, TableRef};
use crate::error::{Error, ErrorContext};
use crate::key::CanonicalKey;
use crate::request::RequestLimits;
use crate::table::KeySchema;

pub(super) struct Writes {
    db: DynamoDb,
    /// The actual names of the tables so far. A list, because a batch has few tables.
    names: Vec<(TableRef, Arc<str>)>,
    /// The error of a name that no table can have.
    error: Option<Error>,
}

impl Writes {
    pub(super) fn new(db: &DynamoDb) -> Self {
        Self { db: db.clone(), names: Vec::new(), error: None }
    }

    /// Returns the actual name of a table.
    pub(super) fn name_of(&self, table: &TableRef) -> Arc<str> {
        self.db.actual_name(table)
    }
}

impl Protocol for Writes {
    type Entry = BatchEntry;
    /// The response, and whether an earlier attempt of the SDK may have written what the response returns as
    /// unprocessed.
    type Response = (BatchWriteItemOutput, bool);

    const OPERATION: &'static str = OPERATION.name;
    /// The maximum number of writes of one request (API Reference, BatchWriteItem).
    const MAX_ENTRIES: usize = 25;
    const IS_WRITE: bool = true;

    fn db(&self) -> &DynamoDb {
        &self.db
    }

    fn queue(&mut self, entry: &BatchEntry) -> QueueKey {
        if let Some((_, name)) = self.names.iter().find(|(table, _)| *table == entry.table) {
            return (name.clone(), 0);
        }
        let name = self.db.checked_name(&entry.table).unwrap_or_else(|error| {
            // The actual name is the one that is refused, so the error has the declared one.
            let context = ErrorContext::new(OPERATION.name, entry.table.declared_name(), None);
            self.error.get_or_insert(error.with_context(&context).with_position(entry.position));
            // The entry is not sent, but it needs a queue from which it is returned as unprocessed.
            self.db.actual_name(&entry.table)
        });
        self.names.push((entry.table.clone(), name.clone()));
        (name, 0)
    }

    fn take_error(&mut self) -> Option<Error> {
        self.error.take()
    }

    fn key(entry: &BatchEntry) -> Option<&CanonicalKey> {
        Some(entry.canonical_key())
    }

    fn bytes(entry: &BatchEntry) -> usize {
        entry.bytes()
    }

    fn units(entry: &BatchEntry) -> f64 {
        entry.units()
    }

    fn mark_outcome_unknown(entry: &mut BatchEntry) {
        entry.outcome_unknown = true;
    }

    fn request(
        &self,
        entries: &[QueuedEntry<BatchEntry>],
        limits: &RequestLimits,
        meter: &Meter,
    ) -> BoxFuture<'static, Result<Self::Response, Error>> {
        // The entries of a table are adjacent, since they are taken queue by queue. So no table occurs twice.
        let tables = entries.chunk_by(|one, other| one.queue == other.queue).filter_map(|entries| {
            let table = entries.first()?.queue.0.clone();
            let writes = entries.iter().map(|queued| queued.entry.to_text()).collect::<Result<_, _>>();
            Some(writes.map(|writes| TableWrites { table, writes }))
        });
        let tables = match tables.collect::<Result<Vec<_>, _>>() {
            Ok(tables) => tables,
            Err(error) => return ready(Err(Error::from(error).with_context(&self.context()))).boxed(),
        };
        let context = context_of(OPERATION.name, tables.iter().map(|table| table.table.as_ref()));
        let exchange = limits.exchange(OPERATION, context).with_throttling_left_to_caller(&self.db);
        let request = BatchWriteItemRequest { tables, return_consumed_capacity: meter.asks() };
        let db = self.db.clone();
        async move {
            let output = exchange.send_request_plain(&db, &request).await?;
            exchange.trace_consumed(output.consumed_capacity());
            Ok((output, exchange.attempts().has_unknown_attempt()))
        }
        .boxed()
    }

    fn consumed(response: &Self::Response) -> &[ConsumedCapacity] {
        response.0.consumed_capacity()
    }

    fn apply_response(
        &mut self,
        mut entries: Vec<QueuedEntry<BatchEntry>>,
        (output, outcome_unknown): Self::Response,
    ) -> Vec<QueuedEntry<BatchEntry>> {
        let unprocessed = output.unprocessed_items.unwrap_or_default();
        if unprocessed.is_empty() {
            return Vec::new();
        }
        let keys = UnprocessedKeys::of(&unprocessed, &entries);
        if keys.are_all_of(&entries) {
            entries.retain(|queued| keys.contains(queued));
            entries.iter_mut().for_each(|queued| queued.entry.outcome_unknown |= outcome_unknown);
        } else {
            // An unprocessed write that matches none may stand for any that was sent. All of them are sent again,
            // because a write can be carried out twice, but must not be lost.
            entries.iter_mut().for_each(|queued| queued.entry.outcome_unknown = true);
        }
        entries
    }

    fn context(&self) -> ErrorContext {
        context_of(OPERATION.name, self.names.iter().map(|(_, name)| name.as_ref()))
    }
}

/// The keys of the writes that a response returns as unprocessed, by table.
#[derive(Default)]
struct UnprocessedKeys<'a> {
    tables: HashMap<&'a str, HashSet<CanonicalKey>>,
    /// Whether there are writes whose table or key attributes are not those of the request.
    has_unidentified: bool,
}

impl<'a> UnprocessedKeys<'a> {
    fn of(unprocessed: &'a HashMap<String, Vec<WriteRequest>>, sent: &[QueuedEntry<BatchEntry>]) -> Self {
        let mut keys = Self::default();
        for (table, writes) in unprocessed {
            let schema = sent.iter().find(|queued| is_same_table(&queued.queue.0, table));
            let schema = schema.map(|queued| queued.entry.schema);
            for write in writes {
                match schema.as_ref().and_then(|schema| key_of(write, schema)) {
                    Some(key) => _ = keys.tables.entry(table).or_default().insert(key),
                    None => keys.has_unidentified = true,
                }
            }
        }
        keys
    }

    fn contains(&self, queued: &QueuedEntry<BatchEntry>) -> bool {
        let mut tables = self.tables.iter().filter(|(table, _)| is_same_table(table, &queued.queue.0));
        tables.any(|(_, keys)| keys.contains(queued.entry.canonical_key()))
    }

    /// Returns whether each of them is the key of an entry. A request has no two entries for one item, so counting is
    /// enough.
    fn are_all_of(&self, entries: &[QueuedEntry<BatchEntry>]) -> bool {
        let matched = entries.iter().filter(|queued| self.contains(queued)).count();
        !self.has_unidentified && matched == self.tables.values().map(HashSet::len).sum::<usize>()
    }
}

fn key_of(write: &WriteRequest, schema: &KeySchema) -> Option<CanonicalKey> {
    let put = write.put_request().map(|put| put.item());
    let attributes = put.or_else(|| write.delete_request().map(|delete| delete.key()))?;
    CanonicalKey::of_attributes(schema.attributes().map(|part| part.name), attributes)
}
