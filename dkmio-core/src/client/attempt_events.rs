//! What dkmio does when an attempt begins and ends, on every path.

use std::io;

use aws_sdk_dynamodb::config::ConfigBag;
use aws_sdk_dynamodb::config::interceptors::FinalizerInterceptorContextRef;
use aws_sdk_dynamodb::error::ConnectorError;
use aws_smithy_runtime_api::client::dns::ResolveDnsError;
use aws_smithy_types::endpoint::Endpoint;

use super::attempts::Attempts;
use super::endpoint;
use super::trace::Trace;
use crate::error::chain;

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

/// The messages of the SDK's HTTP client if it has no connection for the request: the host has no address, no server listens there, or
/// the two do not agree on TLS.
const NOT_CONNECTED: [&str; 2] = ["client error (Connect)", "dns error"];

/// Returns whether the request cannot have reached DynamoDB: the HTTP client refused it, or had no connection.
fn never_sent(error: &ConnectorError) -> bool {
    // HTTP clients wrap the error of the socket in errors of their own, so the whole chain is searched.
    error.is_user() || chain(error).any(is_not_connected)
}

fn is_not_connected(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return error.kind() == io::ErrorKind::ConnectionRefused;
    }
    // Only the SDK depends on the HTTP client, so its types are not known here. With another message the outcome counts as unknown,
    // which is safe.
    error.is::<ResolveDnsError>() || NOT_CONNECTED.contains(&error.to_string().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::BoxError;

    /// An error of an HTTP client around one of the system.
    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct OfClient(&'static str, #[source] io::Error);

    #[test]
    fn only_a_request_that_left_may_have_been_carried_out() {
        let io = |kind: io::ErrorKind| -> BoxError { io::Error::from(kind).into() };
        let of_client = |text| -> BoxError { OfClient(text, io::Error::other("Name or service not known")).into() };
        for (error, is_never_sent) in [
            (ConnectorError::user("the client refuses the request".into()), true),
            (ConnectorError::io(io(io::ErrorKind::ConnectionRefused)), true),
            (ConnectorError::io(of_client("client error (Connect)")), true),
            (ConnectorError::timeout(of_client("client error (Connect)")), true),
            (ConnectorError::io(of_client("dns error")), true),
            (ConnectorError::io(ResolveDnsError::new("no such host").into()), true),
            (ConnectorError::io(of_client("client error (SendRequest)")), false),
            (ConnectorError::io(io(io::ErrorKind::ConnectionReset)), false),
            (ConnectorError::io(io(io::ErrorKind::BrokenPipe)), false),
            (ConnectorError::timeout("no response in time".into()), false),
            (ConnectorError::other("something else".into(), None), false),
        ] {
            assert_eq!(never_sent(&error), is_never_sent, "{error:?}");
        }
    }
}
