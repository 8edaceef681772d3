//! The kinds of faults, and what each does to a request.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::codes::{CANCELED, CONFLICT, THROTTLED, THROTTLING};
use crate::{Operation, RequestView, wire};

/// The kind of a fault, as [`Call::fault`](crate::Call::fault) returns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// A throttling error; the request did not run.
    Throttled,
    /// Another error of the service; the request did not run.
    Error,
    /// `TransactionCanceledException` or `TransactionConflictException`; the request did not run.
    Canceled,
    /// The rule's response; the request did not run.
    Responded,
    /// A part of the batch ran; the rest was returned as unprocessed.
    Partial,
    /// The request ran; the response was an error.
    AppliedThenError,
    /// The request ran; the response had the rule's body.
    Malformed,
    /// The request ran; the response was lost.
    LostResponse,
    /// The connection timed out; the request ran later.
    LateSuccess,
    /// The request ran twice, as if the network had repeated it.
    SentTwice,
    /// An error that no retry helps against; the request did not run.
    Refused,
    /// The request was lost and did not run.
    LostRequest,
    /// The connection timed out; the request did not run.
    TimedOut,
    /// There is no response; the request did not run.
    Stalled,
    /// The request ran after a delay.
    Delayed,
    /// The request ran; the response's body came in frames.
    Chunked,
}

/// A fault: its kind and its action.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) action: Action,
}

/// The effect of a fault on a request and its response.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    Respond { status: u16, headers: Vec<(String, String)>, body: Bytes },
    Error { status: u16, body: Value },
    Cancel(Vec<Reason>),
    Conflict,
    Partial { keep: usize },
    RunThenRespond { status: u16, body: Bytes },
    LostResponse,
    LostRequest,
    RunLate(Duration),
    RunTwice,
    Timeout,
    Stall,
    Delay(Duration),
    Chunked { size: usize },
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, action: Action) -> Self {
        Self { kind, action }
    }

    /// Returns an error of the service that is sent without running the request.
    pub(crate) fn error(kind: FaultKind, status: u16, code: &str, message: &str) -> Self {
        Self::new(kind, Action::Error { status, body: wire::error_body(code, message) })
    }

    /// Returns the throttling error `code` with its `(reason, resource ARN)` pairs.
    pub(crate) fn throttled(code: &str, message: &str, reasons: &[(&str, &str)]) -> Self {
        let mut body = wire::error_body(code, message);
        if let (false, Some(fields)) = (reasons.is_empty(), body.as_object_mut()) {
            fields.insert(throttling_field(code).to_owned(), throttling_reasons(reasons));
        }
        Self::new(FaultKind::Throttled, Action::Error { status: 400, body })
    }

    /// Returns an error of the service that is sent after running the request.
    pub(crate) fn applied_then_error(status: u16, code: &str, message: &str) -> Self {
        let body = wire::error_body(code, message).to_string().into();
        Self::new(FaultKind::AppliedThenError, Action::RunThenRespond { status, body })
    }

    /// Returns whether the fault can occur for `request`.
    pub(crate) fn fits(&self, request: &RequestView) -> bool {
        match self.action {
            Action::Partial { .. } => is_batch(request.operation()),
            Action::Cancel(_) => is_transaction(request.operation()),
            _ => true,
        }
    }
}

fn throttling_reasons(reasons: &[(&str, &str)]) -> Value {
    let reason = |(reason, resource): &(&str, &str)| json!({ "reason": reason, "resource": resource });
    reasons.iter().map(reason).collect()
}

/// Returns the member of the throttling reasons: one of the service's three throttling errors spells it differently.
fn throttling_field(code: &str) -> &'static str {
    if code == THROTTLING { "throttlingReasons" } else { "ThrottlingReasons" }
}

/// Returns whether the operation's response has `UnprocessedItems` or `UnprocessedKeys`.
pub(crate) fn is_batch(operation: Operation) -> bool {
    matches!(operation, Operation::BatchGetItem | Operation::BatchWriteItem)
}

/// Returns whether the operation can be canceled with a reason for each of its parts.
pub(crate) fn is_transaction(operation: Operation) -> bool {
    matches!(operation, Operation::TransactGetItems | Operation::TransactWriteItems | Operation::ExecuteTransaction)
}

/// The cancellation reason of one part of a transaction.
///
/// [`Rule::cancel`](crate::Rule::cancel) takes one for each part, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    code: String,
    message: Option<String>,
    item: Option<Value>,
}

impl Reason {
    /// Returns the reason of a part that is not the cause: code `None`.
    #[must_use]
    pub fn none() -> Self {
        Self { code: "None".to_owned(), message: None, item: None }
    }

    /// Returns the reason `code`, in the service's spelling (`ValidationError`, `ItemCollectionSizeLimitExceeded`),
    /// with a message.
    #[must_use]
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: Some(message.into()), item: None }
    }

    /// Returns the reason of a part whose condition did not hold: code `ConditionalCheckFailed`.
    #[must_use]
    pub fn condition_failed() -> Self {
        Self::new("ConditionalCheckFailed", "The conditional request failed")
    }

    /// Returns the reason of a part whose item is in another transaction: code `TransactionConflict`.
    #[must_use]
    pub fn conflict() -> Self {
        Self::new("TransactionConflict", CONFLICT)
    }

    /// Returns the reason of a part whose table was throttled: code `ThrottlingError`.
    #[must_use]
    pub fn throttled() -> Self {
        Self::new("ThrottlingError", THROTTLED)
    }

    /// Adds the item that is in the table, as DynamoDB JSON (`{"id": {"S": "1"}}`).
    #[must_use]
    pub fn with_item(mut self, item: Value) -> Self {
        self.item = Some(item);
        self
    }

    fn to_json(&self) -> Value {
        let mut fields = Map::new();
        fields.insert("Code".to_owned(), self.code.clone().into());
        if let Some(message) = &self.message {
            fields.insert("Message".to_owned(), message.clone().into());
        }
        if let Some(item) = &self.item {
            fields.insert("Item".to_owned(), item.clone());
        }
        Value::Object(fields)
    }
}

/// Returns the body of the error that cancels `request`, with a reason for each of its parts.
pub(crate) fn canceled(request: &RequestView, reasons: &[Reason]) -> Value {
    let parts = ["TransactItems", "TransactStatements"].into_iter();
    let parts = parts.filter_map(|field| request.body().get(field)?.as_array()).next();
    let mut reasons = reasons.to_vec();
    // The service sends a reason for each part, also for those that are not the cause.
    let count = reasons.len().max(parts.map_or(0, Vec::len));
    reasons.resize_with(count, Reason::none);
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code.as_str()).collect();
    let message =
        format!("Transaction cancelled, please refer cancellation reasons for specific reasons [{}]", codes.join(", "));
    let reasons: Value = reasons.iter().map(Reason::to_json).collect();
    // This error alone spells the member `Message` with a capital letter.
    json!({
        "__type": wire::error_type(CANCELED),
        "Message": message,
        "CancellationReasons": reasons,
    })
}
