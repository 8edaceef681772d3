//! One canonical request of each operation, to the letter.

use dkmio::{DynamoDb, DynamoTable};
use dkmio_embedded::Faults;
use serde_json::{Value, json};

use super::{everything, open};
use crate::models::{Address, Line, Orders, Status, Users};
use crate::support::faulty;

/// A connection on which every response is empty.
fn with_canned_responses() -> (DynamoDb, Faults) {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], r#"{"Items":[],"Count":0,"ScannedCount":0}"#);
    (db, faults)
}

fn only(faults: &Faults, operation: &str) -> Value {
    let calls = faults.calls();
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert_eq!(calls[0].request().operation_name(), operation);
    calls[0].request().body().clone()
}

#[tokio::test(start_paused = true)]
async fn get() {
    let (db, faults) = with_canned_responses();
    let get = Orders::get(("usr_1", "ord_1")).consistent().select((Orders::TOTAL, Orders::ADDRESS.dot(Address::CITY)));
    get.send(&db).await.expect("nothing");
    assert_eq!(
        only(&faults, "GetItem"),
        json!({
            "TableName": "orders",
            "Key": { "user_id": { "S": "usr_1" }, "order_id": { "S": "ord_1" } },
            "ConsistentRead": true,
            "ProjectionExpression": "#n0, #n1.#n2, #n3",
            "ExpressionAttributeNames": { "#n0": "total", "#n1": "address", "#n2": "city", "#n3": "user_id" },
        })
    );
}

#[tokio::test(start_paused = true)]
async fn put() {
    let (db, faults) = with_canned_responses();
    let user = Users { user_id: "u".to_owned(), email: None, name: "Ann".to_owned(), age: Some(7) };
    user.put().if_not_exists().return_old().send(&db).await.expect("nothing");
    assert_eq!(
        only(&faults, "PutItem"),
        json!({
            "TableName": "users",
            "Item": { "user_id": { "S": "u" }, "name": { "S": "Ann" }, "age": { "N": "7" } },
            "ConditionExpression": "attribute_not_exists(#n0)",
            "ExpressionAttributeNames": { "#n0": "user_id" },
            "ReturnValues": "ALL_OLD",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        })
    );
}

#[tokio::test(start_paused = true)]
async fn a_plain_put_has_nothing_beside_the_item() {
    let (db, faults) = with_canned_responses();
    let user = Users { user_id: "u".to_owned(), email: None, name: "Ann".to_owned(), age: None };
    user.put().send(&db).await.expect("nothing");
    let item = json!({ "user_id": { "S": "u" }, "name": { "S": "Ann" } });
    assert_eq!(only(&faults, "PutItem"), json!({ "TableName": "users", "Item": item }));
}

#[tokio::test(start_paused = true)]
async fn update() {
    let (db, faults) = with_canned_responses();
    everything().condition(open()).return_updated_new().send(&db).await.expect("nothing");
    assert_eq!(
        only(&faults, "UpdateItem"),
        json!({
            "TableName": "orders",
            "Key": { "user_id": { "S": "usr_1" }, "order_id": { "S": "ord_1" } },
            "UpdateExpression": "SET #n0 = :v0, #n1 = #n2, #n3 = if_not_exists(#n3, :v1), \
                #n4 = if_not_exists(#n4, :v2) + :v3, #n5 = list_append(if_not_exists(#n5, :v4), :v5), #n6 = :v6 \
                REMOVE #n7 ADD #n8 :v7 DELETE #n9 :v8",
            "ConditionExpression": "#n0 = :v9 OR (#n0 = :v10 AND #n2 > #n1)",
            "ExpressionAttributeNames": {
                "#n0": "status", "#n1": "paid", "#n2": "total", "#n3": "region", "#n4": "items_count",
                "#n5": "history", "#n6": "tags", "#n7": "shop", "#n8": "version", "#n9": "old_tags",
            },
            "ExpressionAttributeValues": {
                ":v0": { "S": "SHIPPED" }, ":v1": { "S": "EU" }, ":v2": { "N": "0" }, ":v3": { "N": "2" },
                ":v4": { "L": [] }, ":v5": { "L": [{ "S": "shipped" }] }, ":v6": { "SS": ["new"] },
                ":v7": { "N": "1" }, ":v8": { "SS": ["old"] }, ":v9": { "S": "PENDING" }, ":v10": { "S": "DRAFT" },
            },
            "ReturnValues": "UPDATED_NEW",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        })
    );
}

#[tokio::test(start_paused = true)]
async fn delete() {
    let (db, faults) = with_canned_responses();
    Users::delete("u").if_exists().return_old().send(&db).await.expect("nothing");
    assert_eq!(
        only(&faults, "DeleteItem"),
        json!({
            "TableName": "users",
            "Key": { "user_id": { "S": "u" } },
            "ConditionExpression": "attribute_exists(#n0)",
            "ExpressionAttributeNames": { "#n0": "user_id" },
            "ReturnValues": "ALL_OLD",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        })
    );
}

#[tokio::test(start_paused = true)]
async fn query() {
    let (db, faults) = with_canned_responses();
    let query = Orders::by_status().query(Status::Pending).sk_between("2025-01-01", "2025-02-01").descending();
    let query = query.filter(Orders::TOTAL.gte(100)).filter(!Orders::ITEMS_COUNT.is_in([1, 2])).page_size(25);
    query.select(Orders::TOTAL).all(&db).await.expect("nothing");
    assert_eq!(
        only(&faults, "Query"),
        json!({
            "TableName": "orders",
            "IndexName": "gsi-status-date",
            "KeyConditionExpression": "#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2",
            "FilterExpression": "#n2 >= :v3 AND NOT #n3 IN (:v4, :v5)",
            "ProjectionExpression": "#n2, #n4, #n5, #n0, #n1",
            "ExpressionAttributeNames": {
                "#n0": "status", "#n1": "created_at", "#n2": "total", "#n3": "items_count",
                "#n4": "user_id", "#n5": "order_id",
            },
            "ExpressionAttributeValues": {
                ":v0": { "S": "PENDING" }, ":v1": { "S": "2025-01-01" }, ":v2": { "S": "2025-02-01" },
                ":v3": { "N": "100" }, ":v4": { "N": "1" }, ":v5": { "N": "2" },
            },
            "ScanIndexForward": false,
            "Limit": 25,
        })
    );
}

#[tokio::test(start_paused = true)]
async fn scan_and_count() {
    let (db, faults) = with_canned_responses();
    Orders::scan().consistent().filter(Orders::ITEMS.at(0).dot(Line::QTY).gt(3)).count(&db).await.expect("nothing");
    assert_eq!(
        only(&faults, "Scan"),
        json!({
            "TableName": "orders",
            "FilterExpression": "#n0[0].#n1 > :v0",
            "ExpressionAttributeNames": { "#n0": "items", "#n1": "qty" },
            "ExpressionAttributeValues": { ":v0": { "N": "3" } },
            "ConsistentRead": true,
            "Select": "COUNT",
        })
    );
}

#[tokio::test(start_paused = true)]
async fn names_of_tables_are_the_connections() {
    let (db, faults) = with_canned_responses();
    let db = db.with_table_prefix("dev-").with_table_name::<Users>("people");
    Orders::query("u").limit(3).all(&db).await.expect("nothing");
    Users::get("u").send(&db).await.expect("nothing");
    let calls = faults.calls();
    let names: Vec<_> = calls.iter().map(|call| call.request().body()["TableName"].clone()).collect();
    assert_eq!(names, ["dev-orders", "people"]);
    assert_eq!(calls[0].request().body()["Limit"], json!(3));
}
