//! What the driver knows of a case. A member or a value that it does not read must fail the case: ignored, it would be
//! a check that cannot fail.

use serde_json::Value;

/// The members of a call, by its kind.
const CALLS: [(&str, &[&str]); 12] = [
    ("get", &["table", "key", "select", "consistent", "extra"]),
    ("query", QUERY),
    ("query_count", QUERY),
    ("query_fetch_all", QUERY),
    ("scan", &["table", "filter", "then_filter", "select", "limit", "consistent", "start_from"]),
    ("scan_count", &["table", "filter", "then_filter", "limit", "consistent"]),
    ("put", &["table", "item", "condition", "condition_or", "return_values"]),
    ("update", UPDATE),
    ("delete", &["table", "key", "condition", "condition_or", "return_values", "extra"]),
    ("batch_read", &["table", "keys", "select", "consistent"]),
    ("batch_write", &["table", "ops"]),
    ("transact_write", &["ops"]),
];

const QUERY: &[&str] = &[
    "table",
    "index",
    "key",
    "where",
    "then_where",
    "filter",
    "then_filter",
    "select",
    "forward",
    "consistent",
    "limit",
    "max_items",
    "start_from",
    "extra",
];

const UPDATE: &[&str] = &[
    "table",
    "key",
    "set",
    "remove",
    "append",
    "add",
    "delete",
    "condition",
    "condition_or",
    "return_values",
    "extra",
];

/// The members of a part of a transaction, by its kind.
const PARTS: [(&str, &[&str]); 5] = [
    ("put", &["table", "item", "condition", "condition_or"]),
    ("update", UPDATE),
    ("delete", &["table", "key", "condition", "condition_or", "extra"]),
    ("check", &["table", "key", "condition", "condition_or"]),
    ("get", &["table", "key", "select"]),
];

/// The members of a condition. `py_key` is how another library writes it.
const CONDITION: &[&str] = &["path", "op", "size", "value", "values", "py_key"];

/// Members that explain a case to people.
const NOTES: &[&str] = &["notes", "bug", "python", "python_message", "python_sleeps_s", "expect_source"];

/// The members of a case of `explain_cases.json`, besides notes.
const EXPLAIN_CASE: &[&str] = &["id", "kind", "call", "expect"];
const EXPLAIN_EXPECT: &[&str] = &["requests", "error"];
const EXPLAIN_ERROR: &[&str] = &["kind"];

/// The members of a case of `behaviour_cases.json`, besides notes. The engines that other people ran it on are notes, and so
/// is what was left of a script.
const BEHAVIOR_CASE: &[&str] =
    &["id", "tables", "setup", "steps", "final", "engine", "engine_divergence", "script", "script_left"];
const STEP: &[&str] = &["call", "expect", "requests"];
const BEHAVIOR_EXPECT: &[&str] = &[
    "attributes",
    "item",
    "items",
    "count",
    "scanned_count",
    "last_key",
    "unordered",
    "requests",
    "longest_ms",
    "error",
];
const BEHAVIOR_ERROR: &[&str] = &["kind", "code", "reasons", "done", "left"];

/// What the driver would ignore in a case of `explain_cases.json`.
pub(super) fn ignored_in_explain_case(case: &Value) -> Vec<String> {
    let mut found = Vec::new();
    unknown("case", case, EXPLAIN_CASE, &mut found);
    unknown("expectation", &case["expect"], EXPLAIN_EXPECT, &mut found);
    unknown("error", &case["expect"]["error"], EXPLAIN_ERROR, &mut found);
    in_call(&case["call"], &mut found);
    found
}

/// What the driver would ignore in a case of `behaviour_cases.json`.
pub(super) fn ignored_in_behavior_case(case: &Value) -> Vec<String> {
    let mut found = Vec::new();
    unknown("case", case, BEHAVIOR_CASE, &mut found);
    for step in case["steps"].as_array().into_iter().flatten() {
        unknown("step", step, STEP, &mut found);
        unknown("expectation", &step["expect"], BEHAVIOR_EXPECT, &mut found);
        unknown("error", &step["expect"]["error"], BEHAVIOR_ERROR, &mut found);
        in_call(&step["call"], &mut found);
        // Items of a batch are compared by their top-level attributes alone.
        let selected = step["call"]["select"].as_array().filter(|_| step["call"]["kind"] == "batch_read");
        for path in selected.into_iter().flatten().filter_map(Value::as_str).filter(|path| path.contains(['.', '['])) {
            found.push(format!("a batch that selects `{path}`"));
        }
    }
    found
}

fn in_call(call: &Value, found: &mut Vec<String>) {
    let kind = call["kind"].as_str().unwrap_or_default();
    match CALLS.iter().chain([&("transact_get", &["ops"][..])]).find(|(known, _)| *known == kind) {
        Some((_, members)) => in_members(call, members, found),
        None => found.push(format!("a call of kind `{kind}`")),
    }
    for part in call["ops"].as_array().into_iter().flatten() {
        if kind == "batch_write" {
            unknown("entry", part, &["put", "delete"], found);
            continue;
        }
        let part_kind = part["kind"].as_str().unwrap_or_default();
        match PARTS.iter().find(|(known, _)| *known == part_kind) {
            Some((_, members)) => in_members(part, members, found),
            None => found.push(format!("a part of kind `{part_kind}`")),
        }
    }
}

fn in_members(call: &Value, known: &[&str], found: &mut Vec<String>) {
    unknown("call", call, &[known, &["kind"]].concat(), found);
    for number in ["limit", "max_items"] {
        if let Some(value) = call.get(number).filter(|value| value.as_u64().is_none()) {
            found.push(format!("`{number}` {value}"));
        }
    }
    for flag in ["consistent", "forward"] {
        if let Some(value) = call.get(flag).filter(|value| !value.is_boolean()) {
            found.push(format!("`{flag}` {value}"));
        }
    }
    if let Some(condition) = call.get("where") {
        unknown("where", condition, &["op", "value", "values"], found);
        two_ends(condition, found);
    }
    let groups = call["condition_or"].as_array().into_iter().flatten();
    let groups = groups.chain(["condition", "filter", "then_filter"].iter().filter_map(|name| call.get(*name)));
    for condition in groups.filter_map(Value::as_array).flatten() {
        unknown("condition", condition, CONDITION, found);
        two_ends(condition, found);
    }
}

fn two_ends(condition: &Value, found: &mut Vec<String>) {
    let ends = condition["values"].as_array().map_or(0, Vec::len);
    if condition["op"] == "between" && ends != 2 {
        found.push(format!("`between` with {ends} values"));
    }
}

fn unknown(place: &str, value: &Value, known: &[&str], found: &mut Vec<String>) {
    let members = value.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    let unknown = members.filter(|name| !known.contains(name) && !NOTES.contains(name));
    found.extend(unknown.map(|name| format!("`{name}` in the {place}")));
}

#[test]
fn an_unknown_member_or_value_of_a_case_is_found() {
    let case = serde_json::json!({ "id": "x", "kind": "query", "call": {
        "kind": "query", "table": "orders", "key": { "user_id": { "S": "u" } }, "limit": -1, "forwards": true,
        "where": { "op": "between", "values": [1, 2, 3] },
        "filter": [{ "path": "a", "op": "eq", "value": { "S": "x" }, "negated": true }],
    }, "expect": { "error": { "kind": "Validation", "reasons": [] }, "unordered": true } });
    let expected = [
        "`unordered` in the expectation",
        "`reasons` in the error",
        "`forwards` in the call",
        "`limit` -1",
        "`between` with 3 values",
        "`negated` in the condition",
    ];
    assert_eq!(ignored_in_explain_case(&case), expected);
    let case = serde_json::json!({ "id": "x", "steps": [{
        "call": { "kind": "batch_read", "table": "orders", "keys": [], "select": ["address.city"] }, "expect": {},
    }] });
    assert_eq!(ignored_in_behavior_case(&case), ["a batch that selects `address.city`"]);
}
