//! The table that these tests share, and short ways to write to it.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    LocalSecondaryIndex, Projection, ProjectionType, PutRequest, ScalarAttributeType, WriteRequest,
};

pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) const TABLE: &str = "orders";

pub(crate) fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

pub(crate) fn n(number: i64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// An order of user `u`, with the sort key `order`.
pub(crate) fn order(order: &str, status: &str) -> Item {
    HashMap::from([
        ("user".to_owned(), s("u")),
        ("order".to_owned(), s(order)),
        ("status".to_owned(), s(status)),
        ("total".to_owned(), n(7)),
        ("note".to_owned(), s("fragile")),
    ])
}

pub(crate) fn key(order: &str) -> Item {
    HashMap::from([("user".to_owned(), s("u")), ("order".to_owned(), s(order))])
}

fn element(name: &str, kind: KeyType) -> KeySchemaElement {
    KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap()
}

fn attribute(name: &str, kind: ScalarAttributeType) -> AttributeDefinition {
    AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build().unwrap()
}

/// Table `orders` with an index on status that projects the total, and a KEYS_ONLY one on the total.
pub(crate) async fn create_table(client: &Client) {
    let include = Projection::builder().projection_type(ProjectionType::Include).non_key_attributes("total").build();
    let keys = Projection::builder().projection_type(ProjectionType::KeysOnly).build();
    let by_status = GlobalSecondaryIndex::builder()
        .index_name("by-status")
        .key_schema(element("status", KeyType::Hash))
        .projection(include)
        .build()
        .unwrap();
    let by_total = LocalSecondaryIndex::builder()
        .index_name("by-total")
        .key_schema(element("user", KeyType::Hash))
        .key_schema(element("total", KeyType::Range))
        .projection(keys)
        .build()
        .unwrap();
    client
        .create_table()
        .table_name(TABLE)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(element("user", KeyType::Hash))
        .key_schema(element("order", KeyType::Range))
        .attribute_definitions(attribute("user", ScalarAttributeType::S))
        .attribute_definitions(attribute("order", ScalarAttributeType::S))
        .attribute_definitions(attribute("status", ScalarAttributeType::S))
        .attribute_definitions(attribute("total", ScalarAttributeType::N))
        .global_secondary_indexes(by_status)
        .local_secondary_indexes(by_total)
        .send()
        .await
        .unwrap();
}

pub(crate) async fn put(client: &Client, item: Item) {
    client.put_item().table_name(TABLE).set_item(Some(item)).send().await.unwrap();
}

pub(crate) async fn get(client: &Client, order: &str) -> Option<Item> {
    let get = client.get_item().table_name(TABLE).set_key(Some(key(order)));
    get.send().await.unwrap().item
}

/// The sort keys in the table, in order.
pub(crate) async fn orders(client: &Client) -> Vec<String> {
    let output = client.scan().table_name(TABLE).send().await.unwrap();
    let mut orders: Vec<String> = output.items().iter().map(|item| item["order"].as_s().unwrap().clone()).collect();
    orders.sort();
    orders
}

pub(crate) fn put_request(item: Item) -> WriteRequest {
    let put = PutRequest::builder().set_item(Some(item)).build().unwrap();
    WriteRequest::builder().put_request(put).build()
}
