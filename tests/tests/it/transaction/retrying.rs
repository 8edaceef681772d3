//! What is retried, how often, and what is not.

use std::time::Duration;

use dkmio::{DynamoTable, ErrorKind, Item, RetryPolicy, TransactGet, TransactWrite};
use dkmio_embedded::{Operation, Reason};
use tokio::time::Instant;

use super::setup::{Accounts, balance, quick, sent, tables, tables_recorded, tables_without_sdk_retries, user};
use crate::models::{Events, Users};

fn increment() -> dkmio::Update<Accounts> {
    Accounts::update("a").increment(Accounts::BALANCE, 1)
}

#[tokio::test(start_paused = true)]
async fn conflicts_and_throttling_are_retried_with_the_same_token() {
    let (db, faults) = tables().await;
    for reason in [
        Reason::conflict(),
        Reason::throttled(),
        Reason::new("ProvisionedThroughputExceeded", "too much"),
        Reason::new("RequestLimitExceeded", "too much"),
    ] {
        faults.clear_calls();
        faults.on(Operation::TransactWriteItems).times(2).cancel([Reason::none(), reason]);
        let transaction = TransactWrite::new().put(user("u").put()).put(Accounts::of("a", 1).put());
        transaction.send(&db).await.expect("goes through at the third time");
        let bodies = sent(&faults, Operation::TransactWriteItems);
        assert_eq!(bodies.len(), 3);
        assert!(bodies[0]["ClientRequestToken"].is_string());
        assert!(bodies.iter().all(|body| *body == bodies[0]));
    }
}

#[tokio::test(start_paused = true)]
async fn every_send_is_the_same_bytes() {
    let (db, faults, bodies) = tables_recorded().await;
    let item = |n: i64| {
        let rest: Item = (0..40).fold(Item::new(), |item, n| item.with(format!("attribute_{n}"), n).expect("a number"));
        Events { device: "d".to_owned(), ts: n, rest }
    };
    let mut transaction = TransactWrite::new();
    for n in 0..5 {
        transaction.add(item(n).put());
    }
    let mut update =
        Accounts::update("a").set(Accounts::VERSION, 1).set(Accounts::RESERVE, 2).set(Accounts::BALANCE, 3);
    update = update.condition(Accounts::LAST.not_exists() | Accounts::LAST.eq("x"));
    transaction.add(update);
    faults.on(Operation::TransactWriteItems).lost_response();
    faults.on(Operation::TransactWriteItems).nth(1).times(3).conflict();
    transaction.send(&db).await.expect("written");
    let bodies = bodies.take();
    assert_eq!(bodies.len(), 5);
    assert!(bodies.iter().all(|body| *body == bodies[0]), "a send differs from the first");
}

#[tokio::test(start_paused = true)]
async fn a_failed_condition_is_not_retried_whatever_the_other_reasons() {
    let (db, faults) = tables().await;
    for other in [Reason::condition_failed(), Reason::new("ValidationError", "wrong"), Reason::new("Unheard", "of")] {
        faults.clear_calls();
        faults.on(Operation::TransactWriteItems).cancel([Reason::conflict(), other]);
        let transaction = TransactWrite::new().put(user("u").put()).put(Accounts::of("a", 1).put());
        transaction.send(&db).await.expect_err("canceled");
        assert_eq!(faults.calls().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn retries_end_and_can_be_turned_off() {
    let (db, faults) = tables().await;
    faults.on(Operation::TransactWriteItems).always().conflict();
    let calls = async |retries: RetryPolicy| {
        faults.clear_calls();
        let transaction = TransactWrite::new().put(user("u").put()).retries(retries);
        let error = transaction.send(&db).await.expect_err("conflicts without end");
        assert_eq!(error.kind(), ErrorKind::TransactionConflict);
        assert_eq!(error.attempts() as usize, faults.calls().len());
        faults.calls().len()
    };
    assert_eq!(calls(quick(3)).await, 4);
    assert_eq!(calls(RetryPolicy::none()).await, 1);
    let start = Instant::now();
    let some = calls(quick(u32::MAX).retry_timeout(Duration::from_millis(60))).await;
    // Each wait takes one or two of the sixty milliseconds.
    assert!((31..=61).contains(&some), "{some} calls");
    assert!((58..=60).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
    faults.clear_calls();
    TransactWrite::new().put(user("u").put()).no_retry().send(&db).await.expect_err("once");
    assert_eq!(faults.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_transaction_is_retried_up_to_max_retries() {
    let (db, faults) = tables().await;
    faults.on_any().always().conflict();
    let gets = || {
        let mut gets = TransactGet::builder();
        gets.add(Users::get("u"));
        gets
    };
    macro_rules! attempts {
        ($request:expr) => {{
            faults.clear_calls();
            let error = $request.send(&db).await.err().expect("conflicts without end");
            assert_eq!(error.kind(), ErrorKind::TransactionConflict);
            faults.calls().len()
        }};
    }
    let retried = [
        attempts!(TransactWrite::new().put(user("u").put()).retries(quick(2))),
        attempts!(user("u").put().idempotent().retries(quick(2))),
        attempts!(user("u").put().retries(quick(2)).idempotent()),
        attempts!(increment().retries(quick(2)).idempotent()),
        attempts!(Accounts::delete("a").retries(quick(2)).idempotent()),
        attempts!(TransactGet::new((Users::get("u"),)).retries(quick(2))),
        attempts!(gets().retries(quick(2))),
    ];
    assert_eq!(retried, [3; 7]);
    let once = [
        attempts!(TransactWrite::new().put(user("u").put()).no_retry()),
        attempts!(user("u").put().idempotent().no_retry()),
        attempts!(TransactGet::new((Users::get("u"),)).no_retry()),
        attempts!(gets().no_retry()),
    ];
    assert_eq!(once, [1; 4]);
}

#[tokio::test(start_paused = true)]
async fn reads_are_retried_too() {
    let (db, faults) = tables().await;
    user("u").put().send(&db).await.expect("put");
    faults.on(Operation::TransactGetItems).times(2).conflict();
    let (found, none) = TransactGet::new((Users::get("u"), Accounts::get("a"))).send(&db).await.expect("read");
    assert_eq!((found, none), (Some(user("u")), None));
    assert_eq!(sent(&faults, Operation::TransactGetItems).len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_transaction_in_progress_is_waited_for_with_the_same_token() {
    let (db, faults) = tables_without_sdk_retries().await;
    let in_progress = || faults.on(Operation::TransactWriteItems);
    Accounts::of("a", 1).put().send(&db).await.expect("put");
    in_progress().times(2).error(400, "TransactionInProgressException", "in progress");
    faults.clear_calls();
    TransactWrite::new().update(increment()).send(&db).await.expect("done in the end");
    let bodies = sent(&faults, Operation::TransactWriteItems);
    assert_eq!(bodies.len(), 3);
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    assert_eq!(balance(&db, "a").await, 2);
    in_progress().always().error(400, "TransactionInProgressException", "in progress");
    let error = TransactWrite::new().update(increment()).retries(quick(1)).send(&db).await.expect_err("for too long");
    assert_eq!(error.kind(), ErrorKind::TransactionInProgress);
    assert!(error.maybe_applied() && error.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn single_writes_that_conflict_with_a_transaction_are_retried() {
    let (db, faults) = tables().await;
    faults.on_any().times(2).conflict();
    Accounts::of("a", 1).put().send(&db).await.expect("put at the third time");
    faults.on_any().times(2).conflict();
    increment().send(&db).await.expect("updated at the third time");
    assert_eq!(balance(&db, "a").await, 2);
    faults.on_any().times(2).conflict();
    Accounts::delete("a").send(&db).await.expect("deleted at the third time");
    assert_eq!(faults.calls().len(), 10);
}

#[tokio::test(start_paused = true)]
async fn single_writes_are_retried_up_to_max_retries() {
    let (db, faults) = tables().await;
    faults.on_any().always().conflict();
    let error = increment().retries(quick(2)).send(&db).await.expect_err("conflicts without end");
    assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::TransactionConflict, 3, false));
    let error = Accounts::of("a", 1).put().no_retry().send(&db).await.expect_err("once");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::TransactionConflict, 1));
    let error = Accounts::delete("a").no_retry().send(&db).await.expect_err("once");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_single_write_that_is_maybe_applied_is_not_retried() {
    let (db, faults) = tables().await;
    Accounts::of("a", 1).put().send(&db).await.expect("put");
    faults.on(Operation::UpdateItem).lost_response();
    faults.on(Operation::UpdateItem).conflict();
    faults.clear_calls();
    let error = increment().send(&db).await.expect_err("a conflict after a lost response");
    assert_eq!(error.kind(), ErrorKind::TransactionConflict);
    assert!(error.maybe_applied());
    assert_eq!(faults.calls().len(), 2);
    assert_eq!(balance(&db, "a").await, 2);
}

#[tokio::test(start_paused = true)]
async fn the_retries_of_the_sdk_are_not_multiplied() {
    let (db, faults) = tables().await;
    faults.on_any().always().throttle();
    let error = increment().send(&db).await.expect_err("throttled");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, 4));
    let error = TransactWrite::new().update(increment()).send(&db).await.expect_err("throttled");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, 4));
    let (db, faults) = tables_without_sdk_retries().await;
    faults.on_any().always().throttle();
    let error = TransactWrite::new().update(increment()).send(&db).await.expect_err("throttled");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, 1));
}

#[tokio::test(start_paused = true)]
async fn conflicts_are_retried_where_the_sdk_never_retries() {
    let (db, faults) = tables_without_sdk_retries().await;
    faults.on_any().conflict();
    Accounts::of("a", 1).put().send(&db).await.expect("put at the second time");
    faults.on_any().conflict();
    TransactWrite::new().update(increment()).send(&db).await.expect("at the second time");
    assert_eq!(balance(&db, "a").await, 2);
}

#[tokio::test(start_paused = true)]
async fn waits_between_retries_double_and_stay_within_the_timeout() {
    let (db, faults) = tables().await;
    faults.on_any().always().conflict();
    let backoff = dkmio::Backoff::new().initial(Duration::from_secs(10)).max(Duration::from_secs(40));
    let policy = RetryPolicy::new().max_retries(u32::MAX).retry_timeout(Duration::from_secs(3600)).backoff(backoff);
    let start = Instant::now();
    increment().retries(policy).send(&db).await.expect_err("conflicts without end");
    assert!(start.elapsed() <= Duration::from_secs(3600), "{:?}", start.elapsed());
    assert!(start.elapsed() >= Duration::from_secs(3600 - 40), "{:?}", start.elapsed());
    // Twenty seconds a wait on average.
    assert!((90..300).contains(&faults.calls().len()), "{} calls", faults.calls().len());
}

/// The generator of the jitter has its state in this process and can be seeded: no token may come from it.
#[tokio::test(start_paused = true)]
async fn tokens_do_not_depend_on_the_state_of_the_process() {
    let (db, faults) = tables().await;
    for _ in 0..3 {
        fastrand::seed(7);
        TransactWrite::new().put(Accounts::of("a", 1).put()).send(&db).await.expect("written");
        fastrand::seed(7);
        increment().idempotent().send(&db).await.expect("written");
    }
    let bodies = sent(&faults, Operation::TransactWriteItems);
    let tokens: std::collections::HashSet<_> =
        bodies.iter().map(|body| body["ClientRequestToken"].as_str().expect("a token").to_owned()).collect();
    assert_eq!(tokens.len(), 6, "{tokens:?}");
}
