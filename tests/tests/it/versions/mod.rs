//! Tables with a version and timestamps.

mod batches;
mod contention;
mod exact;
mod guarded;
mod lost_responses;
mod puts;
mod timestamps;
mod updates;

use chrono::{DateTime, Utc};
use dkmio::{DynamoDb, DynamoTable, Item, Ttl};
use serde::{Deserialize, Serialize};

use crate::engine::db_with;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "notes")]
pub(crate) struct Note {
    #[pk]
    pub(crate) id: String,
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) log: Vec<String>,
    pub(crate) color: Option<String>,
    #[version]
    #[serde(default, rename = "v")]
    pub(crate) version: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "pages")]
struct Pages {
    #[pk]
    id: String,
    text: String,
    #[created_at]
    created: Option<Ttl>,
    #[updated_at]
    #[serde(with = "dkmio::key", default)]
    changed: Option<DateTime<Utc>>,
    #[serde(flatten)]
    extra: Item,
}

pub(crate) fn note(text: &str) -> Note {
    Note { id: "n".to_owned(), text: text.to_owned(), log: Vec::new(), color: None, version: 0 }
}

async fn stored(db: &DynamoDb) -> Note {
    Note::get("n").consistent().send(db).await.expect("a read").expect("a note")
}

/// A connection with a note of version 1.
async fn with_note() -> (DynamoDb, Note) {
    let db = db_with::<Note>().await;
    let mut note = note("first");
    note.version = note.create().send(&db).await.expect("a create");
    (db, note)
}
