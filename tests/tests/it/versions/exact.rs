//! Writes of items with a version and timestamps, to the letter.

use std::time::{Duration, UNIX_EPOCH};

use dkmio::{DynamoDb, DynamoTable, Item};
use dkmio_embedded::Faults;
use serde_json::{Value, json};

use super::{Note, Pages, note};
use crate::support::faulty;

fn with_canned_responses() -> (DynamoDb, Faults) {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], "{}");
    (db.with_clock(|| UNIX_EPOCH + Duration::from_millis(1_738_312_200_500)), faults)
}

fn only(faults: &Faults) -> Value {
    let calls = faults.calls();
    assert_eq!(calls.len(), 1, "{calls:?}");
    calls[0].request().body().clone()
}

#[tokio::test(start_paused = true)]
async fn put_and_create() {
    let (db, faults) = with_canned_responses();
    Note { version: 3, ..note("a") }.put().send(&db).await.expect("a response");
    assert_eq!(
        only(&faults),
        json!({
            "TableName": "notes",
            "Item": { "id": { "S": "n" }, "text": { "S": "a" }, "log": { "L": [] }, "v": { "N": "4" } },
            "ConditionExpression": "#n0 = :v0",
            "ExpressionAttributeNames": { "#n0": "v" },
            "ExpressionAttributeValues": { ":v0": { "N": "3" } },
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        })
    );
    faults.clear_calls();
    Note { version: 3, ..note("a") }.create().send(&db).await.expect("a response");
    assert_eq!(
        only(&faults),
        json!({
            "TableName": "notes",
            "Item": { "id": { "S": "n" }, "text": { "S": "a" }, "log": { "L": [] }, "v": { "N": "1" } },
            "ConditionExpression": "attribute_not_exists(#n0)",
            "ExpressionAttributeNames": { "#n0": "id" },
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        })
    );
}

#[tokio::test(start_paused = true)]
async fn updates_and_deletes() {
    let (db, faults) = with_canned_responses();
    Note::patch("n").set(Note::TEXT, "b").if_version(3).send(&db).await.expect("a response");
    assert_eq!(
        only(&faults),
        json!({
            "TableName": "notes",
            "Key": { "id": { "S": "n" } },
            "UpdateExpression": "SET #n0 = :v0, #n1 = :v1",
            "ConditionExpression": "attribute_exists(#n2) AND #n1 = :v2",
            "ExpressionAttributeNames": { "#n0": "text", "#n1": "v", "#n2": "id" },
            "ExpressionAttributeValues": { ":v0": { "S": "b" }, ":v1": { "N": "4" }, ":v2": { "N": "3" } },
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        })
    );
    faults.clear_calls();
    Note::update("n").set(Note::TEXT, "b").any_version().send(&db).await.expect("a response");
    assert_eq!(
        only(&faults),
        json!({
            "TableName": "notes",
            "Key": { "id": { "S": "n" } },
            "UpdateExpression": "SET #n0 = :v0, #n1 = if_not_exists(#n1, :v1) + :v2",
            "ExpressionAttributeNames": { "#n0": "text", "#n1": "v" },
            "ExpressionAttributeValues": { ":v0": { "S": "b" }, ":v1": { "N": "0" }, ":v2": { "N": "1" } },
        })
    );
    faults.clear_calls();
    Note::delete("n").if_version(0).send(&db).await.expect("a response");
    assert_eq!(
        only(&faults),
        json!({
            "TableName": "notes",
            "Key": { "id": { "S": "n" } },
            "ConditionExpression": "attribute_not_exists(#n0)",
            "ExpressionAttributeNames": { "#n0": "v" },
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        })
    );
}

#[tokio::test(start_paused = true)]
async fn an_upsert_checks_the_version_of_the_item() {
    let (db, faults) = with_canned_responses();
    Note { version: 3, ..note("a") }.upsert().send(&db).await.expect("a response");
    assert_eq!(
        only(&faults),
        json!({
            "TableName": "notes",
            "Key": { "id": { "S": "n" } },
            "UpdateExpression": "SET #n0 = :v0, #n1 = :v1, #n2 = :v2 REMOVE #n3",
            "ConditionExpression": "#n2 = :v3",
            "ExpressionAttributeNames": { "#n0": "text", "#n1": "log", "#n2": "v", "#n3": "color" },
            "ExpressionAttributeValues": {
                ":v0": { "S": "a" }, ":v1": { "L": [] }, ":v2": { "N": "4" }, ":v3": { "N": "3" },
            },
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        })
    );
}

#[tokio::test(start_paused = true)]
async fn timestamps_are_those_of_the_sending() {
    let (db, faults) = with_canned_responses();
    let page = Pages { id: "p".to_owned(), text: "a".to_owned(), created: None, changed: None, extra: Item::new() };
    page.put().send(&db).await.expect("a response");
    assert_eq!(
        only(&faults)["Item"],
        json!({
            "id": { "S": "p" }, "text": { "S": "a" },
            "created": { "N": "1738312200" }, "changed": { "S": "2025-01-31T08:30:00.500000000Z" },
        })
    );
    faults.clear_calls();
    Pages::update("p").set(Pages::TEXT, "b").send(&db).await.expect("a response");
    let body = only(&faults);
    assert_eq!(body["UpdateExpression"], "SET #n0 = :v0, #n1 = :v1, #n2 = if_not_exists(#n2, :v2)");
    assert_eq!(body["ExpressionAttributeNames"], json!({ "#n0": "text", "#n1": "changed", "#n2": "created" }));
    faults.clear_calls();
    Pages::patch("p").set(Pages::TEXT, "b").condition(Pages::TEXT.eq("a")).send(&db).await.expect("a response");
    let body = only(&faults);
    assert_eq!(body["UpdateExpression"], "SET #n0 = :v0, #n1 = :v1");
    assert_eq!(body["ExpressionAttributeValues"][":v1"], json!({ "S": "2025-01-31T08:30:00.500000000Z" }));
}
