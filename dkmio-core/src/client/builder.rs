//! Connections by the AWS SDK's own look-up of region, credentials and endpoint.

use std::fmt;

use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider, future};
use aws_sdk_dynamodb::config::Credentials;

use super::{DynamoDb, endpoint};
use crate::error::chain;

impl DynamoDb {
    /// Connects as every AWS tool does: region, credentials and endpoint from the environment, the shared
    /// configuration files or the machine's role (`AWS_REGION`, `AWS_PROFILE`, `AWS_ENDPOINT_URL_DYNAMODB`, ..).
    ///
    /// Credentials are looked up when the first request is sent. If there are none, or no region, that request fails
    /// with [`ErrorKind::Credentials`](crate::error::ErrorKind::Credentials) or
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration), and says what to set.
    ///
    /// An HTTPS client is needed: the feature `rustls`, on by default, or `ring`. The feature `sso`, for profiles that
    /// sign in by SSO or run a credential process, is on by default, too. The feature `login`, for profiles that sign
    /// in with `aws login`, is off by default.
    pub async fn from_env() -> Self {
        Self::builder().build().await
    }

    /// Returns a builder for explicit settings. Anything left out is taken from the environment, as in
    /// [`from_env`](Self::from_env).
    pub fn builder() -> DynamoDbBuilder {
        let loader = aws_config::defaults(BehaviorVersion::latest());
        #[cfg(all(feature = "ring", not(feature = "rustls")))]
        let loader = loader.http_client(super::https::client());
        DynamoDbBuilder { loader, region: None, endpoint_url: None, profile: None }
    }
}

/// A builder of a connection.
#[must_use = "a builder does nothing until `build`"]
pub struct DynamoDbBuilder {
    // The loader does not tell what was set, so `Debug` and messages about credentials need it here too.
    loader: ConfigLoader,
    region: Option<String>,
    endpoint_url: Option<String>,
    profile: Option<String>,
}

impl DynamoDbBuilder {
    /// Sets the AWS region, such as `us-east-1`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        let region = region.into();
        self.loader = self.loader.region(Region::new(region.clone()));
        self.region = Some(region);
        self
    }

    /// Sets the endpoint, such as `http://localhost:8000` of a local engine.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        let url = url.into();
        self.loader = self.loader.endpoint_url(url.clone());
        self.endpoint_url = Some(url);
        self
    }

    /// Sets the profile of the shared configuration files.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.loader = self.loader.profile_name(name.clone());
        self.profile = Some(name);
        self
    }

    /// Sets the credentials, or a provider of credentials.
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.loader = self.loader.credentials_provider(provider);
        self
    }

    /// Sets placeholder credentials, for an engine that does not check them.
    pub fn test_credentials(self) -> Self {
        self.credentials(Credentials::new("test", "test", None, None, "dkmio"))
    }

    /// Sets how the SDK retries. Its default is three attempts with backoff.
    ///
    /// It does not change dkmio's own [`RetryPolicy`](crate::retry::RetryPolicy), which is set on a request.
    pub fn retry_config(mut self, retries: RetryConfig) -> Self {
        self.loader = self.loader.retry_config(retries);
        self
    }

    /// Sets the time-outs of the SDK. Its default limits connecting only.
    pub fn timeout_config(mut self, timeouts: TimeoutConfig) -> Self {
        self.loader = self.loader.timeout_config(timeouts);
        self
    }

    /// Sets the HTTP client under the SDK.
    pub fn http_client(mut self, client: impl aws_sdk_dynamodb::config::HttpClient + 'static) -> Self {
        self.loader = self.loader.http_client(client);
        self
    }

    /// Creates the connection. No request is sent to DynamoDB.
    pub async fn build(self) -> DynamoDb {
        DynamoDb::from_sdk_config(&naming_profile(self.loader.load().await, self.profile))
    }
}

/// Omits the SDK's own settings: they contain the id of the access key.
impl fmt::Debug for DynamoDbBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DynamoDbBuilder")
            .field("region", &self.region)
            // Only the host: a URL may contain a password.
            .field("endpoint", &self.endpoint_url.as_deref().map(|url| endpoint::host(url).unwrap_or_default()))
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

/// Makes an error about credentials name the profile, and the feature of dkmio if one is missing: the SDK names
/// features of `aws-config`.
fn naming_profile(config: SdkConfig, profile: Option<String>) -> SdkConfig {
    let Some(inner) = config.credentials_provider() else { return config };
    // The SDK reads the variable too. It does not tell which profile it has used.
    let profile = profile.or_else(|| std::env::var("AWS_PROFILE").ok());
    let provider = SharedCredentialsProvider::new(NamingProfile { inner, profile });
    config.into_builder().credentials_provider(provider).build()
}

#[derive(Debug)]
struct NamingProfile {
    inner: SharedCredentialsProvider,
    profile: Option<String>,
}

impl ProvideCredentials for NamingProfile {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            let provided: provider::Result = self.inner.provide_credentials().await;
            provided.map_err(|error| match self.problem(&error) {
                Some(problem) => CredentialsError::invalid_configuration(problem),
                None => error,
            })
        })
    }

    // The default returns `None`, and so does `SharedCredentialsProvider` itself, which would discard the fallback of the provider
    // inside.
    fn fallback_on_interrupt(&self) -> Option<Credentials> {
        self.inner.as_ref().fallback_on_interrupt()
    }
}

impl NamingProfile {
    fn problem(&self, error: &CredentialsError) -> Option<String> {
        if let Some((way, feature)) = missing_feature(error) {
            let profile = self.profile.as_deref().unwrap_or("default");
            return Some(format!("profile `{profile}` {way}, which needs the feature `{feature}` of dkmio"));
        }
        let profile = self.profile.as_deref()?;
        matches!(error, CredentialsError::CredentialsNotLoaded(_))
            .then(|| format!("profile `{profile}` has none; check AWS_PROFILE and the configuration file"))
    }
}

/// Returns how a profile signs in and which feature of dkmio that needs.
///
/// Only the text of the error tells it: the SDK does not expose the type of the cause.
fn missing_feature(error: &CredentialsError) -> Option<(&'static str, &'static str)> {
    let text = chain(error).map(ToString::to_string).find(|text| text.contains("cargo feature(s) enabled: "))?;
    let (_, feature) = text.split_once("cargo feature(s) enabled: ")?;
    Some(match feature.split('.').next()? {
        "sso" => ("signs in by SSO", "sso"),
        "credentials-process" => ("runs a credential process", "sso"),
        "credentials-login" => ("signs in with `aws login`", "login"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A provider that keeps old credentials for the case that it takes too long to load new ones.
    #[derive(Debug)]
    struct Interruptible;

    impl ProvideCredentials for Interruptible {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            future::ProvideCredentials::ready(Err(CredentialsError::not_loaded("interrupted")))
        }

        fn fallback_on_interrupt(&self) -> Option<Credentials> {
            Some(Credentials::new("old", "secret", None, None, "test"))
        }
    }

    #[test]
    fn a_provider_under_a_profile_keeps_its_fallback() {
        let inner = SharedCredentialsProvider::new(Interruptible);
        let naming = NamingProfile { inner, profile: Some("work".to_owned()) };
        let fallback = naming.fallback_on_interrupt().expect("the fallback of the provider");
        assert_eq!(fallback.access_key_id(), "old");
    }
}
