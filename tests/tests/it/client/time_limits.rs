//! Limits on the time of one request.

use std::time::Duration;

use dkmio::aws_sdk_dynamodb::config::retry::RetryConfig;
use dkmio::{Backoff, BatchWrite, CapacityMeter, DynamoDb, DynamoTable, ErrorKind, RetryPolicy, TransactWrite};
use dkmio_embedded::{Engine, Faults, Operation, config_over};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::engine::create;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "counters")]
struct Counters {
    #[pk]
    id: String,
    count: u32,
}

fn counter() -> Counters {
    Counters { id: "c".to_owned(), count: 1 }
}

/// A connection whose SDK retries for hours.
async fn patient() -> (DynamoDb, Faults) {
    let faults = Faults::over(Engine::memory().unwrap());
    let retries = RetryConfig::standard().with_max_attempts(1_000).with_initial_backoff(Duration::from_millis(5));
    let retries = retries.with_max_backoff(Duration::from_millis(20));
    let config = config_over(faults.clone()).retry_config(retries).build();
    let db = DynamoDb::from_client(dkmio::aws_sdk_dynamodb::Client::from_conf(config));
    create::<Counters>(&db).await;
    faults.clear_calls();
    (db, faults)
}

const LIMIT: Duration = Duration::from_millis(150);

#[tokio::test(start_paused = true)]
async fn a_request_without_any_time_is_not_sent() {
    let (db, faults) = patient().await;
    let none = Duration::ZERO;
    let errors = [
        Counters::get("c").timeout(none).send(&db).await.unwrap_err(),
        counter().put().timeout(none).send(&db).await.unwrap_err(),
        Counters::query("c").timeout(none).all(&db).await.unwrap_err(),
        TransactWrite::new().put(counter().put()).timeout(none).send(&db).await.unwrap_err(),
        BatchWrite::new().put(&counter()).timeout(none).send(&db).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::Timeout, false), "{error}");
        assert!(error.to_string().contains("no time is left"), "{error}");
    }
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_request_without_a_response_ends_in_time() {
    let (db, faults) = patient().await;
    faults.on_any().always().stall();
    let began = Instant::now();
    let read = Counters::get("c").timeout(LIMIT).send(&db).await.unwrap_err();
    assert_eq!((read.kind(), read.maybe_applied(), read.attempts()), (ErrorKind::Timeout, false, 1), "{read}");
    for error in [
        counter().put().timeout(LIMIT).send(&db).await.unwrap_err(),
        Counters::update("c").increment(Counters::COUNT, 1).timeout(LIMIT).send(&db).await.unwrap_err(),
        Counters::delete("c").timeout(LIMIT).send(&db).await.unwrap_err(),
        counter().put().timeout(LIMIT).idempotent().send(&db).await.unwrap_err(),
        TransactWrite::new().put(counter().put()).timeout(LIMIT).send(&db).await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::Timeout, true), "{error}");
    }
    assert!(began.elapsed() >= LIMIT * 6, "ended before its time");
}

#[tokio::test(start_paused = true)]
async fn a_write_that_was_only_throttled_did_not_happen() {
    let (db, faults) = patient().await;
    faults.on(Operation::PutItem).always().throttle();
    let error = counter().put().timeout(LIMIT).send(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::Timeout, false), "{error}");
    assert!(error.attempts() > 1, "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn after_the_retry_timeout_the_last_error_is_returned() {
    let (db, faults) = patient().await;
    faults.on_any().always().throttle();
    for error in [
        counter().put().retry_timeout(LIMIT).send(&db).await.unwrap_err(),
        Counters::get("c").retry_timeout(LIMIT).send(&db).await.unwrap_err(),
        Counters::scan().retry_timeout(LIMIT).all(&db).await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::Throttled, false), "{error}");
        assert!((2..1_000).contains(&error.attempts()), "{error:?}");
    }
    let error = counter().put().retry_timeout(Duration::ZERO).send(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, 1));
}

#[tokio::test(start_paused = true)]
async fn conflicts_are_retried_within_the_limits_of_the_request() {
    let (db, faults) = patient().await;
    faults.on_any().always().conflict();
    let policy = || RetryPolicy::new().max_retries(u32::MAX).retry_timeout(Duration::MAX);
    for request in [counter().put().timeout(LIMIT), counter().put().retry_timeout(LIMIT)] {
        let error = request.retries(policy()).send(&db).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TransactionConflict, "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn each_request_of_a_batch_ends_in_time() {
    let (db, faults) = patient().await;
    faults.on_any().always().stall();
    let write = counter().put();
    for error in [
        BatchWrite::new().put(write).timeout(LIMIT).send(&db).await.unwrap_err(),
        Counters::batch_put([counter()]).timeout(LIMIT).send(&db).await.unwrap_err(),
        Counters::batch_delete(["c"]).timeout(LIMIT).send(&db).await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::Timeout, true), "{error}");
        let unprocessed = error.batch().and_then(|batch| batch.unprocessed::<BatchWrite>().map(BatchWrite::len));
        assert_eq!(unprocessed, Some(1));
    }
    let error = Counters::batch_get(["c"]).timeout(LIMIT).send(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::Timeout, false), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_batch_resends_what_was_throttled_until_the_retry_timeout() {
    let (db, faults) = patient().await;
    faults.on_any().always().throttle();
    let moment = Duration::from_millis(1);
    let backoff = Backoff::new().initial(moment).max(moment).max_rounds_without_progress(3);
    let error = Counters::batch_put([counter()]).backoff(backoff).retry_timeout(Duration::ZERO).send(&db).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Throttled);
    // Without retries of the SDK, each round is one attempt.
    assert_eq!(faults.calls().len(), 3);
    faults.clear_calls();
    let error = Counters::batch_get(["c"]).backoff(backoff).retry_timeout(Duration::ZERO).send(&db).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Throttled);
    assert_eq!(faults.calls().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_limits_and_the_meter_of_a_hydrate_are_those_of_its_batches() {
    let (db, faults) = patient().await;
    counter().put().send(&db).await.unwrap();
    let (read, both) = (CapacityMeter::new(), CapacityMeter::new());
    Counters::scan().meter(&read).all(&db).await.unwrap();
    let _ = Counters::scan().meter(&both).hydrate(&db).await.unwrap();
    assert!(both.capacity().total > read.capacity().total, "{both:?} {read:?}");
    faults.on(Operation::BatchGetItem).always().stall();
    let error = Counters::scan().timeout(LIMIT).hydrate(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_request_within_its_limits_is_sent_as_usual() {
    let (db, faults) = patient().await;
    faults.on(Operation::PutItem).times(2).throttle();
    let hour = Duration::from_secs(3600);
    counter().put().timeout(hour).retry_timeout(hour).send(&db).await.unwrap();
    counter().put().timeout(Duration::MAX).retry_timeout(Duration::MAX).send(&db).await.unwrap();
    assert_eq!(Counters::get("c").timeout(hour).send(&db).await.unwrap(), Some(counter()));
}
