//! Connections to the engine inside the process.

use std::path::Path;

use super::DynamoDb;
use crate::error::{Error, ErrorKind};

impl DynamoDb {
    /// Starts a DynamoDB engine inside the process, empty and in memory. It needs no server, account or network.
    ///
    /// Use it to test an application. The SDK client above it is the real one: it serializes requests, parses
    /// responses, retries and makes errors as it does with AWS. It makes up to four attempts, with waits of at most 20 ms.
    /// Requests are not signed, since the engine checks no credentials, and no request is throttled. The docs of
    /// `dkmio-embedded` list where the engine differs from DynamoDB.
    ///
    /// # Errors
    ///
    /// Returns an error if the engine cannot be started.
    #[allow(clippy::unused_async, reason = "a connection to another engine may have to wait")]
    pub async fn embedded() -> Result<Self, Error> {
        Ok(Self::over(dkmio_embedded::Engine::memory().map_err(engine_error)?))
    }

    /// Starts the same engine on a file, so that its tables and items are still there after a restart.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be opened or is not a database of the engine.
    #[allow(clippy::unused_async, reason = "a connection to another engine may have to wait")]
    pub async fn embedded_at(path: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(Self::over(dkmio_embedded::Engine::open(path).map_err(engine_error)?))
    }

    fn over(engine: dkmio_embedded::Engine) -> Self {
        let db = Self::from_client(engine.client());
        #[cfg(feature = "streams")]
        let db = db.with_streams_client(streams_client(engine));
        db
    }
}

/// Returns a client of the engine's streams, with the settings of its other client.
#[cfg(feature = "streams")]
fn streams_client(engine: dkmio_embedded::Engine) -> aws_sdk_dynamodbstreams::Client {
    use aws_sdk_dynamodbstreams::config::{
        BehaviorVersion, Builder, IdentityCache, Region, StalledStreamProtectionConfig,
    };

    let config = Builder::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .allow_no_auth()
        .identity_cache(IdentityCache::no_cache())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(engine);
    aws_sdk_dynamodbstreams::Client::from_conf(config.build())
}

fn engine_error(error: dkmio_embedded::EngineError) -> Error {
    Error::new(ErrorKind::Engine).with_source(error)
}
