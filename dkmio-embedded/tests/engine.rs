//! The engine through the real SDK client.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::operation::RequestId;
use aws_sdk_dynamodb::operation::get_item::GetItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    Get, KeysAndAttributes, Put, ReturnValue, TimeToLiveSpecification, TransactGetItem, TransactWriteItem, Update,
};
use common::{Item, TABLE, create_table, get, key, n, order, orders, put, put_request, s};
use dkmio_embedded::{Engine, ManualClock};

async fn ready() -> (Engine, aws_sdk_dynamodb::Client) {
    let engine = Engine::memory().unwrap();
    let client = engine.client();
    create_table(&client).await;
    (engine, client)
}

#[tokio::test]
async fn an_item_comes_back_as_it_was_put() {
    let (_, client) = ready().await;
    put(&client, order("1", "new")).await;
    assert_eq!(get(&client, "1").await, Some(order("1", "new")));
    assert_eq!(get(&client, "2").await, None);
}

#[tokio::test]
async fn clones_share_tables_and_engines_do_not() {
    let (engine, _) = ready().await;
    put(&engine.clone().client(), order("1", "new")).await;
    assert_eq!(orders(&engine.client()).await, ["1"]);
    let other = Engine::memory().unwrap().client();
    assert!(other.list_tables().send().await.unwrap().table_names().is_empty());
}

#[tokio::test]
async fn a_global_index_is_queried_with_its_projection() {
    let (_, client) = ready().await;
    put(&client, order("1", "new")).await;
    put(&client, order("2", "shipped")).await;
    let output = client
        .query()
        .table_name(TABLE)
        .index_name("by-status")
        .key_condition_expression("#s = :s")
        .expression_attribute_names("#s", "status")
        .expression_attribute_values(":s", s("new"))
        .send()
        .await
        .unwrap();
    let mut expected = order("1", "new");
    expected.remove("note");
    assert_eq!(output.items(), [expected]);
}

#[tokio::test]
async fn an_update_changes_and_returns_the_item() {
    let (_, client) = ready().await;
    put(&client, order("1", "new")).await;
    let output = client
        .update_item()
        .table_name(TABLE)
        .set_key(Some(key("1")))
        .expression_attribute_names("#t", "total")
        .expression_attribute_values(":one", n(1))
        .update_expression("SET #t = #t + :one")
        .return_values(ReturnValue::UpdatedNew)
        .send()
        .await
        .unwrap();
    assert_eq!(output.attributes, Some(Item::from([("total".to_owned(), n(8))])));
}

#[tokio::test]
async fn batches_write_and_read() {
    let (_, client) = ready().await;
    let puts = (0..25).map(|i| put_request(order(&i.to_string(), "new"))).collect();
    let written = client.batch_write_item().request_items(TABLE, puts).send().await.unwrap();
    assert!(written.unprocessed_items().unwrap().is_empty());
    let keys = KeysAndAttributes::builder().keys(key("3")).keys(key("24")).build().unwrap();
    let read = client.batch_get_item().request_items(TABLE, keys).send().await.unwrap();
    assert_eq!(read.responses().unwrap()[TABLE].len(), 2);
}

fn transact_put(item: Item) -> TransactWriteItem {
    let put = Put::builder().table_name(TABLE).set_item(Some(item));
    let put = put.condition_expression("attribute_not_exists(#o)");
    let put = put.expression_attribute_names("#o", "order").build().unwrap();
    TransactWriteItem::builder().put(put).build()
}

#[tokio::test]
async fn a_transaction_writes_all_or_nothing_with_a_reason_for_each_part() {
    let (_, client) = ready().await;
    put(&client, order("1", "new")).await;
    let write = client
        .transact_write_items()
        .transact_items(transact_put(order("2", "new")))
        .transact_items(transact_put(order("1", "new")));
    let error = write.send().await.unwrap_err().into_service_error();
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = error else {
        panic!("not cancelled: {error:?}");
    };
    let codes: Vec<_> = cancelled.cancellation_reasons().iter().map(|r| r.code()).collect();
    assert_eq!(codes, [Some("None"), Some("ConditionalCheckFailed")]);
    assert_eq!(orders(&client).await, ["1"]);

    let update = Update::builder()
        .table_name(TABLE)
        .set_key(Some(key("1")))
        .update_expression("SET #n = :n")
        .expression_attribute_names("#n", "note")
        .expression_attribute_values(":n", s("sturdy"))
        .build()
        .unwrap();
    let update = TransactWriteItem::builder().update(update).build();
    let put = transact_put(order("3", "new"));
    client.transact_write_items().transact_items(update).transact_items(put).send().await.unwrap();
    assert_eq!(orders(&client).await, ["1", "3"]);
    assert_eq!(get(&client, "1").await.unwrap()["note"], s("sturdy"));
}

#[tokio::test]
async fn a_modeled_error_arrives_as_such_with_a_request_id_of_its_own() {
    let client = Engine::memory().unwrap().client();
    let mut ids = Vec::new();
    for _ in 0..2 {
        let get = client.get_item().table_name("none").set_key(Some(key("1")));
        let error = get.send().await.unwrap_err().into_service_error();
        assert!(matches!(error, GetItemError::ResourceNotFoundException(_)), "{error:?}");
        ids.push(error.request_id().expect("a request id").to_owned());
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_value_refused_while_it_is_read_is_a_validation_error_in_its_envelope() {
    let (_, client) = ready().await;
    let mut item = order("1", "new");
    item.insert("none".to_owned(), aws_sdk_dynamodb::types::AttributeValue::Ss(Vec::new()));
    let put = client.put_item().table_name(TABLE).set_item(Some(item));
    let error = put.send().await.unwrap_err().into_service_error();
    assert_eq!(error.code(), Some("ValidationException"));
    let message = error.message().unwrap();
    assert!(!message.contains("VALIDATION"), "{message}");
    assert!(message.contains("may not be empty") || message.contains("should not be empty"));
}

#[tokio::test]
async fn an_operation_the_engine_lacks_is_refused_by_name() {
    let client = Engine::memory().unwrap().client();
    let error = client.describe_limits().send().await.unwrap_err().into_service_error();
    assert_eq!(error.code(), Some("UnknownOperationException"));
}

#[tokio::test]
async fn a_signed_request_gets_a_response_too() {
    use aws_sdk_dynamodb::config::Credentials;
    let engine = Engine::memory().unwrap();
    let config = engine.config().credentials_provider(Credentials::new("a", "s", None, None, "test"));
    let client = aws_sdk_dynamodb::Client::from_conf(config.build());
    create_table(&client).await;
    assert_eq!(orders(&client).await, [""; 0]);
}

#[test]
fn no_runtime_is_needed() {
    futures::executor::block_on(async {
        let (_, client) = ready().await;
        put(&client, order("1", "new")).await;
        assert_eq!(orders(&client).await, ["1"]);
    });
}

#[test]
fn no_timer_is_needed() {
    let file = File::named("no-timer.db");
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        for engine in [Engine::memory().unwrap(), Engine::open(&file.0).unwrap()] {
            let client = engine.client();
            create_table(&client).await;
            put(&client, order("1", "new")).await;
            assert_eq!(orders(&client).await, ["1"]);
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_on_many_threads_share_an_engine() {
    let (engine, client) = ready().await;
    let engine = Arc::new(engine);
    let tasks: Vec<_> = (0..20)
        .map(|i| {
            let client = engine.client();
            tokio::spawn(async move { put(&client, order(&format!("{i:02}"), "new")).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(orders(&client).await.len(), 20);
}

struct File(std::path::PathBuf);

impl File {
    fn named(name: &str) -> Self {
        let directory = std::env::temp_dir();
        Self(directory.join(format!("dkmio-embedded-{}-{name}", std::process::id())))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let mut path = self.0.clone().into_os_string();
            path.push(end);
            let _ = std::fs::remove_file(path);
        }
    }
}

#[tokio::test]
async fn a_file_survives_its_engine() {
    let file = File::named("reopened.db");
    {
        let client = Engine::open(&file.0).unwrap().client();
        create_table(&client).await;
        put(&client, order("1", "new")).await;
    }
    let client = Engine::open(&file.0).unwrap().client();
    assert_eq!(get(&client, "1").await, Some(order("1", "new")));
}

#[test]
fn a_file_needs_no_runtime_either() {
    let file = File::named("plain.db");
    let client = Engine::open(&file.0).unwrap().client();
    futures::executor::block_on(create_table(&client));
}

#[test]
fn a_path_that_cannot_be_opened_is_an_error_that_names_it() {
    let error = Engine::open("/nowhere/at/all/orders.db").unwrap_err().to_string();
    assert!(error.contains("/nowhere/at/all/orders.db"), "{error}");
}

#[test]
fn a_file_that_holds_something_else_is_an_error() {
    let file = File::named("text.db");
    std::fs::write(&file.0, "no database, just a line of text\n".repeat(100)).unwrap();
    let error = Engine::open(&file.0).unwrap_err().to_string();
    assert!(error.contains("text.db"), "{error}");
}

#[tokio::test]
async fn expired_items_go_when_they_are_swept_by_the_manual_clock() {
    let clock = ManualClock::at(1_700_000_000);
    let engine = Engine::memory_at(&clock).unwrap();
    let client = engine.client();
    create_table(&client).await;
    let ttl = TimeToLiveSpecification::builder().attribute_name("gone_at").enabled(true);
    let ttl = ttl.build().unwrap();
    let enable = client.update_time_to_live().table_name(TABLE).time_to_live_specification(ttl);
    enable.send().await.unwrap();
    let mut item = order("1", "new");
    item.insert("gone_at".to_owned(), n(1_700_000_060));
    put(&client, item).await;

    assert_eq!(engine.sweep_expired().unwrap(), 0);
    clock.advance(Duration::from_secs(61));
    assert_eq!(engine.sweep_expired().unwrap(), 1);
    assert_eq!(orders(&client).await, [""; 0]);
}

#[tokio::test]
async fn a_transactional_read_returns_an_item_for_each_part() {
    let (_, client) = ready().await;
    put(&client, order("1", "new")).await;
    let part = |order: &str| {
        let get = Get::builder().table_name(TABLE).set_key(Some(key(order))).build().unwrap();
        TransactGetItem::builder().get(get).build()
    };
    let read = client.transact_get_items().transact_items(part("9")).transact_items(part("1"));
    let output = read.send().await.unwrap();
    assert_eq!(output.responses()[0].item, None);
    assert_eq!(output.responses()[1].item, Some(order("1", "new")));
}
