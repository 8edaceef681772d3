//! Batches that end early: by rounds without progress, by a deadline.

use std::time::Duration;

use dkmio::{Backoff, BatchGetResult, BatchStopReason, BatchWrite, DynamoTable, ErrorKind};
use dkmio_embedded::Operation::{BatchGetItem, BatchWriteItem};
use tokio::time::Instant;

use super::model::{Rows, count, quick, ready, ready_far_away, ready_with, row, rows, stored_ids};

fn batch(ids: std::ops::Range<u64>) -> BatchWrite {
    ids.map(row).fold(BatchWrite::new(), |batch, row| batch.put(&row))
}

#[tokio::test(start_paused = true)]
async fn rounds_without_progress_end_a_batch_with_unprocessed_entries() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).partial(4);
    faults.on(BatchWriteItem).times(3).partial(0);
    let error = batch(0..10)
        .backoff(quick().max_rounds_without_progress(3))
        .send_or_unprocessed(&db)
        .await
        .expect_err("no progress");
    assert_eq!((error.kind(), error.stop_reason()), (ErrorKind::Unprocessed, BatchStopReason::NoProgress));
    assert_eq!(error.done(), 4);
    assert!(!error.error().maybe_applied());
    assert_eq!(error.error().operation(), Some("BatchWriteItem"));
    assert_eq!(error.error().table(), Some("rows"));
    assert_eq!(stored_ids(&db).await, [0, 1, 2, 3]);
    assert_eq!(error.unprocessed().puts::<Rows>().expect("rows"), rows(4..10));
    assert_eq!(
        error.unprocessed().entries().map(dkmio::batch::BatchEntry::position).collect::<Vec<_>>(),
        [4, 5, 6, 7, 8, 9]
    );

    error.into_unprocessed().send(&db).await.expect("the rest");
    assert_eq!(stored_ids(&db).await, Vec::from_iter(0..10));
}

#[tokio::test(start_paused = true)]
async fn progress_starts_the_count_of_rounds_anew() {
    let (db, faults) = ready().await;
    for _ in 0..10 {
        faults.on(BatchWriteItem).times(2).partial(0);
        faults.on(BatchWriteItem).partial(1);
    }
    batch(0..11).backoff(quick().max_rounds_without_progress(3)).send(&db).await.expect("never three in a row");
    assert_eq!(stored_ids(&db).await.len(), 11);
}

#[tokio::test(start_paused = true)]
async fn requests_that_fail_together_are_one_round() {
    let (db, network, service) = ready_far_away().await;
    service.on(BatchWriteItem).times(8).partial(0);
    Rows::batch_put(rows(0..200))
        .concurrency(8)
        .backoff(quick().max_rounds_without_progress(2))
        .send(&db)
        .await
        .expect("one round only");
    assert_eq!(network.in_flight_max(), 8);
    assert_eq!(stored_ids(&db).await.len(), 200);
}

#[tokio::test(start_paused = true)]
async fn reads_that_end_early_tell_found_missing_and_unprocessed() {
    let (db, faults) = ready_with([1, 2, 3]).await;
    faults.on(BatchGetItem).partial(3);
    faults.on(BatchGetItem).times(2).partial(0);
    let get = Rows::batch_get([1_u64, 9, 2, 3, 1, 8]).backoff(quick().max_rounds_without_progress(2));
    let error = get.send_or_unprocessed(&db).await.expect_err("no progress");
    assert_eq!((error.kind(), error.done()), (ErrorKind::Unprocessed, 3));
    let slots = error.unprocessed().results().expect("rows");
    use BatchGetResult::{Found, Missing, Unprocessed};
    assert_eq!(slots, [Found(row(1)), Missing, Found(row(2)), Unprocessed, Found(row(1)), Unprocessed]);
    assert_eq!(error.unprocessed().len(), 2);

    faults.clear_calls();
    let got = error.into_unprocessed().send(&db).await.expect("the rest");
    assert_eq!(got, [Some(row(1)), None, Some(row(2)), Some(row(3)), Some(row(1)), None]);
    assert_eq!(super::model::sizes(&faults, BatchGetItem, "rows"), [2]);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_the_waiting() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).nth(2).always().partial(0);
    let start = Instant::now();
    let patient = Backoff::new().initial(Duration::from_secs(5)).max_rounds_without_progress(1000);
    let batch = batch(0..30).concurrency(1).backoff(patient).deadline(Duration::from_secs(7));
    let error = batch.send_or_unprocessed(&db).await.expect_err("the deadline");
    assert_eq!((error.kind(), error.stop_reason()), (ErrorKind::Unprocessed, BatchStopReason::Deadline));
    assert!((7000..7100).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
    assert_eq!((error.done(), error.unprocessed().len()), (25, 5));
    assert!(!error.error().maybe_applied());
    assert!(error.to_string().ends_with("the deadline passed"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_a_request_without_a_response() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).nth(2).stall();
    let error = batch(0..30).deadline(Duration::from_secs(3)).send_or_unprocessed(&db).await.expect_err("the deadline");
    assert_eq!(error.stop_reason(), BatchStopReason::Deadline);
    assert!(error.error().maybe_applied());
    assert_eq!(error.done(), 25);
    assert!(error.unprocessed().entries().all(dkmio::batch::BatchEntry::maybe_applied));
    assert_eq!(error.unprocessed().len(), 5);
    assert_eq!(count(&faults, BatchWriteItem), 2);
    error.into_unprocessed().send(&db).await.expect("the rest");
    assert_eq!(stored_ids(&db).await.len(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_reads_too() {
    let (db, faults) = ready_with([1]).await;
    faults.on(BatchGetItem).stall();
    let get = Rows::batch_get([1_u64]).deadline(Duration::from_secs(3));
    let error = get.send_or_unprocessed(&db).await.expect_err("the deadline");
    assert!(!error.error().maybe_applied());
    assert_eq!(error.into_unprocessed().send(&db).await.expect("read"), [Some(row(1))]);
}
