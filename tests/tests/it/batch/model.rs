//! Tables and helpers of these tests.

use std::collections::BTreeMap;
use std::time::Duration;

use dkmio::aws_sdk_dynamodb::Client;
use dkmio::{Backoff, DynamoDb, DynamoProjection, DynamoTable};
use dkmio_embedded::{Engine, Faults, Operation, config_over};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::support::faulty;

/// A table with a number as its key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "rows")]
pub(super) struct Rows {
    #[pk]
    pub(super) id: u64,
    pub(super) body: String,
    #[serde(default)]
    pub(super) note: Option<String>,
}

/// A part of a row, without its key.
#[derive(Debug, PartialEq, Deserialize, DynamoProjection)]
#[dynamo(table = Rows)]
pub(super) struct RowBody {
    pub(super) body: String,
}

/// A table with a sort key of bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "blobs")]
pub(super) struct Blobs {
    #[pk]
    pub(super) owner: String,
    #[sk]
    pub(super) hash: Vec<u8>,
    pub(super) size: u32,
}

pub(super) fn row(id: u64) -> Rows {
    Rows { id, body: format!("body {id}"), note: Some(format!("note {id}")) }
}

pub(super) fn rows(ids: impl IntoIterator<Item = u64>) -> Vec<Rows> {
    ids.into_iter().map(row).collect()
}

pub(super) fn blob(owner: &str, hash: &[u8]) -> Blobs {
    Blobs { owner: owner.to_owned(), hash: hash.to_vec(), size: 7 }
}

/// A connection with both tables, and what has been sent so far forgotten.
pub(super) async fn ready() -> (DynamoDb, Faults) {
    let (db, faults) = faulty();
    Rows::create_table().send(&db).await.expect("table of rows");
    Blobs::create_table().send(&db).await.expect("table of blobs");
    faults.clear_calls();
    (db, faults)
}

/// The same with a network: every response takes 10 ms. The first faults see the requests as they are in flight, the second
/// are those of the service.
pub(super) async fn ready_far_away() -> (DynamoDb, Faults, Faults) {
    let service = Faults::over(Engine::memory().expect("engine"));
    let network = Faults::over(service.clone());
    let db = DynamoDb::from_client(Client::from_conf(config_over(network.clone()).build()));
    Rows::create_table().send(&db).await.expect("table of rows");
    Blobs::create_table().send(&db).await.expect("table of blobs");
    network.on_any().always().delay(Duration::from_millis(10));
    network.clear_calls();
    network.reset_in_flight_max();
    (db, network, service)
}

/// The same with these rows in the table.
pub(super) async fn ready_with(ids: impl IntoIterator<Item = u64>) -> (DynamoDb, Faults) {
    let (db, faults) = ready().await;
    Rows::batch_put(rows(ids)).send(&db).await.expect("rows");
    faults.clear_calls();
    (db, faults)
}

/// All rows of the table, by id.
pub(super) async fn stored(db: &DynamoDb) -> BTreeMap<u64, Rows> {
    let all = Rows::scan().all(db).await.expect("scan");
    all.into_iter().map(|row| (row.id, row)).collect()
}

pub(super) async fn stored_ids(db: &DynamoDb) -> Vec<u64> {
    stored(db).await.into_keys().collect()
}

/// Waits that a test with a real clock does not feel.
pub(super) fn quick() -> Backoff {
    Backoff::new().initial(Duration::from_millis(1)).max(Duration::from_millis(2))
}

/// How many requests of the operation were sent.
pub(super) fn count(faults: &Faults, operation: Operation) -> usize {
    faults.calls().iter().filter(|call| call.operation() == operation).count()
}

/// The JSON of the requests of the operation.
pub(super) fn bodies(faults: &Faults, operation: Operation) -> Vec<Value> {
    let calls = faults.calls();
    calls.iter().filter(|call| call.operation() == operation).map(|call| call.request().body().clone()).collect()
}

/// How many entries each request had for the table.
pub(super) fn sizes(faults: &Faults, operation: Operation, table: &str) -> Vec<usize> {
    let entries = |body: &Value| {
        let table = &body["RequestItems"][table];
        table.as_array().or_else(|| table["Keys"].as_array()).map_or(0, Vec::len)
    };
    bodies(faults, operation).iter().map(entries).collect()
}
