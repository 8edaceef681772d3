//! An operation that is ready to be invoked on the SDK's orchestrator.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{FrozenLayer, Layer, RuntimeComponents, RuntimeComponentsBuilder, SharedInterceptor};
use aws_sdk_dynamodb::error::SdkError;
use aws_smithy_runtime::client::orchestrator::invoke;
use aws_smithy_runtime_api::client::endpoint::SharedEndpointResolver;
use aws_smithy_runtime_api::client::interceptors::context::{Input, Output};
use aws_smithy_runtime_api::client::retries::classifiers::SharedRetryClassifier;
use aws_smithy_runtime_api::client::runtime_plugin::{RuntimePlugins, StaticRuntimePlugin};
use aws_smithy_runtime_api::client::ser_de::{SharedRequestSerializer, SharedResponseDeserializer};

use super::endpoint_params::EndpointParams;
use super::identity::NotingResolver;
use super::input::ExpressInput;
use super::interceptor::ExpressInterceptor;
use super::ser_de::{Deserializer, Serializer};
use crate::client::sdk_operation::{ResponseForm, SdkOperation};

/// The name of the service, as the SDK's client passes it to the orchestrator.
const SERVICE: &str = "DynamoDB";

/// The parts that all requests of one operation have in common.
#[derive(Debug)]
pub(in crate::client) struct Prepared {
    name: &'static str,
    plugins: RuntimePlugins,
    is_revoked: Arc<AtomicBool>,
    requests: AtomicU64,
}

/// The parts of a prepared operation.
pub(super) struct Parts<'c> {
    pub(super) name: &'static str,
    pub(super) target: &'static str,
    pub(super) response: ResponseForm,
    pub(super) log_response: fn(&HttpResponse),
    pub(super) components: &'c RuntimeComponents,
    pub(super) interceptors: Vec<SharedInterceptor>,
    pub(super) classifiers: Vec<SharedRetryClassifier>,
    /// The configuration of the operation.
    pub(super) sdk: FrozenLayer,
    /// The same, with that of the client.
    pub(super) layer: Layer,
    pub(super) endpoint: EndpointParams,
}

/// The settings of one request.
pub(in crate::client) struct PerRequest {
    layer: Layer,
    components: RuntimeComponentsBuilder,
}

impl PerRequest {
    /// Returns `None` if the request sets neither time-outs nor classifiers.
    pub(in crate::client) fn new(
        timeouts: Option<TimeoutConfig>,
        mut classifiers: impl Iterator<Item = SharedRetryClassifier>,
    ) -> Option<Self> {
        let first = classifiers.next();
        if timeouts.is_none() && first.is_none() {
            return None;
        }
        let mut layer = Layer::new("dkmio::request");
        timeouts.map(|timeouts| layer.store_put(timeouts));
        let mut components = RuntimeComponentsBuilder::new("dkmio::request");
        for classifier in first.into_iter().chain(classifiers) {
            components.push_retry_classifier(classifier);
        }
        Some(Self { layer, components })
    }
}

impl Prepared {
    /// Returns `None` if the operation has no deserializer.
    pub(super) fn new(parts: Parts<'_>) -> Option<Self> {
        let is_revoked = Arc::<AtomicBool>::default();
        let Parts { sdk, mut layer, response, log_response, .. } = parts;
        // It reads the errors of the service. Without it the operation stays with the generated client.
        sdk.load::<SharedResponseDeserializer>()?;
        // The client's own components, and not others like them: they include its pool of connections, its cache of
        // identities, the clock skew that it has learned, and the user's settings.
        let mut components = parts.components.to_builder();
        let endpoints = NotingResolver::new(parts.components.endpoint_resolver());
        components.set_endpoint_resolver(Some(SharedEndpointResolver::new(endpoints)));
        components.set_interceptors(parts.interceptors.into_iter());
        components.push_interceptor(SharedInterceptor::permanent(ExpressInterceptor {
            endpoint: parts.endpoint,
            response,
            is_revoked: is_revoked.clone(),
        }));
        components.set_retry_classifiers(parts.classifiers.into_iter());
        layer.store_put(SharedRequestSerializer::new(Serializer { target: parts.target }));
        layer.store_put(SharedResponseDeserializer::new(Deserializer { sdk, response, log_response }));
        // One plugin with one layer: the SDK merges the plugins anew for each request, and looks in each layer for what
        // it needs.
        let plugin = StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components);
        let plugins = RuntimePlugins::new().with_client_plugin(plugin);
        Some(Self { name: parts.name, plugins, is_revoked, requests: AtomicU64::new(0) })
    }

    /// Returns whether requests need something that this path does not support.
    pub(in crate::client) fn is_revoked(&self) -> bool {
        // `Relaxed` is enough: a request that misses the change only lacks its metrics.
        self.is_revoked.load(Ordering::Relaxed)
    }

    /// Returns the name of the operation, and how many requests were sent.
    pub(super) fn requests(&self) -> (&'static str, u64) {
        (self.name, self.requests.load(Ordering::Relaxed))
    }

    /// Sends a request.
    pub(in crate::client) async fn send<S: SdkOperation>(
        &self,
        input: ExpressInput,
        of_request: Option<PerRequest>,
    ) -> Result<Output, SdkError<S::Error, HttpResponse>> {
        let plugins = match of_request {
            // Most requests set nothing, and cloning the plugins would allocate.
            None => Cow::Borrowed(&self.plugins),
            Some(PerRequest { layer, components }) => {
                let plugin = StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components);
                Cow::Owned(self.plugins.clone().with_operation_plugin(plugin))
            }
        };
        // `Relaxed` is enough: only the number itself matters.
        self.requests.fetch_add(1, Ordering::Relaxed);
        let output = S::within_span(invoke(SERVICE, S::NAME, Input::erase(input), &plugins)).await;
        output.map_err(|error| error.map_service_error(S::error))
    }
}
