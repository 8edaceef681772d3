//! One BatchWriteItem request and its answer.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemOutput;
use aws_sdk_dynamodb::types::{ConsumedCapacity, WriteRequest};
use futures::FutureExt as _;
use futures::future::{BoxFuture, ready};

use super::entry::BatchEntry;
use crate::batch::driver::{LaneKey, Protocol, Queued};
use crate::client::Meter;
use crate::client::{DynamoDb, Exchange, Operation, RequestBody, TableRef};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::CanonicalKey;
use crate::table::{KeySchema, Table};

const OPERATION: Operation = Operation::write("BatchWriteItem");

/// Where an entry of `T` is refused.
pub(super) fn place<T: Table>() -> ErrorContext {
    ErrorContext::new(OPERATION.name, T::DEFINITION.name, None)
}

/// Where an error of a request to these tables is; a table is named when it is the only one.
pub(crate) fn place_of<'t>(operation: &'static str, tables: impl IntoIterator<Item = &'t str>) -> ErrorContext {
    let mut tables: Vec<&str> = tables.into_iter().collect();
    tables.sort_unstable();
    tables.dedup();
    let table = match tables.as_slice() {
        [table] => Some((*table).into()),
        _ => None,
    };
    ErrorContext { operation: Some(operation), table, index: None }
}

/// A table's name by itself, where it was given as an ARN.
pub(crate) fn short(table: &str) -> &str {
    if !table.starts_with("arn:") {
        return table;
    }
    table.rsplit_once(":table/").map_or(table, |(_, name)| name)
}

pub(super) struct Writes {
    db: DynamoDb,
    /// The tables so far. There are few.
    names: Vec<(TableRef, Arc<str>)>,
}

impl Writes {
    pub(super) fn new(db: &DynamoDb) -> Self {
        Self { db: db.clone(), names: Vec::new() }
    }

    pub(super) fn place(&self) -> ErrorContext {
        place_of(OPERATION.name, self.names.iter().map(|(_, name)| name.as_ref()))
    }
}

impl Protocol for Writes {
    type Entry = BatchEntry;
    /// The answer, and whether an earlier attempt of the SDK may have done what the answer leaves.
    type Reply = (BatchWriteItemOutput, bool);

    /// Writes of one request (API Reference, BatchWriteItem).
    const MOST: usize = 25;
    const WRITES: bool = true;

    fn db(&self) -> &DynamoDb {
        &self.db
    }

    fn lane(&mut self, entry: &BatchEntry) -> LaneKey {
        if let Some((_, name)) = self.names.iter().find(|(table, _)| *table == entry.table) {
            return (name.clone(), 0);
        }
        let name = self.db.actual_name(&entry.table);
        self.names.push((entry.table.clone(), name.clone()));
        (name, 0)
    }

    fn key(entry: &BatchEntry) -> &CanonicalKey {
        entry.canonical_key()
    }

    fn bytes(entry: &BatchEntry) -> usize {
        entry.bytes()
    }

    fn units(entry: &BatchEntry) -> f64 {
        entry.units()
    }

    fn lost(entry: &mut BatchEntry) {
        entry.lost = true;
    }

    fn request(&self, entries: &[Queued<BatchEntry>], meter: &Meter) -> BoxFuture<'static, Result<Self::Reply, Error>> {
        let mut body = RequestBody::new(&self.db);
        let mut tables: HashMap<String, Vec<WriteRequest>> = HashMap::new();
        for Queued { entry, lane, .. } in entries {
            let write = match entry.to_request(&mut body) {
                Ok(write) => write,
                Err(error) => return ready(Err(error.with_context(&self.place()))).boxed(),
            };
            match tables.get_mut(&*lane.0) {
                Some(writes) => writes.push(write),
                None => _ = tables.insert(lane.0.as_ref().to_owned(), vec![write]),
            }
        }
        let exchange = Exchange::new(OPERATION, place_of(OPERATION.name, tables.keys().map(String::as_str)));
        let request = self
            .db
            .client()
            .batch_write_item()
            .set_request_items(Some(tables))
            .set_return_consumed_capacity(meter.asks());
        async move {
            let request = |config| request.customize().config_override(config).send();
            let output = exchange.send_plain(body, request).await?;
            exchange.trace_consumed(output.consumed_capacity());
            Ok((output, exchange.attempts().has_unknown_attempt()))
        }
        .boxed()
    }

    fn consumed(reply: &Self::Reply) -> &[ConsumedCapacity] {
        reply.0.consumed_capacity()
    }

    fn settle(
        &mut self,
        mut entries: Vec<Queued<BatchEntry>>,
        (reply, unclear): Self::Reply,
    ) -> Vec<Queued<BatchEntry>> {
        let unprocessed = reply.unprocessed_items.unwrap_or_default();
        if unprocessed.is_empty() {
            return Vec::new();
        }
        let mut schemas: HashMap<&str, KeySchema> = HashMap::new();
        schemas.extend(entries.iter().map(|queued| (short(&queued.lane.0), queued.entry.schema)));
        let left = Left::of(&unprocessed, &schemas);
        entries.retain(|queued| left.holds(short(&queued.lane.0), queued.entry.canonical_key()));
        entries.iter_mut().for_each(|queued| queued.entry.lost |= unclear);
        entries
    }

    fn error(&self, kind: ErrorKind) -> Error {
        Error::new(kind).with_context(&self.place())
    }
}

/// What an answer leaves, by table.
#[derive(Default)]
struct Left<'a> {
    keys: HashMap<&'a str, HashSet<CanonicalKey>>,
    /// Tables with an entry that cannot be told from the others: all of theirs are taken as left, for they may be sent
    /// twice but not never.
    whole: HashSet<&'a str>,
}

impl<'a> Left<'a> {
    fn of(unprocessed: &'a HashMap<String, Vec<WriteRequest>>, schemas: &HashMap<&str, KeySchema>) -> Self {
        let mut left = Self::default();
        for (table, writes) in unprocessed {
            for write in writes {
                match schemas.get(short(table)).and_then(|schema| key_of(write, schema)) {
                    Some(key) => _ = left.keys.entry(short(table)).or_default().insert(key),
                    None => _ = left.whole.insert(short(table)),
                }
            }
        }
        left
    }

    fn holds(&self, table: &str, key: &CanonicalKey) -> bool {
        self.whole.contains(table) || self.keys.get(table).is_some_and(|keys| keys.contains(key))
    }
}

fn key_of(write: &WriteRequest, schema: &KeySchema) -> Option<CanonicalKey> {
    let put = write.put_request().map(|put| put.item());
    let attributes = put.or_else(|| write.delete_request().map(|delete| delete.key()))?;
    CanonicalKey::of_attributes(schema.attributes().map(|part| part.name), attributes)
}
