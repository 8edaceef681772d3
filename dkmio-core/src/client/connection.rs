//! The connection that a user configures.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use aws_sdk_dynamodb::Client;

use super::endpoint;
#[cfg(feature = "express")]
use super::express::Express;
use super::table_names::TableNames;
use crate::cursor::{Cursor, CursorKey};
use crate::error::Error;
use crate::ttl::Ttl;

/// A connection to DynamoDB.
///
/// A connection is cheap to clone, `Send` and `Sync`. Creating one opens nothing and sends nothing, and dkmio sends no
/// request by itself. Make one when the program starts and pass it on.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// # let client = db.client().clone();
/// let db = dkmio::DynamoDb::from_client(client).with_table_prefix("dev-");
/// assert_eq!(db.table_name::<Orders>(), "dev-orders");
///
/// Orders::create_table().send(&db).await?;
/// assert!(Orders::scan().first(&db).await?.is_none());
/// # Ok(())
/// # }) }
/// ```
///
/// # Methods
///
/// - Connecting: `from_env`, `builder`, [`from_sdk_config`](Self::from_sdk_config), [`from_client`](Self::from_client); without a server `embedded` and `embedded_at`
/// - Names of tables: [`with_table_prefix`](Self::with_table_prefix), [`with_table_name`](Self::with_table_name), [`with_declared_table_name`](Self::with_declared_table_name), [`table_name`](Self::table_name)
/// - Cursors for others: `with_cursor_key`, `with_cursor_keys`, [`open_cursor`](Self::open_cursor)
/// - For tests: [`with_clock`](Self::with_clock)
/// - Without an argument: [`set_default`](Self::set_default)
/// - The SDK: [`client`](Self::client)
///
/// Retries, rates, batches and waits need a timer: the `sleep_impl` of the SDK client, or else Tokio's, which needs a
/// Tokio runtime with its timer enabled. Without either, a request that has to wait is an error.
#[derive(Clone)]
pub struct DynamoDb {
    pub(super) client: Client,
    pub(super) names: Arc<TableNames>,
    clock: Option<Clock>,
    cursor_key: Option<CursorKey>,
    /// The host of an endpoint that is set, for `Debug`.
    endpoint: Option<Arc<str>>,
    #[cfg(feature = "express")]
    pub(super) express: Express,
    /// The client for DynamoDB Streams.
    #[cfg(feature = "streams")]
    pub(super) streams: Option<aws_sdk_dynamodbstreams::Client>,
}

/// A source of the current time.
type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

impl DynamoDb {
    /// Returns a connection that uses an existing SDK client as it is: its credentials, region, retries and
    /// interceptors.
    #[must_use]
    pub fn from_client(client: Client) -> Self {
        Self {
            client,
            names: Arc::default(),
            clock: None,
            cursor_key: None,
            endpoint: None,
            #[cfg(feature = "express")]
            express: Express::default(),
            #[cfg(feature = "streams")]
            streams: None,
        }
    }

    /// Returns a connection with a client made from the shared configuration of the AWS SDK.
    #[must_use]
    pub fn from_sdk_config(config: &aws_types::SdkConfig) -> Self {
        Self {
            endpoint: endpoint::of_config(config).map(Arc::from),
            #[cfg(feature = "streams")]
            streams: super::streams_client::of_config(config),
            ..Self::from_client(Client::new(config))
        }
    }

    /// Returns the SDK client, for everything that dkmio does not do.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Returns the same connection with another clock, which decides for `live` and `if_not_live` what has expired, and
    /// which gives `#[created_at]` and `#[updated_at]` their time, except in a batch. It is meant for tests.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Returns the same connection with the express path switched on or off; it is on by default.
    ///
    /// The first request of an operation goes through the generated client of the SDK. The requests that follow are
    /// given to the SDK's orchestrator as JSON, with everything that the client has resolved: credentials, signing,
    /// retries, time-outs and endpoint rules stay the SDK's. A get takes about half of the SDK's instructions.
    /// Clients with interceptors of their own and metrics of the SDK that are collected keep all requests in the
    /// generated client.
    ///
    /// The environment variable `DKMIO_EXPRESS=off` switches the path off for the whole process, and without the Cargo
    /// feature `express` there is none. Either is for finding out whether a problem comes from here, after an update of
    /// the SDK for example.
    #[cfg(feature = "express")]
    #[must_use]
    pub fn with_express(mut self, is_on: bool) -> Self {
        self.express.set_on(is_on);
        self
    }

    /// Returns the same connection with sealed cursors. Their text is encrypted and authenticated (XChaCha20-Poly1305)
    /// with `key`, so that its holder can neither read the keys in it nor change it.
    ///
    /// Cursors that are not sealed are refused, and so are cursors sealed with another key.
    /// [`with_cursor_keys`](Self::with_cursor_keys) opens those, too.
    #[cfg(feature = "sealed-cursors")]
    #[must_use]
    pub fn with_cursor_key(mut self, key: &[u8; 32]) -> Self {
        self.cursor_key = Some(CursorKey::new(key));
        self
    }

    /// Returns the same connection with sealed cursors, as [`with_cursor_key`](Self::with_cursor_key) does, which also
    /// opens cursors that were sealed with other keys. It lets you change the key while cursors are in use.
    ///
    /// First let every server open the new key (`with_cursor_keys(&old, [&new])`), then let it seal with it
    /// (`with_cursor_keys(&new, [&old])`), and drop the old key when its last cursor is no longer needed.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let (old_key, new_key) = ([1; 32], [2; 32]); // from a secret store
    /// let before = db.clone().with_cursor_key(&old_key);
    /// let text = Orders::query("ana")
    ///     .limit(1)
    ///     .page(&before)
    ///     .await?
    ///     .next
    ///     .expect("there is more")
    ///     .encode();
    ///
    /// let after = db.with_cursor_keys(&new_key, [&old_key]);
    /// let rest = Orders::query("ana").start_from(text.parse()?).all(&after).await?;
    /// assert_eq!(rest.len(), 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[cfg(feature = "sealed-cursors")]
    #[must_use]
    pub fn with_cursor_keys<'k>(mut self, seal: &[u8; 32], open: impl IntoIterator<Item = &'k [u8; 32]>) -> Self {
        self.cursor_key = Some(open.into_iter().fold(CursorKey::new(seal), CursorKey::opening));
        self
    }

    /// Opens the text of a sealed cursor with the keys of this connection, so that its key can be read
    /// ([`Cursor::last_evaluated_key`]). Other cursors stay as they are.
    ///
    /// # Errors
    /// Returns an error if the connection has no key that opens the cursor.
    pub fn open_cursor(&self, cursor: &Cursor) -> Result<Cursor, Error> {
        Ok(cursor.opened(self.cursor_key())?)
    }

    /// Returns whether the client has interceptors of its own, such as mocks and audits. They may read the request.
    pub(super) fn has_user_interceptors(&self) -> bool {
        // Those of the SDK itself come with its plugins and are not in the configuration of the client.
        self.client.config().interceptors().next().is_some()
    }

    /// Returns the current time, as a time to live.
    pub(crate) fn now(&self) -> Ttl {
        Ttl::at(self.time())
    }

    /// Returns the time now, by the clock of the connection.
    pub(crate) fn time(&self) -> SystemTime {
        self.clock.as_ref().map_or_else(SystemTime::now, |clock| clock())
    }

    pub(crate) fn cursor_key(&self) -> Option<&CursorKey> {
        self.cursor_key.as_ref()
    }
}

/// Shows where requests go. Omits the SDK's configuration: it contains the id of the access key.
impl fmt::Debug for DynamoDb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DynamoDb")
            .field("region", &self.client.config().region().map(AsRef::<str>::as_ref))
            .field("endpoint", &self.endpoint)
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}
