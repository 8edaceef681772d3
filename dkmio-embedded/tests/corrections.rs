//! Where the crate puts its engine right: each as DynamoDB's documentation has it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Get, KeysAndAttributes, Select, TransactGetItem, TransactWriteItem,
};
use common::{Item, TABLE, create_table, key, n, order, put, put_request, s};
use dkmio_embedded::Engine;

const ARN: &str = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";

async fn ready() -> Client {
    let client = Engine::memory().unwrap().client();
    create_table(&client).await;
    client
}

fn is_in(attribute: &str, count: usize) -> (String, HashMap<String, AttributeValue>) {
    let names: Vec<String> = (0..count).map(|i| format!(":v{i}")).collect();
    let text = format!("{attribute} IN ({})", names.join(", "));
    (text, names.into_iter().map(|name| (name, n(7))).collect())
}

#[tokio::test]
async fn in_takes_a_hundred_operands_and_no_more() {
    let client = ready().await;
    put(&client, order("1", "new")).await;
    let scan = |count| {
        let (filter, values) = is_in("note", count);
        let scan = client.scan().table_name(TABLE).filter_expression(filter);
        scan.set_expression_attribute_values(Some(values)).send()
    };
    assert_eq!(scan(100).await.unwrap().scanned_count(), 1);
    let error = scan(101).await.unwrap_err().into_service_error();
    assert_eq!(error.code(), Some("ValidationException"));
    assert!(error.message().unwrap().contains("number of operands: 101"), "{error:?}");
}

#[tokio::test]
async fn in_is_counted_in_a_transactions_parts_too() {
    let client = ready().await;
    let (condition, values) = is_in("note", 101);
    let check = ConditionCheck::builder()
        .table_name(TABLE)
        .set_key(Some(key("1")))
        .condition_expression(condition)
        .set_expression_attribute_values(Some(values))
        .build()
        .unwrap();
    let part = TransactWriteItem::builder().condition_check(check).build();
    let write = client.transact_write_items().transact_items(part).send().await;
    let error = write.unwrap_err().into_service_error();
    assert_eq!(error.code(), Some("ValidationException"));
}

#[tokio::test]
async fn a_transactional_read_returns_projected_attributes_alone() {
    let client = ready().await;
    put(&client, order("1", "new")).await;
    put(&client, order("2", "new")).await;
    let get = |id: &str, projection: &str| {
        let get = Get::builder().table_name(TABLE).set_key(Some(key(id)));
        let get = get.projection_expression(projection).build().unwrap();
        TransactGetItem::builder().get(get).build()
    };
    let read = client.transact_get_items().transact_items(get("1", "note"));
    let output = read.transact_items(get("2", "gone_by")).send().await.unwrap();
    let items: Vec<_> = output.responses().iter().map(|r| r.item().cloned()).collect();
    let note = Item::from([("note".to_owned(), s("fragile"))]);
    assert_eq!(items, [Some(note), None]);
}

#[tokio::test]
async fn a_table_is_found_by_its_arn() {
    let client = ready().await;
    client.put_item().table_name(ARN).set_item(Some(order("1", "new"))).send().await.unwrap();
    let got = client.get_item().table_name(ARN).set_key(Some(key("1"))).send().await.unwrap();
    assert_eq!(got.item, Some(order("1", "new")));

    let puts = vec![put_request(order("2", "new"))];
    client.batch_write_item().request_items(ARN, puts).send().await.unwrap();
    let keys = KeysAndAttributes::builder().keys(key("2")).build().unwrap();
    let read = client.batch_get_item().request_items(ARN, keys).send().await.unwrap();
    assert_eq!(read.responses.unwrap()[ARN], [order("2", "new")]);

    let get = Get::builder().table_name(ARN).set_key(Some(key("2"))).build().unwrap();
    let get = TransactGetItem::builder().get(get).build();
    let read = client.transact_get_items().transact_items(get).send().await.unwrap();
    assert_eq!(read.responses()[0].item, Some(order("2", "new")));
}

#[tokio::test]
async fn an_arn_in_an_item_stays_as_it_is() {
    let client = ready().await;
    let mut item = order("1", "new");
    item.insert("TableName".to_owned(), s(ARN));
    put(&client, item.clone()).await;
    assert_eq!(common::get(&client, "1").await, Some(item));
}

#[tokio::test]
async fn a_global_index_asked_for_what_it_does_not_project_refuses() {
    let client = ready().await;
    put(&client, order("1", "new")).await;
    let query = |projection: &str| {
        let query = client.query().table_name(TABLE).index_name("by-status");
        let query = query.key_condition_expression("#s = :s");
        let query = query.expression_attribute_names("#s", "status");
        let query = query.expression_attribute_names("#s2", "total");
        let query = query.expression_attribute_values(":s", s("new"));
        query.projection_expression(projection).send()
    };
    assert_eq!(query("#s, #s2").await.unwrap().items()[0].len(), 2);
    let error = query("#s2, note").await.unwrap_err().into_service_error();
    assert_eq!(error.code(), Some("ValidationException"));
    assert!(error.message().unwrap().ends_with("by-status does not project [note]"), "{error:?}");
}

#[tokio::test]
async fn a_local_index_fetches_what_it_does_not_project() {
    let client = ready().await;
    let mut item = order("1", "new");
    let lines = AttributeValue::L(vec![s("first"), s("second")]);
    item.insert("parcels".to_owned(), lines);
    put(&client, item).await;
    let expected = Item::from([
        ("note".to_owned(), s("fragile")),
        ("total".to_owned(), n(7)),
        ("parcels".to_owned(), AttributeValue::L(vec![s("second")])),
    ]);
    let query = client.query().table_name(TABLE).index_name("by-total");
    let query = query.key_condition_expression("#u = :u AND #t > :t");
    let query = query.expression_attribute_names("#u", "user");
    let query = query.expression_attribute_names("#t", "total");
    let query = query.expression_attribute_names("#n", "note");
    let query = query.expression_attribute_values(":u", s("u"));
    let query = query.expression_attribute_values(":t", n(0));
    let query = query.select(Select::SpecificAttributes);
    let query = query.projection_expression("#n, #t, parcels[1]");
    assert_eq!(query.send().await.unwrap().items(), std::slice::from_ref(&expected));

    let scan = client.scan().table_name(TABLE).index_name("by-total");
    let scan = scan.projection_expression("note, parcels[1], #t").expression_attribute_names("#t", "total");
    assert_eq!(scan.send().await.unwrap().items(), [expected]);
}

#[tokio::test]
async fn an_update_that_creates_its_item_returns_no_old_one() {
    let client = ready().await;
    let update = || {
        let update = client.update_item().table_name(TABLE).set_key(Some(key("1")));
        let update = update.update_expression("SET note = :n").expression_attribute_values(":n", s("x"));
        update.return_values(aws_sdk_dynamodb::types::ReturnValue::AllOld).send()
    };
    assert_eq!(update().await.unwrap().attributes(), None);
    let old = update().await.unwrap();
    assert_eq!(old.attributes().unwrap()["note"], s("x"));
    let bare = client.put_item().table_name(TABLE).set_item(Some(key("2"))).send();
    bare.await.unwrap();
    let update = client.update_item().table_name(TABLE).set_key(Some(key("2")));
    let update = update.update_expression("SET note = :n").expression_attribute_values(":n", s("x"));
    let old = update.return_values(aws_sdk_dynamodb::types::ReturnValue::AllOld).send().await.unwrap();
    assert_eq!(old.attributes(), Some(&key("2")), "an item of its keys alone is an item");
}
