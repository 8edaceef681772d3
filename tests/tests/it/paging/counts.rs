//! Counting goes over all pages and transfers no items.

use dkmio::DynamoTable;
use dkmio_embedded::Operation;

use super::table::{bodies, orders};
use crate::models::{Orders, Status};
use crate::support;

#[tokio::test(start_paused = true)]
async fn count_sums_all_pages() {
    let (db, faults) = support::faulty();
    orders(&db, 10).await;
    faults.clear_calls();
    assert_eq!(Orders::query("u").page_size(3).count(&db).await.unwrap(), 10);
    let sent = bodies(&faults, Operation::Query);
    assert_eq!(sent.len(), 4);
    assert!(sent.iter().all(|body| body["Select"] == "COUNT" && body.get("ProjectionExpression").is_none()));
}

#[tokio::test]
async fn count_counts_what_meets_the_filter() {
    let db = support::db().await;
    orders(&db, 10).await;
    let shipped = || Orders::STATUS.eq(Status::Shipped);
    assert_eq!(Orders::query("u").filter(shipped()).page_size(3).count(&db).await.unwrap(), 4);
    assert_eq!(Orders::scan().filter(shipped()).page_size(3).count(&db).await.unwrap(), 4);
    assert_eq!(Orders::by_status().query(Status::Shipped).page_size(1).count(&db).await.unwrap(), 4);
    assert_eq!(Orders::by_amount().query("u").filter(shipped()).page_size(3).count(&db).await.unwrap(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_a_count_is_a_limit_of_results() {
    let (db, faults) = support::faulty();
    orders(&db, 10).await;
    faults.clear_calls();
    let query = Orders::query("u").filter(Orders::TOTAL.gt(0)).page_size(3);
    assert_eq!(query.limit(5).count(&db).await.unwrap(), 5);
    assert_eq!(faults.calls().len(), 2);
}

#[tokio::test]
async fn a_count_with_a_selection_sends_no_projection() {
    let db = support::db().await;
    orders(&db, 4).await;
    assert_eq!(Orders::query("u").select(Orders::TOTAL).count(&db).await.unwrap(), 4);
    let meter = dkmio::CapacityMeter::new();
    assert_eq!(Orders::query("u").page_size(1).meter(&meter).count(&db).await.unwrap(), 4);
    assert!(meter.capacity().total > 0.0);
}

#[tokio::test]
async fn a_count_continues_from_a_cursor() {
    let db = support::db().await;
    orders(&db, 10).await;
    let page = Orders::query("u").page_size(4).page(&db).await.unwrap();
    assert_eq!(Orders::query("u").start_from(page.next.unwrap()).count(&db).await.unwrap(), 6);
}

#[tokio::test(start_paused = true)]
async fn a_count_that_reaches_its_limit_reads_no_other_segment() {
    let (db, faults) = support::faulty();
    faults.on(Operation::Scan).always().respond(200, [("x", "y"); 0], r#"{"Count":2,"ScannedCount":2}"#);
    assert_eq!(Orders::scan().segments(4).concurrency(1).limit(2).count(&db).await.unwrap(), 2);
    assert_eq!(faults.calls().len(), 1);
    assert_eq!(Orders::scan().segments(4).concurrency(1).limit(3).count(&db).await.unwrap(), 3);
    assert_eq!(faults.calls().len(), 3);
}
