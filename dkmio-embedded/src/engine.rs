//! The engine: the storage of its tables, and the SDK client on top of it.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use aws_sdk_dynamodb::config::retry::{RetryConfig, RetryPartition, TokenBucket};
use aws_sdk_dynamodb::config::{BehaviorVersion, Builder, IdentityCache, Region, StalledStreamProtectionConfig};
use aws_sdk_dynamodb::{Client, Config};
use dynoxide::Database;

use crate::{EngineError, ManualClock};

/// The region of an engine's clients, which its ARNs contain.
const REGION: &str = "us-east-1";
/// The number of attempts of one request.
const MAX_ATTEMPTS: u32 = 4;
/// The wait before the first retry. A service needs time to recover; an engine does not.
const INITIAL_BACKOFF: Duration = Duration::from_millis(1);
/// The maximum wait before a retry.
const MAX_BACKOFF: Duration = Duration::from_millis(20);

/// A DynamoDB engine inside the process.
///
/// It is an [`HttpClient`](aws_sdk_dynamodb::config::HttpClient) of the official SDK: the SDK serializes, retries and
/// decodes requests as always, and the engine responds instead of a server. Clones share the tables. Requests run one
/// at a time.
///
/// # Examples
///
/// ```
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let engine = dkmio_embedded::Engine::memory()?;
/// let client = engine.client();
/// assert!(client.list_tables().send().await?.table_names().is_empty());
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Engine {
    pub(crate) database: Database,
    pub(crate) storage: Storage,
}

/// The storage of the tables. It determines the thread on which a request runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    Memory,
    File,
}

impl Engine {
    /// Opens an engine in memory. Its tables are dropped with its last clone.
    ///
    /// # Errors
    ///
    /// Returns an error if SQLite, which stores the tables, cannot be opened.
    pub fn memory() -> Result<Self, EngineError> {
        Self::with_storage(Storage::Memory, "cannot open an embedded engine in memory", Database::memory())
    }

    /// Opens an engine in memory that reads the time from `clock`.
    ///
    /// # Errors
    ///
    /// Returns an error if SQLite, which stores the tables, cannot be opened.
    pub fn memory_at(clock: &ManualClock) -> Result<Self, EngineError> {
        let opened = Database::memory_with_clock(clock.inner.arc());
        Self::with_storage(Storage::Memory, "cannot open an embedded engine in memory", opened)
    }

    /// Opens an engine that stores its tables in the file at `path`, and creates the file if it does not exist.
    ///
    /// The file is an SQLite database with a write-ahead log beside it. Only one engine may have it open at a time;
    /// clones of that engine share it.
    ///
    /// # Errors
    ///
    /// Returns an error if the path is not valid UTF-8, if the file cannot be opened or created, or if it is no
    /// database.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, EngineError> {
        let path = path.as_ref();
        let context = format!("cannot open the embedded engine's file `{}`", path.display());
        match path.to_str() {
            Some(text) => Self::with_storage(Storage::File, &context, Database::new(text)),
            None => Err(EngineError::new(context, "the path is not valid UTF-8")),
        }
    }

    fn with_storage(storage: Storage, context: &str, opened: dynoxide::Result<Database>) -> Result<Self, EngineError> {
        let database = opened.map_err(|error| EngineError::new(context, error))?;
        Ok(Self { database, storage })
    }

    /// Returns an SDK client of this engine, built from [`config`](Self::config).
    #[must_use]
    pub fn client(&self) -> Client {
        Client::from_conf(self.config().build())
    }

    /// Returns the configuration of [`client`](Self::client), to be changed before a client is built from it.
    ///
    /// The region is `us-east-1`. Requests are not signed, and no credentials are looked up. There are four attempts
    /// with waits of 1 to 20 ms, no retry quota and no timeouts. Retries need a Tokio runtime with its timer, as
    /// everywhere in the SDK; requests that succeed need no runtime.
    ///
    /// # Examples
    ///
    /// ```
    /// use aws_sdk_dynamodb::{Client, config::retry::RetryConfig};
    /// # fn main() -> Result<(), dkmio_embedded::EngineError> {
    /// let engine = dkmio_embedded::Engine::memory()?;
    /// let client = Client::from_conf(engine.config().retry_config(RetryConfig::disabled()).build());
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn config(&self) -> Builder {
        config_over(self.clone())
    }

    /// Deletes the items whose time to live (TTL) has passed, and returns their number.
    ///
    /// DynamoDB does this by itself, within days; the engine does it only here. It writes the same record as DynamoDB
    /// to the stream of the table.
    ///
    /// # Errors
    ///
    /// Returns an error if the tables cannot be read or written.
    pub fn sweep_expired(&self) -> Result<usize, EngineError> {
        let swept = self.database.sweep_ttl();
        swept.map_err(|error| EngineError::new("cannot delete expired items", error))
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("storage", &self.storage).finish_non_exhaustive()
    }
}

/// Returns the configuration of an SDK client over `http`, with the settings that [`Engine::config`] lists.
///
/// Use it for an engine behind [`Faults`](crate::Faults) or [`Latency`](crate::Latency), or another
/// [`HttpClient`](aws_sdk_dynamodb::config::HttpClient) that does not check signatures.
///
/// # Examples
///
/// ```
/// use dkmio_embedded::{Engine, Faults, config_over};
/// # fn main() -> Result<(), dkmio_embedded::EngineError> {
/// let faults = Faults::over(Engine::memory()?);
/// let client = aws_sdk_dynamodb::Client::from_conf(config_over(faults.clone()).build());
/// # Ok(()) }
/// ```
#[must_use]
pub fn config_over(http: impl aws_sdk_dynamodb::config::HttpClient + 'static) -> Builder {
    // All clients of a process share the SDK's default token bucket. The faults of one test would use up the retries of
    // another.
    let retries = RetryPartition::custom("dkmio-embedded").token_bucket(TokenBucket::unlimited()).build();
    let backoff = RetryConfig::standard()
        .with_max_attempts(MAX_ATTEMPTS)
        .with_initial_backoff(INITIAL_BACKOFF)
        .with_max_backoff(MAX_BACKOFF);
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(REGION))
        .allow_no_auth()
        // The default cache starts a timer for every look-up, which would need a runtime.
        .identity_cache(IdentityCache::no_cache())
        .retry_config(backoff)
        .retry_partition(retries)
        // It measures the throughput with a timer, too.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http)
}
