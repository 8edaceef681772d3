//! No request about a table is sent unless it is asked for.

use dkmio::{DynamoDb, DynamoTable};
use dkmio_embedded::{Engine, Faults, Operation, config_over};

use crate::models::Orders;

/// A connection that has never been used, to an engine that has the table.
async fn fresh() -> (DynamoDb, Faults) {
    let engine = Engine::memory().unwrap();
    Orders::create_table().send(&DynamoDb::from_client(engine.client())).await.unwrap();
    let faults = Faults::over(engine);
    let client = dkmio::aws_sdk_dynamodb::Client::from_conf(config_over(faults.clone()).build());
    (DynamoDb::from_client(client), faults)
}

fn operations(faults: &Faults) -> Vec<Operation> {
    faults.calls().iter().map(dkmio_embedded::Call::operation).collect()
}

#[tokio::test(start_paused = true)]
async fn a_connection_sends_nothing_by_itself() {
    let (db, faults) = fresh().await;
    let db = db.with_table_prefix("dev-").with_table_name::<Orders>("orders");
    let _ = Orders::get(("u", "o")).explain().unwrap();
    let _ = Orders::create_table().explain().unwrap();
    let _ = (db.table_name::<Orders>(), Orders::create_table(), Orders::delete_table(), Orders::describe_table());
    assert_eq!(operations(&faults), []);
}

#[tokio::test(start_paused = true)]
async fn first_use_of_each_request_sends_that_request_alone() {
    let order = Orders::sample("u", "o");
    let sent = async |operation: Operation, of: &(DynamoDb, Faults)| {
        assert_eq!(operations(&of.1), [operation]);
    };
    let of = fresh().await;
    order.put().send(&of.0).await.unwrap();
    sent(Operation::PutItem, &of).await;
    let of = fresh().await;
    Orders::get(("u", "o")).send(&of.0).await.unwrap();
    sent(Operation::GetItem, &of).await;
    let of = fresh().await;
    Orders::update(("u", "o")).set(Orders::TOTAL, 1_u64).send(&of.0).await.unwrap();
    sent(Operation::UpdateItem, &of).await;
    let of = fresh().await;
    Orders::delete(("u", "o")).send(&of.0).await.unwrap();
    sent(Operation::DeleteItem, &of).await;
    let of = fresh().await;
    Orders::query("u").all(&of.0).await.unwrap();
    sent(Operation::Query, &of).await;
    let of = fresh().await;
    Orders::by_date().query("u").all(&of.0).await.unwrap();
    sent(Operation::Query, &of).await;
    let of = fresh().await;
    Orders::scan().all(&of.0).await.unwrap();
    sent(Operation::Scan, &of).await;
}

#[tokio::test(start_paused = true)]
async fn a_request_on_a_missing_table_does_not_create_it() {
    let faults = Faults::over(Engine::memory().unwrap());
    let client = dkmio::aws_sdk_dynamodb::Client::from_conf(config_over(faults.clone()).build());
    let db = DynamoDb::from_client(client);
    let error = Orders::sample("u", "o").put().send(&db).await.unwrap_err();
    assert!(error.is_table_not_found(), "{error}");
    assert_eq!(operations(&faults), [Operation::PutItem]);
}

#[tokio::test(start_paused = true)]
async fn verifying_only_describes() {
    let (db, faults) = fresh().await;
    assert!(Orders::verify_table().send(&db).await.unwrap().is_match());
    assert_eq!(operations(&faults), [Operation::DescribeTable, Operation::DescribeTimeToLive]);
}
