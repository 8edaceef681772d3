//! The interceptor through which dkmio takes part in a request of the SDK.

use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextMut,
    BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};

use super::attempt_events::{attempt_begins, attempt_has_ended};
use super::attempts::Attempts;
use super::body_tap::BodyTap;
#[cfg(feature = "express")]
use super::express::Capture;
use super::request_body::RequestBody;
use super::trace::Trace;
use crate::error::BoxError;

/// Everything that dkmio does within a request of the SDK: counts attempts, records the trace, splices the encoded
/// items into the request, and takes the body of the response.
#[derive(Debug)]
pub(super) struct RequestInterceptor {
    pub(super) attempts: Attempts,
    pub(super) trace: Trace,
    pub(super) body: RequestBody,
    pub(super) tap: BodyTap,
    /// Captures the resolved client for the express path.
    #[cfg(feature = "express")]
    pub(super) capture: Option<Capture>,
}

impl Intercept for RequestInterceptor {
    fn name(&self) -> &'static str {
        "dkmio::RequestInterceptor"
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // This step runs once, before the first attempt is signed. The signature covers the items, and every attempt
        // sends the same bytes.
        Ok(self.body.splice_into(context.request_mut())?)
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        #[cfg_attr(not(feature = "express"), expect(unused_variables))] components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // At this step everything that the SDK resolves is in the configuration. An attempt that fails earlier has sent
        // no request and is not counted.
        #[cfg(feature = "express")]
        if let Some(capture) = &self.capture {
            capture.keep(components, config);
        }
        attempt_begins(&self.attempts, &self.trace, config);
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // The last step before the SDK parses the body. Interceptors of the user have seen the response by now.
        self.tap.attach(context.response_mut());
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        attempt_has_ended(&self.attempts, &self.trace, context, config);
        Ok(())
    }
}
