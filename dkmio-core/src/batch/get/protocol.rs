//! One BatchGetItem request and its answer.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aws_sdk_dynamodb::types::{AttributeValue, ConsumedCapacity, KeysAndAttributes};
use futures::FutureExt as _;
use futures::future::BoxFuture;

use crate::batch::driver::{LaneKey, Protocol, Queued};
use crate::batch::json_size::attributes_size;
use crate::batch::write::{place_of, short};
use crate::client::Meter;
use crate::client::{DynamoDb, Exchange, Operation, RequestBody, Response};
use crate::codec::DecodeError;
use crate::codec::json;
use crate::codec::json::Reader;
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::{CanonicalKey, EncodedKey, MAX_KEY_PARTS};
use crate::request::RawItem;
use crate::table::KeySchema;

pub(super) const OPERATION: Operation = Operation::read("BatchGetItem");

/// What is known of one key.
#[derive(Debug, Clone)]
pub(super) enum Slot {
    Unread,
    Missing,
    Found(RawItem),
}

impl Slot {
    pub(super) fn is_unread(&self) -> bool {
        matches!(self, Self::Unread)
    }
}

/// The keys of one table, each once, and how they are read.
#[derive(Clone)]
pub(super) struct Group {
    pub(super) table: Arc<str>,
    pub(super) schema: KeySchema,
    pub(super) consistent: bool,
    pub(super) projection: Option<String>,
    pub(super) names: Option<HashMap<String, String>>,
    pub(super) keys: Vec<EncodedKey>,
    pub(super) slots: Vec<Slot>,
}

type Attributes = HashMap<String, AttributeValue>;

/// One key to read.
pub(super) struct GetEntry {
    group: usize,
    slot: usize,
    encoded: Attributes,
    key: CanonicalKey,
}

pub(super) struct Gets {
    db: DynamoDb,
    pub(super) groups: Vec<Group>,
}

impl Gets {
    pub(super) fn new(db: &DynamoDb, groups: Vec<Group>) -> Self {
        Self { db: db.clone(), groups }
    }

    /// The keys that are not read yet.
    pub(super) fn unread(&self) -> Vec<GetEntry> {
        let groups = self.groups.iter().enumerate();
        groups
            .flat_map(|(group, keys)| {
                let slots = keys.slots.iter().zip(&keys.keys).enumerate();
                slots.filter(|(_, (state, _))| state.is_unread()).map(move |(slot, (_, key))| GetEntry {
                    group,
                    slot,
                    encoded: key.clone().into_map(),
                    key: key.canonical(),
                })
            })
            .collect()
    }

    fn place(&self) -> ErrorContext {
        place_of(OPERATION.name, self.groups.iter().map(|group| group.table.as_ref()))
    }

    /// The keys of a request for one table, with all of its options.
    fn keys(&self, entries: &[&Queued<GetEntry>]) -> Option<KeysAndAttributes> {
        let group = self.groups.get(entries.first()?.entry.group)?;
        let keys = entries.iter().map(|queued| queued.entry.encoded.clone()).collect();
        KeysAndAttributes::builder()
            .set_keys(Some(keys))
            .set_consistent_read(group.consistent.then_some(true))
            .set_projection_expression(group.projection.clone())
            .set_expression_attribute_names(group.names.clone())
            .build()
            .ok()
    }

    fn schemas(&self, entries: &[Queued<GetEntry>]) -> Schemas {
        let groups = entries.iter().filter_map(|queued| self.groups.get(queued.entry.group));
        groups.map(|group| (short(&group.table).to_owned(), group.schema)).collect()
    }
}

impl Protocol for Gets {
    type Entry = GetEntry;
    type Reply = Answer;

    /// Keys of one request (API Reference, BatchGetItem).
    const MOST: usize = 100;
    const WRITES: bool = false;

    fn db(&self) -> &DynamoDb {
        &self.db
    }

    fn lane(&mut self, entry: &GetEntry) -> LaneKey {
        (self.groups.get(entry.group).map_or_else(|| Arc::from(""), |group| group.table.clone()), entry.group)
    }

    fn key(entry: &GetEntry) -> &CanonicalKey {
        &entry.key
    }

    fn bytes(entry: &GetEntry) -> usize {
        attributes_size(&entry.encoded) + 1
    }

    fn units(_: &GetEntry) -> f64 {
        0.0
    }

    fn lost(_: &mut GetEntry) {}

    fn request(&self, entries: &[Queued<GetEntry>], meter: &Meter) -> BoxFuture<'static, Result<Self::Reply, Error>> {
        let mut tables: HashMap<&str, Vec<&Queued<GetEntry>>> = HashMap::new();
        for queued in entries {
            tables.entry(queued.lane.0.as_ref()).or_default().push(queued);
        }
        let exchange = Exchange::new(OPERATION, place_of(OPERATION.name, tables.keys().copied()));
        let schemas = self.schemas(entries);
        let keys = tables.iter().filter_map(|(table, entries)| Some(((*table).to_owned(), self.keys(entries)?)));
        let request = self
            .db
            .client()
            .batch_get_item()
            .set_request_items(Some(keys.collect()))
            .set_return_consumed_capacity(meter.asks());
        async move {
            let request = |config| request.customize().config_override(config).send();
            let response = exchange.send(RequestBody::default(), request).await?;
            Answer::of_response(&response, &schemas).map_err(|error| response.error(error, exchange.place()))
        }
        .boxed()
    }

    fn consumed(reply: &Self::Reply) -> &[ConsumedCapacity] {
        &reply.consumed
    }

    fn settle(&mut self, entries: Vec<Queued<GetEntry>>, mut answer: Answer) -> Vec<Queued<GetEntry>> {
        let mut left = Vec::new();
        for queued in entries {
            let table = short(&queued.lane.0);
            let found = answer.found.get_mut(table).and_then(|found| found.remove(&queued.entry.key));
            let state = match found {
                Some(item) => Slot::Found(item),
                None if answer.leaves(table, &queued.entry.key) => {
                    left.push(queued);
                    continue;
                }
                None => Slot::Missing,
            };
            let slots = self.groups.get_mut(queued.entry.group).map(|group| &mut group.slots);
            if let Some(slot) = slots.and_then(|slots| slots.get_mut(queued.entry.slot)) {
                *slot = state;
            }
        }
        left
    }

    fn error(&self, kind: ErrorKind) -> Error {
        Error::new(kind).with_context(&self.place())
    }
}

/// An answer, by table and key.
#[derive(Default)]
pub(super) struct Answer {
    found: HashMap<String, HashMap<CanonicalKey, RawItem>>,
    left: HashMap<String, HashSet<CanonicalKey>>,
    /// Tables with a key that cannot be told from the others: all that was not found is taken as left.
    whole: HashSet<String>,
    consumed: Vec<ConsumedCapacity>,
}

/// The keys of tables, by their short names.
type Schemas = HashMap<String, KeySchema>;

impl Answer {
    /// Reads an answer's bytes. Items are passed over but for their keys, and read when somebody asks for them.
    fn of_response(response: &Response, schemas: &Schemas) -> Result<Self, DecodeError> {
        let (mut answer, mut left) = (Self::default(), Self::default());
        let item = |table: &str, reader: &Reader<'_>| {
            let start = reader.position();
            let key = read_key(reader, schemas.get(short(table)))?;
            answer.found(table, key, RawItem::slice(start, reader, response));
            Ok(())
        };
        let key = |table: &str, reader: &Reader<'_>| {
            left.leave(table, read_key(reader, schemas.get(short(table)))?);
            Ok(())
        };
        let consumed = json::batch_answer(response.text()?, item, key)?;
        Ok(Self { found: answer.found, consumed, ..left })
    }

    fn found(&mut self, table: &str, key: Option<CanonicalKey>, item: RawItem) {
        if let Some(key) = key {
            self.found.entry(short(table).to_owned()).or_default().insert(key, item);
        }
    }

    fn leave(&mut self, table: &str, key: Option<CanonicalKey>) {
        match key {
            Some(key) => _ = self.left.entry(short(table).to_owned()).or_default().insert(key),
            None => _ = self.whole.insert(short(table).to_owned()),
        }
    }

    fn leaves(&self, table: &str, key: &CanonicalKey) -> bool {
        self.whole.contains(table) || self.left.get(table).is_some_and(|keys| keys.contains(key))
    }
}

/// Reads the key of an item, or a key; none when a part of it is missing.
fn read_key(reader: &Reader<'_>, schema: Option<&KeySchema>) -> Result<Option<CanonicalKey>, DecodeError> {
    let Some(schema) = schema else { return reader.skip().map(|()| None) };
    let mut parts = [const { None }; MAX_KEY_PARTS];
    json::key_values(reader, |name| schema.attributes().position(|part| part.name == name), &mut parts)?;
    let parts = parts.into_iter().take(schema.attributes().count()).collect::<Option<Vec<_>>>();
    Ok(parts.map(CanonicalKey::of_values))
}
