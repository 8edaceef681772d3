//! Reads that keep to a rate.

use std::time::Duration;

use dkmio::{DynamoTable, Item};
use futures::TryStreamExt;
use tokio::time::Instant;

use super::table::create;
use crate::models::Events;
use crate::support;

/// Thirty events of 8 KB each: a page of one costs one unit, eventually consistent.
async fn large() -> (dkmio::DynamoDb, dkmio_embedded::Faults) {
    let (db, faults) = support::faulty();
    create::<Events>(&db).await;
    for ts in 0..30 {
        let rest = Item::new().with("text", "x".repeat(7_900)).unwrap();
        Events { device: "d".to_owned(), ts, rest }.put().send(&db).await.unwrap();
    }
    faults.clear_calls();
    (db, faults)
}

/// 30 pages of one unit, of which the first is read at once.
fn fits(took: Duration, units_per_second: u32) -> bool {
    let least = 28.5 / f64::from(units_per_second);
    (least..least + 1.0).contains(&took.as_secs_f64())
}

#[tokio::test(start_paused = true)]
async fn a_read_consumes_no_more_than_its_rate() {
    let (db, faults) = large().await;
    let units = Events::query("d")
        .page_size(1)
        .meter(&dkmio::CapacityMeter::new())
        .page(&db)
        .await
        .unwrap()
        .capacity
        .unwrap()
        .total;
    assert!((units - 1.0).abs() < 1e-9, "{units}");
    for rate in [2, 5] {
        let query = || Events::query("d").page_size(1).max_read_units_per_second(rate);
        let start = Instant::now();
        assert_eq!(query().all(&db).await.unwrap().len(), 30);
        assert!(fits(start.elapsed(), rate), "all at {rate}: {:?}", start.elapsed());
        let start = Instant::now();
        assert_eq!(query().stream(&db).try_collect::<Vec<_>>().await.unwrap().len(), 30);
        assert!(fits(start.elapsed(), rate), "a stream at {rate}: {:?}", start.elapsed());
        let start = Instant::now();
        let scan = Events::scan().page_size(1).max_read_units_per_second(rate);
        assert_eq!(scan.count(&db).await.unwrap(), 30);
        assert!(fits(start.elapsed(), rate), "a count at {rate}: {:?}", start.elapsed());
    }
    let asked =
        faults.calls().into_iter().skip(1).all(|call| call.request().body()["ReturnConsumedCapacity"] == "TOTAL");
    assert!(asked);
}

#[tokio::test(start_paused = true)]
async fn without_a_rate_no_page_waits_and_no_capacity_is_requested() {
    let (db, faults) = large().await;
    let start = Instant::now();
    assert_eq!(Events::query("d").page_size(1).all(&db).await.unwrap().len(), 30);
    assert!(start.elapsed() < Duration::from_millis(100));
    assert!(faults.calls().iter().all(|call| call.request().body().get("ReturnConsumedCapacity").is_none()));
}

#[tokio::test(start_paused = true)]
async fn the_segments_of_a_scan_share_one_rate() {
    let (db, _) = large().await;
    for ts in 0..20 {
        let rest = Item::new().with("text", "x".repeat(7_900)).unwrap();
        Events { device: format!("d{ts}"), ts, rest }.put().send(&db).await.unwrap();
    }
    let start = Instant::now();
    let scan = Events::scan().segments(4).page_size(1).max_read_units_per_second(10);
    assert_eq!(scan.all(&db).await.unwrap().len(), 50);
    let took = start.elapsed().as_secs_f64();
    assert!((4.5..6.5).contains(&took), "{took}");
}

#[tokio::test(start_paused = true)]
async fn a_rate_of_zero_is_refused() {
    let (db, faults) = support::faulty();
    let error = Events::query("d").max_read_units_per_second(0).all(&db).await.unwrap_err();
    assert!(error.is_validation() && error.to_string().contains("max_read_units_per_second"), "{error}");
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn segments_wait_for_the_first_response_and_no_longer() {
    let (db, faults) = large().await;
    let read = Events::scan().segments(4).max_read_units_per_second(1000).all(&db);
    let items = tokio::time::timeout(Duration::from_secs(3600), read).await.expect("an end").unwrap();
    assert_eq!((items.len(), faults.calls().len()), (30, 4));
}
