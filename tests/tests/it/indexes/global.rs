//! Global secondary indexes: what they hold, and who is in them.

use dkmio::{DynamoProjection, DynamoTable, attr};
use serde::Deserialize;

use super::{ids, order, six};
use crate::models::{Orders, OrdersByRegion, OrdersByStatus, Status};

#[derive(Debug, PartialEq, Deserialize, DynamoProjection)]
#[dynamo(table = Orders, index = by_status)]
struct Total {
    order_id: String,
    total: u64,
}

#[tokio::test]
async fn an_index_that_includes_attributes_gives_those_and_the_keys() {
    let (db, orders) = six().await;
    let shipped: Vec<OrdersByStatus> = Orders::by_status().query(Status::Shipped).all(&db).await.expect("a query");
    assert_eq!(
        ids(shipped.iter().map(|entry| &entry.order_id)),
        ["ord_5", "ord_3", "ord_1"],
        "in the order of created_at"
    );
    let (entry, order) = (&shipped[0], &orders[4]);
    assert_eq!(
        (entry.total, entry.items_count, &entry.created_at),
        (order.total, order.items_count, &order.created_at)
    );
    assert_eq!(entry.key(), order.key());
    assert_eq!(Orders::get(entry.key()).send(&db).await.expect("get").as_ref(), Some(order));
}

#[tokio::test]
async fn sort_key_conditions_and_directions() {
    let (db, _) = six().await;
    let query = || Orders::by_date().query("usr_1");
    let read = async |query: Vec<Orders>| query.iter().map(|order| order.order_id.clone()).collect::<Vec<_>>();
    let day = |day: u8| format!("2025-01-0{day}T00:00:00Z");
    assert_eq!(read(query().sk_eq(day(1)).all(&db).await.expect("eq")).await, ["ord_6"]);
    assert_eq!(read(query().sk_gt(day(4)).all(&db).await.expect("gt")).await, ["ord_2", "ord_1"]);
    assert_eq!(read(query().sk_gte(day(5)).all(&db).await.expect("gte")).await, ["ord_2", "ord_1"]);
    assert_eq!(read(query().sk_lt(day(3)).all(&db).await.expect("lt")).await, ["ord_6", "ord_5"]);
    assert_eq!(read(query().sk_lte(day(2)).all(&db).await.expect("lte")).await, ["ord_6", "ord_5"]);
    assert_eq!(read(query().sk_between(day(2), day(3)).all(&db).await.expect("between")).await, ["ord_5", "ord_4"]);
    assert_eq!(read(query().sk_begins_with("2025-01-03").all(&db).await.expect("begins")).await, ["ord_4"]);
    assert_eq!(read(query().sk_gt(day(4)).descending().all(&db).await.expect("gt")).await, ["ord_1", "ord_2"]);
    assert_eq!(
        query().descending().first(&db).await.expect("first").map(|order| order.order_id).as_deref(),
        Some("ord_1")
    );
    assert_eq!(query().count(&db).await.expect("a count"), 6);
}

#[tokio::test]
async fn an_index_of_everything_gives_the_struct() {
    let (db, orders) = six().await;
    let all: Vec<Orders> = Orders::by_date().query("usr_1").descending().all(&db).await.expect("a query");
    assert_eq!(all, orders);
}

#[tokio::test]
async fn a_sparse_index_has_only_items_with_its_key() {
    let (db, _) = six().await;
    let eu: Vec<OrdersByRegion> = Orders::by_region().query("EU").all(&db).await.expect("a query");
    let mut found = ids(eu.iter().map(|entry| &entry.order_id));
    found.sort_unstable();
    assert_eq!(found, ["ord_3", "ord_6"]);
    assert_eq!(Orders::by_region().scan().count(&db).await.expect("a count"), 2);
    assert_eq!(Orders::scan().count(&db).await.expect("a count"), 6);
}

#[tokio::test]
async fn entries_follow_their_items() {
    let (db, orders) = six().await;
    Orders::update(orders[1].key()).set(Orders::REGION, "EU".to_owned()).send(&db).await.expect("in");
    Orders::update(orders[2].key()).remove(Orders::REGION).send(&db).await.expect("out");
    Orders::update(orders[5].key()).set(Orders::REGION, "US".to_owned()).send(&db).await.expect("over");
    let eu = Orders::by_region().query("EU").all(&db).await.expect("a query");
    assert_eq!(ids(eu.iter().map(|entry| &entry.order_id)), ["ord_2"]);
    Orders { region: None, ..order(2) }.put().send(&db).await.expect("put");
    assert_eq!(Orders::by_region().query("EU").count(&db).await.expect("a count"), 0);
}

#[tokio::test]
async fn selections_filters_and_partial_structs_of_an_index() {
    let (db, _) = six().await;
    let query = || Orders::by_status().query(Status::Shipped);
    let totals = query().select((Orders::TOTAL, Orders::ORDER_ID)).all(&db).await.expect("a query");
    assert_eq!(totals, [(50, "ord_5".to_owned()), (30, "ord_3".to_owned()), (10, "ord_1".to_owned())]);
    let totals = query().filter(Orders::TOTAL.gt(20)).select_as::<Total>().all(&db).await.expect("a query");
    assert_eq!(
        totals,
        [Total { order_id: "ord_5".to_owned(), total: 50 }, Total { order_id: "ord_3".to_owned(), total: 30 }]
    );
    let items = query().filter(attr("items_count").eq(97)).select_paths(["total"]).all(&db).await.expect("a query");
    assert_eq!(items.len(), 1);
    assert_eq!((items[0].len(), items[0].read::<u8>("total").expect("a number")), (1, Some(30)));
    let whole = query().free_form().all(&db).await.expect("a query");
    assert_eq!(whole[0].len(), 6, "keys of the index and the table, and two more: {:?}", whole[0]);
}

#[tokio::test(start_paused = true)]
async fn what_an_index_does_not_project_is_refused_without_a_request() {
    let (db, faults) = crate::support::faulty();
    let query = || Orders::by_status().query(Status::Shipped);
    for error in [
        query().select_paths(["descr"]).all(&db).await.expect_err("not projected"),
        query().select_paths(["total", "address.city"]).all(&db).await.expect_err("not projected"),
        query().filter(Orders::PAID.gt(1)).all(&db).await.expect_err("not projected"),
        query().filter(attr("nowhere").exists()).all(&db).await.expect_err("not projected"),
        Orders::by_region().scan().filter(Orders::TOTAL.gt(1)).all(&db).await.expect_err("not projected"),
        Orders::by_region().scan().select_paths(["total"]).all(&db).await.expect_err("not projected"),
    ] {
        assert_eq!(error.kind(), dkmio::ErrorKind::InvalidProjection, "{error}");
        assert!(error.index().is_some_and(|index| error.to_string().contains(index)), "{error}");
    }
    assert!(faults.calls().is_empty());
}
