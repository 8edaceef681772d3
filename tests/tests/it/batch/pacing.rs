//! How fast a batch goes: waits, concurrency, rates.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use dkmio::{Backoff, DynamoTable};
use dkmio_embedded::Operation::{BatchGetItem, BatchWriteItem};
use tokio::time::Instant;

use super::model::{Rows, count, ready, ready_far_away, ready_with, rows, sizes, stored_ids};

#[tokio::test(start_paused = true)]
async fn there_is_a_wait_before_each_round() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).times(9).partial(0);
    // Even without any time between them, nine rounds take nine waits of at least a millisecond.
    let backoff = Backoff::new().initial(Duration::ZERO).max(Duration::ZERO);
    let start = Instant::now();
    Rows::batch_put(rows(0..3)).backoff(backoff).send(&db).await.expect("written");
    assert!(start.elapsed() >= Duration::from_millis(9), "{:?}", start.elapsed());
    assert_eq!(count(&faults, BatchWriteItem), 10);
}

#[tokio::test(start_paused = true)]
async fn waits_stay_below_their_cap() {
    let (db, faults) = ready().await;
    faults.on(BatchGetItem).times(60).partial(0);
    let backoff = Backoff::new()
        .initial(Duration::from_millis(100))
        .max(Duration::from_millis(200))
        .max_rounds_without_progress(100);
    let start = Instant::now();
    Rows::batch_get([1_u64]).backoff(backoff).send(&db).await.expect("read");
    assert!(start.elapsed() <= Duration::from_millis(60 * 202), "{:?}", start.elapsed());
    // Full jitter is half of the longest wait on average. Sixty waits that are all below a quarter of it do not happen.
    assert!(start.elapsed() >= Duration::from_millis(60 * 50), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_throttled_request_slows_the_others_of_its_table_down() {
    let refusals: [fn(dkmio_embedded::Rule<'_>); 2] = [|rule| rule.partial(0), |rule| rule.throttle()];
    for refuse in refusals {
        let (db, network, service) = ready_far_away().await;
        refuse(service.on(BatchWriteItem).times(8));
        let log = Arc::new(Mutex::new(Vec::new()));
        let (watch, told) = (network.clone(), log.clone());
        let batch = Rows::batch_put(rows(0..1000)).concurrency(8).on_progress(move |progress| {
            told.lock().expect("log").push((count(&watch, BatchWriteItem), watch.in_flight_max()));
            if progress.requests == 8 {
                watch.reset_in_flight_max();
            }
        });
        batch.send(&db).await.expect("written");
        let log = log.lock().expect("log").clone();
        // While the eight responses arrive, no further request is sent: the whole table waits.
        assert_eq!(log[..8], [(8, 8); 8]);
        // Then four are in flight, because the limit was halved once, and in the end eight again.
        assert_eq!(log[8], (12, 4));
        assert_eq!(log.last().map(|(_, most)| *most), Some(8));
    }
}

/// Writes three rows, of which requests leave unprocessed what is not kept. Returns whether all were written, the number of requests,
/// and the time in milliseconds. Every wait is one of a millisecond.
async fn rounds(kept: &[usize]) -> (bool, usize, u128) {
    let (db, faults) = ready().await;
    kept.iter().for_each(|kept| faults.on(BatchWriteItem).partial(*kept));
    let backoff = Backoff::new().initial(Duration::ZERO).max_rounds_without_progress(3);
    let start = Instant::now();
    let result = Rows::batch_put(rows(0..3)).backoff(backoff).send(&db).await;
    (result.is_ok(), count(&faults, BatchWriteItem), start.elapsed().as_millis())
}

#[tokio::test(start_paused = true)]
async fn a_batch_waits_once_for_each_round_and_ends_after_three_without_progress() {
    for (kept, expected) in [
        (vec![], (true, 1, 0)),
        (vec![2], (true, 2, 1)),
        (vec![1, 1], (true, 3, 2)),
        (vec![0, 0], (true, 3, 2)),
        (vec![0, 0, 0], (false, 3, 2)),
        (vec![0, 0, 1, 0, 0], (true, 6, 5)),
        (vec![1, 0, 0, 0], (false, 4, 3)),
        (vec![0, 0, 2, 0, 0, 0], (false, 6, 5)),
    ] {
        assert_eq!(rounds(&kept).await, expected, "{kept:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttled_table_does_not_delay_another_one() {
    use super::model::{Blobs, blob};
    let (db, faults) = ready().await;
    let both = |request: &dkmio_embedded::RequestView| request.tables().contains(&"rows".to_owned());
    faults.on(BatchWriteItem).when(both).times(6).throttle();
    let mut batch = dkmio::BatchWrite::new();
    for row in rows(0..25) {
        batch = batch.put(&row);
    }
    for at in 0..25_u8 {
        batch = batch.put(&blob("a", &[at]));
    }
    let backoff = Backoff::new().initial(Duration::from_secs(100)).max(Duration::from_secs(100));
    let done = batch.backoff(backoff).concurrency(1).on_progress(|_| {}).send(&db).await.expect("written");
    assert_eq!(done.items, 50);
    let calls = sizes(&faults, BatchWriteItem, "blobs");
    let first = calls.iter().position(|entries| *entries == 25).expect("a request of blobs");
    assert!(first < calls.len() - 1, "blobs waited for rows: {calls:?}");
    assert_eq!(Blobs::scan().all(&db).await.expect("scan").len(), 25);
}

#[tokio::test(start_paused = true)]
async fn a_rate_is_kept_by_what_the_service_says_was_consumed() {
    let (db, faults) = ready().await;
    let start = Instant::now();
    let done = Rows::batch_put(rows(0..200)).max_write_units_per_second(20).send(&db).await.expect("written");
    // One unit an item. Nothing waits for the units of the last request.
    assert!(done.capacity_units >= 200.0, "{}", done.capacity_units);
    assert!((8..=10).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    assert!(sizes(&faults, BatchWriteItem, "rows").iter().all(|entries| *entries == 20));
}

#[tokio::test(start_paused = true)]
async fn progress_is_reported_after_each_response_and_ends_with_all() {
    let (db, faults) = ready_with([]).await;
    faults.on(BatchWriteItem).nth(2).partial(5);
    let log = Arc::new(Mutex::new(Vec::new()));
    let told = log.clone();
    let batch = Rows::batch_put(rows(0..60))
        .concurrency(1)
        .on_progress(move |progress| told.lock().expect("log").push(*progress));
    let done = batch.send(&db).await.expect("written");
    let log = log.lock().expect("log").clone();
    assert_eq!(log.iter().map(|progress| progress.items).collect::<Vec<_>>(), [25, 30, 55, 60]);
    assert_eq!(log.iter().map(|progress| progress.requests).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(log.last(), Some(&done));
    assert_eq!(done.retried, 20);
    assert_eq!(stored_ids(&db).await.len(), 60);
}

#[tokio::test]
async fn capacity_is_summed_over_all_requests() {
    let (db, _) = ready().await;
    let meter = dkmio::CapacityMeter::new();
    let done = Rows::batch_put(rows(0..60)).meter(&meter).send(&db).await.expect("written");
    assert_eq!(meter.take().total, 60.0);
    assert_eq!(done.capacity_units, 60.0);
    let got = Rows::batch_get(0..150_u64).consistent().meter(&meter).send(&db).await.expect("read");
    let capacity = meter.capacity();
    assert_eq!(got.iter().flatten().count(), 60);
    assert!(capacity.total >= 60.0, "{}", capacity.total);
}
