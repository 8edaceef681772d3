//! When the express path is taken. A new version of the SDK that it does not fit would otherwise only be slower.

use dkmio::aws_sdk_dynamodb::Client;
use dkmio::aws_sdk_dynamodb::config::{Builder, Intercept};
use dkmio::{DynamoDb, DynamoTable, PartiqlBatch, TransactGet, TransactWrite, Vector};
use dkmio_embedded::{Engine, config_over};
use serde::{Deserialize, Serialize};

use super::is_off;
use crate::models::Orders;

const OPERATIONS: [&str; 13] = [
    "BatchExecuteStatement",
    "BatchGetItem",
    "BatchWriteItem",
    "DeleteItem",
    "ExecuteStatement",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "SearchVectors",
    "TransactGetItems",
    "TransactWriteItems",
    "UpdateItem",
];

#[derive(Debug, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_meaning, name = "docs-meaning", on = embedding, distance = COSINE)]
struct Docs {
    #[pk]
    id: String,
    embedding: Vector<2>,
}

/// Sends a request of each operation.
pub(super) async fn use_all(db: &DynamoDb) {
    assert!(Docs::by_meaning().search([1.0, 0.0]).send(db).await.expect("search").is_empty());
    let order = Orders::sample("ana", "1");
    order.put().send(db).await.expect("put");
    let found = Orders::get(("ana", "1")).consistent().send(db).await.expect("get");
    assert_eq!(found.as_ref(), Some(&order));
    Orders::update(("ana", "1")).set(Orders::TOTAL, 7_u64).send(db).await.expect("update");
    assert_eq!(Orders::query("ana").all(db).await.expect("query").len(), 1);
    let statement = Orders::partiql("SELECT * FROM {source} WHERE user_id = ?").bind("ana");
    assert_eq!(statement.all(db).await.expect("statement").len(), 1);
    let statements = PartiqlBatch::<Orders>::new("SELECT * FROM {source} WHERE user_id = ? AND order_id = ?");
    assert!(statements.bind(("ana", "1")).send(db).await.expect("statements")[0].as_ref().is_ok_and(Option::is_some));
    assert_eq!(Orders::scan().all(db).await.expect("scan").len(), 1);
    Orders::delete(("ana", "1")).send(db).await.expect("delete");
    Orders::batch_put([order.clone()]).send(db).await.expect("batch put");
    assert_eq!(Orders::batch_get([("ana", "1"), ("ana", "2")]).send(db).await.expect("batch get"), [Some(order), None]);
    TransactWrite::new().delete(Orders::delete(("ana", "1"))).send(db).await.expect("transaction");
    let (gone,) = TransactGet::new((Orders::get(("ana", "1")),)).send(db).await.expect("transaction");
    assert_eq!(gone, None);
}

pub(super) async fn connection(change: impl FnOnce(Builder) -> Builder) -> DynamoDb {
    let config = change(config_over(Engine::memory().expect("engine")));
    let db = DynamoDb::from_client(Client::from_conf(config.build()));
    Orders::create_table().send(&db).await.expect("table");
    Docs::create_table().send(&db).await.expect("table");
    db
}

/// The operations of which requests have taken the express path, each with how many.
pub(super) fn taken(db: &DynamoDb) -> Vec<(&'static str, u64)> {
    let mut taken: Vec<_> = db.express_requests().into_iter().filter(|(_, requests)| *requests > 0).collect();
    taken.sort_unstable();
    taken
}

#[tokio::test]
async fn the_second_request_of_an_operation_takes_the_express_path() {
    let db = connection(|config| config).await;
    use_all(&db).await;
    assert_eq!(taken(&db), []);
    use_all(&db).await;
    let wanted = OPERATIONS.map(|operation| (operation, 1));
    assert_eq!(taken(&db), if is_off() { Vec::new() } else { wanted.to_vec() });
    // A clone and a connection with other settings have the same client.
    use_all(&db.clone().with_table_prefix("")).await;
    let wanted = OPERATIONS.map(|operation| (operation, 2));
    assert_eq!(taken(&db), if is_off() { Vec::new() } else { wanted.to_vec() });
}

#[tokio::test]
async fn a_connection_can_switch_the_express_path_off() {
    let db = connection(|config| config).await.with_express(false);
    for _ in 0..3 {
        use_all(&db).await;
    }
    assert_eq!(db.express_requests(), []);
}

#[tokio::test]
async fn a_clone_can_switch_it_off_when_it_is_prepared() {
    let db = connection(|config| config).await;
    let get = || Orders::get(("ana", "1"));
    get().send(&db).await.expect("get");
    get().send(&db.clone().with_express(false)).await.expect("get");
    assert_eq!(taken(&db), []);
    get().send(&db).await.expect("get");
    assert_eq!(taken(&db), if is_off() { Vec::new() } else { vec![("GetItem", 1)] });
}

#[derive(Debug)]
struct UserInterceptor;

impl Intercept for UserInterceptor {
    fn name(&self) -> &'static str {
        "UserInterceptor"
    }
}

#[tokio::test]
async fn a_client_with_interceptors_of_its_own_does_not_take_it() {
    let db = connection(|config| config.interceptor(UserInterceptor)).await;
    for _ in 0..3 {
        use_all(&db).await;
    }
    assert_eq!(db.express_requests(), []);
}

#[tokio::test]
async fn requests_with_time_limits_take_it_and_leave_none_to_others() {
    use std::time::Duration;
    let db = connection(|config| config).await;
    let get = || Orders::get(("ana", "1"));
    get().timeout(Duration::from_secs(9)).retry_timeout(Duration::from_secs(8)).send(&db).await.expect("get");
    get().send(&db).await.expect("get");
    get().timeout(Duration::from_secs(9)).send(&db).await.expect("get");
    assert_eq!(taken(&db), if is_off() { Vec::new() } else { vec![("GetItem", 2)] });
}

#[tokio::test(start_paused = true)]
async fn the_limits_of_the_first_request_are_not_those_of_the_others() {
    use dkmio::aws_sdk_dynamodb::config::timeout::TimeoutConfig;
    use dkmio_embedded::{Faults, Operation::GetItem};
    use std::time::Duration;
    let get = || Orders::get(("ana", "1"));
    for limit_of_client in [None, Some(Duration::from_secs(100))] {
        let faults = Faults::over(Engine::memory().expect("engine"));
        let mut config = config_over(faults.clone());
        if let Some(limit) = limit_of_client {
            config = config.timeout_config(TimeoutConfig::builder().operation_timeout(limit).build());
        }
        let db = DynamoDb::from_client(Client::from_conf(config.build()));
        Orders::create_table().send(&db).await.expect("table");
        get().timeout(Duration::from_secs(9)).retry_timeout(Duration::from_secs(8)).send(&db).await.expect("get");
        tokio::time::sleep(Duration::from_secs(10)).await;
        faults.on(GetItem).times(2).throttle();
        get().send(&db).await.expect("the SDK retries");
        for delay in [90, 200].map(Duration::from_secs) {
            faults.on(GetItem).delay(delay);
            let is_late = limit_of_client.is_some_and(|limit| delay > limit);
            assert_eq!(get().send(&db).await.is_err(), is_late, "{delay:?} of {limit_of_client:?}");
            faults.clear_rules();
        }
        assert_eq!(taken(&db), if is_off() { Vec::new() } else { vec![("GetItem", 3)] });
    }
}
