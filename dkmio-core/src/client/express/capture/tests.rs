//! Most of what the layer has is seen in a request only under rare settings, so its values are compared here.

use std::fmt::Debug;

use aws_runtime::invocation_id::{InvocationId, InvocationIdGenerator};
use aws_runtime::user_agent::AwsUserAgent;
use aws_sdk_dynamodb::operation::get_item::GetItem;
use aws_smithy_json::protocol::aws_json_rpc::AwsJsonRpcProtocol;
use aws_smithy_runtime_api::client::auth::AuthSchemeId;
use aws_types::os_shim_internal::Env;

use super::*;
use crate::error::BoxError;

#[derive(Debug)]
struct NoIds;

impl InvocationIdGenerator for NoIds {
    fn generate(&self) -> Result<Option<InvocationId>, BoxError> {
        Ok(None)
    }
}

/// The configuration of a client in which nothing has its default.
fn config() -> ConfigBag {
    let metadata = ApiMetadata::new("dynamodb", "1.0");
    let mut layer = Layer::new("client");
    layer.store_put(Region::new("eu-north-1"));
    layer.store_put(SigningRegion::from(Region::new("eu-south-1")));
    layer.store_put(SigningRegionSet::from("eu-*"));
    layer.store_put(SigningName::from_static("signing"));
    layer.store_put(RetryConfig::standard().with_max_attempts(7));
    layer.store_put(RetryPartition::new("partition"));
    layer.store_put(TokenBucket::new(3));
    layer.store_put(StalledStreamProtectionConfig::enabled().grace_period(Duration::from_secs(7)).build());
    layer.store_put(AwsUserAgent::new_from_environment(Env::from_slice(&[]), metadata.clone()));
    layer.store_put(metadata);
    layer.store_put(AppName::new("shop").unwrap());
    layer.store_put(DisableClockSkewCorrection::from(true));
    layer.store_put(SharedInvocationIdGenerator::new(NoIds));
    layer.store_put(AuthSchemePreference::from([AuthSchemeId::new("sigv4a")]));
    layer.store_put(NonUtf8HeaderHandling::Skip);
    layer.store_put(UseFips(true));
    layer.store_put(UseDualStack(true));
    layer.store_put(EndpointUrl("https://example.com".to_owned()));
    layer.store_put(AccountIdEndpointMode::Required);
    layer.store_put(
        TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(1))
            .operation_timeout(Duration::from_secs(9))
            .build(),
    );
    layer.store_append(SmithySdkFeature::RetryModeAdaptive);
    layer.store_append(SmithySdkFeature::ObservabilityOtelMetrics);
    layer.store_append(SmithySdkFeature::Paginator);
    layer.store_append(AwsSdkFeature::AccountIdModeRequired);
    layer.store_append(AwsSdkFeature::EndpointOverride);
    let mut config = ConfigBag::base();
    config.push_layer(layer);
    config
}

fn capture() -> Capture {
    Capture::new::<GetItem>(Slots::default())
}

fn layer(capture: &Capture) -> FrozenLayer {
    capture.layer(&config()).expect("a layer").freeze()
}

#[track_caller]
fn assert_copied<T: Storable<Storer = StoreReplace<T>> + Debug>(config: &ConfigBag, layer: &FrozenLayer) {
    let wanted = config.load::<T>().map(|value| format!("{value:?}"));
    assert!(wanted.is_some());
    assert_eq!(layer.load::<T>().map(|value| format!("{value:?}")), wanted);
}

#[test]
fn the_layer_has_every_setting_of_the_client() {
    let (config, layer) = (config(), layer(&capture()));
    assert_copied::<Region>(&config, &layer);
    assert_copied::<SigningRegion>(&config, &layer);
    assert_copied::<SigningRegionSet>(&config, &layer);
    assert_copied::<SigningName>(&config, &layer);
    assert_copied::<RetryConfig>(&config, &layer);
    assert_copied::<RetryPartition>(&config, &layer);
    assert_copied::<TokenBucket>(&config, &layer);
    assert_copied::<StalledStreamProtectionConfig>(&config, &layer);
    assert_copied::<ApiMetadata>(&config, &layer);
    assert_copied::<AppName>(&config, &layer);
    assert_copied::<AwsUserAgent>(&config, &layer);
    assert_copied::<DisableClockSkewCorrection>(&config, &layer);
    assert_copied::<SharedInvocationIdGenerator>(&config, &layer);
    assert_copied::<AuthSchemePreference>(&config, &layer);
    assert_copied::<NonUtf8HeaderHandling>(&config, &layer);
    assert_copied::<UseFips>(&config, &layer);
    assert_copied::<UseDualStack>(&config, &layer);
    assert_copied::<EndpointUrl>(&config, &layer);
    assert_copied::<AccountIdEndpointMode>(&config, &layer);
    assert_copied::<TimeoutConfig>(&config, &layer);
    assert!(layer.load::<AuthSchemeAndEndpointOrchestrationV2>().is_some());
}

#[test]
fn an_sdk_with_a_protocol_does_not_take_the_path() {
    let mut config = config();
    assert_eq!(check_config(&config), Err(Reason::Order));
    let mut layer = Layer::new("operation");
    layer.store_put(AuthSchemeAndEndpointOrchestrationV2);
    config.push_layer(layer);
    assert_eq!(check_config(&config), Ok(()));
    let mut layer = Layer::new("protocol");
    layer.store_put(SharedClientProtocol::new(AwsJsonRpcProtocol::aws_json_1_0()));
    config.push_layer(layer);
    assert_eq!(check_config(&config), Err(Reason::Protocol));
}

#[test]
fn features_keep_their_order_and_the_one_of_metrics_is_left_out() {
    let layer = layer(&capture());
    let smithy: Vec<_> = layer.load::<SmithySdkFeature>().collect();
    assert_eq!(smithy, [&SmithySdkFeature::Paginator, &SmithySdkFeature::RetryModeAdaptive]);
    let aws: Vec<_> = layer.load::<AwsSdkFeature>().collect();
    assert_eq!(aws, [&AwsSdkFeature::EndpointOverride, &AwsSdkFeature::AccountIdModeRequired]);
}

#[test]
fn appended_values_replace_those_that_were_there() {
    let mut layer = Layer::new("operation");
    layer.store_append(SmithySdkFeature::Waiter);
    append(&mut layer, [&SmithySdkFeature::Paginator, &SmithySdkFeature::Waiter].into_iter());
    let features: Vec<_> = layer.load::<SmithySdkFeature>().collect();
    assert_eq!(features, [&SmithySdkFeature::Paginator, &SmithySdkFeature::Waiter]);
}

#[test]
fn the_time_out_of_the_first_request_is_not_that_of_the_layer() {
    for own in [None, Some(Duration::from_secs(5))] {
        let layer = layer(&capture().with_operation_timeout(own));
        let timeouts = layer.load::<TimeoutConfig>().expect("time-outs");
        assert_eq!(timeouts.operation_timeout(), own);
        assert_eq!(timeouts.connect_timeout(), Some(Duration::from_secs(1)));
    }
}
