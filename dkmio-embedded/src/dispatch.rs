//! One request by its name and JSON, answered by the engine's typed operations.

use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What the engine calls a request whose operation it does not know.
const UNKNOWN_OPERATION: &str = r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#;
/// What precedes the first validation error of some operations.
const ENVELOPE: &str = "1 validation error detected: ";

/// The HTTP status and JSON with which DynamoDB would answer `operation` with `body`.
pub(crate) fn answer(database: &Database, operation: &str, body: &[u8]) -> (u16, String) {
    match run(database, operation, body) {
        Some(Ok(json)) => (200, json),
        Some(Err(error)) => {
            let error = as_sent(operation, error);
            (error.status_code(), error.to_json())
        }
        None => (400, UNKNOWN_OPERATION.to_owned()),
    }
}

/// Runs `operation`, or returns nothing when the engine has none of that name.
fn run(database: &Database, operation: &str, body: &[u8]) -> Option<dynoxide::Result<String>> {
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

/// The error as it goes over the wire: two of the engine's kinds depend on the operation.
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

/// The marks with which the engine's requests say what error an unreadable value is, and whether the error keeps the
/// position in the text that follows it. A mark comes before those it begins with.
const MARKS: [(&str, Kind, bool); 5] = [
    ("SERIALIZATION_AS_READ:", DynoxideError::SerializationException, true),
    ("VALIDATION_AS_READ:", DynoxideError::ValidationException, true),
    ("SERIALIZATION:", DynoxideError::SerializationException, false),
    ("VALIDATION_REQUEST:", DynoxideError::EnvelopedValidation, false),
    ("VALIDATION:", DynoxideError::ValidationException, false),
];

/// Phrases of a validation error without a mark; everything else unreadable is a serialization error.
const VALIDATIONS: [&str; 4] = ["missing field", "unknown variant", "invalid type: null", "Supplied AttributeValue"];

/// The error for a request that could not be read, from what the JSON reader said.
fn refused(message: &str) -> DynoxideError {
    for (mark, kind, whole) in MARKS {
        if let Some(rest) = message.strip_prefix(mark) {
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
    match message.rfind(" at line ") {
        Some(end) => message.get(..end).unwrap_or(message),
        None => message,
    }
}
