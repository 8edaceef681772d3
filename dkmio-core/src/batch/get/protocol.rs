//! One BatchGetItem request and its response.

use std::cell::Cell;
use std::mem;
use std::sync::Arc;

use aws_sdk_dynamodb::types::ConsumedCapacity;
use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::batch_request::{BatchGetItemRequest, GetOptions, TableGets};
use super::key_list::KeyList;
use crate::batch::driver::{Protocol, QueueKey, QueuedEntry};
use crate::batch::tables::{context_of, is_same_table};
use crate::client::{DynamoDb, Meter, Operation, Response};
use crate::codec::DecodeError;
use crate::codec::json::{self, Reader};
use crate::error::{Error, ErrorContext};
use crate::key::{CanonicalKey, MAX_KEY_PARTS};
use crate::request::{RawItem, RequestLimits};
use crate::table::KeySchema;

pub(super) const OPERATION: Operation = Operation::read("BatchGetItem");

/// The state of one key.
#[derive(Debug, Clone)]
pub(super) enum KeyState {
    Unread,
    /// The key was in the request whose response is applied. This is what the response says of it so far.
    Sent {
        item: Option<RawItem>,
        is_unprocessed: bool,
    },
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
    pub(super) keys: Arc<KeyList>,
    pub(super) states: Vec<KeyState>,
}

/// One key to read.
pub(super) struct GetEntry {
    pub(super) key_position: KeyPosition,
    /// The size of the key as JSON.
    bytes: usize,
}

/// The position of a key among those of the batch.
#[derive(Clone, Copy)]
pub(super) struct KeyPosition {
    /// The position of its table.
    pub(super) table: usize,
    /// The position of the key among those of the table.
    position: usize,
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

    /// Returns the tables of a request. The entries of a table are adjacent.
    fn requested(&self, entries: &[QueuedEntry<GetEntry>]) -> Vec<RequestedTable> {
        let of_tables = entries.chunk_by(|one, other| one.queue == other.queue);
        let tables = of_tables.filter_map(|entries| {
            let position = entries.first()?.entry.key_position.table;
            let TableKeys { table, schema, keys, .. } = self.tables.get(position)?;
            Some(RequestedTable {
                position,
                name: table.clone(),
                schema: *schema,
                keys: keys.clone(),
                requested: entries.len(),
            })
        });
        tables.collect()
    }

    fn state_mut(&mut self, key_position: KeyPosition) -> Option<&mut KeyState> {
        self.tables.get_mut(key_position.table)?.states.get_mut(key_position.position)
    }
}

/// Returns the keys that have not been read yet.
pub(super) fn unread(tables: &[TableKeys]) -> Vec<GetEntry> {
    let tables = tables.iter().enumerate();
    tables
        .flat_map(|(table, keys)| {
            let unread = keys.states.iter().enumerate().filter(|(_, state)| state.is_unread());
            // The size includes a comma.
            unread.map(move |(position, _)| GetEntry {
                key_position: KeyPosition { table, position },
                bytes: keys.keys.json(position).len() + 1,
            })
        })
        .collect()
}

/// Returns the keys of a request by table, each table with its options. The entries of a table are adjacent.
pub(super) fn gets(tables: &[TableKeys], entries: &[QueuedEntry<GetEntry>]) -> Vec<TableGets> {
    let of_tables = entries.chunk_by(|one, other| one.queue == other.queue);
    let gets = of_tables.filter_map(|entries| {
        let TableKeys { table, options, keys, .. } = tables.get(entries.first()?.entry.key_position.table)?;
        let positions = entries.iter().map(|queued| queued.entry.key_position.position).collect();
        Some(TableGets { table: table.clone(), options: options.clone(), keys: keys.clone(), positions })
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
        let table = entry.key_position.table;
        (self.tables.get(table).map_or_else(|| Arc::from(""), |keys| keys.table.clone()), table)
    }

    // Each key is in the batch once.
    fn key(_: &GetEntry) -> Option<&CanonicalKey> {
        None
    }

    fn bytes(entry: &GetEntry) -> usize {
        entry.bytes
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
        let (db, requested) = (self.db.clone(), self.requested(entries));
        async move {
            let response = exchange.send_request(&db, &request).await?;
            BatchGetResponse::of(&response, &requested).map_err(|error| response.error(error, exchange.context()))
        }
        .boxed()
    }

    fn consumed(response: &Self::Response) -> &[ConsumedCapacity] {
        &response.consumed
    }

    fn apply_response(
        &mut self,
        mut entries: Vec<QueuedEntry<GetEntry>>,
        response: BatchGetResponse,
    ) -> Vec<QueuedEntry<GetEntry>> {
        for queued in &entries {
            if let Some(state) = self.state_mut(queued.entry.key_position) {
                *state = KeyState::Sent { item: None, is_unprocessed: false };
            }
        }
        let mut has_unidentified = response.has_unidentified;
        for (key_position, found) in response.items {
            match self.state_mut(key_position) {
                Some(KeyState::Sent { item, .. }) => *item = Some(found),
                _ => has_unidentified = true,
            }
        }
        for key_position in response.unprocessed {
            match self.state_mut(key_position) {
                Some(KeyState::Sent { is_unprocessed, .. }) => *is_unprocessed = true,
                _ => has_unidentified = true,
            }
        }
        entries.retain(|queued| {
            let Some(state) = self.state_mut(queued.entry.key_position) else { return false };
            *state = match mem::replace(state, KeyState::Unread) {
                KeyState::Sent { item: Some(item), .. } => KeyState::Found(item),
                // If a part of the response matches no key that was sent, it may stand for any of them. No key may count
                // as missing then: it can be read twice, but must not be lost.
                KeyState::Sent { is_unprocessed: false, .. } if !has_unidentified => KeyState::Missing,
                _ => KeyState::Unread,
            };
            state.is_unread()
        });
        entries
    }

    fn context(&self) -> ErrorContext {
        context_of(OPERATION.name, self.tables.iter().map(|keys| keys.table.as_ref()))
    }
}

/// A table of a request.
struct RequestedTable {
    /// Its position among those of the batch.
    position: usize,
    name: Arc<str>,
    schema: KeySchema,
    keys: Arc<KeyList>,
    /// The number of keys of it in the request.
    requested: usize,
}

/// What a response says of the keys of the batch. Only the driver knows which of them were in the request.
pub(super) struct BatchGetResponse {
    items: Vec<(KeyPosition, RawItem)>,
    unprocessed: Vec<KeyPosition>,
    /// Whether it has an item or a key that is none of the batch, or whose table is none of the request.
    has_unidentified: bool,
    consumed: Vec<ConsumedCapacity>,
}

impl BatchGetResponse {
    /// Reads a response. Only the keys of its items are read now; the items are decoded on demand.
    fn of(response: &Response, requested: &[RequestedTable]) -> Result<Self, DecodeError> {
        let mut items = Vec::with_capacity(requested.iter().map(|table| table.requested).sum());
        let mut unprocessed = Vec::new();
        // Shared by the two closures.
        let (has_unidentified, buffer) = (Cell::new(false), Cell::new(Vec::new()));
        let positions_of = |table: &str, reader: &Reader<'_>, found: &mut dyn FnMut(KeyPosition)| {
            let mut canonical = buffer.take();
            if !read_places(reader, requested, table, &mut canonical, found)? {
                has_unidentified.set(true);
            }
            buffer.set(canonical);
            Ok(())
        };
        let item = |table: &str, reader: &Reader<'_>| {
            let start = reader.position();
            positions_of(table, reader, &mut |key_position| {
                items.push((key_position, RawItem::slice(start, reader, response)))
            })
        };
        let key = |table: &str, reader: &Reader<'_>| {
            positions_of(table, reader, &mut |key_position| unprocessed.push(key_position))
        };
        let consumed = json::read_batch_get(response.text()?, item, key)?;
        Ok(Self { items, unprocessed, has_unidentified: has_unidentified.get(), consumed })
    }
}

/// Reads an item, or a key, of the table with this name. Calls `found` with the position of its key in the batch, and returns whether
/// there is one.
fn read_places(
    reader: &Reader<'_>,
    requested: &[RequestedTable],
    name: &str,
    canonical: &mut Vec<u8>,
    found: &mut dyn FnMut(KeyPosition),
) -> Result<bool, DecodeError> {
    // More than one only if a table is requested by its name and by its ARN.
    let mut tables = requested.iter().filter(|table| is_same_table(&table.name, name)).peekable();
    let Some(schema) = tables.peek().map(|table| &table.schema) else { return reader.skip().map(|()| false) };
    // On the stack, since this runs for every item.
    let mut parts = [const { None }; MAX_KEY_PARTS];
    json::key_values(reader, |name| schema.attributes().position(|part| part.name == name), &mut parts)?;
    if !parts.iter().take(schema.attributes().count()).all(Option::is_some) {
        return Ok(false);
    }
    canonical.clear();
    parts.iter().flatten().for_each(|value| value.write_canonical(canonical));
    let mut is_found = false;
    for table in tables {
        if let Some(position) = table.keys.position(canonical) {
            is_found = true;
            found(KeyPosition { table: table.position, position });
        }
    }
    Ok(is_found)
}
