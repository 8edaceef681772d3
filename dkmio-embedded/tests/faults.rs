//! Each fault does what it says, seen through the real SDK client.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{ConfigBag, HttpClient, RuntimeComponents};
use aws_sdk_dynamodb::error::{BoxError, ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{KeysAndAttributes, Put, TransactWriteItem};
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpConnector};
use common::{TABLE, create_table, get, key, n, order, orders, put, put_request};
use dkmio_embedded::{Engine, FaultKind, Faults, Latency, Operation, Reason, config_over};
use serde_json::json;
use tokio::time::Instant;

/// Faults over an engine with the table, and a client that tries everything once.
async fn ready() -> (Faults, Client) {
    let faults = Faults::over(Engine::memory().unwrap());
    let config = config_over(faults.clone()).retry_config(RetryConfig::disabled());
    let client = Client::from_conf(config.build());
    create_table(&client).await;
    faults.clear_calls();
    (faults, client)
}

fn retrying(faults: &Faults) -> Client {
    Client::from_conf(config_over(faults.clone()).build())
}

async fn try_put(client: &Client, id: &str) -> Result<(), SdkError<PutItemError>> {
    let put = client.put_item().table_name(TABLE).set_item(Some(order(id, "new")));
    put.send().await.map(|_| ())
}

fn add_one(client: &Client) -> UpdateItemFluentBuilder {
    let update = client.update_item().table_name(TABLE).set_key(Some(key("1")));
    let update = update.update_expression("ADD #t :one").expression_attribute_names("#t", "total");
    update.expression_attribute_values(":one", n(1))
}

fn kinds(faults: &Faults) -> Vec<Option<FaultKind>> {
    faults.calls().iter().map(dkmio_embedded::Call::fault).collect()
}

#[tokio::test]
async fn throttling_is_an_error_of_the_service_and_nothing_is_run() {
    let (faults, client) = ready().await;
    faults.on(Operation::PutItem).throttle();
    let error = try_put(&client, "1").await.unwrap_err().into_service_error();
    assert!(matches!(error, PutItemError::ThrottlingException(_)), "{error:?}");
    assert!(error.request_id().is_some());
    faults.on(Operation::PutItem).exceed_throughput();
    let error = try_put(&client, "1").await.unwrap_err().into_service_error();
    assert!(matches!(error, PutItemError::ProvisionedThroughputExceededException(_)));
    assert_eq!(orders(&client).await, [""; 0]);
}

#[tokio::test]
async fn throttling_names_reason_and_resource() {
    let (faults, client) = ready().await;
    let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/index/by-status";
    faults.on(Operation::PutItem).throttle_for("IndexWriteKeyRangeThroughputExceeded", arn);
    faults.on(Operation::PutItem).exceed_throughput_for("TableWriteAccountLimitExceeded", arn);
    let error = try_put(&client, "1").await.unwrap_err().into_service_error();
    let PutItemError::ThrottlingException(error) = error else { panic!("{error:?}") };
    let reason = &error.throttling_reasons()[0];
    assert_eq!(reason.reason(), Some("IndexWriteKeyRangeThroughputExceeded"));
    assert_eq!(reason.resource(), Some(arn));
    let error = try_put(&client, "1").await.unwrap_err().into_service_error();
    let PutItemError::ProvisionedThroughputExceededException(error) = error else { panic!("{error:?}") };
    assert_eq!(error.throttling_reasons()[0].reason(), Some("TableWriteAccountLimitExceeded"));
}

#[tokio::test]
async fn the_sdk_retries_until_a_rule_is_used_up() {
    let (faults, _) = ready().await;
    faults.on(Operation::PutItem).times(2).throttle();
    try_put(&retrying(&faults), "1").await.unwrap();
    let throttled = Some(FaultKind::Throttled);
    assert_eq!(kinds(&faults), [throttled, throttled, None]);
}

#[tokio::test]
async fn rules_are_chosen_by_operation_table_number_and_test() {
    let (faults, client) = ready().await;
    faults.on(Operation::GetItem).throttle();
    faults.on_any().table("customers").throttle();
    faults.on(Operation::PutItem).nth(2).times(2).error(400, "AccessDeniedException", "no");
    faults.on_any().when(|request| request.body()["Item"]["order"]["S"] == "5").lost_request();
    for (id, works) in [("1", true), ("2", false), ("3", false), ("4", true), ("5", false)] {
        assert_eq!(try_put(&client, id).await.is_ok(), works, "{id}");
    }
    assert_eq!(orders(&client).await, ["1", "4"]);
    faults.on_any().table(TABLE).always().throttle();
    for _ in 0..3 {
        assert!(try_put(&client, "6").await.is_err());
    }
    faults.clear_rules();
    assert!(get(&client, "6").await.is_none());
}

#[tokio::test]
async fn a_partial_write_stores_the_entries_kept_and_returns_the_others_as_unprocessed() {
    let (faults, client) = ready().await;
    let puts: Vec<_> = (0..5).map(|i| put_request(order(&i.to_string(), "new"))).collect();
    faults.on(Operation::BatchWriteItem).partial(2);
    faults.on(Operation::BatchWriteItem).partial(0);
    let write = client.batch_write_item().request_items(TABLE, puts.clone());
    let left = write.send().await.unwrap().unprocessed_items.unwrap();
    assert_eq!(left[TABLE], puts[2..]);
    assert_eq!(orders(&client).await, ["0", "1"]);

    let again = client.batch_write_item().set_request_items(Some(left.clone()));
    assert_eq!(again.send().await.unwrap().unprocessed_items.unwrap(), left);
    assert_eq!(orders(&client).await, ["0", "1"]);

    let last = client.batch_write_item().set_request_items(Some(left)).send().await.unwrap();
    assert!(last.unprocessed_items.unwrap().is_empty());
    assert_eq!(orders(&client).await.len(), 5);
}

#[tokio::test]
async fn a_partial_read_returns_keys_with_the_tables_options() {
    let (faults, client) = ready().await;
    put(&client, order("1", "new")).await;
    put(&client, order("2", "new")).await;
    let asked = KeysAndAttributes::builder()
        .keys(key("1"))
        .keys(key("2"))
        .consistent_read(true)
        .projection_expression("#t")
        .expression_attribute_names("#t", "total")
        .build()
        .unwrap();
    faults.on(Operation::BatchGetItem).partial(1);
    let read = client.batch_get_item().request_items(TABLE, asked.clone()).send().await.unwrap();
    assert_eq!(read.responses.unwrap()[TABLE].len(), 1);
    let mut expected = asked;
    expected.keys.remove(0);
    assert_eq!(read.unprocessed_keys.unwrap()[TABLE], expected);
}

#[tokio::test]
async fn a_partial_batch_that_is_kept_whole_or_refused_gets_the_response_of_the_engine() {
    let (faults, client) = ready().await;
    faults.on(Operation::BatchWriteItem).times(2).partial(1);
    let write = client.batch_write_item().request_items(TABLE, vec![put_request(order("1", "n"))]);
    assert!(write.send().await.unwrap().unprocessed_items.unwrap().is_empty());
    let puts = vec![put_request(order("1", "n")), put_request(order("2", "n"))];
    let write = client.batch_write_item().request_items("none", puts);
    let error = write.send().await.unwrap_err().into_service_error();
    assert!(error.is_resource_not_found_exception(), "{error:?}");
}

#[tokio::test]
async fn a_lost_response_leaves_the_item_and_an_error() {
    let (faults, client) = ready().await;
    faults.on(Operation::PutItem).lost_response();
    let error = try_put(&client, "1").await.unwrap_err();
    assert!(matches!(&error, SdkError::DispatchFailure(f) if f.is_io()), "{error:?}");
    assert_eq!(orders(&client).await, ["1"]);
}

#[tokio::test]
async fn a_lost_response_makes_a_retried_update_count_twice() {
    let (faults, client) = ready().await;
    put(&client, order("1", "new")).await;
    faults.on(Operation::UpdateItem).lost_response();
    add_one(&retrying(&faults)).send().await.unwrap();
    assert_eq!(get(&client, "1").await.unwrap()["total"], n(9));
}

#[tokio::test]
async fn a_lost_request_leaves_nothing_and_an_error() {
    let (faults, client) = ready().await;
    faults.on(Operation::PutItem).lost_request();
    let error = try_put(&client, "1").await.unwrap_err();
    assert!(matches!(&error, SdkError::DispatchFailure(f) if f.is_io()), "{error:?}");
    assert_eq!(orders(&client).await, [""; 0]);
}

#[tokio::test]
async fn an_error_after_the_fact_leaves_the_item() {
    let (faults, client) = ready().await;
    faults.on(Operation::PutItem).applied_then_error(500, "InternalServerError", "sorry");
    let error = try_put(&client, "1").await.unwrap_err().into_service_error();
    assert!(matches!(error, PutItemError::InternalServerError(_)), "{error:?}");
    assert_eq!(error.message(), Some("sorry"));
    assert_eq!(orders(&client).await, ["1"]);
}

#[tokio::test]
async fn a_timeout_is_one_to_the_sdk() {
    let (faults, client) = ready().await;
    faults.on(Operation::PutItem).timeout();
    let error = try_put(&client, "1").await.unwrap_err();
    assert!(matches!(&error, SdkError::DispatchFailure(f) if f.is_timeout()), "{error:?}");
    assert_eq!(orders(&client).await, [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_stall_lasts_until_the_caller_gives_up() {
    let (faults, client) = ready().await;
    faults.on(Operation::PutItem).stall();
    let waited = tokio::time::timeout(Duration::from_secs(3600), try_put(&client, "1")).await;
    assert!(waited.is_err());
    assert_eq!(faults.in_flight(), 0);
    assert_eq!(orders(&client).await, [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn delays_and_latency_follow_tokios_clock() {
    let (faults, client) = ready().await;
    faults.on(Operation::PutItem).delay(Duration::from_secs(60));
    let start = Instant::now();
    try_put(&client, "1").await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 60);

    let far = Latency::over(faults, Duration::from_secs(5));
    let client = Client::from_conf(config_over(far).build());
    let start = Instant::now();
    assert!(get(&client, "1").await.is_some());
    assert_eq!(start.elapsed().as_secs(), 5);
}

/// An HTTP client that refuses every configuration.
#[derive(Debug)]
struct Refusing(Engine);

impl HttpClient for Refusing {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        self.0.http_connector(settings, components)
    }

    fn validate_final_config(&self, _: &RuntimeComponents, _: &ConfigBag) -> Result<(), BoxError> {
        Err("refused".into())
    }
}

#[tokio::test]
async fn the_checks_of_the_client_inside_are_made() {
    let refusing = || Refusing(Engine::memory().unwrap());
    for config in [config_over(Faults::over(refusing())), config_over(Latency::over(refusing(), Duration::ZERO))] {
        let error = Client::from_conf(config.build()).list_tables().send().await.unwrap_err();
        assert!(format!("{error:?}").contains("refused"), "{error:?}");
    }
}

fn transaction(
    client: &Client,
) -> aws_sdk_dynamodb::operation::transact_write_items::builders::TransactWriteItemsFluentBuilder {
    let part = |id: &str| {
        let put = Put::builder().table_name(TABLE).set_item(Some(order(id, "new")));
        TransactWriteItem::builder().put(put.build().unwrap()).build()
    };
    client.transact_write_items().transact_items(part("1")).transact_items(part("2"))
}

#[tokio::test]
async fn a_canceled_transaction_has_a_reason_for_each_part_and_is_not_run() {
    let (faults, client) = ready().await;
    let item = json!({ "order": { "S": "1" } });
    let reasons = [Reason::condition_failed().with_item(item)];
    // The first rule is for transactions only: the put passes it.
    faults.on_any().cancel(reasons);
    try_put(&client, "9").await.unwrap();
    let error = transaction(&client).send().await.unwrap_err().into_service_error();
    let TransactWriteItemsError::TransactionCanceledException(error) = error else { panic!("{error:?}") };
    let [failed, none] = error.cancellation_reasons() else { panic!("{error:?}") };
    assert_eq!(failed.code(), Some("ConditionalCheckFailed"));
    assert_eq!(failed.item().unwrap()["order"], common::s("1"));
    assert_eq!((none.code(), none.message()), (Some("None"), None));
    let message = error.message().unwrap();
    assert!(message.ends_with("[ConditionalCheckFailed, None]"), "{message}");
    assert_eq!(orders(&client).await, ["9"]);
}

#[tokio::test]
async fn a_conflict_cancels_a_transaction_and_refuses_a_write() {
    let (faults, client) = ready().await;
    faults.on_any().times(2).conflict();
    let error = transaction(&client).send().await.unwrap_err().into_service_error();
    let TransactWriteItemsError::TransactionCanceledException(error) = error else { panic!("{error:?}") };
    assert_eq!(error.cancellation_reasons()[0].code(), Some("TransactionConflict"));
    let error = try_put(&client, "1").await.unwrap_err().into_service_error();
    assert!(matches!(error, PutItemError::TransactionConflictException(_)), "{error:?}");
    assert_eq!(orders(&client).await, [""; 0]);
}

#[tokio::test]
async fn a_malformed_body_comes_after_the_fact() {
    let (faults, client) = ready().await;
    faults.on(Operation::PutItem).malformed_body("{\"Attributes\":");
    let error = try_put(&client, "1").await.unwrap_err();
    let SdkError::ServiceError(error) = error else { panic!("{error:?}") };
    assert_eq!((error.raw().status().as_u16(), error.err().code()), (200, None));
    assert_eq!(orders(&client).await, ["1"]);
}

#[tokio::test]
async fn a_response_is_given_as_it_is() {
    let (faults, client) = ready().await;
    let body = r#"{"TableNames":["made-up"]}"#;
    faults.on(Operation::ListTables).respond(200, [("x-amzn-requestid", "R1")], body);
    let output = client.list_tables().send().await.unwrap();
    assert_eq!(output.table_names(), ["made-up"]);
    assert_eq!(output.request_id(), Some("R1"));
    faults.on(Operation::ListTables).respond(200, [("no header", "at all")], "");
    let error = client.list_tables().send().await.unwrap_err();
    assert!(matches!(error, SdkError::DispatchFailure(_)), "{error:?}");
}

#[tokio::test]
async fn a_body_in_frames_is_the_same_body() {
    let (faults, client) = ready().await;
    put(&client, order("1", "new")).await;
    for size in [0, 1, 7, 1 << 20] {
        faults.on(Operation::GetItem).chunked(size);
        assert_eq!(get(&client, "1").await, Some(order("1", "new")), "{size}");
    }
    faults.on(Operation::GetItem).chunked(3);
    let missing = client.get_item().table_name("none").set_key(Some(key("1")));
    let error = missing.send().await.unwrap_err().into_service_error();
    assert!(error.is_resource_not_found_exception(), "{error:?}");
}

#[tokio::test]
async fn calls_are_recorded_with_what_was_asked_and_their_faults() {
    let (faults, client) = ready().await;
    faults.on(Operation::PutItem).throttle();
    let _ = try_put(&client, "1").await;
    transaction(&client).send().await.unwrap();
    let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";
    let _ = client.delete_table().table_name(arn).send().await;
    let calls = faults.calls();
    let asked: Vec<_> = calls.iter().map(dkmio_embedded::Call::operation).collect();
    use Operation::{DeleteTable, PutItem, TransactWriteItems};
    assert_eq!(asked, [PutItem, TransactWriteItems, DeleteTable]);
    assert!(calls.iter().all(|call| call.request().tables() == [TABLE]));
    assert_eq!(calls[0].request().body()["Item"]["total"], json!({ "N": "7" }));
    assert_eq!(kinds(&faults), [Some(FaultKind::Throttled), None, None]);
    faults.clear_calls();
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn requests_in_flight_are_counted() {
    let (faults, client) = ready().await;
    faults.on_any().always().delay(Duration::from_secs(1));
    assert_eq!((faults.in_flight(), faults.in_flight_max()), (0, 1));
    let puts = ["1", "2", "3"].map(|id| try_put(&client, id));
    let outputs = futures::future::join_all(puts).await;
    assert!(outputs.iter().all(Result::is_ok));
    assert_eq!((faults.in_flight(), faults.in_flight_max()), (0, 3));
    faults.reset_in_flight_max();
    assert_eq!(faults.in_flight_max(), 0);
}

#[tokio::test]
async fn faults_go_over_one_another_and_read_bodies_that_take_their_time() {
    let (slow, client) = ready().await;
    put(&client, order("1", "new")).await;
    slow.on_any().always().chunked(3);
    let faults = Faults::over(slow.clone());
    let client = retrying(&faults);
    faults.on(Operation::BatchGetItem).partial(1);
    let asked = KeysAndAttributes::builder().keys(key("1")).keys(key("2")).build().unwrap();
    let read = client.batch_get_item().request_items(TABLE, asked).send().await.unwrap();
    assert_eq!(read.responses.unwrap()[TABLE], [order("1", "new")]);
    assert_eq!(read.unprocessed_keys.unwrap()[TABLE].keys(), [key("2")]);
    let passed_on = slow.calls().last().unwrap().request().body().clone();
    assert_eq!(passed_on["RequestItems"][TABLE]["Keys"].as_array().unwrap().len(), 1);
}
