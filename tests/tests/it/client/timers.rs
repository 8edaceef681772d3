//! Waits of dkmio: by the SDK's sleep, and without a Tokio runtime an error.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep};
use dkmio::{Backoff, DynamoDb, DynamoTable, Error, ErrorKind, RetryPolicy};
use dkmio_embedded::{Engine, Faults, Operation, config_over};
use futures::executor::block_on;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "jobs")]
struct Jobs {
    #[pk]
    id: u32,
}

fn jobs(count: u32) -> Vec<Jobs> {
    (0..count).map(|id| Jobs { id }).collect()
}

/// Every request of dkmio that has to wait.
async fn waiting(db: &DynamoDb, faults: &Faults) -> Vec<(&'static str, Result<(), Error>)> {
    let creating = r#"{"Table":{"TableName":"jobs","TableStatus":"CREATING"}}"#;
    faults.on(Operation::DescribeTable).times(1).respond::<&str, &str>(200, [], creating);
    let created = Jobs::create_table().send(db).await;
    faults.clear_rules();
    // A shorter wait could be over before it begins, on a busy machine.
    let backoff = Backoff::new().initial(Duration::from_secs(5)).max(Duration::from_secs(5));
    faults.on(Operation::BatchWriteItem).times(1).partial(1);
    let partial = Jobs::batch_put(jobs(3)).backoff(backoff).send(db).await.map(drop);
    faults.on(Operation::BatchWriteItem).times(1).throttle();
    let throttled = Jobs::batch_put(jobs(3)).backoff(backoff).send(db).await.map(drop);
    faults.on(Operation::PutItem).times(1).conflict();
    let policy = RetryPolicy::new().backoff(backoff);
    let conflict = Jobs { id: 1 }.put().retries(policy).send(db).await;
    faults.on(Operation::TransactWriteItems).times(1).conflict();
    let transaction = dkmio::TransactWrite::new().put(Jobs { id: 1 }.put()).retries(policy).send(db).await;
    vec![
        ("create", created),
        ("partial batch", partial),
        ("throttled batch", throttled),
        ("conflict", conflict),
        ("transaction", transaction),
    ]
}

fn engine() -> (DynamoDb, Faults) {
    let faults = Faults::over(Engine::memory().unwrap());
    let retries = dkmio::aws_sdk_dynamodb::config::retry::RetryConfig::disabled();
    let config = config_over(faults.clone()).retry_config(retries).build();
    (DynamoDb::from_client(dkmio::aws_sdk_dynamodb::Client::from_conf(config)), faults)
}

#[test]
fn without_a_tokio_runtime_a_wait_is_an_error_that_says_so() {
    let (db, faults) = engine();
    // The table is there, so that only the waits can fail.
    block_on(async {
        for (what, result) in waiting(&db, &faults).await {
            let error = result.expect_err(what);
            assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Configuration, false), "{what}: {error}");
            let error = error.to_string();
            assert!(error.contains("no Tokio runtime is running"), "{what}: {error}");
        }
    });
}

#[tokio::test(start_paused = true)]
async fn within_a_tokio_runtime_every_wait_ends() {
    let (db, faults) = engine();
    for (what, result) in waiting(&db, &faults).await {
        result.expect(what);
    }
}

/// A timer of another runtime, which never waits.
#[derive(Debug, Clone, Default)]
struct Timer(Arc<AtomicUsize>);

impl AsyncSleep for Timer {
    fn sleep(&self, _: Duration) -> Sleep {
        self.0.fetch_add(1, Ordering::Relaxed);
        Sleep::new(std::future::ready(()))
    }
}

#[test]
fn a_sleep_of_another_runtime_is_used_for_every_wait() {
    let (timer, faults) = (Timer::default(), Faults::over(Engine::memory().unwrap()));
    let retries = dkmio::aws_sdk_dynamodb::config::retry::RetryConfig::disabled();
    let config = config_over(faults.clone()).sleep_impl(timer.clone()).retry_config(retries).build();
    let db = DynamoDb::from_client(dkmio::aws_sdk_dynamodb::Client::from_conf(config));
    block_on(async {
        for (what, result) in waiting(&db, &faults).await {
            // A timer that never waits lets the creation of the table run out of time at once.
            assert!(result.is_ok() || what == "create", "{what}: {result:?}");
        }
    });
    assert!(timer.0.load(Ordering::Relaxed) >= 5);
}
