//! Reads of keys alone.

use std::collections::BTreeSet;

use dkmio::DynamoTable;
use dkmio_embedded::Operation;
use futures::TryStreamExt;

use super::table::{bodies, create, ids, orders};
use crate::models::{Events, EventsKey, Orders, OrdersKey, Status};
use crate::support;

fn key(id: &str) -> OrdersKey {
    OrdersKey { user_id: "u".to_owned(), order_id: id.to_owned() }
}

#[tokio::test(start_paused = true)]
async fn keys_are_typed_and_only_key_attributes_are_read() {
    let (db, faults) = support::faulty();
    orders(&db, 3).await;
    faults.clear_calls();
    assert_eq!(Orders::query("u").keys().all(&db).await.unwrap(), [key("o00"), key("o01"), key("o02")]);
    let of_index = Orders::by_status().query(Status::Pending).keys().all(&db).await.unwrap();
    assert_eq!(of_index, [key("o01"), key("o02")]);
    let names = |body: &serde_json::Value| -> BTreeSet<String> {
        let names = body["ExpressionAttributeNames"].as_object().unwrap();
        let paths = body["ProjectionExpression"].as_str().unwrap().split(", ");
        paths.map(|path| names[path].as_str().unwrap().to_owned()).collect()
    };
    let sent = bodies(&faults, Operation::Query);
    assert_eq!(names(&sent[0]), ["order_id", "user_id"].map(str::to_owned).into());
    // A cursor in an index needs the keys of the index, too.
    assert_eq!(names(&sent[1]), ["created_at", "order_id", "status", "user_id"].map(str::to_owned).into());
}

#[tokio::test]
async fn keys_come_from_every_kind_of_read() {
    let db = support::db().await;
    create::<Events>(&db).await;
    for ts in -2..3 {
        Events { device: "d".to_owned(), ts, rest: dkmio::Item::new() }.put().send(&db).await.unwrap();
    }
    let key = |ts| EventsKey { device: "d".to_owned(), ts };
    assert_eq!(Events::query("d").descending().keys().first(&db).await.unwrap(), Some(key(2)));
    let page = Events::query("d").page_size(2).keys().page(&db).await.unwrap();
    assert_eq!(page.items, [key(-2), key(-1)]);
    let rest = Events::query("d").keys().start_from(page.next.unwrap()).all(&db).await.unwrap();
    assert_eq!(rest, [key(0), key(1), key(2)]);
    let scanned: Vec<EventsKey> = Events::scan().segments(3).keys().stream(&db).try_collect().await.unwrap();
    assert_eq!(scanned.len(), 5);
}

#[tokio::test]
async fn a_partition_is_emptied_by_its_keys() {
    let db = support::db().await;
    orders(&db, 30).await;
    let keys = Orders::query("u").filter(Orders::STATUS.eq(Status::Pending)).keys().all(&db).await.unwrap();
    Orders::batch_delete(keys).send(&db).await.unwrap();
    let left = Orders::query("u").all(&db).await.unwrap();
    assert_eq!(left.len(), 10);
    assert!(left.iter().all(|order| order.status == Status::Shipped), "{:?}", ids(&left));
}
