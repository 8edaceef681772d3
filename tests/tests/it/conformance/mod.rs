//! The conformance cases of `tests/data/conformance`: what dkmio sends for a call, and the result.
//!
//! The cases describe calls without any language. Each is made here by the public API, on tables declared by their keys
//! alone, with undeclared attributes by `attr`. What differs on purpose is in `exceptions.json`, with the reason.

mod batches;
mod behavior;
mod compare;
mod conditions;
mod exceptions;
mod explain;
pub(crate) mod grammar;
mod members;
mod reads;
pub(crate) mod request;
mod run;
mod tables;
mod transactions;
pub(crate) mod values;
mod writes;

use dkmio::DynamoDb;
use dkmio::aws_sdk_dynamodb::Client;
use dkmio::aws_sdk_dynamodb::config::retry::RetryConfig;
use dkmio::table::{IndexKind, KeySchema, Projection};
use dkmio_embedded::{Engine, Faults, config_over};
use serde_json::{Value, json};

use exceptions::Differences;

fn explain_cases() -> Value {
    serde_json::from_str(include_str!("../../../data/conformance/explain_cases.json")).expect("cases")
}

fn behavior_cases() -> Value {
    serde_json::from_str(include_str!("../../../data/conformance/behaviour_cases.json")).expect("cases")
}

/// A fresh engine, and a client that sends each request once.
fn connection() -> (DynamoDb, Faults) {
    let faults = Faults::over(Engine::memory().expect("engine"));
    let config = config_over(faults.clone()).retry_config(RetryConfig::disabled()).build();
    (DynamoDb::from_client(Client::from_conf(config)), faults)
}

#[tokio::test]
async fn every_case_is_as_expected() {
    let mut differences = Differences::new();
    explain::run(&explain_cases(), &mut differences).await;
    let explained = differences.compared;
    let mut behaved = Differences::new();
    let cases = behavior::run(&behavior_cases(), &mut behaved).await;
    println!("{explained} requests explained, {} steps of {cases} behavior cases", behaved.compared);
    let counts = (explained, cases, behaved.compared);
    differences.join(behaved);
    differences.finish();
    assert_eq!(counts, (175, 64, 179));
}

#[test]
fn the_tables_are_declared_as_the_cases_have_them() {
    for cases in [explain_cases(), behavior_cases()] {
        for (name, table) in cases["tables"].as_object().expect("tables") {
            let declared = tables::definition(name);
            let mut indexes = serde_json::Map::new();
            for index in declared.indexes {
                indexes.insert(index.accessor.to_owned(), index_json(index));
            }
            let mut is = schema_json(&declared.key);
            is["name"] = json!(declared.name);
            is["indexes"] = Value::Object(indexes);
            if let Some(ttl) = declared.ttl {
                is["ttl"] = json!(ttl);
            }
            assert_eq!(&is, table, "{name}");
        }
    }
}

fn schema_json(key: &KeySchema) -> Value {
    let parts: Vec<_> =
        key.attributes().map(|part| json!({ "name": part.name, "type": part.key_type.letter() })).collect();
    json!({ "pk": parts[0], "sk": parts.get(1) })
}

fn index_json(index: &dkmio::table::IndexDefinition) -> Value {
    let mut is = schema_json(&index.key);
    is["name"] = json!(index.name);
    is["kind"] = json!(if index.kind == IndexKind::Global { "gsi" } else { "lsi" });
    is["projection"] = match index.projection {
        Projection::All => json!("ALL"),
        Projection::KeysOnly => json!("KEYS_ONLY"),
        Projection::Include(names) => json!(names),
        other => panic!("the cases do not know {other:?}"),
    };
    if index.kind == IndexKind::Local {
        is.as_object_mut().expect("an index").remove("pk");
    }
    is
}

#[test]
fn the_cases_texts_are_the_canonical_texts_of_their_trees() {
    for case in explain_cases()["cases"].as_array().expect("cases") {
        for request in case["expect"]["requests"].as_array().into_iter().flatten() {
            for field in ["KeyConditionExpression", "FilterExpression", "ConditionExpression"] {
                if let Some(tree) = request["ast"].get(field) {
                    assert_eq!(request["expressions"][field], grammar::condition_text(tree), "{}", case["id"]);
                }
            }
        }
    }
}
