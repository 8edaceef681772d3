//! What a fault does to a request.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::{Operation, RequestView, wire};

/// What sort of fault befell a request, for [`Call::fault`](crate::Call::fault).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// Answered with a throttling error, not run.
    Throttled,
    /// Answered with another error, not run.
    Error,
    /// Answered with a `TransactionCanceledException` or a `TransactionConflictException`, not run.
    Cancelled,
    /// Answered with what the rule says, not run.
    Answered,
    /// Part of a batch run, the rest given back as unprocessed.
    Partial,
    /// Run, then answered with an error.
    AppliedThenError,
    /// Run, then answered with a body the rule gives.
    Malformed,
    /// Run, and the answer lost.
    LostAnswer,
    /// Not run; the connection timed out, and the request is run later.
    LateSuccess,
    /// Run twice, as by a network that repeats a request.
    SentTwice,
    /// Answered with an error that no retry helps against, not run.
    Refused,
    /// Lost before it was run.
    LostRequest,
    /// Not run; the connection timed out.
    TimedOut,
    /// Neither run nor ever answered.
    Stalled,
    /// Run after a while.
    Delayed,
    /// Run; the answer's body came in frames.
    Chunked,
}

/// One fault: what it is called and what it does.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) action: Action,
}

/// What is done with the request, and what with its answer.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    Answer { status: u16, headers: Vec<(String, String)>, body: Bytes },
    Error { status: u16, body: Value },
    Cancel(Vec<Reason>),
    Conflict,
    Partial { keep: usize },
    RunThenAnswer { status: u16, body: Bytes },
    LostAnswer,
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

    /// An error of the service, answered without running the request.
    pub(crate) fn error(kind: FaultKind, status: u16, code: &str, message: &str) -> Self {
        Self::new(kind, Action::Error { status, body: wire::error_body(code, message) })
    }

    /// The throttling error `code`, with the `(reason, resource ARN)` it names.
    pub(crate) fn throttled(code: &str, message: &str, reasons: &[(&str, &str)]) -> Self {
        let mut body = wire::error_body(code, message);
        if let (false, Some(fields)) = (reasons.is_empty(), body.as_object_mut()) {
            fields.insert(throttling_field(code).to_owned(), throttling_reasons(reasons));
        }
        Self::new(FaultKind::Throttled, Action::Error { status: 400, body })
    }

    /// An error of the service, answered after the request was run.
    pub(crate) fn applied_then_error(status: u16, code: &str, message: &str) -> Self {
        let body = wire::error_body(code, message).to_string().into();
        Self::new(FaultKind::AppliedThenError, Action::RunThenAnswer { status, body })
    }

    /// Whether the fault has a meaning for requests like `request`.
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

/// The member that carries the reasons: one of the service's three throttling errors writes it differently.
fn throttling_field(code: &str) -> &'static str {
    if code == "ThrottlingException" { "throttlingReasons" } else { "ThrottlingReasons" }
}

/// Whether the operation answers with `UnprocessedItems` or `UnprocessedKeys`.
pub(crate) fn is_batch(operation: Operation) -> bool {
    matches!(operation, Operation::BatchGetItem | Operation::BatchWriteItem)
}

/// Whether the operation can be cancelled with a reason for each of its parts.
pub(crate) fn is_transaction(operation: Operation) -> bool {
    matches!(operation, Operation::TransactGetItems | Operation::TransactWriteItems | Operation::ExecuteTransaction)
}

/// Why one part of a transaction was cancelled, or that it was not the cause.
///
/// For [`Rule::cancel`](crate::Rule::cancel), in the order of the transaction's parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    code: String,
    message: Option<String>,
    item: Option<Value>,
}

impl Reason {
    /// This part is not why: code `None`.
    #[must_use]
    pub fn none() -> Self {
        Self { code: "None".to_owned(), message: None, item: None }
    }

    /// The reason `code`, in the service's spelling (`ValidationError`, `ItemCollectionSizeLimitExceeded`), with a message.
    #[must_use]
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: Some(message.into()), item: None }
    }

    /// The part's condition did not hold: code `ConditionalCheckFailed`.
    #[must_use]
    pub fn condition_failed() -> Self {
        Self::new("ConditionalCheckFailed", "The conditional request failed")
    }

    /// Another transaction was at work on the part's item: code `TransactionConflict`.
    #[must_use]
    pub fn conflict() -> Self {
        Self::new("TransactionConflict", "Transaction is ongoing for the item")
    }

    /// The part's table was throttled: code `ThrottlingError`.
    #[must_use]
    pub fn throttled() -> Self {
        Self::new("ThrottlingError", super::THROTTLED)
    }

    /// The same reason with the item as it is in the table, in DynamoDB's JSON (`{"id": {"S": "1"}}`).
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

/// The body of the error that cancels `request`, with a reason for each of its parts.
pub(crate) fn cancelled(request: &RequestView, reasons: &[Reason]) -> Value {
    let parts = ["TransactItems", "TransactStatements"].into_iter();
    let parts = parts.filter_map(|field| request.body().get(field)?.as_array()).next();
    let mut reasons = reasons.to_vec();
    let count = reasons.len().max(parts.map_or(0, Vec::len));
    reasons.resize_with(count, Reason::none);
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code.as_str()).collect();
    let message =
        format!("Transaction cancelled, please refer cancellation reasons for specific reasons [{}]", codes.join(", "));
    let reasons: Value = reasons.iter().map(Reason::to_json).collect();
    // This one error writes its message with a capital letter.
    json!({
        "__type": wire::error_type("TransactionCanceledException"),
        "Message": message,
        "CancellationReasons": reasons,
    })
}
