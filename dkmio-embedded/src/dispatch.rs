//! Runs a request, given by name and JSON, through the engine's typed methods.

use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The response to an operation that the engine does not have.
const UNKNOWN_OPERATION: &str = r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#;
/// The prefix of validation errors of some operations.
const ENVELOPE: &str = "1 validation error detected: ";

/// Returns the HTTP status and JSON of DynamoDB's response to `operation` with `body`.
pub(crate) fn respond(database: &Database, operation: &str, body: &[u8]) -> (u16, String) {
    match run(database, operation, body) {
        Some(Ok(json)) => (200, json),
        Some(Err(error)) => {
            let error = as_sent(operation, error);
            (error.status_code(), error.to_json())
        }
        None => (400, UNKNOWN_OPERATION.to_owned()),
    }
}

/// Runs `operation`. Returns `None` if the engine has no operation of that name.
fn run(database: &Database, operation: &str, body: &[u8]) -> Option<dynoxide::Result<String>> {
    // Each method has a request and a response type of its own, so a table of functions could not hold them.
    macro_rules! operations {
        ($($name:literal => $method:ident,)*) => {
            match operation {
                $($name => call(body, |request| database.$method(request)),)*
                _ => return None,
            }
        };
    }
    Some(operations! {
        "BatchExecuteStatement" => batch_execute_statement,
        "BatchGetItem" => batch_get_item,
        "BatchWriteItem" => batch_write_item,
        "CreateTable" => create_table,
        "DeleteItem" => delete_item,
        "DeleteTable" => delete_table,
        "DescribeStream" => describe_stream,
        "DescribeTable" => describe_table,
        "DescribeTimeToLive" => describe_time_to_live,
        "ExecuteStatement" => execute_statement,
        "ExecuteTransaction" => execute_transaction,
        "GetItem" => get_item,
        "GetRecords" => get_records,
        "GetShardIterator" => get_shard_iterator,
        "ListStreams" => list_streams,
        "ListTables" => list_tables,
        "ListTagsOfResource" => list_tags_of_resource,
        "PutItem" => put_item,
        "Query" => query,
        "Scan" => scan,
        "SearchVectors" => search_vectors,
        "TagResource" => tag_resource,
        "TransactGetItems" => transact_get_items,
        "TransactWriteItems" => transact_write_items,
        "UntagResource" => untag_resource,
        "UpdateItem" => update_item,
        "UpdateTable" => update_table,
        "UpdateTimeToLive" => update_time_to_live,
    })
}

fn call<I, O>(body: &[u8], method: impl FnOnce(I) -> dynoxide::Result<O>) -> dynoxide::Result<String>
where
    I: DeserializeOwned,
    O: Serialize,
{
    let request = serde_json::from_slice(body).map_err(|error| refused(&error.to_string()))?;
    let response = method(request)?;
    serde_json::to_string(&response).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// Adapts two of the engine's errors, whose form on the wire depends on the operation. The engine's own server does the
/// same.
fn as_sent(operation: &str, error: DynoxideError) -> DynoxideError {
    match (operation, error) {
        ("PutItem" | "UpdateItem" | "DeleteItem", DynoxideError::EnvelopedValidation(message)) => {
            DynoxideError::ValidationException(format!("{ENVELOPE}{message}"))
        }
        ("ExecuteStatement", DynoxideError::ConditionalCheckFailedException(message, Some(item))) => {
            DynoxideError::StatementConditionalCheckFailed(message, item)
        }
        (_, error) => error,
    }
}

type Kind = fn(String) -> DynoxideError;

/// The markers by which the engine's request types tell the error of an unreadable value, and whether the error
/// includes the position in the text.
const MARKERS: [(&str, Kind, bool); 5] = [
    ("SERIALIZATION_AS_READ:", DynoxideError::SerializationException, true),
    ("VALIDATION_AS_READ:", DynoxideError::ValidationException, true),
    ("SERIALIZATION:", DynoxideError::SerializationException, false),
    ("VALIDATION_REQUEST:", DynoxideError::EnvelopedValidation, false),
    ("VALIDATION:", DynoxideError::ValidationException, false),
];

/// Phrases of validation errors that have no marker. The error of any other unreadable value is a serialization error.
const VALIDATIONS: [&str; 4] = ["missing field", "unknown variant", "invalid type: null", "Supplied AttributeValue"];

/// Returns the error of a request that could not be read, by the message of the JSON reader.
fn refused(message: &str) -> DynoxideError {
    for (marker, kind, whole) in MARKERS {
        if let Some(rest) = message.strip_prefix(marker) {
            return kind(if whole { rest } else { without_position(rest) }.to_owned());
        }
    }
    let text = without_position(message).to_owned();
    if VALIDATIONS.iter().any(|phrase| text.contains(phrase)) {
        DynoxideError::ValidationException(text)
    } else {
        DynoxideError::SerializationException(text)
    }
}

fn without_position(message: &str) -> &str {
    // The JSON reader appends the position, which DynamoDB does not send.
    match message.rfind(" at line ") {
        Some(end) => message.get(..end).unwrap_or(message),
        None => message,
    }
}
