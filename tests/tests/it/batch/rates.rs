//! The write rate: no second exceeds it, from the first one on.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use dkmio::{Backoff, BatchProgress, BatchWrite, DynamoTable};
use dkmio_embedded::Operation::BatchWriteItem;
use serde_json::json;
use tokio::time::Instant;

use super::model::{Rows, count, ready, ready_far_away, row, rows, sizes, stored_ids};

/// When how many units were consumed.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<(Instant, f64)>>>);

impl Log {
    fn listener(&self) -> impl FnMut(&BatchProgress) + Send + 'static {
        let (log, mut before) = (self.0.clone(), 0.0);
        move |progress| {
            log.lock().expect("log").push((Instant::now(), progress.capacity_units - before));
            before = progress.capacity_units;
        }
    }

    /// The most units consumed in a span of one second.
    fn most_in_a_second(&self) -> f64 {
        let log = self.0.lock().expect("log");
        let from = |start: &(Instant, f64)| {
            let end = start.0 + Duration::from_secs(1);
            log.iter().filter(|(at, _)| (start.0..=end).contains(at)).map(|(_, units)| units).sum::<f64>()
        };
        log.iter().map(from).fold(0.0, f64::max)
    }
}

#[tokio::test(start_paused = true)]
async fn no_second_exceeds_the_rate() {
    for (rate, concurrency) in [(1000, 4), (1000, 1), (333, 4), (200, 8), (60, 4), (25, 2), (20, 4), (7, 4), (1, 1)] {
        let (db, _) = ready().await;
        let log = Log::default();
        let entries = u64::from(rate) * 2;
        let start = Instant::now();
        let batch = Rows::batch_put(rows(0..entries)).concurrency(concurrency).max_write_units_per_second(rate);
        batch.on_progress(log.listener()).send(&db).await.expect("written");
        let most = log.most_in_a_second();
        assert!(most <= f64::from(rate), "{most} units in a second at a rate of {rate}");
        assert!(start.elapsed() <= Duration::from_millis(2200), "{:?} at a rate of {rate}", start.elapsed());
        assert_eq!(stored_ids(&db).await.len() as u64, entries);
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_of_the_source_does_not_save_up_units() {
    use futures::StreamExt as _;
    let (db, _) = ready().await;
    let log = Log::default();
    let source = futures::stream::iter(rows(0..600)).then(|row| async move {
        if row.id.is_multiple_of(200) {
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
        row
    });
    let batch = Rows::batch_put_stream(source).max_write_units_per_second(100).on_progress(log.listener());
    batch.send(&db).await.expect("written");
    assert!(log.most_in_a_second() <= 100.0, "{} units in a second", log.most_in_a_second());
}

/// Responses that say that each item consumed four units, as those of a table with three indexes do.
fn expensive(units: f64) -> String {
    json!({"UnprocessedItems": {}, "ConsumedCapacity": [{"TableName": "rows", "CapacityUnits": units}]}).to_string()
}

#[tokio::test(start_paused = true)]
async fn the_rate_is_that_of_the_units_consumed_and_not_of_those_estimated() {
    let (db, network, service) = ready_far_away().await;
    service.on(BatchWriteItem).always().respond(200, [("x-test", "1")], expensive(100.0));
    let log = Log::default();
    let start = Instant::now();
    let batch = Rows::batch_put(rows(0..500)).concurrency(8).max_write_units_per_second(400);
    let done = batch.on_progress(log.listener()).send(&db).await.expect("written");
    assert_eq!(done.capacity_units, 2000.0);
    assert_eq!(count(&network, BatchWriteItem), 20);
    assert!(log.most_in_a_second() <= 500.0, "{} units in a second", log.most_in_a_second());
    assert!((4..=6).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_request_has_no_more_than_a_seconds_worth() {
    let (db, faults) = ready().await;
    Rows::batch_put(rows(0..50)).max_write_units_per_second(10).send(&db).await.expect("written");
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [10; 5]);
    faults.clear_calls();
    let collected = rows(0..50).iter().fold(BatchWrite::new(), BatchWrite::put);
    collected.max_write_units_per_second(10).send(&db).await.expect("written");
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [10; 5]);
    // A rate of zero, at which no write would ever be sent, is one of a unit.
    faults.clear_calls();
    Rows::batch_put(rows(0..2)).max_write_units_per_second(0).send(&db).await.expect("written");
    let collected = rows(0..2).iter().fold(BatchWrite::new(), BatchWrite::put);
    collected.max_write_units_per_second(0).send(&db).await.expect("written");
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [1; 4]);
    // An item above the rate goes alone.
    faults.clear_calls();
    let large = |id| Rows { body: "x".repeat(20 * 1024), ..row(id) };
    Rows::batch_put([large(1), large(2)]).max_write_units_per_second(10).send(&db).await.expect("written");
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [1, 1]);
}

#[tokio::test(start_paused = true)]
async fn an_impossible_figure_is_replaced_by_the_estimate() {
    let figures = ["\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "-1e300", "-1"];
    let with_figure = |figure| format!(r#"{{"ConsumedCapacity":[{{"TableName":"rows","CapacityUnits":{figure}}}]}}"#);
    let without = ["{}", r#"{"ConsumedCapacity":[]}"#, r#"{"ConsumedCapacity":[{"TableName":"rows"}]}"#];
    for response in figures.map(with_figure).into_iter().chain(without.map(str::to_owned)) {
        let (db, faults) = ready().await;
        faults.on(BatchWriteItem).always().respond(200, [("x-test", "1")], response.clone());
        let start = Instant::now();
        let batch = Rows::batch_put(rows(0..400)).max_write_units_per_second(100);
        let done = batch.send(&db).await.expect("written");
        assert!((3..=4).contains(&start.elapsed().as_secs()), "{response}: {:?}", start.elapsed());
        assert_eq!(done.capacity_units, 0.0, "{response}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_figure_beyond_the_clock_makes_the_batch_wait_and_not_panic() {
    for figure in [json!(1e20), json!(1e300), json!(f64::MAX)] {
        let (db, faults) = ready().await;
        let response = json!({"ConsumedCapacity": [{"TableName": "rows", "CapacityUnits": figure}]}).to_string();
        faults.on(BatchWriteItem).always().respond(200, [("x-test", "1")], response);
        let batch = Rows::batch_put(rows(0..50)).concurrency(1).max_write_units_per_second(100);
        let batch = batch.deadline(Duration::from_secs(60 * 60));
        let error = batch.send_or_unprocessed(&db).await.expect_err("the second request is never sent");
        assert_eq!((error.done(), error.stop_reason()), (25, dkmio::BatchStopReason::Deadline), "{figure}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_cost_of_an_entry_is_that_of_the_entries_which_were_written() {
    let (db, faults) = ready().await;
    // Twenty of 25 entries cost three units each, so forty units are for thirteen more.
    let unprocessed: Vec<_> =
        (20..25).map(|id| json!({"PutRequest": {"Item": {"id": {"N": id.to_string()}}}})).collect();
    let consumed = json!([{"TableName": "rows", "CapacityUnits": 60}]);
    let response = json!({"UnprocessedItems": {"rows": unprocessed}, "ConsumedCapacity": consumed});
    faults.on(BatchWriteItem).respond(200, [("x-test", "1")], response.to_string());
    Rows::batch_put(rows(0..100)).max_write_units_per_second(100).send(&db).await.expect("written");
    assert_eq!(sizes(&faults, BatchWriteItem, "rows")[..2], [25, 13]);
}

#[tokio::test(start_paused = true)]
async fn the_longest_waits_do_not_overflow_the_clock() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).partial(0);
    let backoff = Backoff::new().initial(Duration::MAX).max(Duration::MAX);
    let batch = Rows::batch_put(rows(0..3)).backoff(backoff).deadline(Duration::from_secs(60));
    let error = batch.send_or_unprocessed(&db).await.expect_err("the wait is longer than the deadline");
    assert_eq!(error.stop_reason(), dkmio::BatchStopReason::Deadline);
    faults.on(BatchWriteItem).partial(0);
    let batch = Rows::batch_put(rows(0..3)).deadline(Duration::MAX);
    batch.send(&db).await.expect("the deadline is beyond the clock");
}
