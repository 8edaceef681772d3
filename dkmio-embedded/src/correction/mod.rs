//! Where the engine differs from DynamoDB's documentation and can be put right from outside.
//!
//! Most requests need nothing of this, which a look at their text tells; they reach the engine untouched.

mod index;
mod old_item;
mod operands;
mod path;
mod table_arn;
mod transact_get;

use dynoxide::Database;
use serde_json::Value;

use crate::{dispatch, wire};

/// The status and JSON of an answer.
pub(crate) type Answer = (u16, String);

/// The HTTP status and JSON with which DynamoDB would answer `operation` with `body`.
pub(crate) fn answer(database: &Database, operation: &str, body: &[u8]) -> Answer {
    match concerned(operation, body) {
        Some(request) => corrected(database, operation, request),
        None => dispatch::answer(database, operation, body),
    }
}

/// The request, if any correction may concern it.
fn concerned(operation: &str, body: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(body).ok()?;
    let concerned = text.contains(r#""arn:"#)
        || operands::concerns(text)
        || transact_get::concerns(operation, text)
        || old_item::concerns(operation, text)
        || index::concerns(operation, text);
    concerned.then(|| serde_json::from_str(text).ok()).flatten()
}

fn corrected(database: &Database, operation: &str, mut request: Value) -> Answer {
    let renamed = table_arn::to_names(&mut request);
    if let Some(message) = operands::refusal(&request) {
        return refused(&message);
    }
    let is_new = old_item::is_new(database, operation, &request);
    let (status, json) = dispatch::answer(database, operation, request.to_string().as_bytes());
    if status != 200 {
        return (status, json);
    }
    let (status, json) = index::correct(database, operation, &request, json);
    let Ok(mut output) = serde_json::from_str::<Value>(&json) else {
        return (status, json);
    };
    transact_get::project(operation, &request, &mut output);
    if is_new {
        old_item::correct(&request, &mut output);
    }
    table_arn::to_arns(&mut output, &renamed);
    (status, output.to_string())
}

/// A validation error.
fn refused(message: &str) -> Answer {
    (400, wire::validation_body(message).to_string())
}
