//! `sk_prefix`: several leading parts of a sort key, then a range on the next one.

use dkmio::{DynamoDb, DynamoEntity, DynamoTable as _, ErrorKind, Query};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::models::App;
use crate::support::faulty;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "LOG#{log}"]
#[sk = "EVENT#{year:04}#{month:02}#{day:02}#{id}"]
struct Event {
    log: String,
    year: u16,
    month: u8,
    day: u8,
    id: String,
}

/// Its keys begin like those of events, and are none of theirs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "LOG#{log}"]
#[sk = "EVENT#{year:04}#{month:02}#{note}"]
struct Note {
    log: String,
    year: u16,
    month: u8,
    note: String,
}

async fn log() -> DynamoDb {
    let db = crate::engine::db_with::<App>().await;
    let days =
        [(2025, 1, 31), (2025, 10, 1), (2025, 11, 2), (2025, 11, 3), (2025, 11, 9), (2025, 11, 10), (2026, 11, 3)];
    for (year, month, day) in days {
        for id in ["a", "b"] {
            let event = Event { log: "app".to_owned(), year, month, day, id: id.to_owned() };
            event.put().send(&db).await.expect("a put");
        }
    }
    for note in ["03", "04x"] {
        let note = Note { log: "app".to_owned(), year: 2025, month: 11, note: note.to_owned() };
        note.put().send(&db).await.expect("a put");
    }
    db
}

async fn days<N: Send>(db: &DynamoDb, query: Query<Event, dkmio::request::AsType<Event>, N>) -> Vec<(u8, String)> {
    let events = query.all(db).await.expect("a query");
    events.into_iter().map(|event| (event.day, event.id)).collect()
}

fn both(days: &[u8]) -> Vec<(u8, String)> {
    days.iter().flat_map(|day| ["a", "b"].map(|id| (*day, id.to_owned()))).collect()
}

#[tokio::test]
async fn any_number_of_leading_parts_can_be_given() {
    let db = log().await;
    assert_eq!(Event::query("app").sk_prefix((2025,)).count(&db).await.expect("a count"), 12);
    assert_eq!(days(&db, Event::query("app").sk_prefix((2025, 11))).await, both(&[2, 3, 9, 10]));
    assert_eq!(days(&db, Event::query("app").sk_prefix((2025, 11, 3))).await, both(&[3]));
    assert_eq!(days(&db, Event::query("app").sk_prefix((2025, 11, 3, "b"))).await, [(3, "b".to_owned())]);
    // Parts given one by one are the same.
    assert_eq!(days(&db, Event::query("app").sk_eq(2025).sk_prefix((11, 3))).await, both(&[3]));
}

#[tokio::test]
async fn a_range_on_the_next_part_can_follow() {
    let db = log().await;
    let november = || Event::query("app").sk_prefix((2025, 11));
    assert_eq!(days(&db, november().sk_between(3, 9)).await, both(&[3, 9]));
    assert_eq!(days(&db, november().sk_gt(3)).await, both(&[9, 10]));
    assert_eq!(days(&db, november().sk_lte(3)).await, both(&[2, 3]));
    assert_eq!(days(&db, november().sk_eq(3).sk_gt("a")).await, [(3, "b".to_owned())]);
    let begins = Event::query("app").sk_prefix((2025, 11, 3)).sk_begins_with("a");
    assert_eq!(days(&db, begins).await, [(3, "a".to_owned())]);
}

#[tokio::test]
async fn the_request_has_one_condition_on_the_sort_key() {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], r#"{"Items":[],"Count":0,"ScannedCount":0}"#);
    Event::query("app").sk_prefix((2025, 11)).all(&db).await.expect("a response");
    Event::query("app").sk_prefix((2025, 11)).sk_between(3, 9).all(&db).await.expect("a response");
    let calls = faults.calls();
    assert_eq!(
        *calls[0].request().body(),
        json!({
            "TableName": "app",
            "KeyConditionExpression": "#n0 = :v0 AND begins_with(#n1, :v1)",
            "ExpressionAttributeNames": { "#n0": "PK", "#n1": "SK" },
            "ExpressionAttributeValues": { ":v0": { "S": "LOG#app" }, ":v1": { "S": "EVENT#2025#11#" } },
        })
    );
    assert_eq!(
        *calls[1].request().body(),
        json!({
            "TableName": "app",
            "KeyConditionExpression": "#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2",
            "ExpressionAttributeNames": { "#n0": "PK", "#n1": "SK" },
            "ExpressionAttributeValues": {
                ":v0": { "S": "LOG#app" }, ":v1": { "S": "EVENT#2025#11#03" },
                ":v2": { "S": "EVENT#2025#11#09#\u{10FFFF}" },
            },
        })
    );
}

#[tokio::test]
async fn a_part_that_no_key_can_have_is_refused() {
    let db = log().await;
    let error = Event::query("app").sk_prefix((12_345,)).all(&db).await.expect_err("a refused key");
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    assert!(error.to_string().contains("`year` has more than 4 digits"), "{error}");
}
