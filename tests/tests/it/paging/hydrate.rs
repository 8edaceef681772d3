//! From index entries to whole items.

use dkmio::ErrorKind;
use dkmio_embedded::Operation;

use super::table::{bodies, ids, orders};
use crate::models::{Orders, OrdersKey, Status};
use crate::support;

#[tokio::test(start_paused = true)]
async fn entries_become_whole_items_in_the_order_of_the_index() {
    let (db, faults) = support::faulty();
    let all = orders(&db, 12).await;
    faults.clear_calls();
    let got = Orders::by_status().query(Status::Pending).descending().page_size(3).hydrate(&db).await.unwrap();
    let wanted: Vec<Orders> = all.into_iter().rev().filter(|order| order.status == Status::Pending).collect();
    assert_eq!(got.items, wanted);
    assert!(got.missing.is_empty());
    let index = &bodies(&faults, Operation::Query)[0];
    let names = index["ExpressionAttributeNames"].as_object().unwrap().values();
    let mut names: Vec<_> = names.map(|name| name.as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["created_at", "order_id", "status", "user_id"]);
    assert_eq!(bodies(&faults, Operation::BatchGetItem).len(), 1);
}

#[tokio::test]
async fn filters_and_limits_are_those_of_the_index() {
    let db = support::db().await;
    orders(&db, 12).await;
    let pending = Orders::by_status().query(Status::Pending).filter(Orders::TOTAL.lt(998));
    assert_eq!(ids(&pending.limit(2).hydrate(&db).await.unwrap().items), ["o04", "o05"]);
    let scanned = Orders::by_region().scan().hydrate(&db).await.unwrap();
    assert_eq!(scanned.into_iter().count(), 12);
    let local = Orders::by_priority().query("u").sk_eq(4).consistent().hydrate(&db).await.unwrap();
    let mut local = ids(&local.items);
    // DynamoDB promises no order among equal sort keys.
    local.sort();
    assert_eq!(local, ["o04", "o09"]);
}

#[tokio::test(start_paused = true)]
async fn more_than_a_hundred_keys_take_several_requests() {
    let (db, faults) = support::faulty();
    orders(&db, 130).await;
    faults.clear_calls();
    let got = Orders::by_region().scan().hydrate(&db).await.unwrap();
    assert_eq!(got.items.len(), 130);
    let keys = |body: &serde_json::Value| body["RequestItems"]["orders"]["Keys"].as_array().unwrap().len();
    let mut sizes: Vec<_> = bodies(&faults, Operation::BatchGetItem).iter().map(keys).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [30, 100]);
}

#[tokio::test(start_paused = true)]
async fn keys_of_deleted_items_are_reported_as_missing() {
    let (db, faults) = support::faulty();
    orders(&db, 3).await;
    let entry = |id: &str| format!(r#"{{"user_id":{{"S":"u"}},"order_id":{{"S":"{id}"}},"region":{{"S":"EU"}}}}"#);
    let items = ["o02", "o99", "o00", "o98"].map(entry).join(",");
    let body = format!(r#"{{"Items":[{items}],"Count":4,"ScannedCount":4}}"#);
    faults.on(Operation::Query).respond(200, Vec::<(String, String)>::new(), body);
    let got = Orders::by_region().query("EU").hydrate(&db).await.unwrap();
    assert_eq!(ids(&got.items), ["o02", "o00"]);
    let key = |id: &str| OrdersKey { user_id: "u".to_owned(), order_id: id.to_owned() };
    assert_eq!(got.missing, [key("o99"), key("o98")]);
}

#[tokio::test(start_paused = true)]
async fn unprocessed_keys_are_read_again() {
    let (db, faults) = support::faulty();
    orders(&db, 10).await;
    faults.clear_calls();
    faults.on(Operation::BatchGetItem).partial(4);
    let got = Orders::by_date().query("u").hydrate(&db).await.unwrap();
    assert_eq!((got.items.len(), got.missing.len()), (10, 0));
    assert_eq!(bodies(&faults, Operation::BatchGetItem).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn errors_of_both_reads_are_reported() {
    let (db, faults) = support::faulty();
    orders(&db, 2).await;
    let unprojected = Orders::by_region().query("EU").filter(Orders::PAID.gt(1)).hydrate(&db).await.unwrap_err();
    assert_eq!(unprojected.kind(), ErrorKind::InvalidProjection);
    faults.on(Operation::BatchGetItem).error(400, "AccessDeniedException", "no");
    let denied = Orders::by_region().query("EU").hydrate(&db).await.unwrap_err();
    assert_eq!((denied.kind(), denied.operation()), (ErrorKind::AccessDenied, Some("BatchGetItem")));
    let none = Orders::by_region().query("US").hydrate(&db).await.unwrap();
    assert!(none.items.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_consistent_read_fetches_the_items_consistently_too() {
    let (db, faults) = support::faulty();
    orders(&db, 10).await;
    for consistent in [false, true] {
        faults.clear_calls();
        let query = Orders::by_priority().query("u").sk_eq(4);
        let query = if consistent { query.consistent() } else { query };
        assert_eq!(query.hydrate(&db).await.unwrap().items.len(), 2);
        let is_consistent = |body: &serde_json::Value| body["ConsistentRead"] == true;
        assert_eq!(bodies(&faults, Operation::Query).iter().all(is_consistent), consistent);
        let gets = bodies(&faults, Operation::BatchGetItem);
        assert_eq!(gets.iter().all(|body| is_consistent(&body["RequestItems"]["orders"])), consistent);
    }
}
