//! Captures what the SDK has resolved for the first request of an operation, for the requests that follow.

use std::time::Duration;

use aws_runtime::invocation_id::SharedInvocationIdGenerator;
use aws_runtime::sdk_feature::AwsSdkFeature;
use aws_runtime::service_clock_skew::DisableClockSkewCorrection;
use aws_runtime::user_agent::{ApiMetadata, AwsUserAgent};
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{
    AppName, ConfigBag, FrameworkMetadata, FrozenLayer, Intercept, Layer, Region, RuntimeComponents, SharedInterceptor,
    StalledStreamProtectionConfig,
};
use aws_smithy_runtime::client::metrics::MetricsRuntimePlugin;
use aws_smithy_runtime::client::orchestrator::AuthSchemeAndEndpointOrchestrationV2;
use aws_smithy_runtime::client::retries::{RetryPartition, TokenBucket};
use aws_smithy_runtime::client::sdk_feature::SmithySdkFeature;
use aws_smithy_runtime_api::client::auth::AuthSchemePreference;
use aws_smithy_runtime_api::client::endpoint::EndpointResolverParams;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, SharedRetryClassifier};
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;
use aws_smithy_runtime_api::http::NonUtf8HeaderHandling;
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_types::config_bag::{Storable, StoreAppend, StoreReplace};
use aws_smithy_types::telemetry::RequestedTelemetryAttributes;
use aws_types::SigningName;
use aws_types::endpoint_config::{AccountIdEndpointMode, EndpointUrl, UseDualStack, UseFips};
use aws_types::region::{SigningRegion, SigningRegionSet};

use super::endpoint_params::EndpointParams;
use super::prepared::{Parts, Prepared};
use super::slots::Slots;
use super::user_agent::UserAgent;
use crate::client::sdk_operation::{ResponseForm, SdkOperation};

/// Captures the resolved client of a request.
#[derive(Debug, Clone)]
pub(in crate::client) struct Capture {
    slots: Slots,
    index: usize,
    name: &'static str,
    target: &'static str,
    response: ResponseForm,
    layer: fn() -> Option<FrozenLayer>,
    log_response: fn(&HttpResponse),
    /// The operation time-out of the client, if the request overrides it with its own.
    operation_timeout: Option<Option<Duration>>,
}

impl Capture {
    pub(super) fn new<S: SdkOperation>(slots: Slots) -> Self {
        Self {
            slots,
            index: S::INDEX,
            name: S::NAME,
            target: S::TARGET,
            response: S::RESPONSE,
            layer: S::layer,
            log_response: S::log_response,
            operation_timeout: None,
        }
    }

    /// Captures this operation time-out instead of that of the request.
    pub(in crate::client) fn with_operation_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.operation_timeout = Some(timeout);
        self
    }

    /// Captures the configuration of a request that is about to be sent. If several first requests run at once, the
    /// first one to get here wins.
    pub(in crate::client) fn keep(&self, components: &RuntimeComponents, config: &ConfigBag) {
        let Some(slot) = self.slots.get(self.index) else { return };
        slot.get_or_init(|| match self.prepared(components, config) {
            Ok(prepared) => Some(prepared),
            Err(reason) => {
                refused(self.name, &reason);
                None
            }
        });
    }

    fn prepared(&self, components: &RuntimeComponents, config: &ConfigBag) -> Result<Prepared, Reason> {
        check_config(config)?;
        if is_metered(components) {
            return Err(Reason::Metrics);
        }
        Prepared::new(Parts {
            name: self.name,
            target: self.target,
            response: self.response,
            log_response: self.log_response,
            components,
            interceptors: interceptors(self.name, components)?,
            classifiers: classifiers(components),
            sdk: (self.layer)().ok_or(Reason::Operation)?,
            layer: self.layer(config).ok_or(Reason::Operation)?,
            endpoint: endpoint(config).ok_or(Reason::EndpointParams)?,
        })
        .ok_or(Reason::Operation)
    }

    /// Returns the configuration that the SDK has for the operation and for every request of the client. `None` if the
    /// SDK shares the former with others, so that nothing can be added to it.
    fn layer(&self, config: &ConfigBag) -> Option<Layer> {
        let mut layer = (self.layer)()?.try_modify()?.with_name("dkmio::express");
        copy::<Region>(config, &mut layer);
        copy::<SigningRegion>(config, &mut layer);
        copy::<SigningRegionSet>(config, &mut layer);
        copy::<SigningName>(config, &mut layer);
        copy::<RetryConfig>(config, &mut layer);
        copy::<RetryPartition>(config, &mut layer);
        copy::<TokenBucket>(config, &mut layer);
        copy::<StalledStreamProtectionConfig>(config, &mut layer);
        copy::<ApiMetadata>(config, &mut layer);
        copy::<AppName>(config, &mut layer);
        // With it the SDK does not read the environment for the user agent of each request.
        copy::<AwsUserAgent>(config, &mut layer);
        copy::<DisableClockSkewCorrection>(config, &mut layer);
        copy::<SharedInvocationIdGenerator>(config, &mut layer);
        copy::<AuthSchemePreference>(config, &mut layer);
        copy::<NonUtf8HeaderHandling>(config, &mut layer);
        copy::<UseFips>(config, &mut layer);
        copy::<UseDualStack>(config, &mut layer);
        copy::<EndpointUrl>(config, &mut layer);
        copy::<AccountIdEndpointMode>(config, &mut layer);
        layer.store_put(AuthSchemeAndEndpointOrchestrationV2);
        append(&mut layer, config.load::<FrameworkMetadata>());
        // The interceptors that add these to each request are left out, as they add the same to all of them.
        append(&mut layer, config.load::<AwsSdkFeature>());
        // The exception has an interceptor that is kept, and copying it would revoke this path with the first request.
        let is_static = |feature: &&SmithySdkFeature| !matches!(feature, SmithySdkFeature::ObservabilityOtelMetrics);
        append(&mut layer, config.load::<SmithySdkFeature>().filter(is_static));
        if let Some(timeouts) = config.load::<TimeoutConfig>() {
            let mut timeouts = timeouts.to_builder();
            if let Some(own) = self.operation_timeout {
                timeouts.set_operation_timeout(own);
            }
            layer.store_put(timeouts.build());
        }
        Some(layer)
    }
}

fn copy<T: Storable<Storer = StoreReplace<T>> + Clone>(config: &ConfigBag, layer: &mut Layer) {
    if let Some(value) = config.load::<T>() {
        layer.store_put(value.clone());
    }
}

/// Stores values that a configuration returns, newest first, in place of those of the layer, which are among them.
fn append<'v, T: Storable<Storer = StoreAppend<T>> + Clone>(layer: &mut Layer, values: impl Iterator<Item = &'v T>) {
    let values: Vec<_> = values.cloned().collect();
    layer.clear::<T>();
    for value in values.into_iter().rev() {
        layer.store_append(value);
    }
}

/// The reason why an operation does not take the express path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Reason {
    #[error("the SDK resolves endpoints in an unknown order")]
    Order,
    #[error("the client has no region")]
    Region,
    #[error("the SDK writes requests in a protocol that is not known")]
    Protocol,
    #[error("members of the request are captured for telemetry")]
    TelemetryAttributes,
    #[error("the SDK's metrics are collected")]
    Metrics,
    #[error("the SDK's operation has an unknown form")]
    Operation,
    #[error("the SDK's endpoint rules have an unknown parameter")]
    EndpointParams,
    #[error("the interceptor `{0}` is not known")]
    UnknownInterceptor(&'static str),
    #[error("the SDK's operation has {0} interceptors for the endpoint")]
    EndpointInterceptors(usize),
}

#[cfg(feature = "tracing")]
fn refused(operation: &'static str, reason: &Reason) {
    tracing::debug!(target: "dkmio", operation, %reason, "the express path is not taken");
}

#[cfg(not(feature = "tracing"))]
fn refused(_: &'static str, _: &Reason) {}

/// Interceptors of the SDK that requests on the express path have, too.
const KEPT: [&str; 9] = [
    "ConnectionPoisoningInterceptor",
    "EnforceContentLength",
    "InvocationIdInterceptor",
    "ObservabilityFeatureTrackerInterceptor",
    "RecursionDetectionInterceptor",
    "RequestInfoInterceptor",
    "ServiceClockSkewInterceptor",
    "StalledStreamProtectionInterceptor",
    "TokenBucketProvider",
];

/// The interceptor of the SDK that writes the user agent. What it writes is kept from one request to the next.
const USER_AGENT: &str = "UserAgentInterceptor";

/// Interceptors that add the same to every request of a client. What they add is copied instead.
const COPIED: [&str; 3] = [
    "RetryModeFeatureTrackerInterceptor",
    "AccountIdEndpointFeatureTrackerInterceptor",
    "EndpointOverrideFeatureTrackerInterceptor",
];

/// Interceptors without work on this path: no metrics are collected, and dkmio sets the token of each transaction.
const IDLE: [&str; 3] = ["MetricsInterceptor", "TelemetryBytesInterceptor", "IdempotencyTokenInterceptor"];

/// Returns the interceptors of the client, without those that read the typed input of the operation.
fn interceptors(operation: &str, components: &RuntimeComponents) -> Result<Vec<SharedInterceptor>, Reason> {
    let (mut kept, mut of_endpoint) = (Vec::new(), 0);
    for interceptor in components.interceptors() {
        match interceptor.name() {
            name if KEPT.contains(&name) => kept.push(interceptor),
            USER_AGENT => kept.push(SharedInterceptor::permanent(UserAgent::new(interceptor))),
            name if COPIED.contains(&name) || IDLE.contains(&name) || name.starts_with("dkmio::") => {}
            // The names of these two begin with the operation. An interceptor that is neither listed nor one of them
            // may be needed, so the operation stays with the generated client.
            name => match name.strip_prefix(operation) {
                Some("EndpointParamsInterceptor") => of_endpoint += 1,
                Some("TelemetryInputCaptureInterceptor") => {}
                _ => return Err(Reason::UnknownInterceptor(name)),
            },
        }
    }
    if of_endpoint == 1 { Ok(kept) } else { Err(Reason::EndpointInterceptors(of_endpoint)) }
}

/// Checks that the configuration has only what a request on this path observes.
fn check_config(config: &ConfigBag) -> Result<(), Reason> {
    // Without the marker the SDK resolves the endpoint before the identity and never uses endpoints by account. No
    // request fails, so it is checked here.
    if config.load::<AuthSchemeAndEndpointOrchestrationV2>().is_none() {
        return Err(Reason::Order);
    }
    if config.load::<Region>().is_none() {
        return Err(Reason::Region);
    }
    // The SDK's deserializer would look for the protocol in the configuration of the request.
    if config.load::<SharedClientProtocol>().is_some() {
        return Err(Reason::Protocol);
    }
    // The SDK reads these members from its typed input, which a request on this path does not have.
    if config.load::<RequestedTelemetryAttributes>().is_some_and(|requested| !requested.is_empty()) {
        return Err(Reason::TelemetryAttributes);
    }
    Ok(())
}

/// Returns what the SDK's own interceptor has set for the endpoint rules. It depends on the operation, too.
fn endpoint(config: &ConfigBag) -> Option<EndpointParams> {
    EndpointParams::of(config.load::<EndpointResolverParams>()?.get()?)
}

/// Returns the classifiers of the client and the operation, without those of the request that is captured.
fn classifiers(components: &RuntimeComponents) -> Vec<SharedRetryClassifier> {
    components.retry_classifiers().filter(|classifier| !classifier.name().starts_with("dkmio::")).collect()
}

/// Returns whether the SDK's metrics are collected.
///
/// Only `aws-smithy-observability` can tell which provider is set, and its versions are not stable. So the `Debug` text
/// of the SDK's instruments is examined. Any text but the known one counts as collected.
fn is_metered(components: &RuntimeComponents) -> bool {
    let time = components.time_source().unwrap_or_default();
    let plugin = MetricsRuntimePlugin::builder().with_scope("aws-sdk-dynamodb").with_time_source(time).build();
    let instruments = plugin.ok().and_then(|plugin| plugin.config());
    instruments.is_none_or(|layer| !format!("{layer:?}").contains("operation_duration: NoopHistogram"))
}

#[cfg(test)]
mod tests;
