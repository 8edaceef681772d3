//! The connection that a user configures.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use aws_sdk_dynamodb::Client;

use super::endpoint;
use super::table_names::TableNames;
use crate::cursor::CursorKey;
use crate::ttl::Ttl;

/// A connection to DynamoDB.
///
/// Cheap to clone, `Send + Sync`. Making one opens nothing and sends nothing; dkmio never sends a request that was not
/// asked for.
#[derive(Clone)]
pub struct DynamoDb {
    pub(super) client: Client,
    pub(super) names: Arc<TableNames>,
    clock: Option<Clock>,
    cursor_key: Option<CursorKey>,
    /// The host of an endpoint that is set, for `Debug`.
    endpoint: Option<Arc<str>>,
}

/// Tells the time.
type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

impl DynamoDb {
    /// Uses an existing SDK client as it is: its credentials, region, retries and interceptors.
    #[must_use]
    pub fn from_client(client: Client) -> Self {
        Self { client, names: Arc::default(), clock: None, cursor_key: None, endpoint: None }
    }

    /// Makes a client from the shared configuration of the AWS SDK.
    #[must_use]
    pub fn from_sdk_config(config: &aws_types::SdkConfig) -> Self {
        Self { endpoint: endpoint::of_config(config).map(Arc::from), ..Self::from_client(Client::new(config)) }
    }

    /// The SDK client, for whatever dkmio does not do.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The same connection with another clock: by it `live` and `if_not_live` tell what has expired. For tests.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// The same connection with sealed cursors: their text is encrypted and authenticated (XChaCha20-Poly1305) with
    /// `key`, so that whoever holds one can neither read the keys in it nor change it. Cursors that are not sealed, or by
    /// another key, are refused.
    #[cfg(feature = "sealed-cursors")]
    #[must_use]
    pub fn with_cursor_key(mut self, key: &[u8; 32]) -> Self {
        self.cursor_key = Some(CursorKey::new(key));
        self
    }

    /// Whether the client has interceptors of its own, which may look at the request: mocks do, and audits.
    pub(super) fn has_user_interceptors(&self) -> bool {
        self.client.config().interceptors().next().is_some()
    }

    /// The time now, as a time to live.
    pub(crate) fn now(&self) -> Ttl {
        Ttl::at(self.clock.as_ref().map_or_else(SystemTime::now, |clock| clock()))
    }

    pub(crate) fn cursor_key(&self) -> Option<&CursorKey> {
        self.cursor_key.as_ref()
    }
}

/// Says where requests go. The SDK's configuration is left out: it holds the id of the access key.
impl fmt::Debug for DynamoDb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DynamoDb")
            .field("region", &self.client.config().region().map(AsRef::<str>::as_ref))
            .field("endpoint", &self.endpoint)
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}
