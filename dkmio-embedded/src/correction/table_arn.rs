//! A table's ARN in place of its name: DynamoDB accepts both, the engine only the name.

use serde_json::{Map, Value};

use crate::arn;

/// The members of a batch's response that are maps by table.
const BY_TABLE: [&str; 4] = ["Responses", "UnprocessedKeys", "UnprocessedItems", "ItemCollectionMetrics"];

/// The tables of a batch that were named by ARN, as pairs of name and ARN.
pub(super) type Renamed = Vec<(String, String)>;

/// Replaces ARNs by names.
pub(super) fn to_names(request: &mut Value) -> Renamed {
    shorten(request.get_mut("TableName"));
    let parts = request.get_mut("TransactItems").and_then(Value::as_array_mut);
    let parts = parts.into_iter().flatten().filter_map(Value::as_object_mut);
    for part in parts.flat_map(Map::values_mut) {
        shorten(part.get_mut("TableName"));
    }
    let batch = request.get_mut("RequestItems").and_then(Value::as_object_mut);
    batch.map(batch_to_names).unwrap_or_default()
}

fn shorten(name: Option<&mut Value>) {
    let Some(Value::String(text)) = name else {
        return;
    };
    *text = arn::table_name(text).to_owned();
}

fn batch_to_names(tables: &mut Map<String, Value>) -> Renamed {
    let short = |key: &String| (arn::table_name(key).to_owned(), key.clone());
    let renamed = tables.keys().map(short).filter(|(name, arn)| name != arn);
    // A table named in both ways is left to the engine, which rejects it.
    let renamed: Renamed = renamed.filter(|(name, _)| !tables.contains_key(name)).collect();
    for (name, arn) in &renamed {
        rename(tables, arn, name);
    }
    renamed
}

/// Names the tables in a batch's response as in the request.
pub(super) fn to_arns(output: &mut Value, renamed: &Renamed) {
    for member in BY_TABLE {
        let Some(tables) = output.get_mut(member).and_then(Value::as_object_mut) else {
            continue;
        };
        for (name, arn) in renamed {
            rename(tables, name, arn);
        }
    }
}

fn rename(tables: &mut Map<String, Value>, from: &str, to: &str) {
    if let Some(table) = tables.remove(from) {
        tables.insert(to.to_owned(), table);
    }
}
