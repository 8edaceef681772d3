//! Connections to the engine inside the process.

use std::path::Path;

use super::DynamoDb;
use crate::error::{Error, ErrorKind};

impl DynamoDb {
    /// A DynamoDB engine inside the process, empty and in memory: no server, no account, no network.
    ///
    /// It is the way to test an application: the SDK client above it is the real one, so signing, serialization,
    /// retries and errors are too.
    ///
    /// # Errors
    /// When the engine cannot be started.
    #[allow(clippy::unused_async, reason = "a connection to another engine may have to wait")]
    pub async fn embedded() -> Result<Self, Error> {
        Ok(Self::from_client(dkmio_embedded::Engine::memory().map_err(engine_error)?.client()))
    }

    /// The same, kept in a file: what was written is there after a restart.
    ///
    /// # Errors
    /// When the file cannot be opened or is no such file.
    #[allow(clippy::unused_async, reason = "a connection to another engine may have to wait")]
    pub async fn embedded_at(path: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(Self::from_client(dkmio_embedded::Engine::open(path).map_err(engine_error)?.client()))
    }
}

fn engine_error(error: dkmio_embedded::EngineError) -> Error {
    Error::new(ErrorKind::Engine).with_source(error)
}
