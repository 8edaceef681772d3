//! The requests that calls make: `explain_cases.json`.

use dkmio::DynamoDb;
use dkmio_embedded::{Faults, Operation};
use serde_json::{Value, json};

use super::exceptions::Differences;
use super::run::{self, Refused};
use super::{compare, connection, members, request};

/// Runs every case; nothing is stored, and each response is empty.
pub(super) async fn run(cases: &Value, differences: &mut Differences) {
    for case in cases["cases"].as_array().expect("cases") {
        differences.ignored(&case["id"], members::ignored_in_explain_case(case));
        let (db, faults) = connection();
        run_case(case, &db, &faults, differences).await;
    }
}

async fn run_case(case: &Value, db: &DynamoDb, faults: &Faults, differences: &mut Differences) {
    let (id, call, expect) = (case["id"].as_str().expect("an id"), &case["call"], &case["expect"]);
    let start = match call.get("start_from") {
        Some(key) => Some(run::cursor_at(key, call, db, faults).await),
        None => None,
    };
    faults.clear_calls();
    let empty = json!({ "Responses": vec![json!({}); call["ops"].as_array().map_or(0, Vec::len)] });
    faults.on(Operation::TransactGetItems).always().respond(200, [("x", "y"); 0], empty.to_string());
    faults.on_any().always().respond(
        200,
        [("x", "y"); 0],
        json!({ "Items": [], "Count": 0, "ScannedCount": 0 }).to_string(),
    );
    let ran = run::call(call, db, start).await;
    let sent = sent(faults);
    match ran {
        Err(Refused(why)) => differences.refused(id, why, expect),
        Ok(ran) => differences.compare(id, expect, |differences, expect| match (&ran, expect.get("error")) {
            (Ok(_), None) => {
                compare::requests(differences, call, &sent, expect["requests"].as_array().expect("requests"))
            }
            (Ok(_), Some(error)) => Err(format!("no error {error}, but {sent:?}")),
            (Err(error), None) => Err(format!("{error}")),
            (Err(error), Some(wanted)) if !sent.is_empty() => {
                Err(format!("{error} instead of {wanted}, after {sent:?}"))
            }
            (Err(error), Some(wanted)) if run::fits(wanted["kind"].as_str().expect("a kind"), error.kind()) => Ok(()),
            (Err(error), Some(wanted)) => Err(format!("{error} ({:?}) instead of {wanted}", error.kind())),
        }),
    }
}

/// What was sent, with its expressions as trees.
pub(super) fn sent(faults: &Faults) -> Vec<Value> {
    let calls = faults.calls();
    calls.iter().map(|call| request::normalized(call.request().operation_name(), call.request().body())).collect()
}
