//! First requests that run at once, are dropped or belong to a runtime that is gone.

use std::time::Duration;

use dkmio::aws_sdk_dynamodb::Client;
use dkmio::{DynamoDb, DynamoTable};
use dkmio_embedded::{Engine, Faults, Operation::GetItem, config_over};

use super::is_off;
use super::taken::{connection, taken};
use crate::models::Orders;

async fn get(db: &DynamoDb) {
    assert_eq!(Orders::get(("ana", "1")).send(db).await.expect("get"), None);
}

/// How many gets have taken the express path.
fn gets(db: &DynamoDb) -> u64 {
    taken(db).into_iter().find(|(operation, _)| *operation == "GetItem").map_or(0, |(_, requests)| requests)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn first_requests_that_run_at_once_all_succeed() {
    let db = connection(|config| config).await;
    let spawned = [(); 32].map(|()| {
        let db = db.clone();
        tokio::spawn(async move { get(&db).await })
    });
    for get in spawned {
        get.await.expect("a get");
    }
    let before = gets(&db);
    assert!(before < 32, "{before}");
    get(&db).await;
    get(&db).await;
    assert_eq!(gets(&db), if is_off() { 0 } else { before + 2 });
}

#[tokio::test(start_paused = true)]
async fn a_first_request_that_is_dropped_leaves_the_path_usable() {
    let faults = Faults::over(Engine::memory().expect("engine"));
    let db = DynamoDb::from_client(Client::from_conf(config_over(faults.clone()).build()));
    Orders::create_table().send(&db).await.expect("table");
    faults.on(GetItem).stall();
    assert!(tokio::time::timeout(Duration::from_secs(9), get(&db)).await.is_err());
    // It has been dropped while it waited for its response, and the express path learns before that.
    get(&db).await;
    get(&db).await;
    assert_eq!(gets(&db), if is_off() { 0 } else { 2 });
}

#[test]
fn requests_of_another_runtime_take_the_path_that_the_first_one_has_prepared() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let db = runtime().block_on(connection(|config| config));
    for _ in 0..3 {
        runtime().block_on(get(&db));
    }
    assert_eq!(gets(&db), if is_off() { 0 } else { 2 });
}
