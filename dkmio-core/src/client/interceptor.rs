//! The interceptor through which dkmio takes part in a request of the SDK.

use std::io;

use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeSerializationInterceptorContextRef,
    BeforeTransmitInterceptorContextMut, BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::ConnectorError;
use aws_smithy_types::endpoint::Endpoint;

use super::attempts::Attempts;
use super::body_tap::BodyTap;
use super::endpoint;
use super::request_body::RequestBody;
use super::trace::Trace;
use crate::error::BoxError;

/// Everything that dkmio does within a request of the SDK: counts attempts, records the trace, splices the encoded items
/// into the request, and takes the body of the response.
#[derive(Debug)]
pub(super) struct RequestInterceptor {
    pub(super) attempts: Attempts,
    pub(super) trace: Trace,
    pub(super) body: RequestBody,
    pub(super) tap: BodyTap,
}

impl Intercept for RequestInterceptor {
    fn name(&self) -> &'static str {
        "dkmio::RequestInterceptor"
    }

    fn read_before_execution(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.trace.request(context.input());
        Ok(())
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        Ok(self.body.splice_into(context.request_mut())?)
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.trace.transmit(config);
        let before = self.attempts.begin();
        if before > 0 {
            self.trace.retry(before + 1);
        }
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.tap.attach(context.response_mut());
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(Err(error)) = context.output_or_error()
            && !error.is_operation_error()
            && let Some(host) = config.load::<Endpoint>().and_then(|endpoint| endpoint::host(endpoint.url()))
        {
            self.attempts.set_host(host);
        }
        self.attempts.end(|| may_be_carried_out(context));
        self.trace.attempt(context);
        Ok(())
    }
}

/// Whether DynamoDB may have carried out a request whose attempt failed: unless it refused the request (4xx) or never
/// received it.
fn may_be_carried_out(context: &FinalizerInterceptorContextRef<'_>) -> bool {
    let Some(Err(error)) = context.output_or_error() else { return false };
    match context.response() {
        Some(response) => response.status().is_success() || response.status().as_u16() >= 500,
        None => !error.as_connector_error().is_some_and(never_sent),
    }
}

/// Whether nothing can have reached DynamoDB: the HTTP client refused the request, or no server listens there.
fn never_sent(error: &ConnectorError) -> bool {
    let first: &(dyn std::error::Error + 'static) = error;
    let refused = |error: &(dyn std::error::Error + 'static)| {
        let io = error.downcast_ref::<io::Error>();
        io.is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused)
    };
    error.is_user() || std::iter::successors(Some(first), |error| error.source()).any(refused)
}
