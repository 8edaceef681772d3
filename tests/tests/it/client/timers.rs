//! Waits of dkmio: by the SDK's sleep, and without a Tokio runtime an error.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep, TokioSleep};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use dkmio::aws_sdk_dynamodb::config::Builder;
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

const SECOND: Duration = Duration::from_secs(1);

/// A wait of up to a day is random, and could be over before it begins only if it is one of the shortest of them.
const DAY: Duration = Duration::from_secs(86_400);

/// Every request of dkmio that has to wait. A batch waits up to `longest` between its rounds.
async fn waiting(db: &DynamoDb, faults: &Faults, longest: Duration) -> Vec<(&'static str, Result<(), Error>)> {
    let creating = r#"{"Table":{"TableName":"jobs","TableStatus":"CREATING"}}"#;
    faults.on(Operation::DescribeTable).times(1).respond::<&str, &str>(200, [], creating);
    let created = Jobs::create_table().send(db).await;
    faults.clear_rules();
    let backoff = Backoff::new().initial(longest).max(longest);
    faults.on(Operation::BatchWriteItem).times(1).partial(1);
    let partial = Jobs::batch_put(jobs(3)).backoff(backoff).send(db).await.map(drop);
    faults.on(Operation::BatchWriteItem).times(1).throttle();
    let throttled = Jobs::batch_put(jobs(3)).backoff(backoff).send(db).await.map(drop);
    faults.on(Operation::PutItem).times(1).conflict();
    let policy = RetryPolicy::new().backoff(Backoff::new().initial(SECOND).max(SECOND));
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
    engine_with(|config| config)
}

fn engine_with(change: impl FnOnce(Builder) -> Builder) -> (DynamoDb, Faults) {
    let faults = Faults::over(Engine::memory().unwrap());
    let retries = dkmio::aws_sdk_dynamodb::config::retry::RetryConfig::disabled();
    let config = change(config_over(faults.clone()).retry_config(retries)).build();
    (DynamoDb::from_client(dkmio::aws_sdk_dynamodb::Client::from_conf(config)), faults)
}

#[test]
fn without_a_tokio_runtime_a_wait_is_an_error_that_says_so() {
    let with_tokio = |config: Builder| config.sleep_impl(TokioSleep::new());
    for (db, faults) in [engine(), engine_with(with_tokio)] {
        // The table is there, so that only the waits can fail.
        block_on(async {
            for (what, result) in waiting(&db, &faults, DAY).await {
                let error = result.expect_err(what);
                assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Configuration, false), "{what}: {error}");
                assert!(
                    what == "create" || error.operation().is_some() && error.table() == Some("jobs"),
                    "{what}: {error}"
                );
                let error = error.to_string();
                assert!(error.contains("no Tokio runtime is running"), "{what}: {error}");
            }
        });
    }
}

#[test]
fn a_transaction_in_progress_may_be_carried_out_although_no_retry_can_wait() {
    let (db, faults) = engine();
    faults.on(Operation::TransactWriteItems).times(1).error(400, "TransactionInProgressException", "wait");
    let error = block_on(dkmio::TransactWrite::new().put(Jobs { id: 1 }.put()).send(&db)).expect_err("no timer");
    assert_eq!((error.kind(), error.attempts(), error.maybe_applied()), (ErrorKind::Configuration, 1, true));
}

/// An HTTP client that passes a request on when it is told to.
#[derive(Debug, Clone)]
struct Held {
    inner: Faults,
    release: Arc<std::sync::Mutex<Option<futures::channel::oneshot::Receiver<()>>>>,
}

impl HttpClient for Held {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let connector = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(HeldConnector { connector, release: self.release.clone() })
    }
}

#[derive(Debug)]
struct HeldConnector {
    connector: SharedHttpConnector,
    release: Arc<std::sync::Mutex<Option<futures::channel::oneshot::Receiver<()>>>>,
}

impl HttpConnector for HeldConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (connector, release) = (self.connector.clone(), self.release.lock().expect("a lock").take());
        HttpConnectorFuture::new(async move {
            if let Some(release) = release {
                release.await.expect("a release");
            }
            connector.call(request).await
        })
    }
}

#[test]
fn a_batch_without_a_timer_waits_for_the_request_in_flight() {
    let (release, released) = futures::channel::oneshot::channel();
    let held = Held { inner: Faults::over(Engine::memory().unwrap()), release: Arc::default() };
    let config = config_over(held.clone()).build();
    let db = DynamoDb::from_client(dkmio::aws_sdk_dynamodb::Client::from_conf(config));
    let (ended, result) = std::sync::mpsc::channel();
    // In a thread of its own: a batch that never waits would keep the test from ending.
    std::thread::spawn(move || {
        block_on(async {
            Jobs::create_table().send(&db).await.expect("created");
            *held.release.lock().expect("a lock") = Some(released);
            // The deadline needs a timer, and there is none.
            let batch = Jobs::batch_put(jobs(3)).deadline(Duration::from_secs(60)).send_or_unprocessed(&db);
            let release = async { release.send(()).expect("the request waits") };
            let (sent, ()) = futures::join!(batch, release);
            let error = sent.expect_err("no timer");
            let _ = ended.send((error.kind(), error.done(), error.unprocessed().entries().count()));
        });
    });
    let end = result.recv_timeout(Duration::from_secs(20)).expect("the batch ends");
    assert_eq!(end, (ErrorKind::Configuration, 3, 0));
}

#[tokio::test(start_paused = true)]
async fn within_a_tokio_runtime_every_wait_ends() {
    let (db, faults) = engine();
    for (what, result) in waiting(&db, &faults, DAY).await {
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
        // The batches ask this timer again and again until the clock says that they have waited.
        for (what, result) in waiting(&db, &faults, SECOND).await {
            // A timer that never waits lets the creation of the table run out of time at once.
            assert!(result.is_ok() || what == "create", "{what}: {result:?}");
        }
    });
    assert!(timer.0.load(Ordering::Relaxed) >= 5);
}
