//! The connection: the SDK client, the names tables have, and the process default.

#[cfg(feature = "aws-config")]
mod builder;
mod default;
#[cfg(feature = "embedded")]
mod embedded;
mod exchange;
mod resend;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;

#[cfg(feature = "aws-config")]
pub use builder::DynamoDbBuilder;
pub(crate) use default::default_client;
pub(crate) use exchange::{Exchange, Operation};
pub(crate) use resend::Resend;
pub use resend::Retries;

use crate::table::Table;

/// A connection to DynamoDB.
///
/// Cheap to clone, `Send + Sync`. Making one opens nothing and sends nothing; dkmio never sends a request that was not
/// asked for.
#[derive(Clone)]
pub struct DynamoDb {
    client: Client,
    names: Arc<Names>,
}

/// What tables are called in DynamoDB.
#[derive(Debug, Clone, Default)]
struct Names {
    prefix: String,
    replaced: HashMap<&'static str, String>,
}

impl DynamoDb {
    /// Uses an existing SDK client as it is: its credentials, region, retries and interceptors.
    #[must_use]
    pub fn from_client(client: Client) -> Self {
        Self { client, names: Arc::default() }
    }

    /// Makes a client from the shared configuration of the AWS SDK.
    #[must_use]
    pub fn from_sdk_config(config: &aws_types::SdkConfig) -> Self {
        Self::from_client(Client::new(config))
    }

    /// The SDK client, for whatever dkmio does not do.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The same connection with `prefix` before every table's declared name: `dev-` makes `orders` `dev-orders`.
    #[must_use]
    pub fn with_table_prefix(mut self, prefix: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.names).prefix = prefix.into();
        self
    }

    /// The same connection with another name for the table `T`. It is taken as it is: a prefix does not go before it.
    #[must_use]
    pub fn with_table_name<T: Table>(mut self, name: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.names).replaced.insert(T::DEFINITION.name, name.into());
        self
    }

    /// What the table `T` is called in DynamoDB on this connection.
    #[must_use]
    pub fn table_name<T: Table>(&self) -> String {
        self.name_of(T::DEFINITION.name)
    }

    pub(crate) fn name_of(&self, declared: &'static str) -> String {
        match self.names.replaced.get(declared) {
            Some(name) => name.clone(),
            None => format!("{}{declared}", self.names.prefix),
        }
    }
}

impl fmt::Debug for DynamoDb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DynamoDb").field("names", &self.names).finish_non_exhaustive()
    }
}
