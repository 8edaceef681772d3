//! A transactional read with a projection: the engine adds the keys, DynamoDB returns the projected attributes only.

use serde_json::Value;

use super::path;

pub(super) fn concerns(operation: &str, text: &str) -> bool {
    operation == "TransactGetItems" && text.contains("ProjectionExpression")
}

/// Removes the attributes from each item that its part did not project.
pub(super) fn project(operation: &str, request: &Value, output: &mut Value) {
    // The request may be here for the sake of another correction.
    if operation != "TransactGetItems" {
        return;
    }
    let parts = request.get("TransactItems").and_then(Value::as_array).into_iter().flatten();
    let responses = output.get_mut("Responses").and_then(Value::as_array_mut).into_iter().flatten();
    for (part, response) in parts.zip(responses) {
        let asked = part.get("Get").and_then(path::projection);
        let item = response.get_mut("Item").and_then(Value::as_object_mut);
        if let (Some(asked), Some(item)) = (asked, item) {
            *item = path::select(item, &asked);
        }
    }
}
