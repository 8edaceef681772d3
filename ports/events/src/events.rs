//! Events and snapshots of aggregate instances.

use std::marker::PhantomData;

use cqrs_es::Aggregate;
use cqrs_es::persist::{PersistedEventRepository, PersistenceError, ReplayStream, SerializedEvent, SerializedSnapshot};
use dkmio::{DynamoDb, ItemStream, TransactWrite};
use futures::{StreamExt, TryStreamExt, future};
use serde_json::Value;

use crate::error::persistence_error;
use crate::row::{EventRow, SnapshotRow};

/// How many events a replay reads ahead of its consumer.
const REPLAY_QUEUE: usize = 200;

/// Stores events in the table of `E` and snapshots in the table of `S`.
///
/// A commit is one transaction: each event is written only if its number is free, and a snapshot only if the stored one
/// is the one that it replaces. Two writers of one aggregate instance can therefore not both succeed. A transaction has at
/// most 100 parts, so that a commit with a snapshot has at most 99 events.
pub struct EventRepository<E, S> {
    db: DynamoDb,
    rows: PhantomData<fn() -> (E, S)>,
}

impl<E: EventRow, S: SnapshotRow> EventRepository<E, S> {
    /// Makes a repository on a connection. It sends nothing.
    #[must_use]
    pub fn new(db: &DynamoDb) -> Self {
        Self { db: db.clone(), rows: PhantomData }
    }
}

impl<E, S> Clone for EventRepository<E, S> {
    fn clone(&self) -> Self {
        Self { db: self.db.clone(), rows: PhantomData }
    }
}

impl<E: EventRow, S: SnapshotRow> PersistedEventRepository for EventRepository<E, S> {
    async fn get_events<A: Aggregate>(&self, aggregate_id: &str) -> Result<Vec<SerializedEvent>, PersistenceError> {
        self.events_after::<A>(aggregate_id, 0).await
    }

    async fn get_last_events<A: Aggregate>(
        &self,
        aggregate_id: &str,
        last_sequence: usize,
    ) -> Result<Vec<SerializedEvent>, PersistenceError> {
        self.events_after::<A>(aggregate_id, last_sequence as u64).await
    }

    async fn get_snapshot<A: Aggregate>(
        &self,
        aggregate_id: &str,
    ) -> Result<Option<SerializedSnapshot>, PersistenceError> {
        let key = S::key_of(A::TYPE, aggregate_id);
        let row = S::get(key).consistent().send(&self.db).await.map_err(persistence_error)?;
        Ok(row.map(|row| row.to_snapshot()).transpose()?)
    }

    async fn persist<A: Aggregate>(
        &self,
        events: &[SerializedEvent],
        snapshot_update: Option<(String, Value, usize)>,
    ) -> Result<(), PersistenceError> {
        if events.is_empty() && snapshot_update.is_none() {
            return Ok(());
        }
        let mut write = TransactWrite::new();
        for event in events {
            let row = E::new(event, serde_json::to_string(&event.payload)?, serde_json::to_string(&event.metadata)?);
            write = write.put(row.put().if_not_exists());
        }
        if let Some((aggregate_id, aggregate, version)) = snapshot_update {
            let text = serde_json::to_string(&aggregate)?;
            let current_sequence = events.last().map_or(0, |event| event.sequence);
            let snapshot = SerializedSnapshot { aggregate_id, aggregate, current_sequence, current_snapshot: version };
            let put = S::new(A::TYPE, &snapshot, text).put();
            write = write.put(match version {
                0 | 1 => put.if_not_exists(),
                version => put.condition(S::has_version(version as u64 - 1)),
            });
        }
        write.send(&self.db).await.map_err(persistence_error)
    }

    async fn stream_events<A: Aggregate>(&self, aggregate_id: &str) -> Result<ReplayStream, PersistenceError> {
        Ok(replay(E::events_after(&self.db, A::TYPE, aggregate_id, 0), |_| true))
    }

    async fn stream_all_events<A: Aggregate>(&self) -> Result<ReplayStream, PersistenceError> {
        Ok(replay(E::scan().stream(&self.db), |event| event.aggregate_type == A::TYPE))
    }
}

impl<E: EventRow, S> EventRepository<E, S> {
    async fn events_after<A: Aggregate>(
        &self,
        aggregate_id: &str,
        sequence: u64,
    ) -> Result<Vec<SerializedEvent>, PersistenceError> {
        let rows = E::events_after(&self.db, A::TYPE, aggregate_id, sequence);
        rows.map(to_event).try_collect().await
    }
}

fn to_event<E: EventRow>(row: Result<E, dkmio::Error>) -> Result<SerializedEvent, PersistenceError> {
    Ok(row.map_err(persistence_error)?.to_event()?)
}

/// Sends the wanted events of `rows` to a replay, on a task of its own. The task ends when the consumer does.
fn replay<E: EventRow>(
    rows: ItemStream<E>,
    is_wanted: impl Fn(&SerializedEvent) -> bool + Send + 'static,
) -> ReplayStream {
    let (mut feed, stream) = ReplayStream::new(REPLAY_QUEUE);
    tokio::spawn(async move {
        let mut events = rows.map(to_event).try_filter(move |event| future::ready(is_wanted(event)));
        while let Some(event) = events.next().await {
            if feed.push(event).await.is_err() {
                return;
            }
        }
    });
    stream
}
