//! A request as it is shown to rules and in recorded calls.

use serde_json::Value;

use crate::{Operation, arn};

/// A request to DynamoDB.
///
/// It contains the request's JSON with all keys and values, and so does its `Debug` output.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestView {
    operation: Operation,
    operation_name: String,
    tables: Vec<String>,
    body: Value,
}

impl RequestView {
    /// Reads a request of the operation `operation_name`. A body that is not JSON reads as `null`.
    pub(crate) fn new(operation_name: &str, body: &[u8]) -> Self {
        let body = serde_json::from_slice(body).unwrap_or(Value::Null);
        Self {
            operation: Operation::from_name(operation_name),
            operation_name: operation_name.to_owned(),
            tables: tables(&body),
            body,
        }
    }

    /// Returns the operation.
    #[must_use]
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// Returns the operation's name in the API, also for operations that have no variant in [`Operation`].
    #[must_use]
    pub fn operation_name(&self) -> &str {
        &self.operation_name
    }

    /// Returns the names of the request's tables, each once, in the order of the JSON. An ARN counts as the name in it.
    ///
    /// PartiQL statements are not parsed.
    #[must_use]
    pub fn tables(&self) -> &[String] {
        &self.tables
    }

    /// Returns the request as DynamoDB JSON.
    #[must_use]
    pub fn body(&self) -> &Value {
        &self.body
    }
}

fn tables(body: &Value) -> Vec<String> {
    let mut tables: Vec<String> = Vec::new();
    let one = body.get("TableName").and_then(Value::as_str);
    let batch = body.get("RequestItems").and_then(Value::as_object).into_iter();
    let parts = body.get("TransactItems").and_then(Value::as_array).into_iter().flatten();
    let parts = parts.filter_map(Value::as_object).flat_map(|part| part.values());
    let named = one
        .into_iter()
        .chain(batch.flat_map(|items| items.keys().map(String::as_str)))
        .chain(parts.filter_map(|part| part.get("TableName").and_then(Value::as_str)));
    for table in named.map(arn::table_name) {
        if !tables.iter().any(|seen| seen == table) {
            tables.push(table.to_owned());
        }
    }
    tables
}
