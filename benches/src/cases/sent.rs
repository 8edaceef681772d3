//! The part of a request that has to be equal for all libraries: items, keys and values, not the text of expressions.

use serde_json::Value;

use super::{Operation, Workload};

/// Returns the part of a request's body that is the same for all libraries.
pub(super) fn shown(workload: Workload, body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    match workload {
        Workload::Put | Workload::Prepare(Operation::Put) => item(&body["Item"]).to_string(),
        Workload::Get | Workload::Delete | Workload::Prepare(Operation::Get) => body["Key"].to_string(),
        Workload::Update | Workload::Prepare(Operation::Update) => format!("{} {:?}", body["Key"], values(&body)),
        Workload::Query(..) | Workload::Filter(_) | Workload::Select(_) | Workload::Prepare(Operation::Query) => {
            format!("{:?}", values(&body))
        }
        Workload::BatchWrite => {
            let writes = body["RequestItems"]["items"].as_array();
            let items: Vec<Value> =
                writes.into_iter().flatten().map(|write| item(&write["PutRequest"]["Item"])).collect();
            Value::from(items).to_string()
        }
        Workload::BatchGet => body["RequestItems"]["items"]["Keys"].to_string(),
        Workload::QueryBorrowed
        | Workload::Borrowed
        | Workload::ChangeEvent
        | Workload::ChangeEventBytes
        | Workload::ExportLines
        | Workload::Entity(_) => String::new(),
    }
}

/// Returns an item without what a library adds to it for itself.
fn item(item: &Value) -> Value {
    let mut item = item.clone();
    if let Some(attributes) = item.as_object_mut() {
        // modyne stores the type of the entity with each item.
        attributes.remove("entity_type");
    }
    item
}

/// Returns the values of a request's expressions, without their placeholders.
fn values(body: &Value) -> Vec<String> {
    let values = body["ExpressionAttributeValues"].as_object();
    let mut values: Vec<String> = values.into_iter().flat_map(|values| values.values()).map(Value::to_string).collect();
    // The libraries name their placeholders differently, so the order of the values differs too.
    values.sort();
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_make_no_difference() {
        let one = br#"{"Key":{"pk":{"S":"a"}},"ExpressionAttributeValues":{":a":{"N":"1"},":b":{"S":"x"}}}"#;
        let other = br#"{"ExpressionAttributeValues":{":v1":{"N":"1"},":v0":{"S":"x"}},"Key":{"pk":{"S":"a"}}}"#;
        assert_eq!(shown(Workload::Update, one), shown(Workload::Update, other));
        let third = br#"{"ExpressionAttributeValues":{":v1":{"N":"2"},":v0":{"S":"x"}},"Key":{"pk":{"S":"a"}}}"#;
        assert_ne!(shown(Workload::Update, one), shown(Workload::Update, third));
    }

    #[test]
    fn items_are_compared_without_what_a_side_adds() {
        let with = br#"{"Item":{"pk":{"S":"a"},"entity_type":{"S":"small"}}}"#;
        let without = br#"{"Item":{"pk":{"S":"a"}}}"#;
        assert_eq!(shown(Workload::Put, with), shown(Workload::Put, without));
    }
}
