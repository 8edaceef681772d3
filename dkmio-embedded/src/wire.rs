//! The parts of the AWS JSON 1.0 protocol that the engine and the faults share: the operation of a request, and the
//! headers and errors of a response.

use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::error::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use bytes::Bytes;
use serde_json::{Value, json};

/// The content type of every response.
pub(crate) const CONTENT_TYPE: &str = "application/x-amz-json-1.0";
/// The namespace of the service's errors. The SDK reads the part after the `#`.
const ERROR_SPACE: &str = "com.amazonaws.dynamodb.v20120810#";

/// Returns the operation's name in the header `x-amz-target`, or an empty text if there is none.
pub(crate) fn operation_name(request: &HttpRequest) -> &str {
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    target.rsplit_once('.').map_or(target, |(_, name)| name)
}

/// Returns a response with the headers that DynamoDB sends and a new request id.
pub(crate) fn respond(status: u16, body: impl Into<Bytes>) -> Result<HttpResponse, ConnectorError> {
    let body: Bytes = body.into();
    let code = status.try_into().map_err(|error| ConnectorError::user(Box::new(error)))?;
    let length = body.len().to_string();
    let mut response = HttpResponse::new(code, SdkBody::from(body));
    let headers = response.headers_mut();
    headers.insert("content-type", CONTENT_TYPE);
    headers.insert("content-length", length);
    headers.insert("x-amzn-requestid", request_id());
    Ok(response)
}

/// Returns the body of the service's error `code`.
pub(crate) fn error_body(code: &str, message: &str) -> Value {
    json!({ "__type": error_type(code), "message": message })
}

/// Returns the body of a validation error, which has a namespace of its own.
pub(crate) fn validation_body(message: &str) -> Value {
    json!({ "__type": "com.amazon.coral.validate#ValidationException", "message": message })
}

/// Returns the name of the service's error `code` with its namespace.
pub(crate) fn error_type(code: &str) -> String {
    format!("{ERROR_SPACE}{code}")
}

/// Returns a request id that is unique in this process and, very likely, among all processes.
fn request_id() -> String {
    static PROCESS: OnceLock<u64> = OnceLock::new();
    static RESPONSES: AtomicU64 = AtomicU64::new(0);
    // `RandomState` has other keys in each process, so the hash differs between processes.
    let process = PROCESS.get_or_init(|| RandomState::new().hash_one("dkmio"));
    format!("{process:016X}{:016X}", RESPONSES.fetch_add(1, Ordering::Relaxed))
}

/// Returns the bytes of a request's body, and leaves them in place.
pub(crate) async fn peek(request: &mut HttpRequest) -> Result<Bytes, ConnectorError> {
    // A body in memory is only copied. Any other is read, and then replaced.
    if let Some(bytes) = request.body().bytes() {
        return Ok(Bytes::copy_from_slice(bytes));
    }
    let bytes = read(request.take_body()).await?;
    *request.body_mut() = SdkBody::from(bytes.clone());
    Ok(bytes)
}

/// Reads all bytes of a body. Waits for those that have not arrived.
pub(crate) async fn read(body: SdkBody) -> Result<Bytes, ConnectorError> {
    let all = ByteStream::new(body).collect().await;
    Ok(all.map_err(|error| ConnectorError::io(Box::new(error)))?.into_bytes())
}
