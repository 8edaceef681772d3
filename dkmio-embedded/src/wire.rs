//! The AWS JSON 1.0 protocol as far as both the engine and the faults need it: which operation a request is for, and how
//! an answer is put together.

use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::error::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use bytes::Bytes;
use serde_json::{Value, json};

/// The content type of every DynamoDB answer.
pub(crate) const CONTENT_TYPE: &str = "application/x-amz-json-1.0";
/// Where the service's errors live; the SDK looks at what follows the `#`.
const ERROR_SPACE: &str = "com.amazonaws.dynamodb.v20120810#";

/// The operation's name in the header `x-amz-target`, or nothing.
pub(crate) fn operation_name(request: &HttpRequest) -> &str {
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    target.rsplit_once('.').map_or(target, |(_, name)| name)
}

/// An answer with the headers that DynamoDB sends, under a request id of its own.
pub(crate) fn answer(status: u16, body: impl Into<Bytes>) -> Result<HttpResponse, ConnectorError> {
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

/// The body of the service's error `code`.
pub(crate) fn error_body(code: &str, message: &str) -> Value {
    json!({ "__type": error_type(code), "message": message })
}

/// The body of a validation error, which lives in a space of its own.
pub(crate) fn validation_body(message: &str) -> Value {
    json!({ "__type": "com.amazon.coral.validate#ValidationException", "message": message })
}

/// How an answer names the service's error `code`.
pub(crate) fn error_type(code: &str) -> String {
    format!("{ERROR_SPACE}{code}")
}

/// A request id that no other answer of this or, very likely, any other process carries.
fn request_id() -> String {
    static PROCESS: OnceLock<u64> = OnceLock::new();
    static ANSWERS: AtomicU64 = AtomicU64::new(0);
    let process = PROCESS.get_or_init(|| RandomState::new().hash_one("dkmio"));
    format!("{process:016X}{:016X}", ANSWERS.fetch_add(1, Ordering::Relaxed))
}

/// The bytes of a request, which keeps them.
pub(crate) async fn peek(request: &mut HttpRequest) -> Result<Bytes, ConnectorError> {
    if let Some(bytes) = request.body().bytes() {
        return Ok(Bytes::copy_from_slice(bytes));
    }
    let bytes = read(request.take_body()).await?;
    *request.body_mut() = SdkBody::from(bytes.clone());
    Ok(bytes)
}

/// All the bytes of a body, waiting for those that have not arrived.
pub(crate) async fn read(body: SdkBody) -> Result<Bytes, ConnectorError> {
    let all = ByteStream::new(body).collect().await;
    Ok(all.map_err(|error| ConnectorError::io(Box::new(error)))?.into_bytes())
}
