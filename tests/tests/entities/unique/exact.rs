//! The requests of unique writes, to the letter.

use dkmio::{DynamoTable as _, Ttl};
use dkmio_embedded::Operation;
use serde_json::{Value, json};

use super::{Handle, User, handle, user};
use crate::support::faulty;

/// Returns the parts of the transaction that a write sends.
macro_rules! parts {
    ($write:expr) => {{
        let (db, faults) = faulty();
        faults.on_any().always().respond(200, [("x", "y"); 0], "{}");
        $write.send(&db).await.expect("a response");
        let calls = faults.calls();
        assert_eq!(calls.len(), 1);
        assert_eq!(calls[0].request().operation(), Operation::TransactWriteItems);
        let body = calls[0].request().body().clone();
        assert!(body["ClientRequestToken"].is_string());
        body["TransactItems"].as_array().expect("parts").clone()
    }};
}

fn s(text: &str) -> Value {
    json!({ "S": text })
}

fn owner(id: &str) -> Value {
    json!({ "L": [{ "S": "TENANT#acme" }, { "S": format!("USER#{id}") }] })
}

fn sentinel(key: &str, id: &str) -> Value {
    json!({ "PK": s(key), "SK": s(key), "_et": s("_unique"), "_owner": owner(id) })
}

/// The part that puts a sentinel item for a value that is free.
fn claimed(item: Value) -> Value {
    json!({ "Put": {
        "TableName": "accounts",
        "Item": item,
        "ConditionExpression": "attribute_not_exists(#n0)",
        "ExpressionAttributeNames": { "#n0": "PK" },
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    } })
}

/// The part that deletes a sentinel item, if no other item owns it.
fn freed(key: &str, id: &str) -> Value {
    json!({ "Delete": {
        "TableName": "accounts",
        "Key": { "PK": s(key), "SK": s(key) },
        "ConditionExpression": "attribute_not_exists(#n0) OR #n0 = :v0",
        "ExpressionAttributeNames": { "#n0": "_owner" },
        "ExpressionAttributeValues": { ":v0": owner(id) },
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    } })
}

const ANA: &str = "UNIQUE#User#email#ana@example.com";
const EVE: &str = "UNIQUE#User#email#eve@example.com";
const PHONE: &str = "UNIQUE#User#phone#acme#555";

#[tokio::test]
async fn a_create_puts_the_item_and_each_sentinel() {
    let new = User { phone: Some(555), ..user("u1", "Ana@Example.com") };
    let parts = parts!(new.create());
    let item = json!({
        "PK": s("TENANT#acme"), "SK": s("USER#u1"), "_et": s("User"), "tenant": s("acme"), "user_id": s("u1"),
        "email": s("Ana@Example.com"), "phone": { "N": "555" },
    });
    assert_eq!(parts, [claimed(item), claimed(sentinel(ANA, "u1")), claimed(sentinel(PHONE, "u1"))]);
    // `None` has no sentinel item.
    assert_eq!(parts!(user("u1", "ana@example.com").create()).len(), 2);
}

#[tokio::test]
async fn an_update_deletes_the_old_sentinel_and_puts_the_new_one() {
    let read = User { phone: Some(555), ..user("u1", "ana@example.com") };
    let parts = parts!(read.guarded().update().set(User::EMAIL, "eve@example.com").set(User::NAME, "Ana"));
    let own = json!({ "Update": {
        "TableName": "accounts",
        "Key": { "PK": s("TENANT#acme"), "SK": s("USER#u1") },
        "UpdateExpression": "SET #n0 = :v0, #n1 = :v1",
        "ConditionExpression": "#n0 = :v2 AND (attribute_not_exists(#n2) OR #n2 = :v3)",
        "ExpressionAttributeNames": { "#n0": "email", "#n1": "name", "#n2": "expires_at" },
        "ExpressionAttributeValues": { ":v0": s("eve@example.com"), ":v1": s("Ana"), ":v2": s("ana@example.com"), ":v3": { "NULL": true } },
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    } });
    assert_eq!(parts, [own, freed(ANA, "u1"), claimed(sentinel(EVE, "u1"))]);
    // A value that becomes absent is freed, and one that was absent is claimed.
    let removed = parts!(read.guarded().update().remove(User::PHONE));
    assert_eq!(removed[1..], [freed(PHONE, "u1")]);
    let added = parts!(user("u1", "ana@example.com").guarded().update().set(User::PHONE, 555));
    assert_eq!(
        added[0]["Update"]["ConditionExpression"],
        "(attribute_not_exists(#n1) OR #n1 = :v1) AND (attribute_not_exists(#n0) OR #n0 = :v2) AND attribute_exists(#n2)"
    );
    assert_eq!(added[1..], [claimed(sentinel(PHONE, "u1"))]);
}

#[tokio::test]
async fn a_replace_moves_the_values_that_change() {
    let read = User { phone: Some(555), ..user("u1", "ana@example.com") };
    let parts = parts!(read.guarded().replace(&User { email: "eve@example.com".to_owned(), ..read.clone() }));
    assert_eq!(
        parts[0]["Put"]["ConditionExpression"],
        "attribute_exists(#n0) AND #n1 = :v0 AND (attribute_not_exists(#n2) OR #n2 = :v1) AND #n3 = :v2"
    );
    assert_eq!(
        parts[0]["Put"]["ExpressionAttributeNames"],
        json!({ "#n0": "PK", "#n1": "email", "#n2": "expires_at", "#n3": "phone" })
    );
    assert_eq!(parts[1..], [freed(ANA, "u1"), claimed(sentinel(EVE, "u1"))]);
}

#[tokio::test]
async fn a_delete_frees_every_value() {
    let read = User { phone: Some(555), ..user("u1", "ana@example.com") };
    let parts = parts!(read.guarded().delete());
    let own = json!({ "Delete": {
        "TableName": "accounts",
        "Key": { "PK": s("TENANT#acme"), "SK": s("USER#u1") },
        "ConditionExpression": "attribute_exists(#n0) AND #n1 = :v0 AND #n2 = :v1",
        "ExpressionAttributeNames": { "#n0": "PK", "#n1": "email", "#n2": "phone" },
        "ExpressionAttributeValues": { ":v0": s("ana@example.com"), ":v1": { "N": "555" } },
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    } });
    assert_eq!(parts, [own, freed(ANA, "u1"), freed(PHONE, "u1")]);
}

#[tokio::test]
async fn a_time_to_live_is_that_of_the_sentinels_too() {
    let ttl = |seconds| Some(Ttl::from_epoch_seconds(seconds));
    let new = User { expires_at: ttl(1_900_000_000), ..user("u1", "ana@example.com") };
    let mut expiring = sentinel(ANA, "u1");
    expiring["expires_at"] = json!({ "N": "1900000000" });
    assert_eq!(parts!(new.create())[1], claimed(expiring.clone()));
    let parts = parts!(
        user("u1", "ana@example.com").guarded().update().set(User::EXPIRES_AT, ttl(1_900_000_000).expect("a time"))
    );
    let own = &parts[0]["Update"];
    assert_eq!(
        own["ConditionExpression"],
        "#n1 = :v1 AND (attribute_not_exists(#n0) OR #n0 = :v2) AND (attribute_not_exists(#n2) OR #n2 = :v3)"
    );
    assert_eq!(own["ExpressionAttributeNames"], json!({ "#n0": "expires_at", "#n1": "email", "#n2": "phone" }));
    let kept = json!({ "Put": {
        "TableName": "accounts",
        "Item": expiring,
        "ConditionExpression": "attribute_not_exists(#n0) OR #n0 = :v0",
        "ExpressionAttributeNames": { "#n0": "_owner" },
        "ExpressionAttributeValues": { ":v0": owner("u1") },
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    } });
    assert_eq!(parts[1..], [kept]);
}

#[tokio::test]
async fn an_unchanged_value_adds_no_part() {
    let read = Handle { version: 3, ..handle("1", Some("ana")) };
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], "{}");
    read.guarded().update().set(Handle::NOTES, 1).send(&db).await.expect("an update");
    read.guarded().update().set(Handle::HANDLE, "ana").send(&db).await.expect("an update");
    handle("2", None).create().send(&db).await.expect("a create");
    read.guarded().replace(&Handle { notes: 1, ..read.clone() }).send(&db).await.expect("a replace");
    let sent: Vec<_> = faults.calls().iter().map(|call| call.request().operation()).collect();
    use Operation::{PutItem, UpdateItem};
    assert_eq!(sent, [UpdateItem, UpdateItem, PutItem, PutItem]);
    // The version tells nothing of a struct that was changed in memory, so that the value is checked besides.
    let body = faults.calls()[1].request().body().clone();
    assert_eq!(body["ConditionExpression"], "#n1 = :v2 AND (attribute_not_exists(#n2) OR #n2 = :v3) AND #n0 = :v4");
}

#[tokio::test]
async fn a_unique_write_is_explained_as_its_transaction() {
    let explained = user("u1", "ana@example.com").create().explain().expect("an explanation");
    assert_eq!((explained.operation, explained.parts.len()), ("TransactWriteItems", 2));
    assert_eq!(explained.parts[1].notes, ["the sentinel item of the unique attribute `email`"]);
    let command = explained.to_aws_cli();
    assert!(command.starts_with(
        "aws dynamodb transact-write-items \\\n  --transact-items '[{\"Put\":{\"TableName\":\"accounts\""
    ));
    assert!(explained.to_string().contains("\n1: Put on table accounts\n  Item: {"), "{explained}");
    let read = user("u1", "ana@example.com");
    assert_eq!(read.guarded().delete().explain().expect("an explanation").parts.len(), 2);
    let update = read.guarded().update();
    assert_eq!(update.clone().set(User::EMAIL, "b@c").explain().expect("an explanation").parts.len(), 3);
    assert_eq!(update.set(User::NAME, "b").explain().expect("an explanation").operation, "UpdateItem");
}
