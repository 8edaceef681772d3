//! What dkmio does when an attempt begins and ends, on every path.

use std::io;

use aws_sdk_dynamodb::config::ConfigBag;
use aws_sdk_dynamodb::config::interceptors::FinalizerInterceptorContextRef;
use aws_sdk_dynamodb::error::ConnectorError;
use aws_smithy_types::endpoint::Endpoint;

use super::attempts::Attempts;
use super::endpoint;
use super::trace::Trace;

/// Counts an attempt that is about to be sent.
pub(super) fn attempt_begins(attempts: &Attempts, trace: &Trace, config: &ConfigBag) {
    trace.transmit(config);
    let before = attempts.begin();
    if before > 0 {
        trace.retry(before + 1);
    }
}

/// Records the outcome of an attempt that has ended.
pub(super) fn attempt_has_ended(
    attempts: &Attempts,
    trace: &Trace,
    context: &FinalizerInterceptorContextRef<'_>,
    config: &ConfigBag,
) {
    // An error of the operation is a response, so the service was reached, and its host would not help to find the cause. Any other error
    // is about the way there, and its message names the host.
    if let Some(Err(error)) = context.output_or_error()
        && !error.is_operation_error()
        && let Some(host) = config.load::<Endpoint>().and_then(|endpoint| endpoint::host(endpoint.url()))
    {
        attempts.set_host(host);
    }
    attempts.end(|| may_be_carried_out(context));
    trace.attempt(context);
}

/// Returns whether DynamoDB may have carried out a request whose attempt failed. It has not if it refused the request
/// (4xx) or never received it.
fn may_be_carried_out(context: &FinalizerInterceptorContextRef<'_>) -> bool {
    let Some(Err(error)) = context.output_or_error() else { return false };
    match context.response() {
        // A success that could not be read was carried out. A 5xx may have been: DynamoDB documents that a write may
        // succeed although its response is an error.
        Some(response) => response.status().is_success() || response.status().as_u16() >= 500,
        None => !error.as_connector_error().is_some_and(never_sent),
    }
}

/// Returns whether the request cannot have reached DynamoDB: the HTTP client refused it, or no server listens there.
fn never_sent(error: &ConnectorError) -> bool {
    let first: &(dyn std::error::Error + 'static) = error;
    // HTTP clients wrap the error of the socket in errors of their own, so the whole chain is searched.
    let refused = |error: &(dyn std::error::Error + 'static)| {
        let io = error.downcast_ref::<io::Error>();
        io.is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused)
    };
    error.is_user() || std::iter::successors(Some(first), |error| error.source()).any(refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::BoxError;

    #[test]
    fn only_a_request_that_left_may_have_been_carried_out() {
        let io = |kind: io::ErrorKind| -> BoxError { io::Error::from(kind).into() };
        for (error, is_never_sent) in [
            (ConnectorError::user("the client refuses the request".into()), true),
            (ConnectorError::io(io(io::ErrorKind::ConnectionRefused)), true),
            (ConnectorError::io(io(io::ErrorKind::ConnectionReset)), false),
            (ConnectorError::io(io(io::ErrorKind::BrokenPipe)), false),
            (ConnectorError::timeout("no response in time".into()), false),
            (ConnectorError::other("something else".into(), None), false),
        ] {
            assert_eq!(never_sent(&error), is_never_sent, "{error:?}");
        }
    }
}
