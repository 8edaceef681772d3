//! Requests as they were sent, in the form the cases have them.

use serde_json::{Map, Value, json};

use super::grammar::{Names, condition_text};

const EXPRESSIONS: [&str; 5] =
    ["KeyConditionExpression", "FilterExpression", "ConditionExpression", "UpdateExpression", "ProjectionExpression"];

/// One request with its expressions as trees: `{operation, params, ast}`.
///
/// Every placeholder must be defined and used, and conditions must be written without needless parentheses.
pub(crate) fn normalized(operation: &str, body: &Value) -> Value {
    let mut request = match operation {
        "BatchGetItem" | "BatchWriteItem" => batch(body),
        "TransactGetItems" | "TransactWriteItems" => transaction(body),
        _ => expressions(body),
    };
    request["operation"] = json!(operation);
    request
}

/// A batch for one table.
fn batch(body: &Value) -> Value {
    let tables = body["RequestItems"].as_object().expect("tables");
    let (table, entries) = tables.iter().next().filter(|_| tables.len() == 1).expect("one table");
    let mut request = match entries.as_array() {
        None => expressions(entries),
        Some(entries) => json!({ "writes": entries.iter().map(entry).collect::<Vec<_>>() }),
    };
    request["table"] = json!(table);
    request
}

fn entry(entry: &Value) -> Value {
    match entry.get("PutRequest") {
        Some(put) => json!({ "put": put["Item"] }),
        None => json!({ "delete": entry["DeleteRequest"]["Key"] }),
    }
}

/// A transaction: its parts, each like a request, and what is beside them.
fn transaction(body: &Value) -> Value {
    let mut beside = body.as_object().expect("an object").clone();
    let parts = beside.remove("TransactItems").expect("parts");
    let mut request = json!({ "items": parts.as_array().expect("a list").iter().map(part).collect::<Vec<_>>() });
    if !beside.is_empty() {
        request["params"] = Value::Object(beside);
    }
    request
}

fn part(part: &Value) -> Value {
    let mut actions = part.as_object().expect("a part").iter();
    let (Some((action, body)), None) = (actions.next(), actions.next()) else { panic!("not one action: {part}") };
    let mut request = expressions(body);
    request["type"] = json!(action);
    request
}

/// `{params, ast}` of anything that has its expressions beside its parameters.
pub(crate) fn expressions(body: &Value) -> Value {
    let mut names = Names::of(body);
    let mut trees = Map::new();
    for field in EXPRESSIONS {
        let Some(text) = body.get(field).map(|text| text.as_str().expect("an expression")) else { continue };
        let tree = match field {
            "ProjectionExpression" => names.projection(text),
            "UpdateExpression" => names.update(text),
            _ => names.condition(text),
        };
        if !matches!(field, "ProjectionExpression" | "UpdateExpression") {
            assert_eq!(names.put_in(text), condition_text(&tree), "{field} is not in canonical form");
        }
        trees.insert(field.to_owned(), tree);
    }
    names.assert_all_used();
    let mut params = body.as_object().expect("an object").clone();
    params.retain(|name, _| !EXPRESSIONS.contains(&name.as_str()) && !name.starts_with("ExpressionAttribute"));
    let mut request = json!({ "params": params });
    if !trees.is_empty() {
        request["ast"] = Value::Object(trees);
    }
    request
}
