//! Throttled requests of a batch are resent by dkmio alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use dkmio::aws_sdk_dynamodb::Client;
use dkmio::aws_sdk_dynamodb::config::retry::RetryConfig;
use dkmio::{BatchStopReason, DynamoDb, DynamoTable, ErrorKind};
use dkmio_embedded::Operation::{BatchGetItem, BatchWriteItem, PutItem};
use dkmio_embedded::{Engine, Faults, Operation, config_over};
use tokio::time::Instant;

use super::model::{Rows, count, quick, ready, ready_with, row, rows};
use crate::wire::TokioTime;

#[tokio::test(start_paused = true)]
async fn the_sdk_does_not_retry_a_throttled_request_of_a_batch() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).times(2).throttle();
    let done = Rows::batch_put(rows(0..3)).backoff(quick()).send(&db).await.expect("written");
    // The driver has seen each of the two refusals.
    assert_eq!((done.requests, done.retried, count(&faults, BatchWriteItem)), (3, 6, 3));

    let (db, faults) = ready_with(0..3).await;
    faults.on(BatchGetItem).times(2).throttle();
    let requests = Arc::new(AtomicUsize::new(0));
    let told = requests.clone();
    let get = Rows::batch_get(0..3_u64).backoff(quick());
    let get = get.on_progress(move |progress| told.store(progress.requests, Ordering::SeqCst));
    assert_eq!(get.send(&db).await.expect("read").iter().flatten().count(), 3);
    assert_eq!((requests.load(Ordering::SeqCst), count(&faults, BatchGetItem)), (3, 3));
}

#[tokio::test(start_paused = true)]
async fn every_code_that_counts_as_throttling_is_resent_by_dkmio() {
    for code in ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"] {
        let (db, faults) = ready().await;
        faults.on(BatchWriteItem).times(2).error(400, code, "slow down");
        let done = Rows::batch_put(rows(0..3)).backoff(quick()).send(&db).await.expect("written");
        assert_eq!((done.requests, count(&faults, BatchWriteItem)), (3, 3), "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_sdk_retries_what_is_no_throttling_to_dkmio() {
    for (status, code) in [(500, "InternalServerError"), (400, "LimitExceededException")] {
        let (db, faults) = ready().await;
        faults.on(BatchWriteItem).times(2).error(status, code, "later");
        let done = Rows::batch_put(rows(0..3)).backoff(quick()).send(&db).await.expect("written");
        assert_eq!((done.requests, count(&faults, BatchWriteItem)), (1, 3), "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_sdk_retries_a_throttled_request_that_is_no_batch() {
    let (db, faults) = ready().await;
    faults.on(PutItem).times(2).throttle();
    row(1).put().send(&db).await.expect("written");
    assert_eq!(count(&faults, PutItem), 3);
}

#[tokio::test(start_paused = true)]
async fn in_adaptive_mode_the_sdk_retries_as_always() {
    let faults = Faults::over(Engine::memory().expect("engine"));
    let config = config_over(faults.clone()).retry_config(RetryConfig::adaptive()).time_source(TokioTime::now());
    let db = DynamoDb::from_client(Client::from_conf(config.build()));
    Rows::create_table().send(&db).await.expect("table");
    faults.clear_calls();
    faults.on(BatchWriteItem).times(2).throttle();
    let done = Rows::batch_put(rows(0..3)).backoff(quick()).send(&db).await.expect("written");
    assert_eq!((done.requests, count(&faults, BatchWriteItem)), (1, 3));
}

/// How long a batch waits on average until it reports a table that is always throttled, by the paused clock.
async fn patience(operation: Operation) -> Duration {
    const RUNS: u32 = 40;
    let mut total = Duration::ZERO;
    for _ in 0..RUNS {
        let (db, faults) = ready().await;
        faults.on(operation).always().throttle();
        let start = Instant::now();
        let (reason, kind) = if operation == BatchWriteItem {
            let error = Rows::batch_put(rows(0..3)).send_or_unprocessed(&db).await.expect_err("no progress");
            (error.stop_reason(), error.kind())
        } else {
            let error = Rows::batch_get(0..3_u64).send_or_unprocessed(&db).await.expect_err("no progress");
            (error.stop_reason(), error.kind())
        };
        assert_eq!((reason, kind), (BatchStopReason::NoProgress, ErrorKind::Throttled));
        assert_eq!(count(&faults, operation), 20);
        total += start.elapsed();
    }
    total / RUNS
}

#[tokio::test(start_paused = true)]
async fn an_always_throttled_table_is_reported_after_half_a_minute() {
    // While the SDK made three attempts of each of ten rounds, it took 23 s on average: 8 s between the rounds, and twice
    // a wait of up to one and of up to two seconds within each.
    for operation in [BatchWriteItem, BatchGetItem] {
        let patience = patience(operation).await;
        assert!((25..45).contains(&patience.as_secs()), "{operation:?}: {patience:?}");
    }
}
