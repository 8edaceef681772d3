//! Compares requests and results with what the cases expect.

use serde_json::{Value, json};

use super::exceptions::Differences;
use super::values::canonical;
use super::{tables, transactions};

/// Compares requests, in order.
pub(super) fn requests(
    differences: &mut Differences,
    call: &Value,
    sent: &[Value],
    expected: &[Value],
) -> Result<(), String> {
    if sent.len() != expected.len() {
        return Err(format!("{} requests instead of {}: {sent:?}", sent.len(), expected.len()));
    }
    for (sent, expected) in sent.iter().zip(expected) {
        request(differences, call, sent.clone(), expected.clone())?;
    }
    Ok(())
}

/// Compares one request, apart from what the rules allow.
pub(super) fn request(
    differences: &mut Differences,
    call: &Value,
    mut sent: Value,
    mut expected: Value,
) -> Result<(), String> {
    allow(differences, call, &mut sent, &mut expected);
    if let (Some(sent), Some(expected)) = (parts(&mut sent), parts(&mut expected)) {
        for ((call, sent), expected) in transactions::parts(call).iter().zip(sent).zip(expected) {
            allow(differences, call, sent, expected);
        }
    }
    let (sent, expected) = (canonical(&sent), canonical(&expected));
    if sent == expected { Ok(()) } else { Err(format!("\n  sent     {sent}\n  expected {expected}")) }
}

/// The parts of a transaction.
fn parts(request: &mut Value) -> Option<&mut Vec<Value>> {
    request.get_mut("items")?.as_array_mut()
}

/// Takes out of a request, or a part of one, what the rules allow.
fn allow(differences: &mut Differences, call: &Value, sent: &mut Value, expected: &mut Value) {
    const RULES: [Rule; 6] = [
        old_item_on_failure,
        return_values_none,
        keys_for_the_cursor,
        append_creates,
        max_items_is_limit,
        token_of_its_own,
    ];
    expected.as_object_mut().expect("a request").remove("expressions");
    for rule in RULES {
        if let Some(name) = rule(call, sent, expected) {
            differences.allow(name);
        }
    }
}

/// Takes out of what was sent, or expected, what may differ; the rule's name if something did.
type Rule = fn(&Value, &mut Value, &mut Value) -> Option<&'static str>;

/// The old item is asked for wherever there is a condition to fail.
fn old_item_on_failure(_: &Value, sent: &mut Value, expected: &mut Value) -> Option<&'static str> {
    const FIELD: &str = "ReturnValuesOnConditionCheckFailure";
    let conditional = sent["ast"].get("ConditionExpression").is_some();
    let params = sent.get_mut("params")?.as_object_mut()?;
    if !conditional || expected["params"].get(FIELD).is_some() || params.get(FIELD)? != "ALL_OLD" {
        return None;
    }
    params.remove(FIELD);
    Some("old-item-on-failure")
}

/// To return nothing is what a write does by itself.
fn return_values_none(_: &Value, sent: &mut Value, expected: &mut Value) -> Option<&'static str> {
    if sent["params"].get("ReturnValues").is_some() || expected["params"].get("ReturnValues")? != "NONE" {
        return None;
    }
    expected["params"].as_object_mut()?.remove("ReturnValues");
    Some("return-values-none")
}

/// A projection has the key attributes behind what was asked for.
fn keys_for_the_cursor(call: &Value, sent: &mut Value, expected: &mut Value) -> Option<&'static str> {
    let definition = tables::definition(call["table"].as_str()?);
    let wanted = expected["ast"].get("ProjectionExpression")?.as_array()?.len();
    let paths = sent.get_mut("ast")?.get_mut("ProjectionExpression")?.as_array_mut()?;
    let keys = |path: &Value| path.as_str().is_some_and(|path| definition.is_key_anywhere(path.trim_matches('`')));
    if paths.len() <= wanted || !paths[wanted..].iter().all(keys) {
        return None;
    }
    paths.truncate(wanted);
    Some("keys-for-the-cursor")
}

/// `append` creates the list.
fn append_creates(_: &Value, sent: &mut Value, _: &mut Value) -> Option<&'static str> {
    let actions = sent.get_mut("ast")?.get_mut("UpdateExpression")?.get_mut("SET")?.as_array_mut()?;
    let mut found = None;
    for action in actions {
        let path = action["path"].clone();
        let Some(list) = action.get_mut("list_append").and_then(|args| args.get_mut(0)) else { continue };
        if *list == json!({ "fn": "if_not_exists", "args": [{ "path": path }, { "value": { "L": [] } }] }) {
            *list = json!({ "path": path });
            found = Some("append-creates");
        }
    }
    found
}

/// A limit on results is no larger a page than is wanted.
fn max_items_is_limit(call: &Value, sent: &mut Value, expected: &mut Value) -> Option<&'static str> {
    let max = call.get("max_items")?;
    let params = sent.get_mut("params")?.as_object_mut()?;
    if expected["params"].get("Limit").is_some() || params.get("Limit")? != max {
        return None;
    }
    params.remove("Limit");
    Some("limit-sizes-the-page")
}

/// A transaction that writes has a token.
fn token_of_its_own(_: &Value, sent: &mut Value, expected: &mut Value) -> Option<&'static str> {
    let token = sent.get("params")?.get("ClientRequestToken")?.as_str()?;
    let alone = sent["params"].as_object().is_some_and(|params| params.len() == 1);
    if sent["operation"] != "TransactWriteItems" || token.len() != 32 || !alone || expected.get("params").is_some() {
        return None;
    }
    sent.as_object_mut()?.remove("params");
    Some("token-of-its-own")
}

/// Compares a result, apart from `last_key`.
pub(super) fn result(result: &Value, expected: &Value) -> Result<(), String> {
    for (field, wanted) in expected.as_object().expect("an expectation") {
        if matches!(field.as_str(), "last_key" | "unordered" | "requests") {
            continue;
        }
        let got = result.get(field).ok_or_else(|| format!("no {field} in {result}"))?;
        let (mut got, mut wanted) = (canonical(got), canonical(wanted));
        if expected["unordered"] == json!(true) {
            sort(&mut got);
            sort(&mut wanted);
        }
        if got != wanted {
            return Err(format!("{field}\n  is       {got}\n  expected {wanted}"));
        }
    }
    Ok(())
}

/// Takes out of the items of a batch what was not selected.
pub(super) fn only_selected(call: &Value, expected: &mut Value) -> bool {
    let (Some("batch_read"), Some(paths)) = (call["kind"].as_str(), call.get("select").and_then(Value::as_array))
    else {
        return false;
    };
    let items = expected.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten();
    items.filter_map(Value::as_object_mut).for_each(|item| item.retain(|name, _| paths.contains(&json!(name))));
    true
}

/// Sorts items by their text.
pub(super) fn sort(items: &mut Value) {
    if let Some(items) = items.as_array_mut() {
        items.sort_by_key(ToString::to_string);
    }
}
