//! A projection expression with attributes that its index does not project.
//!
//! DynamoDB rejects it for a global secondary index and fetches the attributes from the table for a local one. The
//! engine returns items without them.

use dynoxide::Database;
use serde_json::{Map, Value, json};

use super::path::{self, Item, Path};
use super::response::{Response, refused};
use crate::dispatch;

pub(super) fn concerns(operation: &str, text: &str) -> bool {
    matches!(operation, "Query" | "Scan")
        && text.contains(r#""IndexName""#)
        && text.contains(r#""ProjectionExpression""#)
}

/// Corrects the engine's own response to a read, which was a success.
pub(super) fn correct(database: &Database, operation: &str, request: &Value, json: String) -> Response {
    match beyond(database, operation, request) {
        None => (200, json),
        Some(Beyond::Global { index, missing }) => refused(&format!(
            "One or more parameter values were invalid: \
             Global secondary index {index} does not project [{}]",
            missing.join(", ")
        )),
        Some(Beyond::Local(local)) => fetched(database, operation, request, &local),
    }
}

/// A projection that goes beyond its index.
enum Beyond {
    Global { index: String, missing: Vec<String> },
    Local(Local),
}

/// The projection of a read of a local index, and its table.
struct Local {
    asked: Vec<Path>,
    table: Value,
}

fn beyond(database: &Database, operation: &str, request: &Value) -> Option<Beyond> {
    // The request may be here for the sake of another correction.
    let index = request.get("IndexName").filter(|_| matches!(operation, "Query" | "Scan"))?.as_str()?;
    let asked = path::projection(request)?;
    let table = table(database, request)?;
    let local = find(&table, "LocalSecondaryIndexes", index);
    let found = local.or_else(|| find(&table, "GlobalSecondaryIndexes", index))?;
    let projected = projected(&table, found)?;
    let missing = asked.iter().filter_map(path::attribute).filter(|name| !projected.contains(name));
    let missing: Vec<String> = missing.map(str::to_owned).collect();
    match (missing.is_empty(), local.is_some()) {
        (true, _) => None,
        (false, true) => Some(Beyond::Local(Local { asked, table })),
        (false, false) => Some(Beyond::Global { index: index.to_owned(), missing }),
    }
}

fn table(database: &Database, request: &Value) -> Option<Value> {
    let describe = json!({ "TableName": request.get("TableName")? }).to_string();
    // The request has no ARN any more, so this read needs no correction itself.
    let (_, json) = dispatch::respond(database, "DescribeTable", describe.as_bytes());
    serde_json::from_str::<Value>(&json).ok()?.get_mut("Table").map(Value::take)
}

fn find<'a>(table: &'a Value, kind: &str, name: &str) -> Option<&'a Value> {
    let mut indexes = table.get(kind)?.as_array()?.iter();
    indexes.find(|index| index.get("IndexName").and_then(Value::as_str) == Some(name))
}

/// Returns the attributes that an index projects, or `None` for all.
fn projected<'a>(table: &'a Value, index: &'a Value) -> Option<Vec<&'a str>> {
    let projection = index.get("Projection")?;
    if projection.get("ProjectionType")?.as_str()? == "ALL" {
        return None;
    }
    let listed = projection.get("NonKeyAttributes").and_then(Value::as_array).into_iter().flatten();
    let keys = [table, index].into_iter().filter_map(|of| of.get("KeySchema")?.as_array());
    let keys = keys.flatten().filter_map(|element| element.get("AttributeName"));
    Some(listed.chain(keys).filter_map(Value::as_str).collect())
}

/// Reads whole items through the index, and selects the projected attributes from them.
fn fetched(database: &Database, operation: &str, request: &Value, local: &Local) -> Response {
    let whole = whole(request).to_string();
    let (status, json) = dispatch::respond(database, operation, whole.as_bytes());
    let Ok(mut output) = serde_json::from_str::<Value>(&json) else {
        return (status, json);
    };
    let items = output.get_mut("Items").and_then(Value::as_array_mut);
    for item in items.into_iter().flatten().filter_map(Value::as_object_mut) {
        // The engine fetches all attributes for a query, but not for a scan.
        let fetched = if operation == "Scan" { get(database, &local.table, item) } else { None };
        *item = path::select(fetched.as_ref().unwrap_or(item), &local.asked);
    }
    (status, output.to_string())
}

/// Returns the table's item with the key of `item`, or `None` if it was deleted meanwhile.
fn get(database: &Database, table: &Value, item: &Item) -> Option<Item> {
    let elements = table.get("KeySchema")?.as_array()?.iter();
    let names = elements.filter_map(|element| element.get("AttributeName")?.as_str());
    let key: Item = names.filter_map(|name| Some((name.to_owned(), item.get(name)?.clone()))).collect();
    let get = json!({ "TableName": table.get("TableName")?, "Key": key, "ConsistentRead": true });
    let (_, json) = dispatch::respond(database, "GetItem", get.to_string().as_bytes());
    match serde_json::from_str::<Value>(&json).ok()?.get_mut("Item")?.take() {
        Value::Object(item) => Some(item),
        _ => None,
    }
}

/// Returns the request for all attributes. Omits the names that only its projection used, because unused names are
/// rejected.
fn whole(request: &Value) -> Value {
    let mut request = request.clone();
    let Some(members) = request.as_object_mut() else {
        return request;
    };
    members.remove("ProjectionExpression");
    members.insert("Select".to_owned(), "ALL_ATTRIBUTES".into());
    let names = members.remove("ExpressionAttributeNames");
    if let Some(Value::Object(mut names)) = names {
        names.retain(|name, _| uses(members, name));
        if !names.is_empty() {
            members.insert("ExpressionAttributeNames".to_owned(), names.into());
        }
    }
    request
}

fn uses(request: &Map<String, Value>, name: &str) -> bool {
    // Whole words are compared, so that `#n1` is not found in `#n10`.
    let in_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '#' | ':');
    let expressions = ["KeyConditionExpression", "FilterExpression"].into_iter();
    let mut expressions = expressions.filter_map(|field| request.get(field)?.as_str());
    expressions.any(|text| text.split(|c| !in_word(c)).any(|word| word == name))
}
