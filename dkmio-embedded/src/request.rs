//! A request as rules and records see it.

use serde_json::Value;

use crate::{Operation, arn};

/// What one request asks for.
///
/// It holds the request's JSON, keys and values included; so does its `Debug` output.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestView {
    operation: Operation,
    operation_name: String,
    tables: Vec<String>,
    body: Value,
}

impl RequestView {
    /// Reads the request for the operation called `operation_name`; a body that is no JSON reads as `null`.
    pub(crate) fn new(operation_name: &str, body: &[u8]) -> Self {
        let body = serde_json::from_slice(body).unwrap_or(Value::Null);
        Self {
            operation: Operation::from_name(operation_name),
            operation_name: operation_name.to_owned(),
            tables: tables(&body),
            body,
        }
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// The operation's name in the API, also of one that [`Operation`] has no variant for.
    #[must_use]
    pub fn operation_name(&self) -> &str {
        &self.operation_name
    }

    /// The names of the tables in the request, each once, in the order of the request's JSON; an ARN counts as the name in it.
    ///
    /// PartiQL statements are not looked into.
    #[must_use]
    pub fn tables(&self) -> &[String] {
        &self.tables
    }

    /// The request as DynamoDB's JSON.
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
