//! What requests send and return, after `behaviour_cases.json`: on the engine in the process or with a script of responses.

use dkmio::aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, LocalSecondaryIndex, Projection,
    ProjectionType, ScalarAttributeType,
};
use dkmio::{BatchWrite, Cursor, DynamoDb};
use dkmio_embedded::Faults;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::exceptions::Differences;
use super::run::{self, Ended, Refused};
use super::values::canonical;
use super::{compare, connection, explain, members};

/// Runs every case; returns how many there are.
pub(super) async fn run(cases: &Value, differences: &mut Differences) -> usize {
    let all = cases["cases"].as_array().expect("cases");
    for case in all {
        differences.ignored(&case["id"], members::ignored_in_behavior_case(case));
        let (db, faults) = connection();
        match case.get("script") {
            Some(script) => {
                // No response takes time, and waits pass at once.
                tokio::time::pause();
                script_responses(script, &faults);
                run_steps(case, &db, &faults, differences).await;
                tokio::time::resume();
            }
            None => {
                set_up(&cases["tables"], case, &db).await;
                run_steps(case, &db, &faults, differences).await;
            }
        }
    }
    all.len()
}

/// One response for each request, and the last one for all that follow.
fn script_responses(script: &Value, faults: &Faults) {
    let responses = script.as_array().expect("responses");
    for (at, response) in responses.iter().enumerate() {
        let rule = if at + 1 == responses.len() { faults.on_any().always() } else { faults.on_any() };
        match response.get("error").and_then(Value::as_str) {
            Some(code) => rule.error(if code == "InternalServerError" { 500 } else { 400 }, code, "scripted"),
            None => rule.respond(200, [("x", "y"); 0], response["response"].to_string()),
        }
    }
}

async fn set_up(tables: &Value, case: &Value, db: &DynamoDb) {
    for table in case["tables"].as_array().expect("tables") {
        create(&tables[table.as_str().expect("a table")], db).await;
    }
    for (table, items) in case["setup"].as_object().expect("items") {
        for item in items.as_array().expect("items") {
            let put = json!({ "kind": "put", "table": table, "item": item });
            run::call(&put, db, None).await.expect("an item of the table").expect("a put");
        }
    }
}

/// Creates a table as the cases declare it.
async fn create(table: &Value, db: &DynamoDb) {
    let mut create =
        db.client().create_table().table_name(text(&table["name"])).billing_mode(BillingMode::PayPerRequest);
    create = create.set_key_schema(Some(key_schema(&table["pk"], &table["sk"])));
    let mut names = std::collections::BTreeMap::new();
    let mut collect = |key: &Value| {
        if !key.is_null() {
            names.insert(text(&key["name"]).to_owned(), text(&key["type"]).to_owned());
        }
    };
    collect(&table["pk"]);
    collect(&table["sk"]);
    for index in table["indexes"].as_object().expect("indexes").values() {
        collect(index.get("pk").unwrap_or(&Value::Null));
        collect(&index["sk"]);
        let (name, projection) = (text(&index["name"]), projection(&index["projection"]));
        let schema = key_schema(index.get("pk").unwrap_or(&table["pk"]), &index["sk"]);
        if index["kind"] == json!("gsi") {
            let index =
                GlobalSecondaryIndex::builder().index_name(name).set_key_schema(Some(schema)).projection(projection);
            create = create.global_secondary_indexes(index.build().expect("an index"));
        } else {
            let index =
                LocalSecondaryIndex::builder().index_name(name).set_key_schema(Some(schema)).projection(projection);
            create = create.local_secondary_indexes(index.build().expect("an index"));
        }
    }
    for (name, stored) in names {
        let attribute = AttributeDefinition::builder().attribute_name(name);
        let attribute = attribute.attribute_type(ScalarAttributeType::from(stored.as_str()));
        create = create.attribute_definitions(attribute.build().expect("an attribute"));
    }
    crate::engine::create_and_wait(db, create).await;
}

fn text(json: &Value) -> &str {
    json.as_str().expect("text")
}

fn key_schema(partition: &Value, sort: &Value) -> Vec<KeySchemaElement> {
    let element = |key: &Value, kind| {
        KeySchemaElement::builder().attribute_name(text(&key["name"])).key_type(kind).build().expect("a key")
    };
    let mut schema = vec![element(partition, KeyType::Hash)];
    schema.extend((!sort.is_null()).then(|| element(sort, KeyType::Range)));
    schema
}

fn projection(json: &Value) -> Projection {
    let projection = Projection::builder();
    match json.as_str() {
        Some(all) => projection.projection_type(ProjectionType::from(all)).build(),
        None => {
            let names = json.as_array().expect("names").iter().map(|name| text(name).to_owned()).collect();
            projection.projection_type(ProjectionType::Include).set_non_key_attributes(Some(names)).build()
        }
    }
}

async fn run_steps(case: &Value, db: &DynamoDb, faults: &Faults, differences: &mut Differences) {
    let case_id = text(&case["id"]);
    let mut last: Option<Cursor> = None;
    for (at, step) in case["steps"].as_array().expect("steps").iter().enumerate() {
        let (id, call, expect) = (format!("{case_id}/{}", at + 1), &step["call"], &step["expect"]);
        let start = match call.get("start_from") {
            None => None,
            Some(Value::String(_)) => Some(last.clone().expect("the last step's cursor")),
            Some(key) => Some(cursor_beside(key, call).await),
        };
        faults.clear_calls();
        let began = Instant::now();
        let ran = run::call(call, db, start).await;
        let took = began.elapsed();
        let sent = explain::sent(faults);
        let ran = match ran {
            Err(Refused(why)) => {
                differences.refused(&id, why, expect);
                continue;
            }
            Ok(ran) => ran,
        };
        let last_key = match ran.as_ref().ok().and_then(|ended| ended.next.as_ref()) {
            Some(cursor) => key_beside(cursor, call).await,
            None => Value::Null,
        };
        differences.compare(&id, expect, |differences, expect| {
            if let Some(requests) = expect.get("requests").or(step.get("requests")).and_then(Value::as_array) {
                compare::requests(differences, call, &sent, requests)?;
            }
            if let Some(longest) = expect.get("longest_ms").and_then(Value::as_u64)
                && took.as_millis() > u128::from(longest)
            {
                return Err(format!("took {took:?} instead of {longest} ms at most"));
            }
            outcome(differences, call, &ran, &last_key, expect)
        });
        last = ran.ok().and_then(|ended| ended.next);
    }
    for (table, items) in case.get("final").and_then(Value::as_object).into_iter().flatten() {
        let mut is = canonical(&json!(run::everything(table, db).await));
        compare::sort(&mut is);
        differences.compare(&format!("{case_id}/{table}"), items, |_, items| {
            let mut wanted = canonical(items);
            compare::sort(&mut wanted);
            if is == wanted { Ok(()) } else { Err(format!("{table} holds {is}\n  expected {wanted}")) }
        });
    }
}

/// A cursor at a key, made on a connection of its own.
async fn cursor_beside(key: &Value, read: &Value) -> Cursor {
    let (db, faults) = connection();
    run::cursor_at(key, read, &db, &faults).await
}

/// The key a cursor stands at, found out on a connection of its own.
async fn key_beside(cursor: &Cursor, read: &Value) -> Value {
    let (db, faults) = connection();
    run::key_of(cursor, read, &db, &faults).await
}

fn outcome(
    differences: &mut Differences,
    call: &Value,
    ran: &Result<Ended, dkmio::Error>,
    last_key: &Value,
    expect: &Value,
) -> Result<(), String> {
    match (ran, expect.get("error")) {
        (Ok(ended), None) => {
            if let Some(wanted) = expect.get("last_key")
                && canonical(last_key) != canonical(wanted)
            {
                return Err(format!("ends at {last_key} instead of {wanted}"));
            }
            let mut expect = expect.clone();
            if ended.complete && expect.as_object_mut().is_some_and(|expect| expect.remove("scanned_count").is_some()) {
                differences.allow("all-has-no-scanned-count");
            }
            let (read, wanted) = (&ended.result["scanned_count"], expect.get("scanned_count"));
            if call.get("max_items").is_some() && wanted.is_some_and(|wanted| read.as_u64() < wanted.as_u64()) {
                differences.allow("limit-sizes-the-page");
                expect["scanned_count"] = read.clone();
            }
            if compare::only_selected(call, &mut expect) {
                differences.allow("batch-gives-what-was-asked");
            }
            compare::result(&ended.result, &expect)
        }
        (Ok(ended), Some(error)) => Err(format!("no error {error}, but {ended:?}")),
        (Err(error), None) => Err(format!("{error}: {:?}", error.service_message())),
        (Err(error), Some(wanted)) => {
            let fits = run::fits(text(&wanted["kind"]), error.kind());
            let code = wanted.get("code").is_none_or(|code| Some(text(code)) == error.code());
            let is_wanted = fits && code && has_reasons(error, wanted) && has_left(error, wanted);
            if is_wanted { Ok(()) } else { Err(format!("{error} ({:?}) instead of {wanted}", error.kind())) }
        }
    }
}

/// Whether a canceled transaction has these codes, part by part.
fn has_reasons(error: &dkmio::Error, wanted: &Value) -> bool {
    let codes: Vec<_> = error.cancellation_reasons().iter().map(|reason| reason.code.as_str()).collect();
    wanted.get("reasons").is_none_or(|reasons| *reasons == json!(codes))
}

/// Whether a batch ended with so many entries done and left.
fn has_left(error: &dkmio::Error, wanted: &Value) -> bool {
    let batch = error.batch();
    let left = batch.and_then(|batch| batch.unprocessed::<BatchWrite>()).map(BatchWrite::len);
    wanted.get("done").is_none_or(|done| *done == json!(batch.map(|batch| batch.done())))
        && wanted.get("left").is_none_or(|entries| *entries == json!(left))
}
