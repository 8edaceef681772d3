//! Simulated network latency, for measurements.

use std::time::Duration;

use aws_sdk_dynamodb::config::http::HttpRequest;
use aws_sdk_dynamodb::config::{ConfigBag, HttpClient, RuntimeComponents, SharedHttpClient};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;

/// An HTTP client that delays every request of another one by a fixed time.
///
/// It neither reads nor records requests, so a benchmark measures the delay alone. It waits by Tokio's clock.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use dkmio_embedded::{Engine, Latency, config_over};
/// # fn main() -> Result<(), dkmio_embedded::EngineError> {
/// let near = Latency::over(Engine::memory()?, Duration::from_millis(1));
/// let client = aws_sdk_dynamodb::Client::from_conf(config_over(near).build());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Latency {
    inner: SharedHttpClient,
    delay: Duration,
}

impl Latency {
    /// Wraps `inner`, and delays each request by `delay` before passing it on.
    #[must_use]
    pub fn over(inner: impl HttpClient + 'static, delay: Duration) -> Self {
        Self { inner: SharedHttpClient::new(inner), delay }
    }
}

impl HttpClient for Latency {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Connector { inner, delay: self.delay })
    }

    // The default implementations would skip the checks of the client inside.
    fn validate_base_client_config(
        &self,
        components: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.inner.validate_base_client_config(components, config)
    }

    fn validate_final_config(&self, components: &RuntimeComponents, config: &ConfigBag) -> Result<(), BoxError> {
        self.inner.validate_final_config(components, config)
    }
}

#[derive(Debug)]
struct Connector {
    inner: SharedHttpConnector,
    delay: Duration,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (inner, delay) = (self.inner.clone(), self.delay);
        HttpConnectorFuture::new(async move {
            tokio::time::sleep(delay).await;
            inner.call(request).await
        })
    }
}
