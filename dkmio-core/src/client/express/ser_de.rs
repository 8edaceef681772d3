//! Writes a request as HTTP and captures its response as bytes.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{ConfigBag, FrozenLayer};
use aws_smithy_runtime_api::client::interceptors::context::{Input, Output, OutputOrError};
use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;
use aws_smithy_runtime_api::client::ser_de::{DeserializeResponse, SerializeRequest, SharedResponseDeserializer};
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body::Body as _;

use super::input::{ExpressInput, UnboundedBody};
use crate::client::body_tap::{CapturedBody, request_id};
use crate::client::sdk_operation::ResponseForm;
use crate::error::BoxError;

/// Writes the headers that the SDK's serializer writes, in the same order.
#[derive(Debug)]
pub(super) struct Serializer {
    /// The value of `x-amz-target`.
    pub(super) target: &'static str,
}

impl SerializeRequest for Serializer {
    fn serialize_input(&self, input: Input, _: &mut ConfigBag) -> Result<HttpRequest, BoxError> {
        let input = input.downcast::<ExpressInput>().map_err(|_| "not a request of dkmio")?;
        let length = input.body.len().to_string();
        let mut request = HttpRequest::new(SdkBody::from(input.body.into_bytes()));
        request.set_method("POST")?;
        request.set_uri("/")?;
        let headers = request.headers_mut();
        headers.try_insert("content-type", "application/x-amz-json-1.0")?;
        headers.try_insert("x-amz-target", self.target)?;
        headers.try_insert("content-length", length)?;
        Ok(request)
    }
}

/// Captures a successful response as bytes. Errors go to the SDK's deserializer, so that they have its types.
#[derive(Debug)]
pub(super) struct Deserializer {
    /// The configuration of the SDK's operation, with its deserializer.
    pub(super) sdk: FrozenLayer,
    pub(super) response: ResponseForm,
    /// Writes the event that the SDK's deserializer writes about each response.
    pub(super) log_response: fn(&HttpResponse),
}

impl DeserializeResponse for Deserializer {
    fn deserialize_nonstreaming_with_config(&self, response: &HttpResponse, config: &ConfigBag) -> OutputOrError {
        if !response.status().is_success() || self.response == ResponseForm::Sdk {
            return match self.sdk.load::<SharedResponseDeserializer>() {
                Some(sdk) => sdk.deserialize_nonstreaming_with_config(response, config),
                None => Err(OrchestratorError::other("the SDK has no deserializer for the operation")),
            };
        }
        (self.log_response)(response);
        // The tap is there only if the length of the body was unknown or above the limit.
        let captured = config.load::<UnboundedBody>().and_then(|UnboundedBody(tap)| tap.take());
        let captured = captured.unwrap_or_else(|| CapturedBody {
            bytes: Some(bytes_of(response.body())),
            request_id: request_id(response),
        });
        Ok(Output::erase(captured))
    }
}

/// Returns the content of a body that has been read. A clone shares the memory and returns it in its only frame.
fn bytes_of(body: &SdkBody) -> Bytes {
    let frame = body.try_clone().and_then(|mut body| {
        match Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop())) {
            // A body in memory is never pending, so no waker is needed.
            Poll::Ready(Some(Ok(frame))) => frame.into_data().ok(),
            _ => None,
        }
    });
    let bytes = body.bytes().unwrap_or_default();
    // A frame that is not the whole body would be a response that is cut off, so such a body is copied.
    frame.filter(|frame| frame.len() == bytes.len()).unwrap_or_else(|| Bytes::copy_from_slice(bytes))
}
