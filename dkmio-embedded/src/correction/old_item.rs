//! The old item of an update that creates its item: the engine returns the keys, DynamoDB returns no item.

use dynoxide::Database;
use serde_json::{Value, json};

use crate::dispatch;

pub(super) fn concerns(operation: &str, text: &str) -> bool {
    operation == "UpdateItem" && text.contains(r#""ReturnValues":"ALL_OLD""#)
}

/// Returns whether the request is such an update and there is no item yet.
pub(super) fn is_new(database: &Database, operation: &str, request: &Value) -> bool {
    // The request may be here for the sake of another correction.
    if operation != "UpdateItem" || request.get("ReturnValues").and_then(Value::as_str) != Some("ALL_OLD") {
        return false;
    }
    let get = json!({ "TableName": request["TableName"], "Key": request["Key"], "ConsistentRead": true });
    let (status, found) = dispatch::respond(database, "GetItem", get.to_string().as_bytes());
    let found = serde_json::from_str::<Value>(&found).unwrap_or_default();
    status == 200 && found.get("Item").is_none()
}

/// Removes an old item that consists of the key alone.
pub(super) fn correct(request: &Value, output: &mut Value) {
    let key = request.get("Key").and_then(Value::as_object).map_or(0, |key| key.len());
    let Some(output) = output.as_object_mut() else { return };
    // Another request may have created the item after the check. Then the old item has more than its key.
    if output.get("Attributes").and_then(Value::as_object).is_some_and(|old| old.len() == key) {
        output.remove("Attributes");
    }
}
