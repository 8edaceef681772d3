//! The store: four operations on one row.

use std::fmt;
use std::marker::PhantomData;

use async_trait::async_trait;
use dkmio::DynamoDb;
use time::OffsetDateTime;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

use crate::row::{SessionRow, decode, encode};

/// Keeps sessions in the table of `R`.
///
/// DynamoDB deletes expired sessions by itself within a few days; until then [`load`](SessionStore::load) ignores them.
pub struct DynamoStore<R> {
    db: DynamoDb,
    row: PhantomData<fn() -> R>,
}

impl<R: SessionRow> DynamoStore<R> {
    /// Makes a store on a connection. It sends nothing.
    #[must_use]
    pub fn new(db: &DynamoDb) -> Self {
        Self { db: db.clone(), row: PhantomData }
    }
}

impl<R> Clone for DynamoStore<R> {
    fn clone(&self) -> Self {
        Self { db: self.db.clone(), row: PhantomData }
    }
}

impl<R> fmt::Debug for DynamoStore<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DynamoStore").field("db", &self.db).finish()
    }
}

#[async_trait]
impl<R: SessionRow> SessionStore for DynamoStore<R> {
    /// Stores a new session (PutItem, `attribute_not_exists`). A taken id is replaced by a new one.
    async fn create(&self, record: &mut Record) -> Result<()> {
        loop {
            let row = encode::<R>(record).map_err(encode_error)?;
            match row.put().if_not_exists().send(&self.db).await {
                Ok(()) => return Ok(()),
                Err(error) if error.is_condition_failed() => record.id = Id::default(),
                Err(error) => return Err(backend_error(error)),
            }
        }
    }

    /// Stores the session (PutItem).
    async fn save(&self, record: &Record) -> Result<()> {
        let row = encode::<R>(record).map_err(encode_error)?;
        row.put().send(&self.db).await.map_err(backend_error)
    }

    /// Reads the session (GetItem, strongly consistent: a browser sends its next request at once).
    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let row = R::get(R::key_of(id)).consistent().send(&self.db).await.map_err(backend_error)?;
        let record = row.map(|row| decode(&row)).transpose().map_err(|error| Error::Decode(error.to_string()))?;
        Ok(record.filter(|record| record.expiry_date > OffsetDateTime::now_utc()))
    }

    /// Deletes the session (DeleteItem).
    async fn delete(&self, id: &Id) -> Result<()> {
        R::delete(R::key_of(id)).send(&self.db).await.map_err(backend_error)
    }
}

fn encode_error(error: serde_json::Error) -> Error {
    Error::Encode(error.to_string())
}

fn backend_error(error: dkmio::Error) -> Error {
    Error::Backend(error.to_string())
}
