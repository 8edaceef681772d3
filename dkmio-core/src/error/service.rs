//! Errors of the SDK and the service.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_dynamodb::Error as Modeled;
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_sdk_dynamodb::types::{self, AttributeValue};

use super::message::{Cause, chain};
use super::{Error, ErrorContext, ErrorKind, Inner, cancellation, setup};
use crate::codec::{DecodeError, Item};

/// The reason why the service throttled a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThrottlingReason {
    /// The reason, such as `TableWriteProvisionedThroughputExceeded`.
    pub reason: String,
    /// The ARN of the table or index.
    pub resource: String,
}

/// The facts about how a request was sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    /// The attempts, over all sends of the request.
    pub(crate) attempts: u32,
    /// Whether an attempt ended without a clear response, or is still in flight.
    pub(crate) outcome_unknown: bool,
    /// Whether the operation writes.
    pub(crate) is_write: bool,
    /// The host and port of the endpoint, if an attempt failed without a response.
    pub(crate) host: Option<Arc<str>>,
}

impl Error {
    /// Turns the SDK's error into ours.
    pub(crate) fn from_sdk<E>(error: SdkError<E, HttpResponse>, sent: Sent, context: &ErrorContext) -> Self
    where
        E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static,
        Modeled: From<SdkError<E, HttpResponse>>,
    {
        // `Modeled::from` consumes the error, so these facts are read before it.
        let mut reported = Reported::of(&error);
        let modeled = Modeled::from(error);
        // An error that a mock has made has its code in its type alone.
        if let Some((name, message)) = variant(&modeled) {
            reported.code.get_or_insert_with(|| name.to_owned());
            reported.message = reported.message.or_else(|| message.map(str::to_owned));
        }
        reported.into_error(sent, context).change(|inner| {
            keep_modeled(inner, &modeled);
            inner.sdk = Some(Arc::new(modeled));
        })
    }

    /// Converts an error of the SDK for DynamoDB Streams.
    #[cfg(feature = "streams")]
    pub(crate) fn from_streams_sdk<E>(error: &SdkError<E, HttpResponse>, sent: Sent, context: &ErrorContext) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        Reported::of(error).into_error(sent, context).change(|inner| match inner.kind {
            // For tables this code is about a quota, for streams about the rate of requests.
            ErrorKind::LimitExceeded => inner.kind = ErrorKind::Throttled,
            ErrorKind::ChangesLost => inner.hint = Some("DynamoDB keeps records for 24 hours".to_owned()),
            _ => {}
        })
    }
}

/// The facts of an error of the SDK, without its type.
struct Reported {
    status: u16,
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    without_code: Option<(Found, Cause)>,
}

impl Reported {
    fn of<E>(error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        Self {
            status: error.raw_response().map_or(0, |response| response.status().as_u16()),
            code: error.code().map(str::to_owned),
            message: error.message().map(str::to_owned),
            request_id: error.request_id().map(str::to_owned),
            without_code: error.code().is_none().then(|| (Found::of(error), Cause::of(error))),
        }
    }

    fn into_error(self, sent: Sent, context: &ErrorContext) -> Error {
        let Self { status, code, message, request_id, without_code } = self;
        // Another operation may quote the same words, from a statement for example. Only for a search they tell the
        // state of an index.
        let searched = message.as_deref().filter(|_| context.operation == Some("SearchVectors"));
        let (found, cause) = match (&code, without_code) {
            (Some(code), _) => (Found::of_code(code, status, searched), Cause::of_code(code, message.as_deref())),
            (None, without_code) => without_code.unwrap_or_default(),
        };
        Error::new(found.kind).with_context(context).change(|inner| {
            inner.attempts = sent.attempts;
            // A transaction that is still in progress may yet be carried out.
            inner.maybe_applied =
                sent.is_write && (sent.outcome_unknown || found.kind == ErrorKind::TransactionInProgress);
            inner.request_id = request_id;
            inner.hint = code.as_deref().and_then(setup::hint).map(str::to_owned);
            // A response has come from the host, so only a failure on the way to it names the host.
            if matches!(found.kind, ErrorKind::Connection | ErrorKind::Timeout) {
                inner.host = sent.host;
            }
            inner.message = found.message;
            inner.status = found.status;
            inner.code = code;
            inner.service_message = message;
            inner.source = Some(Arc::new(cause));
        })
    }
}

/// The kind of an error of the SDK, and the facts to show with it.
struct Found {
    kind: ErrorKind,
    message: Option<String>,
    status: Option<u16>,
}

impl Default for Found {
    fn default() -> Self {
        Self::new(ErrorKind::Other)
    }
}

impl Found {
    fn new(kind: ErrorKind) -> Self {
        Self { kind, message: None, status: None }
    }

    fn with_message(kind: ErrorKind, message: String) -> Self {
        Self { kind, message: Some(message), status: None }
    }

    /// Classifies an error with a code. `searched` is the message, if the operation is SearchVectors.
    fn of_code(code: &str, status: u16, searched: Option<&str>) -> Self {
        let of_search = searched.filter(|_| code == "ValidationException").and_then(kind_of_search);
        Self::new(of_search.unwrap_or_else(|| kind_of_code(code, status)))
    }

    /// Classifies an error without a code: there was no response, a part of one, or one that DynamoDB did not make.
    fn of<E: std::error::Error + 'static>(error: &SdkError<E, HttpResponse>) -> Self {
        let kind = match error {
            SdkError::ServiceError(service) => {
                let status = service.raw().status();
                if !status.is_success() {
                    return Self { status: Some(status.as_u16()), ..Self::new(kind_of_status(status.as_u16())) };
                }
                // A success that is an error: the SDK could not read the response.
                let reason = Cause::of(error);
                return Self::with_message(ErrorKind::Decode, format!("malformed response: {}", reason.innermost()));
            }
            // A body that dkmio itself refused to read was received all the same.
            SdkError::ResponseError(_) if chain(error).any(|error| error.is::<DecodeError>()) => ErrorKind::Decode,
            SdkError::ResponseError(_) => ErrorKind::Connection,
            SdkError::TimeoutError(_) => ErrorKind::Timeout,
            SdkError::DispatchFailure(failure) if failure.is_timeout() => ErrorKind::Timeout,
            SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_) => match setup::missing(error) {
                Some((kind, message)) => return Self::with_message(kind, message),
                None if matches!(error, SdkError::ConstructionFailure(_)) => ErrorKind::Validation,
                None => ErrorKind::Connection,
            },
            _ => ErrorKind::Other,
        };
        Self::with_message(kind, Cause::of(error).innermost().to_owned())
    }
}

fn kind_of_status(status: u16) -> ErrorKind {
    match status {
        // Such a response may be from a proxy, so the statuses have their meaning in HTTP. DynamoDB itself throttles
        // with 400 and a code.
        401 | 403 => ErrorKind::AccessDenied,
        429 => ErrorKind::Throttled,
        500.. => ErrorKind::Service,
        _ => ErrorKind::Other,
    }
}

/// Returns whether an error with this code has the kind [`ErrorKind::Throttled`].
pub(crate) fn is_throttling_code(code: &str) -> bool {
    // The status decides only for codes that are not known.
    kind_of_code(code, 400) == ErrorKind::Throttled
}

fn kind_of_code(code: &str, status: u16) -> ErrorKind {
    match code {
        "ConditionalCheckFailedException" => ErrorKind::ConditionFailed,
        "TransactionCanceledException" => ErrorKind::TransactionCanceled,
        "TransactionConflictException" | "ReplicatedWriteConflictException" => ErrorKind::TransactionConflict,
        "TransactionInProgressException" => ErrorKind::TransactionInProgress,
        "IdempotentParameterMismatchException" => ErrorKind::IdempotentParameterMismatch,
        "ProvisionedThroughputExceededException"
        | "ThrottlingException"
        | "Throttling"
        | "RequestLimitExceeded"
        | "TooManyRequestsException" => ErrorKind::Throttled,
        "ResourceNotFoundException" | "TableNotFoundException" | "IndexNotFoundException" => ErrorKind::TableNotFound,
        "ResourceInUseException" | "TableInUseException" | "TableAlreadyExistsException" => ErrorKind::TableInUse,
        // Both say that the request is wrong. A retry would fail in the same way.
        "ValidationException" | "SerializationException" => ErrorKind::Validation,
        // Not throttling: it is about a quota of the account, such as tables that are created at the same time.
        "LimitExceededException" => ErrorKind::LimitExceeded,
        "TrimmedDataAccessException" => ErrorKind::ChangesLost,
        "ItemCollectionSizeLimitExceededException" => ErrorKind::CollectionSizeLimit,
        "AccessDeniedException" | "AccessDenied" => ErrorKind::AccessDenied,
        code if setup::is_credentials(code) => ErrorKind::Credentials,
        "InternalServerError" | "InternalFailure" | "ServiceUnavailable" | "ServiceUnavailableException" => {
            ErrorKind::Service
        }
        _ => match kind_of_status(status) {
            ErrorKind::Service => ErrorKind::Service,
            _ => ErrorKind::Other,
        },
    }
}

/// Returns the kind of a `ValidationException` of SearchVectors that is about the state of an index. Only the message
/// tells it from others.
fn kind_of_search(message: &str) -> Option<ErrorKind> {
    let message = message.trim_start();
    if message.starts_with("Cannot search backfilling vector index") {
        return Some(ErrorKind::IndexNotReady);
    }
    message.starts_with("The table does not have the specified index").then_some(ErrorKind::TableNotFound)
}

/// Returns the name of a modeled error, which is its code, and its message.
fn variant(error: &Modeled) -> Option<(&'static str, Option<&str>)> {
    // The code of a modeled error is the name of its variant. The SDK offers no way to ask for it.
    macro_rules! name_of {
        ($($variant:ident),* $(,)?) => {
            match error {
                $(Modeled::$variant(error) => Some((stringify!($variant), error.message())),)*
                _ => None,
            }
        };
    }
    name_of!(
        BackupInUseException,
        BackupNotFoundException,
        ConditionalCheckFailedException,
        ContinuousBackupsUnavailableException,
        DuplicateItemException,
        ExportConflictException,
        ExportNotFoundException,
        GlobalTableAlreadyExistsException,
        GlobalTableNotFoundException,
        IdempotentParameterMismatchException,
        ImportConflictException,
        ImportNotFoundException,
        IndexNotFoundException,
        InternalServerError,
        InvalidEndpointException,
        InvalidExportTimeException,
        InvalidRestoreTimeException,
        ItemCollectionSizeLimitExceededException,
        LimitExceededException,
        PointInTimeRecoveryUnavailableException,
        PolicyNotFoundException,
        ProvisionedThroughputExceededException,
        ReplicaAlreadyExistsException,
        ReplicaNotFoundException,
        ReplicatedWriteConflictException,
        RequestLimitExceeded,
        ResourceInUseException,
        ResourceNotFoundException,
        TableAlreadyExistsException,
        TableInUseException,
        TableNotFoundException,
        ThrottlingException,
        TransactionCanceledException,
        TransactionConflictException,
        TransactionInProgressException,
    )
}

/// Takes over the data of the modeled errors.
fn keep_modeled(inner: &mut Inner, error: &Modeled) {
    match error {
        Modeled::ConditionalCheckFailedException(failed) => {
            // Some emulators return an empty item where there is none.
            inner.item = failed.item().filter(|item| !item.is_empty()).map(to_item);
        }
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
}

fn to_item(attributes: &HashMap<String, AttributeValue>) -> Item {
    Item::from(attributes.clone())
}

fn reasons(reasons: &[types::ThrottlingReason]) -> Vec<ThrottlingReason> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    reasons.iter().map(|r| ThrottlingReason { reason: text(r.reason()), resource: text(r.resource()) }).collect()
}
