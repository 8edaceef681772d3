//! One BatchGetItem request and its response.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aws_sdk_dynamodb::types::ConsumedCapacity;
use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::batch_request::{BatchGetItemRequest, GetOptions, TableGets};
use crate::batch::driver::{Protocol, QueueKey, QueuedEntry};
use crate::batch::tables::{context_of, strip_table_arn};
use crate::client::{DynamoDb, Meter, Operation, Response};
use crate::codec::DecodeError;
use crate::codec::json::{self, Reader};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::{CanonicalKey, MAX_KEY_PARTS};
use crate::request::{RawItem, RequestLimits};
use crate::table::KeySchema;

pub(super) const OPERATION: Operation = Operation::read("BatchGetItem");

/// The state of one key.
#[derive(Debug, Clone)]
pub(super) enum KeyState {
    Unread,
    Missing,
    Found(RawItem),
}

impl KeyState {
    pub(super) fn is_unread(&self) -> bool {
        matches!(self, Self::Unread)
    }
}

/// The keys of one table, each once, and the options of the read.
#[derive(Clone)]
pub(super) struct TableKeys {
    pub(super) table: Arc<str>,
    pub(super) schema: KeySchema,
    pub(super) options: Arc<GetOptions>,
    pub(super) keys: Vec<GetKey>,
    pub(super) states: Vec<KeyState>,
}

/// A key in both of its forms, each created once. Clones share them.
#[derive(Clone)]
pub(super) struct GetKey {
    pub(super) json: Arc<str>,
    pub(super) canonical: CanonicalKey,
}

/// One key to read.
pub(super) struct GetEntry {
    /// The position of its table among those of the batch.
    pub(super) table: usize,
    /// Its position among the keys of the table.
    position: usize,
    key: GetKey,
}

pub(super) struct Gets {
    db: DynamoDb,
    pub(super) tables: Vec<TableKeys>,
}

impl Gets {
    pub(super) fn new(db: &DynamoDb, tables: Vec<TableKeys>) -> Self {
        Self { db: db.clone(), tables }
    }

    /// Returns the keys that have not been read yet.
    pub(super) fn unread(&self) -> Vec<GetEntry> {
        unread(&self.tables)
    }

    fn context(&self) -> ErrorContext {
        context_of(OPERATION.name, self.tables.iter().map(|keys| keys.table.as_ref()))
    }

    fn schemas(&self, entries: &[QueuedEntry<GetEntry>]) -> Schemas {
        let of_tables = entries.chunk_by(|one, other| one.queue == other.queue);
        let tables = of_tables.filter_map(|entries| self.tables.get(entries.first()?.entry.table));
        tables.map(|keys| (strip_table_arn(&keys.table).to_owned(), keys.schema)).collect()
    }

    fn set_state(&mut self, entry: &GetEntry, state: KeyState) {
        let states = self.tables.get_mut(entry.table).map(|keys| &mut keys.states);
        if let Some(known) = states.and_then(|states| states.get_mut(entry.position)) {
            *known = state;
        }
    }
}

/// Returns the keys that have not been read yet.
pub(super) fn unread(tables: &[TableKeys]) -> Vec<GetEntry> {
    let tables = tables.iter().enumerate();
    tables
        .flat_map(|(table, keys)| {
            let states = keys.states.iter().zip(&keys.keys).enumerate();
            let unread = states.filter(|(_, (state, _))| state.is_unread());
            unread.map(move |(position, (_, key))| GetEntry { table, position, key: key.clone() })
        })
        .collect()
}

/// Returns the keys of a request by table, each table with its options. The entries of a table are adjacent.
pub(super) fn gets(tables: &[TableKeys], entries: &[QueuedEntry<GetEntry>]) -> Vec<TableGets> {
    let of_tables = entries.chunk_by(|one, other| one.queue == other.queue);
    let gets = of_tables.filter_map(|entries| {
        let TableKeys { table, options, .. } = tables.get(entries.first()?.entry.table)?;
        let keys = entries.iter().map(|queued| queued.entry.key.json.clone()).collect();
        Some(TableGets { table: table.clone(), options: options.clone(), keys })
    });
    gets.collect()
}

impl Protocol for Gets {
    type Entry = GetEntry;
    type Response = BatchGetResponse;

    const OPERATION: &'static str = OPERATION.name;
    /// The maximum number of keys of one request (API Reference, BatchGetItem).
    const MAX_ENTRIES: usize = 100;
    const IS_WRITE: bool = false;

    fn db(&self) -> &DynamoDb {
        &self.db
    }

    fn queue(&mut self, entry: &GetEntry) -> QueueKey {
        // The number of the read is a part of the queue: two reads of one table cannot share a request.
        (self.tables.get(entry.table).map_or_else(|| Arc::from(""), |keys| keys.table.clone()), entry.table)
    }

    fn key(entry: &GetEntry) -> &CanonicalKey {
        &entry.key.canonical
    }

    fn bytes(entry: &GetEntry) -> usize {
        entry.key.json.len() + 1
    }

    // Only writes have a rate. The cost of a read is not known before it.
    fn units(_: &GetEntry) -> f64 {
        0.0
    }

    fn mark_outcome_unknown(_: &mut GetEntry) {}

    fn request(
        &self,
        entries: &[QueuedEntry<GetEntry>],
        limits: &RequestLimits,
        meter: &Meter,
    ) -> BoxFuture<'static, Result<Self::Response, Error>> {
        let request =
            BatchGetItemRequest { tables: gets(&self.tables, entries), return_consumed_capacity: meter.asks() };
        let context = context_of(OPERATION.name, request.tables.iter().map(|table| table.table.as_ref()));
        let exchange = limits.exchange(OPERATION, context).with_throttling_left_to_caller(&self.db);
        let (db, schemas) = (self.db.clone(), self.schemas(entries));
        async move {
            let response = exchange.send_request(&db, &request).await?;
            BatchGetResponse::of(&response, &schemas).map_err(|error| response.error(error, exchange.context()))
        }
        .boxed()
    }

    fn consumed(response: &Self::Response) -> &[ConsumedCapacity] {
        &response.consumed
    }

    fn apply_response(
        &mut self,
        entries: Vec<QueuedEntry<GetEntry>>,
        mut response: BatchGetResponse,
    ) -> Vec<QueuedEntry<GetEntry>> {
        let mut without_item = Vec::new();
        for queued in entries {
            let table = strip_table_arn(&queued.queue.0);
            // Taken out even if there is an item. The rest of the response is then what matches no key.
            let is_unprocessed = response.take_unprocessed(table, &queued.entry.key.canonical);
            match response.take_item(table, &queued.entry.key.canonical) {
                Some(item) => self.set_state(&queued.entry, KeyState::Found(item)),
                None => without_item.push((queued, is_unprocessed)),
            }
        }
        // If a part of the response matches no key that was sent, it may stand for any of them. No key may count as
        // missing then: it can be read twice, but must not be lost.
        let is_accounted_for = response.is_accounted_for();
        let mut unprocessed = Vec::new();
        for (queued, is_unprocessed) in without_item {
            if is_unprocessed || !is_accounted_for {
                unprocessed.push(queued);
            } else {
                self.set_state(&queued.entry, KeyState::Missing);
            }
        }
        unprocessed
    }

    fn error(&self, kind: ErrorKind) -> Error {
        Error::new(kind).with_context(&self.context())
    }
}

/// The rest of a response that has not been matched to the keys that were sent, by table and key.
#[derive(Default)]
pub(super) struct BatchGetResponse {
    items: HashMap<String, HashMap<CanonicalKey, RawItem>>,
    unprocessed: HashMap<String, HashSet<CanonicalKey>>,
    /// Whether it has an item or a key whose table or key attributes are not those of the request.
    has_unidentified: bool,
    consumed: Vec<ConsumedCapacity>,
}

/// The keys of tables, by their names without ARN.
type Schemas = HashMap<String, KeySchema>;

impl BatchGetResponse {
    /// Reads a response. Only the keys of its items are read now; the items are decoded on demand.
    fn of(response: &Response, schemas: &Schemas) -> Result<Self, DecodeError> {
        // Two values, because the two closures cannot borrow one of them mutably.
        let (mut read, mut unread) = (Self::default(), Self::default());
        let item = |table: &str, reader: &Reader<'_>| {
            let start = reader.position();
            let key = read_key(reader, schemas.get(strip_table_arn(table)))?;
            read.add_item(table, key, RawItem::slice(start, reader, response));
            Ok(())
        };
        let key = |table: &str, reader: &Reader<'_>| {
            unread.add_unprocessed(table, read_key(reader, schemas.get(strip_table_arn(table)))?);
            Ok(())
        };
        let consumed = json::read_batch_get(response.text()?, item, key)?;
        let has_unidentified = read.has_unidentified || unread.has_unidentified;
        Ok(Self { items: read.items, unprocessed: unread.unprocessed, has_unidentified, consumed })
    }

    fn add_item(&mut self, table: &str, key: Option<CanonicalKey>, item: RawItem) {
        let Some(key) = key else {
            self.has_unidentified = true;
            return;
        };
        let table = strip_table_arn(table);
        // The name is copied once, not for every item.
        match self.items.get_mut(table) {
            Some(items) => _ = items.insert(key, item),
            None => _ = self.items.insert(table.to_owned(), HashMap::from([(key, item)])),
        }
    }

    fn add_unprocessed(&mut self, table: &str, key: Option<CanonicalKey>) {
        match key {
            Some(key) => _ = self.unprocessed.entry(strip_table_arn(table).to_owned()).or_default().insert(key),
            None => self.has_unidentified = true,
        }
    }

    fn take_item(&mut self, table: &str, key: &CanonicalKey) -> Option<RawItem> {
        self.items.get_mut(table).and_then(|items| items.remove(key))
    }

    fn take_unprocessed(&mut self, table: &str, key: &CanonicalKey) -> bool {
        self.unprocessed.get_mut(table).is_some_and(|keys| keys.remove(key))
    }

    /// Whether everything in the response has been taken out of it.
    fn is_accounted_for(&self) -> bool {
        let has_item = self.items.values().any(|items| !items.is_empty());
        let has_key = self.unprocessed.values().any(|keys| !keys.is_empty());
        !(has_item || has_key || self.has_unidentified)
    }
}

/// Reads the key of an item, or a key. Returns `None` if a part of it is missing.
fn read_key(reader: &Reader<'_>, schema: Option<&KeySchema>) -> Result<Option<CanonicalKey>, DecodeError> {
    let Some(schema) = schema else { return reader.skip().map(|()| None) };
    // On the stack, since this runs for every item.
    let mut parts = [const { None }; MAX_KEY_PARTS];
    json::key_values(reader, |name| schema.attributes().position(|part| part.name == name), &mut parts)?;
    let is_whole = parts.iter().take(schema.attributes().count()).all(Option::is_some);
    Ok(is_whole.then(|| CanonicalKey::of_values(parts.into_iter().flatten())))
}
