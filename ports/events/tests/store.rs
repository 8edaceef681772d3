//! What the stores of cqrs-es are tested by, on the embedded engine.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::collections::HashMap;

use cqrs_es::doc::{Customer, CustomerEvent};
use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::{
    GenericQuery, PersistedEventRepository, PersistedEventStore, PersistenceError, SemanticVersionEventUpcaster,
    SerializedEvent, SerializedSnapshot, ViewContext, ViewRepository,
};
use cqrs_es::{Aggregate, AggregateError, CqrsFramework, DomainEvent, EventEnvelope, EventStore, View};
use dkmio::{DynamoDb, DynamoTable};
use dkmio_events::{Event, EventRepository, Snapshot, StoredView, ViewStore};
use serde::{Deserialize, Serialize};
use serde_json::json;

async fn tables() -> DynamoDb {
    let db = DynamoDb::embedded().await.unwrap().with_table_name::<Event>("bank-events").with_table_prefix("test-");
    Event::create_table().send(&db).await.unwrap();
    Snapshot::create_table().send(&db).await.unwrap();
    StoredView::create_table().send(&db).await.unwrap();
    db
}

fn repository(db: &DynamoDb) -> EventRepository<Event, Snapshot> {
    EventRepository::new(db)
}

/// A counter that refuses to go below zero.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
struct Counter {
    value: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Counted {
    Raised { by: u64 },
    Lowered { by: u64 },
}

#[derive(Debug)]
enum Count {
    Raise(u64),
    Lower(u64),
}

#[derive(Debug, PartialEq)]
struct BelowZero;

impl std::fmt::Display for BelowZero {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("below zero")
    }
}

impl std::error::Error for BelowZero {}

impl DomainEvent for Counted {
    fn event_type(&self) -> String {
        match self {
            Self::Raised { .. } => "Raised".to_owned(),
            Self::Lowered { .. } => "Lowered".to_owned(),
        }
    }

    fn event_version(&self) -> String {
        "1.0".to_owned()
    }
}

impl Aggregate for Counter {
    const TYPE: &'static str = "Counter";
    type Command = Count;
    type Event = Counted;
    type Error = BelowZero;
    type Services = ();

    async fn handle(&mut self, command: Count, _: &(), sink: &EventSink<Self>) -> Result<(), BelowZero> {
        match command {
            Count::Raise(by) => sink.write(Counted::Raised { by }, self).await,
            Count::Lower(by) if by <= self.value => sink.write(Counted::Lowered { by }, self).await,
            Count::Lower(_) => return Err(BelowZero),
        }
        Ok(())
    }

    fn apply(&mut self, event: Counted) {
        match event {
            Counted::Raised { by } => self.value += by,
            Counted::Lowered { by } => self.value -= by,
        }
    }
}

#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
struct History {
    events: Vec<Counted>,
}

impl View<Counter> for History {
    fn update(&mut self, event: &EventEnvelope<Counter>) {
        self.events.push(event.payload.clone());
    }
}

fn raised(id: &str, sequence: usize, by: u64) -> SerializedEvent {
    SerializedEvent {
        aggregate_id: id.to_owned(),
        sequence,
        aggregate_type: Counter::TYPE.to_owned(),
        event_type: "Raised".to_owned(),
        event_version: "1.0".to_owned(),
        payload: json!({ "Raised": { "by": by, "ratio": 1.0, "none": null } }),
        metadata: json!({ "time": "2026-03-18T12:32:45.930Z" }),
    }
}

async fn commits_are_loaded(store: PersistedEventStore<EventRepository<Event, Snapshot>, Customer>) {
    let id = "customer-1";
    assert_eq!(store.load_events(id).await.unwrap().len(), 0);
    let context = store.load_aggregate(id).await.unwrap();
    let name = CustomerEvent::NameAdded { name: "Ana".to_owned() };
    let email = |new_email: &str| CustomerEvent::EmailUpdated { new_email: new_email.to_owned() };
    store.commit(vec![name, email("a@example.com")], context, HashMap::default()).await.unwrap();
    assert_eq!(store.load_events(id).await.unwrap().len(), 2);
    let context = store.load_aggregate(id).await.unwrap();
    store.commit(vec![email("b@example.com")], context, HashMap::default()).await.unwrap();
    assert_eq!(store.load_events(id).await.unwrap().len(), 3);
}

#[tokio::test]
async fn commits_are_loaded_from_an_event_store() {
    commits_are_loaded(PersistedEventStore::new_event_store(repository(&tables().await))).await;
}

#[tokio::test]
async fn commits_are_loaded_from_an_aggregate_store() {
    commits_are_loaded(PersistedEventStore::new_aggregate_store(repository(&tables().await))).await;
}

#[tokio::test]
async fn commits_are_loaded_from_a_snapshot_store() {
    commits_are_loaded(PersistedEventStore::new_snapshot_store(repository(&tables().await), 2)).await;
}

#[tokio::test]
async fn a_commit_without_events_succeeds() {
    let store = PersistedEventStore::<_, Customer>::new_event_store(repository(&tables().await));
    let context = store.load_aggregate("customer-1").await.unwrap();
    store.commit(vec![], context, HashMap::default()).await.unwrap();
}

#[tokio::test]
async fn an_old_event_is_upcast() {
    let db = tables().await;
    let old = Event {
        aggregate: "Customer:old".to_owned(),
        sequence: 1,
        aggregate_type: "Customer".to_owned(),
        aggregate_id: "old".to_owned(),
        event_type: "NameAdded".to_owned(),
        event_version: "1.0".to_owned(),
        payload: r#"{"NameAdded": {}}"#.to_owned(),
        metadata: "{}".to_owned(),
    };
    old.put().send(&db).await.unwrap();
    let add_name = |mut event: serde_json::Value| {
        event["NameAdded"]["name"] = json!("unknown");
        event
    };
    let upcaster = SemanticVersionEventUpcaster::new("NameAdded", "1.0.1", Box::new(add_name));
    let store =
        PersistedEventStore::<_, Customer>::new_event_store(repository(&db)).with_upcasters(vec![Box::new(upcaster)]);
    let context = store.load_aggregate("old").await.unwrap();
    assert_eq!((context.current_sequence, context.current_snapshot), (1, None));
}

#[tokio::test]
async fn events_come_back_as_they_were_written() {
    let repository = repository(&tables().await);
    let events: Vec<SerializedEvent> = (1..=12).map(|sequence| raised("a", sequence, sequence as u64)).collect();
    repository.persist::<Counter>(&events, None).await.unwrap();
    repository.persist::<Counter>(&[raised("b", 1, 7)], None).await.unwrap();
    assert_eq!(repository.get_events::<Counter>("a").await.unwrap(), events);
    assert_eq!(repository.get_last_events::<Counter>("a", 10).await.unwrap(), events[10..]);
    assert_eq!(repository.get_events::<Counter>("c").await.unwrap(), []);

    let mut replayed = repository.stream_events::<Counter>("a").await.unwrap();
    for event in &events {
        let next = replayed.next::<Counter>(&[]).await.unwrap().unwrap();
        assert_eq!(next.sequence, event.sequence);
    }
    assert!(replayed.next::<Counter>(&[]).await.is_none());

    let mut all = repository.stream_all_events::<Counter>().await.unwrap();
    let mut found = 0;
    while let Some(event) = all.next::<Counter>(&[]).await {
        event.unwrap();
        found += 1;
    }
    assert_eq!(found, 13);
    let mut others = repository.stream_all_events::<Customer>().await.unwrap();
    assert!(others.next::<Customer>(&[]).await.is_none());
}

#[tokio::test]
async fn a_taken_sequence_number_writes_nothing() {
    let repository = repository(&tables().await);
    repository.persist::<Counter>(&[raised("a", 1, 1), raised("a", 2, 1)], None).await.unwrap();
    let error = repository.persist::<Counter>(&[raised("a", 3, 1), raised("a", 2, 1)], None).await.unwrap_err();
    assert!(matches!(error, PersistenceError::OptimisticLockError), "{error}");
    assert_eq!(repository.get_events::<Counter>("a").await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_snapshot_is_replaced_by_its_next_version_only() {
    let repository = repository(&tables().await);
    assert_eq!(repository.get_snapshot::<Counter>("a").await.unwrap(), None);
    let write = async |value: u64, version: usize| {
        let update = ("a".to_owned(), json!({ "value": value }), version);
        repository.persist::<Counter>(&[], Some(update)).await
    };
    let stored = async || repository.get_snapshot::<Counter>("a").await.unwrap().unwrap();
    let snapshot = |value: u64, version: usize| SerializedSnapshot {
        aggregate_id: "a".to_owned(),
        aggregate: json!({ "value": value }),
        current_sequence: 0,
        current_snapshot: version,
    };
    write(1, 1).await.unwrap();
    assert_eq!(stored().await, snapshot(1, 1));
    write(2, 2).await.unwrap();
    assert_eq!(stored().await, snapshot(2, 2));
    for stale in [1, 2, 4] {
        let error = write(9, stale).await.unwrap_err();
        assert!(matches!(error, PersistenceError::OptimisticLockError), "{error}");
    }
    assert_eq!(stored().await, snapshot(2, 2));
}

#[tokio::test]
async fn a_view_is_replaced_by_its_next_version_only() {
    let views = ViewStore::<StoredView>::new(&tables().await);
    let load = async || ViewRepository::<History, Counter>::load_with_context(&views, "v").await.unwrap();
    assert!(load().await.is_none());
    let first = History { events: vec![Counted::Raised { by: 1 }] };
    views.update_view(first.clone(), ViewContext::new("v".to_owned(), 0)).await.unwrap();
    let (found, context) = load().await.unwrap();
    assert_eq!((found, context.version), (first, 1));
    let second = History { events: vec![Counted::Lowered { by: 1 }] };
    views.update_view(second.clone(), context).await.unwrap();
    let stale = views.update_view(second.clone(), ViewContext::new("v".to_owned(), 1)).await.unwrap_err();
    assert!(matches!(stale, PersistenceError::OptimisticLockError), "{stale}");
    let found: Option<History> = ViewRepository::<History, Counter>::load(&views, "v").await.unwrap();
    assert_eq!(found, Some(second));
}

#[tokio::test]
async fn commands_and_queries_run_through_the_framework() {
    let db = tables().await;
    let views = std::sync::Arc::new(ViewStore::<StoredView>::new(&db));
    let query = GenericQuery::<ViewStore<StoredView>, History, Counter>::new(views.clone());
    // Not a snapshot store: cqrs-es 0.5.0 applies the events of a command to the aggregate that `EventSink::write` has
    // already applied them to, and stores that as the snapshot. Events that cannot be applied twice get a wrong snapshot.
    let store = PersistedEventStore::new_event_store(repository(&db));
    let cqrs = CqrsFramework::new(store, vec![Box::new(query)], ());
    for by in [3, 4, 5] {
        cqrs.execute("a", Count::Raise(by)).await.unwrap();
    }
    let refused = cqrs.execute("a", Count::Lower(13)).await.unwrap_err();
    assert!(matches!(refused, AggregateError::UserError(BelowZero)), "{refused:?}");
    cqrs.execute("a", Count::Lower(12)).await.unwrap();
    let history: History = ViewRepository::<History, Counter>::load(&*views, "a").await.unwrap().unwrap();
    assert_eq!(history.events.len(), 4);
}
