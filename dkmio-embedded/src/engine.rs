//! The engine: where it keeps its tables, and the SDK client on top of it.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use aws_sdk_dynamodb::config::retry::{RetryConfig, RetryPartition, TokenBucket};
use aws_sdk_dynamodb::config::{BehaviorVersion, Builder, IdentityCache, Region, StalledStreamProtectionConfig};
use aws_sdk_dynamodb::{Client, Config};
use dynoxide::Database;

use crate::{EngineError, ManualClock};

/// The region that an engine's clients name; its ARNs carry it.
const REGION: &str = "us-east-1";
/// How often a client of an engine tries one request.
const ATTEMPTS: u32 = 4;
/// The wait before a client's first retry: real DynamoDB is given longer, an engine gains nothing from it.
const FIRST_BACKOFF: Duration = Duration::from_millis(1);
/// The longest wait before a retry.
const LONGEST_BACKOFF: Duration = Duration::from_millis(20);

/// A DynamoDB engine inside the process.
///
/// It is an [`HttpClient`](aws_sdk_dynamodb::config::HttpClient) for the official SDK: requests are serialized, retried
/// and decoded by the SDK as ever, and answered here instead of over a socket. Clones share the tables. It is `Send`
/// and `Sync`; requests run one at a time.
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
    pub(crate) kept_in: Kept,
}

/// Where the tables are, which decides on which thread a request runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    Memory,
    File,
}

impl Engine {
    /// An engine that keeps its tables in memory and forgets them when its last clone is dropped.
    ///
    /// # Errors
    ///
    /// When SQLite, which holds the tables, cannot be set up.
    pub fn memory() -> Result<Self, EngineError> {
        Self::kept(Kept::Memory, "cannot open an embedded engine in memory", Database::memory())
    }

    /// Like [`memory`](Self::memory), telling the time by `clock`.
    ///
    /// # Errors
    ///
    /// As for [`memory`](Self::memory).
    pub fn memory_at(clock: &ManualClock) -> Result<Self, EngineError> {
        let opened = Database::memory_with_clock(clock.inner.arc());
        Self::kept(Kept::Memory, "cannot open an embedded engine in memory", opened)
    }

    /// An engine that keeps its tables in the file at `path`, which is made when it is not there.
    ///
    /// The file is an SQLite database with a write-ahead log beside it. Let one engine at a time have it open; clones
    /// of that engine are free.
    ///
    /// # Errors
    ///
    /// When the path is not valid UTF-8, cannot be opened or created, or holds something else.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, EngineError> {
        let path = path.as_ref();
        let context = format!("cannot open the embedded engine's file `{}`", path.display());
        match path.to_str() {
            Some(text) => Self::kept(Kept::File, &context, Database::new(text)),
            None => Err(EngineError::new(context, "the path is not valid UTF-8")),
        }
    }

    fn kept(kept_in: Kept, context: &str, opened: dynoxide::Result<Database>) -> Result<Self, EngineError> {
        let database = opened.map_err(|error| EngineError::new(context, error))?;
        Ok(Self { database, kept_in })
    }

    /// An SDK client of this engine, made from [`config`](Self::config).
    #[must_use]
    pub fn client(&self) -> Client {
        Client::from_conf(self.config().build())
    }

    /// The configuration of [`client`](Self::client), to alter before a client is built from it.
    ///
    /// Region `us-east-1`; nothing is signed and no credentials are looked up; four attempts with waits of one to
    /// twenty milliseconds and no quota on retries; no timeouts. Retries need a tokio runtime with time, as everywhere
    /// in the SDK; requests that succeed need no runtime at all.
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

    /// Deletes now what time to live (TTL) has expired, and says how many items that were.
    ///
    /// DynamoDB does this by itself, within days; the engine does it only here. A tombstone in the table's stream is
    /// written as DynamoDB writes it.
    ///
    /// # Errors
    ///
    /// When the tables cannot be read or written.
    pub fn sweep_expired(&self) -> Result<usize, EngineError> {
        let swept = self.database.sweep_ttl();
        swept.map_err(|error| EngineError::new("cannot delete expired items", error))
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("kept_in", &self.kept_in).finish_non_exhaustive()
    }
}

/// The configuration for an SDK client over `http`, with the settings that [`Engine::config`] lists.
///
/// For an engine behind [`Faults`](crate::Faults) or [`Latency`](crate::Latency), or another
/// [`HttpClient`](aws_sdk_dynamodb::config::HttpClient) that checks no signature.
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
    // An own bucket without bounds: the SDK's default one is shared by all clients of a process, so that one test's
    // faults would take away another's retries.
    let retries = RetryPartition::custom("dkmio-embedded").token_bucket(TokenBucket::unlimited()).build();
    let backoff = RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_BACKOFF)
        .with_max_backoff(LONGEST_BACKOFF);
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(REGION))
        .allow_no_auth()
        // The default cache sleeps beside every look-up, which takes a runtime with a timer.
        .identity_cache(IdentityCache::no_cache())
        .retry_config(backoff)
        .retry_partition(retries)
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http)
}
