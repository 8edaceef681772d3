//! Corrects the engine where it differs from DynamoDB's documentation.
//!
//! The text of a request shows whether a correction may apply. Most requests pass unchanged.

mod index;
mod old_item;
mod operands;
mod path;
mod response;
mod streams;
mod table_arn;
mod transact_get;

use dynoxide::Database;
use serde_json::Value;

use self::response::{Response, refused};
use crate::dispatch;

/// Returns the HTTP status and JSON of DynamoDB's response to `operation` with `body`.
pub(crate) fn respond(database: &Database, operation: &str, body: &[u8]) -> Response {
    match concerned(operation, body) {
        Some(request) => corrected(database, operation, request),
        None => dispatch::respond(database, operation, body),
    }
}

/// Returns the parsed request if any correction may concern it.
fn concerned(operation: &str, body: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(body).ok()?;
    let concerned = text.contains(r#""arn:"#)
        || operands::concerns(text)
        || transact_get::concerns(operation, text)
        || old_item::concerns(operation, text)
        || index::concerns(operation, text)
        || streams::concerns(operation);
    concerned.then(|| serde_json::from_str(text).ok()).flatten()
}

fn corrected(database: &Database, operation: &str, mut request: Value) -> Response {
    // First, because the other corrections look up tables by name.
    let renamed = table_arn::to_names(&mut request);
    if let Some(message) = operands::refusal(&request) {
        return refused(&message);
    }
    // Checked before the update creates the item.
    let is_new = old_item::is_new(database, operation, &request);
    let (status, json) = dispatch::respond(database, operation, request.to_string().as_bytes());
    if status != 200 {
        return (status, json);
    }
    let (status, json) = index::correct(database, operation, &request, json);
    let Ok(mut output) = serde_json::from_str::<Value>(&json) else {
        return (status, json);
    };
    streams::correct(operation, &mut output);
    transact_get::project(operation, &request, &mut output);
    if is_new {
        old_item::correct(&request, &mut output);
    }
    table_arn::to_arns(&mut output, &renamed);
    (status, output.to_string())
}
