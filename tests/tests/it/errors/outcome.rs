//! Whether a write that failed may have happened all the same.

use std::time::Duration;

use dkmio::aws_sdk_dynamodb::Client;
use dkmio::aws_sdk_dynamodb::config::retry::RetryConfig;
use dkmio::aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use dkmio::{DynamoDb, DynamoTable, Error, ErrorKind, TransactWrite};
use dkmio_embedded::{Engine, Faults, Operation, Reason, config_over};

use crate::transaction::setup::{Accounts, balance, create, tables, tables_without_sdk_retries};

async fn failed_put(db: &DynamoDb) -> Error {
    Accounts::of("a", 1).put().if_not_exists().send(db).await.expect_err("the put fails")
}

async fn there(db: &DynamoDb) -> bool {
    Accounts::get("a").consistent().send(db).await.expect("get").is_some()
}

async fn tables_with(timeouts: TimeoutConfig) -> (DynamoDb, Faults) {
    let faults = Faults::over(Engine::memory().expect("engine"));
    let config = config_over(faults.clone()).timeout_config(timeouts);
    let db = DynamoDb::from_client(Client::from_conf(config.build()));
    create::<Accounts>(&db).await;
    faults.clear_calls();
    (db, faults)
}

#[tokio::test(start_paused = true)]
async fn a_lost_response_leaves_a_write_maybe_applied() {
    let (db, faults) = tables_without_sdk_retries().await;
    faults.on(Operation::PutItem).lost_response();
    let error = failed_put(&db).await;
    assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::Connection, 1, true));
    assert!(error.is_retryable());
    assert!(there(&db).await);
}

#[tokio::test(start_paused = true)]
async fn a_service_failure_leaves_a_write_maybe_applied() {
    let (db, faults) = tables_without_sdk_retries().await;
    faults.on(Operation::PutItem).applied_then_error(500, "InternalServerError", "sorry");
    let error = failed_put(&db).await;
    assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::Service, 1, true));
    assert!(there(&db).await);
}

#[tokio::test(start_paused = true)]
async fn a_condition_may_fail_by_a_write_with_an_unknown_outcome() {
    for lost in [true, false] {
        let (db, faults) = tables().await;
        let rule = faults.on(Operation::PutItem);
        if lost {
            rule.lost_response()
        } else {
            rule.applied_then_error(500, "InternalServerError", "sorry")
        }
        let error = failed_put(&db).await;
        assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::ConditionFailed, 2, true));
        assert_eq!(error.old_item::<Accounts>().expect("fits"), Some(Accounts::of("a", 1)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_condition_that_failed_after_throttling_alone_failed_for_another_reason() {
    let (db, faults) = tables().await;
    Accounts::of("a", 7).put().send(&db).await.expect("put");
    faults.on(Operation::PutItem).throttle();
    faults.on(Operation::PutItem).exceed_throughput();
    let error = failed_put(&db).await;
    assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::ConditionFailed, 3, false));
}

#[tokio::test(start_paused = true)]
async fn throttling_that_does_not_end_is_a_write_that_did_not_happen() {
    let (db, faults) = tables().await;
    faults.on(Operation::PutItem).times(4).throttle();
    let error = failed_put(&db).await;
    assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::Throttled, 4, false));
    assert!(!there(&db).await);
}

#[tokio::test(start_paused = true)]
async fn throttling_after_a_lost_response_leaves_the_outcome_unknown() {
    let (db, faults) = tables().await;
    faults.on(Operation::PutItem).lost_response();
    faults.on(Operation::PutItem).times(3).throttle();
    let error = failed_put(&db).await;
    assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::Throttled, true));
    assert!(there(&db).await);
}

#[tokio::test(start_paused = true)]
async fn a_time_out_leaves_the_outcome_of_a_write_in_flight_unknown() {
    let limit = Duration::from_millis(50);
    let operation = TimeoutConfig::builder().operation_timeout(limit).build();
    let attempt = TimeoutConfig::builder().operation_attempt_timeout(limit).build();
    for (timeouts, attempts) in [(operation, 1), (attempt, 4)] {
        let (db, faults) = tables_with(timeouts).await;
        faults.on(Operation::PutItem).always().stall();
        let error = failed_put(&db).await;
        assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::Timeout, attempts, true));
    }
}

#[tokio::test(start_paused = true)]
async fn a_condition_that_failed_after_an_attempt_that_timed_out_says_so() {
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_millis(50)).build();
    let (db, faults) = tables_with(timeouts).await;
    Accounts::of("a", 7).put().send(&db).await.expect("put");
    faults.on(Operation::PutItem).stall();
    let error = failed_put(&db).await;
    assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::ConditionFailed, 2, true));
}

#[tokio::test(start_paused = true)]
async fn a_time_out_between_throttled_attempts_is_a_write_that_did_not_happen() {
    let faults = Faults::over(Engine::memory().expect("engine"));
    let slow = RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_secs(60));
    let timeouts = TimeoutConfig::builder().operation_timeout(Duration::from_millis(50)).build();
    let config = config_over(faults.clone())
        .timeout_config(timeouts)
        .retry_config(slow.with_max_backoff(Duration::from_secs(60)));
    let db = DynamoDb::from_client(Client::from_conf(config.build()));
    create::<Accounts>(&db).await;
    faults.on(Operation::PutItem).always().throttle();
    let error = failed_put(&db).await;
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(!error.maybe_applied(), "every attempt was refused");
}

#[tokio::test(start_paused = true)]
async fn a_malformed_response_leaves_a_write_maybe_applied() {
    let (db, faults) = tables_without_sdk_retries().await;
    faults.on(Operation::PutItem).malformed_body(r#"{"Attribu"#);
    let error = failed_put(&db).await;
    assert_eq!((error.kind(), error.maybe_applied(), error.is_retryable()), (ErrorKind::Decode, true, false));
    assert!(there(&db).await);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_of_a_write_that_did_not_happen() {
    let (db, faults) = tables_without_sdk_retries().await;
    for (status, code) in [(400, "ValidationException"), (400, "AccessDeniedException"), (413, "RequestEntityTooLarge")]
    {
        faults.on(Operation::PutItem).error(status, code, "no");
        let error = failed_put(&db).await;
        assert!(!error.maybe_applied(), "{error:?}");
        assert_eq!(error.attempts(), 1);
    }
}

#[tokio::test]
async fn where_nobody_listens_nothing_happens() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address");
    // A label of a host name has at most 63 characters, so no resolver has an address for this one.
    for host in [free.to_string(), "a".repeat(64)] {
        let builder = DynamoDb::builder().region("us-east-1").endpoint_url(format!("http://{host}")).test_credentials();
        let db = builder.retry_config(RetryConfig::standard().with_max_attempts(2)).build().await;
        let error = failed_put(&db).await;
        assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
        assert!(!error.maybe_applied(), "there was no connection: {error}");
    }
}

#[tokio::test]
async fn what_was_never_sent_did_not_happen() {
    let (db, _) = tables().await;
    let error = Accounts::of("", 1).put().send(&db).await.expect_err("an empty key");
    assert_eq!((error.attempts(), error.maybe_applied()), (0, false));
}

#[tokio::test(start_paused = true)]
async fn reads_change_nothing() {
    let (db, faults) = tables_without_sdk_retries().await;
    faults.on(Operation::GetItem).lost_response();
    let error = Accounts::get("a").send(&db).await.expect_err("lost");
    assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::Connection, 1, false));
}

#[tokio::test(start_paused = true)]
async fn a_transaction_without_any_response_is_maybe_applied() {
    let (db, faults) = tables().await;
    Accounts::of("a", 1).put().send(&db).await.expect("put");
    let write = || TransactWrite::new().update(Accounts::update("a").increment(Accounts::BALANCE, 1));
    faults.on(Operation::TransactWriteItems).times(4).lost_response();
    let error = write().send(&db).await.expect_err("lost four times");
    assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::Connection, 4, true));
    assert_eq!(balance(&db, "a").await, 2, "carried out once");
}

#[tokio::test(start_paused = true)]
async fn a_transaction_refused_after_a_lost_response_is_not_applied() {
    let (db, faults) = tables().await;
    Accounts::of("a", 1).put().send(&db).await.expect("put");
    faults.on(Operation::TransactWriteItems).lost_request();
    let error = TransactWrite::new().put(Accounts::of("a", 2).put().if_not_exists()).send(&db).await;
    let error = error.expect_err("there already");
    assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::TransactionCanceled, 2, false));
}

#[tokio::test(start_paused = true)]
async fn a_transaction_throttled_after_a_lost_response_is_maybe_applied() {
    let (db, faults) = tables().await;
    faults.on(Operation::TransactWriteItems).lost_response();
    faults.on(Operation::TransactWriteItems).times(3).throttle();
    let error = TransactWrite::new().put(Accounts::of("a", 2).put()).send(&db).await.expect_err("throttled");
    assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::Throttled, 4, true));
    assert!(there(&db).await);
}

#[tokio::test(start_paused = true)]
async fn a_conflict_after_a_lost_response_is_maybe_applied() {
    let (db, faults) = tables().await;
    faults.on(Operation::TransactWriteItems).lost_response();
    faults.on(Operation::TransactWriteItems).conflict();
    let write = || TransactWrite::new().put(Accounts::of("a", 2).put());
    let error = write().no_retry().send(&db).await.expect_err("a conflict");
    assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::TransactionConflict, 2, true));
    assert!(there(&db).await);
    faults.on(Operation::TransactWriteItems).lost_response();
    faults.on(Operation::TransactWriteItems).conflict();
    write().send(&db).await.expect("by its token it is safe to send again");
}

#[tokio::test(start_paused = true)]
async fn the_http_status_of_a_canceled_transaction_is_that_of_its_reasons() {
    let (db, faults) = tables().await;
    let put = || Accounts::of("a", 1).put();
    let reason = |code: &str| Reason::new(code, "a message");
    for (reasons, status) in [
        (vec![Reason::none(), Reason::condition_failed()], 409),
        (vec![Reason::condition_failed(), reason("ValidationError")], 409),
        (vec![Reason::throttled(), Reason::condition_failed()], 409),
        (vec![Reason::conflict(), Reason::none()], 409),
        (vec![Reason::throttled(), Reason::none()], 503),
        (vec![Reason::throttled(), reason("ProvisionedThroughputExceeded")], 503),
        (vec![reason("ValidationError"), Reason::none()], 500),
        (vec![reason("ItemCollectionSizeLimitExceeded"), Reason::throttled()], 500),
        (vec![reason("AReasonOfTomorrow"), Reason::none()], 500),
    ] {
        faults.on(Operation::TransactWriteItems).cancel(reasons.clone());
        let write = TransactWrite::new().put(put()).put(Accounts::of("b", 1).put()).no_retry();
        let error = write.send(&db).await.expect_err("canceled");
        assert_eq!((error.code(), error.http_status()), (Some("TransactionCanceledException"), status), "{reasons:?}");
    }
    put().send(&db).await.expect("put");
    let error = put().if_not_exists().idempotent().send(&db).await.expect_err("taken");
    assert_eq!(error.http_status(), 409);
}
