//! A transactional read with a projection: the engine adds the keys, DynamoDB answers with what was asked.

use serde_json::Value;

use super::path;

pub(super) fn concerns(operation: &str, text: &str) -> bool {
    operation == "TransactGetItems" && text.contains("ProjectionExpression")
}

/// Takes out of each answered item what its part did not ask for.
pub(super) fn project(operation: &str, request: &Value, output: &mut Value) {
    if operation != "TransactGetItems" {
        return;
    }
    let parts = request.get("TransactItems").and_then(Value::as_array).into_iter().flatten();
    let answers = output.get_mut("Responses").and_then(Value::as_array_mut).into_iter().flatten();
    for (part, answer) in parts.zip(answers) {
        let asked = part.get("Get").and_then(path::projection);
        let item = answer.get_mut("Item").and_then(Value::as_object_mut);
        if let (Some(asked), Some(item)) = (asked, item) {
            *item = path::select(item, &asked);
        }
    }
}
