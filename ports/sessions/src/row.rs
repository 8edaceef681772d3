//! The row that a session is stored in.

use std::time::SystemTime;

use dkmio::{DynamoTable, Ttl};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tower_sessions::session::{Id, Record};

/// A row of a table that can hold a session.
///
/// Implement it for a struct of your own to choose the key, or to store more beside the session.
pub trait SessionRow:
    DynamoTable<Version = (), Unique = ()> + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// Returns the primary key of the session `id`.
    fn key_of(id: &Id) -> Self::Key;

    /// Makes the row of a session: `record` is its JSON, `expires_at` the time after which DynamoDB may delete it.
    fn new(id: &Id, record: String, expires_at: Ttl) -> Self;

    /// Returns the JSON that was given to [`new`](Self::new).
    fn record(&self) -> &str;
}

/// A row that holds a session and nothing else.
#[derive(Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "sessions")]
pub struct Session {
    /// The id of the session, as it stands in the cookie.
    #[pk]
    pub session_id: String,
    /// The session as JSON.
    pub record: String,
    /// When DynamoDB may delete the session.
    #[ttl]
    pub expires_at: Ttl,
}

impl SessionRow for Session {
    fn key_of(id: &Id) -> SessionKey {
        SessionKey { session_id: id.to_string() }
    }

    fn new(id: &Id, record: String, expires_at: Ttl) -> Self {
        Self { session_id: id.to_string(), record, expires_at }
    }

    fn record(&self) -> &str {
        &self.record
    }
}

/// Makes the row of `record`.
///
/// DynamoDB counts a time to live in whole seconds. It is rounded up, so that DynamoDB never deletes a session that is still active.
pub(crate) fn encode<R: SessionRow>(record: &Record) -> Result<R, serde_json::Error> {
    let text = serde_json::to_string(record)?;
    let expires_at = Ttl::at(SystemTime::from(record.expiry_date) + std::time::Duration::from_secs(1));
    Ok(R::new(&record.id, text, expires_at))
}

/// Reads the session out of its row.
pub(crate) fn decode<R: SessionRow>(row: &R) -> Result<Record, serde_json::Error> {
    serde_json::from_str(row.record())
}
