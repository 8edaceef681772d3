//! Connections by the AWS SDK's own look-up of region, credentials and endpoint.

use aws_config::{BehaviorVersion, ConfigLoader, Region, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_dynamodb::config::Credentials;

use super::DynamoDb;

impl DynamoDb {
    /// Connects as every AWS tool does: region, credentials and endpoint from the environment, the shared
    /// configuration files or the machine's role (`AWS_REGION`, `AWS_PROFILE`, `AWS_ENDPOINT_URL_DYNAMODB`, ..).
    ///
    /// Credentials are looked up when the first request is sent. An HTTPS client is needed: the feature `rustls`, on
    /// by default.
    pub async fn from_env() -> Self {
        Self::builder().build().await
    }

    /// Connects with some things given and the rest as [`from_env`](Self::from_env) finds them.
    pub fn builder() -> DynamoDbBuilder {
        DynamoDbBuilder { loader: aws_config::defaults(BehaviorVersion::latest()) }
    }
}

/// A connection in the making.
#[must_use = "a builder does nothing until `build`"]
#[derive(Debug)]
pub struct DynamoDbBuilder {
    loader: ConfigLoader,
}

impl DynamoDbBuilder {
    /// The AWS region, such as `us-east-1`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.loader = self.loader.region(Region::new(region.into()));
        self
    }

    /// The endpoint, such as `http://localhost:8000` of a local engine.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.loader = self.loader.endpoint_url(url);
        self
    }

    /// The profile of the shared configuration files.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.loader = self.loader.profile_name(name);
        self
    }

    /// Credentials, or whatever provides them.
    pub fn credentials(mut self, provider: impl aws_sdk_dynamodb::config::ProvideCredentials + 'static) -> Self {
        self.loader = self.loader.credentials_provider(provider);
        self
    }

    /// Credentials that mean nothing, for an engine that does not check them.
    pub fn test_credentials(self) -> Self {
        self.credentials(Credentials::new("test", "test", None, None, "dkmio"))
    }

    /// How the SDK retries; by its default three tries with backoff.
    pub fn retries(mut self, retries: RetryConfig) -> Self {
        self.loader = self.loader.retry_config(retries);
        self
    }

    /// How long the SDK waits; by its default there is a limit on connecting only.
    pub fn timeouts(mut self, timeouts: TimeoutConfig) -> Self {
        self.loader = self.loader.timeout_config(timeouts);
        self
    }

    /// The HTTP client under the SDK.
    pub fn http_client(mut self, client: impl aws_sdk_dynamodb::config::HttpClient + 'static) -> Self {
        self.loader = self.loader.http_client(client);
        self
    }

    /// Makes the connection. No request is sent to DynamoDB.
    pub async fn build(self) -> DynamoDb {
        DynamoDb::from_sdk_config(&self.loader.load().await)
    }
}
