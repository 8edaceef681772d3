//! The rows that events, snapshots and views are stored in.
//!
//! Payloads are stored as JSON text: an event has to be read back exactly as it was written, and a number in a JSON
//! document says more (`1.0`) than a number in DynamoDB (`1`).

use cqrs_es::persist::{SerializedEvent, SerializedSnapshot};
use dkmio::{Condition, DynamoDb, DynamoTable, ItemStream};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A row of a table that can hold an event.
///
/// The partition key is the aggregate instance and the sort key is the sequence number, so that a query reads the events
/// of one instance in order.
pub trait EventRow:
    DynamoTable<Version = (), Unique = ()> + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// Reads the events of an aggregate instance in order, those after number `sequence` alone.
    ///
    /// The read has to be strongly consistent: a command is decided on what it returns.
    fn events_after(db: &DynamoDb, aggregate_type: &str, aggregate_id: &str, sequence: u64) -> ItemStream<Self>;

    /// Makes the row of an event. `payload` and `metadata` are its JSON.
    fn new(event: &SerializedEvent, payload: String, metadata: String) -> Self;

    /// Returns the event that the row was made of.
    ///
    /// # Errors
    /// Returns an error if a text is not JSON.
    fn to_event(&self) -> Result<SerializedEvent, serde_json::Error>;
}

/// A row of a table that can hold a snapshot of an aggregate instance.
pub trait SnapshotRow:
    DynamoTable<Version = (), Unique = ()> + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// Returns the key of the snapshot of an aggregate instance.
    fn key_of(aggregate_type: &str, aggregate_id: &str) -> Self::Key;

    /// Makes the row of a snapshot. `aggregate` is its JSON.
    fn new(aggregate_type: &str, snapshot: &SerializedSnapshot, aggregate: String) -> Self;

    /// Returns the snapshot.
    ///
    /// # Errors
    /// Returns an error if the stored text is not JSON.
    fn to_snapshot(&self) -> Result<SerializedSnapshot, serde_json::Error>;

    /// Returns the condition that the stored snapshot has this version.
    fn has_version(version: u64) -> Condition<Self>;
}

/// A row of a table that can hold a view.
pub trait ViewRow:
    DynamoTable<Version = (), Unique = ()> + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// Returns the key of a view.
    fn key_of(view_id: &str) -> Self::Key;

    /// Makes the row of a view. `payload` is its JSON.
    fn new(view_id: &str, version: i64, payload: String) -> Self;

    /// Returns the version and the JSON that were given to [`new`](Self::new).
    fn parts(&self) -> (i64, &str);

    /// Returns the condition that the stored view has this version.
    fn has_version(version: i64) -> Condition<Self>;
}

/// A row that holds an event and nothing else.
#[derive(Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "events")]
pub struct Event {
    /// The type and the id of the aggregate instance, joined by `:`. A type has no `:` in it.
    #[pk]
    pub aggregate: String,
    /// The number of the event within the instance, from 1.
    #[sk]
    pub sequence: u64,
    /// The type of the aggregate.
    pub aggregate_type: String,
    /// The id of the aggregate instance.
    pub aggregate_id: String,
    /// The type of the event.
    pub event_type: String,
    /// The version of the event's form.
    pub event_version: String,
    /// The event as JSON.
    pub payload: String,
    /// The metadata as JSON.
    pub metadata: String,
}

impl EventRow for Event {
    fn events_after(db: &DynamoDb, aggregate_type: &str, aggregate_id: &str, sequence: u64) -> ItemStream<Self> {
        let aggregate = format!("{aggregate_type}:{aggregate_id}");
        Self::query(aggregate).sk_gt(sequence).consistent().stream(db)
    }

    fn new(event: &SerializedEvent, payload: String, metadata: String) -> Self {
        Self {
            aggregate: format!("{}:{}", event.aggregate_type, event.aggregate_id),
            sequence: event.sequence as u64,
            aggregate_type: event.aggregate_type.clone(),
            aggregate_id: event.aggregate_id.clone(),
            event_type: event.event_type.clone(),
            event_version: event.event_version.clone(),
            payload,
            metadata,
        }
    }

    fn to_event(&self) -> Result<SerializedEvent, serde_json::Error> {
        Ok(SerializedEvent {
            aggregate_id: self.aggregate_id.clone(),
            sequence: self.sequence as usize,
            aggregate_type: self.aggregate_type.clone(),
            event_type: self.event_type.clone(),
            event_version: self.event_version.clone(),
            payload: serde_json::from_str(&self.payload)?,
            metadata: serde_json::from_str(&self.metadata)?,
        })
    }
}

/// A row that holds a snapshot and nothing else.
#[derive(Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "snapshots")]
pub struct Snapshot {
    /// The type and the id of the aggregate instance, joined by `:`.
    #[pk]
    pub aggregate: String,
    /// The id of the aggregate instance.
    pub aggregate_id: String,
    /// The number of the last event in the snapshot.
    pub sequence: u64,
    /// The version of the snapshot, from 1.
    pub version: u64,
    /// The aggregate as JSON.
    pub payload: String,
}

impl SnapshotRow for Snapshot {
    fn key_of(aggregate_type: &str, aggregate_id: &str) -> SnapshotKey {
        SnapshotKey { aggregate: format!("{aggregate_type}:{aggregate_id}") }
    }

    fn new(aggregate_type: &str, snapshot: &SerializedSnapshot, aggregate: String) -> Self {
        Self {
            aggregate: format!("{aggregate_type}:{}", snapshot.aggregate_id),
            aggregate_id: snapshot.aggregate_id.clone(),
            sequence: snapshot.current_sequence as u64,
            version: snapshot.current_snapshot as u64,
            payload: aggregate,
        }
    }

    fn to_snapshot(&self) -> Result<SerializedSnapshot, serde_json::Error> {
        Ok(SerializedSnapshot {
            aggregate_id: self.aggregate_id.clone(),
            aggregate: serde_json::from_str(&self.payload)?,
            current_sequence: self.sequence as usize,
            current_snapshot: self.version as usize,
        })
    }

    fn has_version(version: u64) -> Condition<Self> {
        Self::VERSION.eq(version)
    }
}

/// A row that holds a view and nothing else.
#[derive(Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "views")]
pub struct StoredView {
    /// The id of the view.
    #[pk]
    pub view_id: String,
    /// How often the view was stored.
    pub version: i64,
    /// The view as JSON.
    pub payload: String,
}

impl ViewRow for StoredView {
    fn key_of(view_id: &str) -> StoredViewKey {
        StoredViewKey { view_id: view_id.to_owned() }
    }

    fn new(view_id: &str, version: i64, payload: String) -> Self {
        Self { view_id: view_id.to_owned(), version, payload }
    }

    fn parts(&self) -> (i64, &str) {
        (self.version, &self.payload)
    }

    fn has_version(version: i64) -> Condition<Self> {
        Self::VERSION.eq(version)
    }
}
