//! Errors of the SDK and the service.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_dynamodb::Error as Modeled;
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_sdk_dynamodb::types::{self, AttributeValue};

use super::{Error, ErrorContext, ErrorKind, Inner, cancellation};
use crate::codec::Item;

/// Why the service throttled a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThrottlingReason {
    /// The reason, such as `TableWriteProvisionedThroughputExceeded`.
    pub reason: String,
    /// The ARN of the table or index.
    pub resource: String,
}

/// What is known of how a request was sent.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sent {
    /// Attempts, over all sends of the request.
    pub(crate) attempts: u32,
    /// An attempt ended without a clear answer, or is still on its way.
    pub(crate) unclear: bool,
    /// The operation writes.
    pub(crate) write: bool,
}

impl Error {
    /// Turns the SDK's error into ours.
    pub(crate) fn from_sdk<E>(error: SdkError<E, HttpResponse>, sent: Sent, place: &ErrorContext) -> Self
    where
        E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static,
        Modeled: From<SdkError<E, HttpResponse>>,
    {
        let kind = kind_of(&error);
        let code = error.code().map(str::to_owned);
        let message = error.message().map(str::to_owned);
        let request_id = error.request_id().map(str::to_owned);
        Self::new(kind).with_context(place).change(|inner| {
            inner.code = code;
            inner.message = message;
            inner.request_id = request_id;
            inner.attempts = sent.attempts;
            inner.maybe_applied = sent.write && (sent.unclear || kind == ErrorKind::TransactionInProgress);
            keep_modeled(inner, Modeled::from(error));
        })
    }
}

fn kind_of<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> ErrorKind {
    match error {
        SdkError::ConstructionFailure(_) => ErrorKind::Validation,
        SdkError::TimeoutError(_) => ErrorKind::Timeout,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => ErrorKind::Timeout,
        SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => ErrorKind::Connection,
        SdkError::ServiceError(service) => {
            kind_of_code(service.err().code().unwrap_or_default(), service.raw().status().as_u16())
        }
        _ => ErrorKind::Other,
    }
}

fn kind_of_code(code: &str, status: u16) -> ErrorKind {
    match code {
        "ConditionalCheckFailedException" => ErrorKind::ConditionFailed,
        "TransactionCanceledException" => ErrorKind::TransactionCanceled,
        "TransactionConflictException" | "ReplicatedWriteConflictException" => ErrorKind::TransactionConflict,
        "TransactionInProgressException" => ErrorKind::TransactionInProgress,
        "IdempotentParameterMismatchException" => ErrorKind::IdempotentParameterMismatch,
        "ProvisionedThroughputExceededException" | "ThrottlingException" | "RequestLimitExceeded" => {
            ErrorKind::Throttled
        }
        "ResourceNotFoundException" | "TableNotFoundException" | "IndexNotFoundException" => ErrorKind::TableNotFound,
        "ResourceInUseException" | "TableInUseException" | "TableAlreadyExistsException" => ErrorKind::TableInUse,
        "ValidationException" | "SerializationException" => ErrorKind::Validation,
        "LimitExceededException" => ErrorKind::LimitExceeded,
        "ItemCollectionSizeLimitExceededException" => ErrorKind::CollectionSizeLimit,
        "AccessDeniedException"
        | "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "IncompleteSignatureException"
        | "MissingAuthenticationTokenException"
        | "ExpiredTokenException" => ErrorKind::AccessDenied,
        _ if status >= 500 => ErrorKind::Service,
        // what came is no answer of DynamoDB
        "" if status < 300 => ErrorKind::Connection,
        _ => ErrorKind::Other,
    }
}

/// Keeps what the modeled errors carry, and the error itself as the source.
fn keep_modeled(inner: &mut Inner, error: Modeled) {
    match &error {
        Modeled::ConditionalCheckFailedException(failed) => inner.item = failed.item().map(to_item),
        Modeled::ThrottlingException(throttled) => inner.throttling = reasons(throttled.throttling_reasons()),
        Modeled::ProvisionedThroughputExceededException(throttled) => {
            inner.throttling = reasons(throttled.throttling_reasons());
        }
        Modeled::RequestLimitExceeded(throttled) => inner.throttling = reasons(throttled.throttling_reasons()),
        Modeled::TransactionCanceledException(canceled) => {
            inner.reasons = cancellation::from_sdk(canceled.cancellation_reasons());
        }
        _ => {}
    }
    inner.source = Some(Arc::new(error));
}

fn to_item(attributes: &HashMap<String, AttributeValue>) -> Item {
    Item::from(attributes.clone())
}

fn reasons(reasons: &[types::ThrottlingReason]) -> Vec<ThrottlingReason> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    reasons.iter().map(|r| ThrottlingReason { reason: text(r.reason()), resource: text(r.resource()) }).collect()
}
