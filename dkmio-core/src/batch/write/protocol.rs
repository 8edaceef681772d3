//! One BatchWriteItem request and its response.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemOutput;
use aws_sdk_dynamodb::types::{ConsumedCapacity, WriteRequest};
use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::OPERATION;
use super::entry::BatchEntry;
use crate::batch::driver::{Protocol, QueueKey, QueuedEntry};
use crate::batch::tables::{context_of, strip_table_arn};
use crate::client::{DynamoDb, Exchange, Filling, Gap, Meter};
use crate::error::{Error, ErrorKind, Place};
use crate::key::CanonicalKey;
use crate::table::KeySchema;

/// The writes of a request in one table.
struct TableWrites<'t> {
    table: &'t str,
    writes: Vec<WriteRequest>,
    texts: Vec<Arc<str>>,
}

pub(super) struct Writes {
    db: DynamoDb,
    /// The actual names of the tables so far, by their declared names; there are few.
    names: Vec<(&'static str, Arc<str>)>,
}

impl Writes {
    pub(super) fn new(db: &DynamoDb) -> Self {
        Self { db: db.clone(), names: Vec::new() }
    }

    pub(super) fn context(&self) -> Place {
        context_of(OPERATION.name, self.names.iter().map(|(_, name)| name.as_ref()))
    }
}

impl Protocol for Writes {
    type Entry = BatchEntry;
    /// The response, and whether an earlier attempt of the SDK may have done what the response says is unprocessed.
    type Response = (BatchWriteItemOutput, bool);

    const OPERATION: &'static str = OPERATION.name;
    /// Writes of one request (API Reference, BatchWriteItem).
    const MAX_ENTRIES: usize = 25;
    const IS_WRITE: bool = true;

    fn queue(&mut self, entry: &BatchEntry) -> QueueKey {
        if let Some((_, name)) = self.names.iter().find(|(declared, _)| *declared == entry.table) {
            return (name.clone(), 0);
        }
        let name: Arc<str> = self.db.name_of(entry.table).into();
        self.names.push((entry.table, name.clone()));
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

    fn mark_outcome_unknown(entry: &mut BatchEntry) {
        entry.outcome_unknown = true;
    }

    fn request(
        &self,
        entries: &[QueuedEntry<BatchEntry>],
        meter: &Meter,
    ) -> BoxFuture<'static, Result<Self::Response, Error>> {
        let in_full = self.db.is_observed();
        let mut groups: Vec<TableWrites<'_>> = Vec::new();
        for QueuedEntry { entry, queue, .. } in entries {
            let at = groups.iter().position(|group| group.table == &*queue.0).unwrap_or_else(|| {
                groups.push(TableWrites {
                    table: &queue.0,
                    writes: Vec::with_capacity(entries.len()),
                    texts: Vec::new(),
                });
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(at) {
                group.writes.extend(entry.to_request(in_full));
                group.texts.extend(entry.text());
            }
        }
        let writes = groups.iter_mut().map(|group| (group.table.to_owned(), std::mem::take(&mut group.writes)));
        let tables: HashMap<String, Vec<WriteRequest>> = writes.collect();
        let filling = (!in_full).then(|| {
            // in the order in which the tables are written
            let texts_of = |table: &String| {
                let group = groups.iter_mut().find(|group| group.table == table.as_str());
                group.map(|group| std::mem::take(&mut group.texts)).unwrap_or_default()
            };
            let texts = tables.keys().flat_map(texts_of);
            Filling::new(Gap::Item, texts.collect())
        });
        let exchange = Exchange::new(OPERATION, context_of(OPERATION.name, tables.keys().map(String::as_str)));
        let request = self
            .db
            .client()
            .batch_write_item()
            .set_request_items(Some(tables))
            .set_return_consumed_capacity(meter.asks())
            .customize()
            .config_override(exchange.hooks_filling(filling));
        exchange.run_noting(request.send()).boxed()
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
        let sent: Vec<_> =
            entries.iter().map(|queued| (strip_table_arn(&queued.queue.0), queued.entry.schema)).collect();
        let keys = UnprocessedKeys::of(&unprocessed, &sent.into_iter().collect());
        if keys.are_all_of(&entries) {
            entries.retain(|queued| keys.contains(queued));
            entries.iter_mut().for_each(|queued| queued.entry.outcome_unknown |= outcome_unknown);
        } else {
            // An unprocessed write that cannot be matched stands for one that was sent, and it is not known for which. All of them are
            // sent again, because a write can be carried out twice, but must not be given up.
            entries.iter_mut().for_each(|queued| queued.entry.outcome_unknown = true);
        }
        entries
    }

    fn error(&self, kind: ErrorKind) -> Error {
        Error::new(kind).at(&self.context())
    }

    fn sleep(&self, wait: Duration) -> BoxFuture<'static, ()> {
        let db = self.db.clone();
        async move { db.sleep(wait).await }.boxed()
    }
}

/// The keys of the writes that a response says are unprocessed, by table.
#[derive(Default)]
struct UnprocessedKeys<'a> {
    tables: HashMap<&'a str, HashSet<CanonicalKey>>,
    /// Whether there are writes whose table or key attributes are not those of the request.
    has_unidentified: bool,
}

impl<'a> UnprocessedKeys<'a> {
    fn of(unprocessed: &'a HashMap<String, Vec<WriteRequest>>, schemas: &HashMap<&str, KeySchema>) -> Self {
        let mut keys = Self::default();
        for (table, writes) in unprocessed {
            let table = strip_table_arn(table);
            for write in writes {
                match schemas.get(table).and_then(|schema| key_of(write, schema)) {
                    Some(key) => _ = keys.tables.entry(table).or_default().insert(key),
                    None => keys.has_unidentified = true,
                }
            }
        }
        keys
    }

    fn contains(&self, queued: &QueuedEntry<BatchEntry>) -> bool {
        let keys = self.tables.get(strip_table_arn(&queued.queue.0));
        keys.is_some_and(|keys| keys.contains(queued.entry.canonical_key()))
    }

    /// Whether each of them is the key of an entry. A request has no two entries for one item, so counting is enough.
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
