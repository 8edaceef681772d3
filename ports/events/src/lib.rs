//! An event store for [cqrs-es](cqrs_es) on DynamoDB: events, snapshots and views.
//!
//! It is written as a library over dkmio would be: the rows belong to the user of the library, who implements
//! [`EventRow`], [`SnapshotRow`] and [`ViewRow`] for them, and so do the names of the tables and their keys. [`Event`],
//! [`Snapshot`] and [`StoredView`] are rows for those who need no others.
//!
//! ```
//! use cqrs_es::persist::PersistedEventStore;
//! # use cqrs_es::doc::MyAggregate;
//! use dkmio::{DynamoDb, DynamoTable};
//! use dkmio_events::{Event, EventRepository, Snapshot};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), dkmio::Error> {
//! let db = DynamoDb::embedded().await?.with_table_name::<Event>("bank-events");
//! Event::create_table().send(&db).await?;
//! Snapshot::create_table().send(&db).await?;
//!
//! let events = EventRepository::<Event, Snapshot>::new(&db);
//! let store = PersistedEventStore::<_, MyAggregate>::new_event_store(events);
//! # let _ = store;
//! # Ok(()) }
//! ```

mod error;
mod events;
mod row;
mod views;

pub use events::EventRepository;
pub use row::{Event, EventRow, Snapshot, SnapshotRow, StoredView, ViewRow};
pub use views::ViewStore;
