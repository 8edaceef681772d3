//! The interceptor through which dkmio takes part in requests on the express path. One serves all requests of an
//! operation.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeSerializationInterceptorContextRef,
    BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_smithy_runtime::client::sdk_feature::SmithySdkFeature;
use aws_smithy_runtime_api::client::endpoint::EndpointResolverParams;

use super::endpoint_params::EndpointParams;
use super::input::{ExpressInput, RequestState, UnboundedBody};
use crate::client::attempt_events::{attempt_begins, attempt_has_ended};
use crate::client::body_tap::BodyTap;
use crate::client::limits::MAX_RESPONSE_SIZE;
use crate::client::sdk_operation::ResponseForm;
use crate::error::BoxError;

#[derive(Debug)]
pub(super) struct ExpressInterceptor {
    pub(super) endpoint: EndpointParams,
    pub(super) response: ResponseForm,
    pub(super) is_revoked: Arc<AtomicBool>,
}

impl Intercept for ExpressInterceptor {
    fn name(&self) -> &'static str {
        "dkmio::ExpressInterceptor"
    }

    fn read_before_execution(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // An OpenTelemetry provider has been set since, and requests on this path record no metrics. This one is too
        // late to change its path; later ones take the generated client.
        if config
            .load::<SmithySdkFeature>()
            .any(|feature| matches!(feature, SmithySdkFeature::ObservabilityOtelMetrics))
        {
            self.is_revoked.store(true, Ordering::Relaxed);
        }
        let input = context.input().downcast_ref::<ExpressInput>().ok_or("not a request of dkmio")?;
        let params = self.endpoint.for_tables(&input.tables)?;
        let state = config.interceptor_state();
        // The SDK changes the parameters while it resolves the identity, and finds them only in the state of
        // interceptors.
        state.store_put(EndpointResolverParams::new(params));
        state.store_put(input.state.clone());
        Ok(())
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(RequestState { attempts, trace }) = config.load::<RequestState>() {
            attempt_begins(attempts, trace, config);
        }
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // A body of known length cannot grow beyond it, and is taken from the SDK's memory without a copy. Only others
        // need the tap to limit them.
        let length = context.response().body().content_length();
        // On a platform of 32 bits, a length that is no `usize` is above the limit, too.
        let is_bounded =
            length.and_then(|length| usize::try_from(length).ok()).is_some_and(|length| length <= MAX_RESPONSE_SIZE);
        if !is_bounded {
            let tap = match self.response {
                ResponseForm::Text => BodyTap::capturing(),
                ResponseForm::Sdk => BodyTap::limiting(),
            };
            tap.attach(context.response_mut());
            config.interceptor_state().store_put(UnboundedBody(tap));
        }
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(RequestState { attempts, trace }) = config.load::<RequestState>() {
            attempt_has_ended(attempts, trace, context, config);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::config::Layer;
    use aws_sdk_dynamodb::config::endpoint::Params;
    use aws_smithy_runtime_api::client::interceptors::context::{Input, InterceptorContext};

    use super::*;
    use crate::client::Operation;
    use crate::client::Tables;
    use crate::client::attempts::Attempts;
    use crate::client::trace::Trace;
    use crate::error::ErrorContext;

    fn is_revoked_with(feature: Option<SmithySdkFeature>) -> bool {
        let is_revoked = Arc::<AtomicBool>::default();
        let endpoint = Params::builder().region("eu-north-1").account_id_endpoint_mode("preferred").build().unwrap();
        let interceptor = ExpressInterceptor {
            endpoint: EndpointParams::of(&endpoint).unwrap(),
            response: ResponseForm::Text,
            is_revoked: is_revoked.clone(),
        };
        let trace = Trace::begin(Operation::read("GetItem"), &ErrorContext::default());
        let input = ExpressInput {
            body: "{}".to_owned(),
            tables: Tables::One("orders".into()),
            state: RequestState { attempts: Attempts::default(), trace },
        };
        let context = InterceptorContext::new(Input::erase(input));
        let mut config = ConfigBag::base();
        if let Some(feature) = feature {
            let mut layer = Layer::new("client");
            layer.store_append(feature);
            config.push_layer(layer);
        }
        interceptor.read_before_execution(&(&context).into(), &mut config).unwrap();
        assert!(config.load::<EndpointResolverParams>().is_some());
        is_revoked.load(Ordering::Relaxed)
    }

    #[test]
    fn metrics_of_opentelemetry_revoke_the_path() {
        assert!(is_revoked_with(Some(SmithySdkFeature::ObservabilityOtelMetrics)));
        assert!(!is_revoked_with(Some(SmithySdkFeature::Paginator)));
        assert!(!is_revoked_with(None));
    }
}
