//! Filters that are refused before anything is sent, or need no request.

use dkmio::{DynamoTable, ErrorKind, attr};
use dkmio_embedded::Operation;

use super::table::{bodies, ids, orders};
use crate::models::{Orders, Status};
use crate::support;

#[tokio::test(start_paused = true)]
async fn a_query_filters_on_no_key_of_what_it_queries() {
    let (db, faults) = support::faulty();
    let on_table = Orders::query("u").filter(Orders::ORDER_ID.gt("o1")).all(&db).await.unwrap_err();
    assert_eq!(on_table.kind(), ErrorKind::Validation);
    assert!(on_table.to_string().contains("`order_id` is a key attribute"), "{on_table}");
    let on_index = Orders::by_status().query(Status::Pending).filter(Orders::CREATED_AT.gt("2025"));
    let on_index = on_index.count(&db).await.unwrap_err();
    assert!(on_index.to_string().contains("`created_at` is a key attribute"), "{on_index}");
    assert_eq!(on_index.index(), Some("gsi-status-date"));
    let nested = !(Orders::TOTAL.gt(1) | attr("user_id").begins_with("u"));
    let nested = Orders::query("u").filter(nested).page(&db).await.unwrap_err();
    assert!(nested.to_string().contains("`user_id` is a key attribute"), "{nested}");
    let as_operand = Orders::query("u").filter(Orders::DESCRIPTION.eq(Orders::ORDER_ID)).all(&db).await.unwrap_err();
    assert!(as_operand.to_string().contains("`order_id`"), "{as_operand}");
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn the_keys_of_the_table_can_be_filtered_on_in_an_index() {
    let db = support::db().await;
    orders(&db, 6).await;
    let filtered = Orders::by_date().query("u").filter(Orders::ORDER_ID.gt("o03")).all(&db).await.unwrap();
    assert_eq!(ids(&filtered), ["o04", "o05"]);
}

#[tokio::test]
async fn a_scan_may_filter_on_keys() {
    let db = support::db().await;
    orders(&db, 6).await;
    let filtered = Orders::scan().filter(Orders::ORDER_ID.gt("o03")).all(&db).await.unwrap();
    assert_eq!(filtered.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_filter_on_what_the_index_does_not_project_is_refused() {
    let (db, faults) = support::faulty();
    let error = Orders::by_region().query("EU").filter(Orders::PAID.gt(1)).all(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidProjection);
    assert!(error.to_string().contains("`paid` is not projected"), "{error}");
    let error = Orders::by_status().scan().filter(attr("address.city").eq("Lima")).count(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidProjection);
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn is_in_without_operands_has_no_results_and_sends_nothing() {
    let (db, faults) = support::faulty();
    let none = || Orders::query("u").filter(Orders::TOTAL.is_in(Vec::<u64>::new()));
    assert!(none().all(&db).await.unwrap().is_empty());
    assert_eq!(none().count(&db).await.unwrap(), 0);
    let page = none().page(&db).await.unwrap();
    assert!(page.items.is_empty() && page.next.is_none());
    assert!(faults.calls().is_empty());
    assert!(none().explain().unwrap().warnings.iter().any(|warning| warning.contains("no request is sent")));
}

#[tokio::test(start_paused = true)]
async fn is_in_with_more_than_100_operands_is_split() {
    let (db, faults) = support::faulty();
    orders(&db, 10).await;
    faults.clear_calls();
    let many = Orders::query("u").filter(Orders::TOTAL.is_in(700..=994)).all(&db).await.unwrap();
    assert_eq!(ids(&many), ["o06", "o07", "o08", "o09"]);
    let sent = bodies(&faults, Operation::Query);
    let filter = sent[0]["FilterExpression"].as_str().unwrap();
    assert_eq!(filter.matches(" IN (").count(), 3);
    let others = Orders::query("u").filter(!Orders::TOTAL.is_in(700..=994)).all(&db).await.unwrap();
    assert_eq!(ids(&others), ["o00", "o01", "o02", "o03", "o04", "o05"]);
}

#[tokio::test(start_paused = true)]
async fn between_with_low_above_high_is_refused() {
    let (db, faults) = support::faulty();
    let filter = Orders::query("u").filter(Orders::TOTAL.between(10, 9)).all(&db).await.unwrap_err();
    assert!(filter.to_string().contains("the low end of `between` on `total`"), "{filter}");
    let key = Orders::query("u").sk_between("b", "a").all(&db).await.unwrap_err();
    assert!(key.to_string().contains("`order_id`"), "{key}");
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn explain_warns_of_what_a_filter_hides() {
    let explained = Orders::query("u").filter(Orders::TOTAL.gt(1)).explain().unwrap();
    assert!(explained.warnings.iter().any(|warning| warning.contains("charged")));
    let scan = Orders::scan().segments(4).max_read_units_per_second(5).explain().unwrap();
    assert!(scan.warnings.iter().any(|warning| warning.contains("whole table")));
    assert!(scan.to_string().contains("TotalSegments: 4"));
    assert!(Orders::query("u").explain().unwrap().warnings.is_empty());
}
