//! Tables, and what was sent.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use dkmio::aws_sdk_dynamodb::Client;
use dkmio::aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use dkmio::aws_sdk_dynamodb::config::retry::RetryConfig;
use dkmio::aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use dkmio::aws_sdk_dynamodb::error::BoxError;
use dkmio::{Backoff, DynamoDb, DynamoTable, RetryPolicy};
use dkmio_embedded::{Call, Engine, Faults, Operation, config_over};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::models::{Events, Orders, Users};

/// An account; money is moved between them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "accounts")]
pub(crate) struct Accounts {
    #[pk]
    pub(crate) id: String,
    pub(crate) balance: u64,
    #[serde(default)]
    pub(crate) reserve: u64,
    #[serde(default)]
    pub(crate) version: u64,
    #[serde(default)]
    pub(crate) last: Option<String>,
    #[serde(default)]
    pub(crate) moves: Vec<String>,
}

impl Accounts {
    pub(crate) fn of(id: &str, balance: u64) -> Self {
        Self { id: id.to_owned(), balance, reserve: 0, version: 0, last: None, moves: Vec::new() }
    }
}

pub(crate) fn user(id: &str) -> Users {
    Users { user_id: id.to_owned(), email: None, name: "Ana".to_owned(), age: Some(30) }
}

pub(crate) use crate::engine::create_without_indexes as create;

async fn create_all(db: &DynamoDb) {
    create::<Orders>(db).await;
    create::<Users>(db).await;
    create::<Events>(db).await;
    create::<Accounts>(db).await;
}

/// A connection with the tables of these tests, and faults in front of it.
pub(crate) async fn tables() -> (DynamoDb, Faults) {
    let (db, faults) = crate::support::faulty();
    create_all(&db).await;
    faults.clear_calls();
    (db, faults)
}

/// The same under an SDK client that never retries.
pub(crate) async fn tables_without_sdk_retries() -> (DynamoDb, Faults) {
    let faults = Faults::over(Engine::memory().expect("engine"));
    let config = config_over(faults.clone()).retry_config(RetryConfig::disabled());
    let db = DynamoDb::from_client(Client::from_conf(config.build()));
    create_all(&db).await;
    faults.clear_calls();
    (db, faults)
}

/// The same with the bytes of every request kept.
pub(crate) async fn tables_recorded() -> (DynamoDb, Faults, Bodies) {
    let faults = Faults::over(Engine::memory().expect("engine"));
    let bodies = Bodies::default();
    let config = config_over(faults.clone()).interceptor(bodies.clone());
    let db = DynamoDb::from_client(Client::from_conf(config.build()));
    create_all(&db).await;
    bodies.0.lock().expect("lock").clear();
    (db, faults, bodies)
}

/// The bodies of requests as they are sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bodies(Arc<Mutex<Vec<Vec<u8>>>>);

impl Bodies {
    pub(crate) fn take(&self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.0.lock().expect("lock"))
    }
}

impl Intercept for Bodies {
    fn name(&self) -> &'static str {
        "Bodies"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.request().body().bytes().unwrap_or_default().to_vec();
        self.0.lock().expect("lock").push(body);
        Ok(())
    }
}

/// Retries that take no time.
pub(crate) fn quick(max_retries: u32) -> RetryPolicy {
    let backoff = Backoff::new().initial(Duration::from_millis(1)).max(Duration::from_millis(2));
    RetryPolicy::new().max_retries(max_retries).backoff(backoff)
}

/// The bodies of the requests of one operation.
pub(crate) fn sent(faults: &Faults, operation: Operation) -> Vec<Value> {
    let of_operation = |call: &Call| (call.operation() == operation).then(|| call.request().body().clone());
    faults.calls().iter().filter_map(of_operation).collect()
}

pub(crate) async fn balance(db: &DynamoDb, id: &str) -> u64 {
    Accounts::get(id).consistent().send(db).await.expect("get").expect("account").balance
}
