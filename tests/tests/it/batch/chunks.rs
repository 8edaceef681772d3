//! Requests of the size that the service takes, and no more of them at a time than asked for.

use std::time::Duration;

use dkmio::{BatchWrite, DynamoTable, ErrorKind};
use dkmio_embedded::Operation::{BatchGetItem, BatchWriteItem};

use super::model::{Rows, bodies, count, ready, ready_with, row, rows, sizes, stored_ids};

#[tokio::test(start_paused = true)]
async fn twenty_five_writes_and_a_hundred_keys_to_a_request() {
    let (db, faults) = ready().await;
    for (entries, writes, gets) in [
        (1, vec![1], vec![1]),
        (25, vec![25], vec![25]),
        (26, vec![25, 1], vec![26]),
        (101, vec![25, 25, 25, 25, 1], vec![100, 1]),
    ] {
        faults.clear_calls();
        Rows::batch_put(rows(0..entries)).concurrency(1).send(&db).await.expect("written");
        assert_eq!(sizes(&faults, BatchWriteItem, "rows"), writes);
        Rows::batch_get(0..entries).concurrency(1).send(&db).await.expect("read");
        assert_eq!(sizes(&faults, BatchGetItem, "rows"), gets);
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_stays_below_16_mb_of_json() {
    let (db, faults) = ready().await;
    // 395 KB that are twice as many in JSON: 25 of them would be more than 19 MB
    let body = "\"".repeat(395 * 1024);
    let large: Vec<_> = (0..25).map(|id| Rows { id, body: body.clone(), note: None }).collect();
    Rows::batch_put(&large).send(&db).await.expect("written");
    let sent = bodies(&faults, BatchWriteItem);
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|body| body.to_string().len() <= 16 * 1024 * 1024));
    assert_eq!(count(&faults, BatchWriteItem), 2);
    // The service cuts the responses of reads at 16 MB, dkmio does not.
    assert_eq!(stored_ids(&db).await.len(), 25);
}

#[tokio::test(start_paused = true)]
async fn an_item_over_400_kb_is_refused_with_its_position_before_anything_is_sent() {
    let (db, faults) = ready().await;
    let large = Rows { body: "x".repeat(400 * 1024), ..row(3) };
    let batch = BatchWrite::new().put(&row(1)).put(&row(2)).put(&large);
    let error = batch.send_or_unprocessed(&db).await.expect_err("too large");
    assert_eq!(error.kind(), ErrorKind::ItemTooLarge);
    assert_eq!(error.entry(), Some(2));
    assert!(error.to_string().starts_with("BatchWriteItem on `rows`, entry 2: item too large"), "{error}");
    assert_eq!(error.done(), 0);
    assert_eq!(count(&faults, BatchWriteItem), 0);
}

#[tokio::test(start_paused = true)]
async fn no_more_requests_are_in_flight_than_asked_for() {
    for (asked, most) in [(1, 1), (3, 3), (8, 8)] {
        let (db, faults) = ready().await;
        faults.on(BatchWriteItem).always().delay(Duration::from_millis(20));
        faults.on(BatchGetItem).always().delay(Duration::from_millis(20));
        faults.reset_in_flight_max();
        Rows::batch_put(rows(0..500)).concurrency(asked).send(&db).await.expect("written");
        assert_eq!(faults.in_flight_max(), most);
        faults.reset_in_flight_max();
        Rows::batch_get(0..1000_u64).concurrency(asked).send(&db).await.expect("read");
        assert_eq!(faults.in_flight_max(), most);
    }
}

#[tokio::test(start_paused = true)]
async fn dropping_the_future_stops_everything_and_writes_nothing_more() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).always().delay(Duration::from_millis(100));
    let batch = Rows::batch_put(rows(0..1000)).concurrency(2);
    let ended = tokio::time::timeout(Duration::from_millis(250), batch.send(&db)).await;
    assert!(ended.is_err());
    let sent = count(&faults, BatchWriteItem);
    assert_eq!(faults.in_flight(), 0);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(count(&faults, BatchWriteItem), sent);
    assert_eq!(sent, 6);
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_is_dropped_writes_nothing() {
    let (db, faults) = ready_with([1]).await;
    drop(BatchWrite::new().put(&row(2)).delete(Rows::key_of(1_u64)));
    drop(Rows::batch_put(rows(5..9)));
    drop(BatchWrite::new().put(&row(3)).send(&db));
    assert_eq!(faults.calls().len(), 0);
    assert_eq!(stored_ids(&db).await, [1]);
}
