//! The SDK with `serde_dynamo`, as a careful developer writes it.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, PutRequest, WriteRequest};

use super::library::{ADDED, CUSTOMER, Library};
use super::peers::Known;
use crate::items::{PARTITION, Sample, Small, TABLE, sort_key};

/// The SDK's client.
#[derive(Clone)]
pub(crate) struct Sdk(pub(crate) Client);

/// Returns the partition key as an attribute value.
pub(crate) fn partition() -> AttributeValue {
    AttributeValue::S(PARTITION.to_owned())
}

fn key(number: usize) -> HashMap<String, AttributeValue> {
    HashMap::from([("pk".to_owned(), partition()), ("sk".to_owned(), AttributeValue::S(sort_key(number)))])
}

/// Returns a put of an item in a batch.
pub(crate) fn write_request(item: &Small) -> WriteRequest {
    let item = serde_dynamo::to_item(item).expect("an item");
    let put = PutRequest::builder().set_item(Some(item)).build().expect("a put");
    WriteRequest::builder().put_request(put).build()
}

impl Library for Sdk {
    fn new(client: Client) -> Self {
        Self(client)
    }

    async fn query<T: Sample + Known>(&self) -> Vec<T> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let request = self
                .0
                .query()
                .table_name(TABLE)
                .key_condition_expression("#pk = :pk")
                .expression_attribute_names("#pk", "pk")
                .expression_attribute_values(":pk", partition())
                .set_exclusive_start_key(start.take());
            let page = request.send().await.expect("a query");
            items.extend(serde_dynamo::from_items::<_, T>(page.items.unwrap_or_default()).expect("items"));
            start = page.last_evaluated_key;
            if start.is_none() {
                return items;
            }
        }
    }

    async fn get(&self) -> Option<Small> {
        let output = self.0.get_item().table_name(TABLE).set_key(Some(key(7))).send().await.expect("a get");
        output.item.map(|item| serde_dynamo::from_item(item).expect("an item"))
    }

    async fn put(&self, item: &Small) {
        let item = serde_dynamo::to_item(item).expect("an item");
        self.0.put_item().table_name(TABLE).set_item(Some(item)).send().await.expect("a put");
    }

    async fn update(&self) {
        let request = self
            .0
            .update_item()
            .table_name(TABLE)
            .set_key(Some(key(7)))
            .update_expression("SET #customer = :customer ADD #total :added")
            .condition_expression("#paid = :paid")
            .expression_attribute_names("#customer", "customer")
            .expression_attribute_names("#total", "total")
            .expression_attribute_names("#paid", "paid")
            .expression_attribute_values(":customer", AttributeValue::S(CUSTOMER.to_owned()))
            .expression_attribute_values(":added", AttributeValue::N(ADDED.to_string()))
            .expression_attribute_values(":paid", AttributeValue::Bool(true));
        request.send().await.expect("an update");
    }

    async fn delete(&self) {
        self.0.delete_item().table_name(TABLE).set_key(Some(key(7))).send().await.expect("a delete");
    }

    async fn batch_write(&self, items: &[Small]) {
        let requests = items.iter().map(write_request).collect();
        let mut left = Some(HashMap::from([(TABLE.to_owned(), requests)]));
        // DynamoDB may leave a part of a batch unprocessed, also without an error.
        while let Some(requests) = left.take().filter(|left| !left.is_empty()) {
            let output = self.0.batch_write_item().set_request_items(Some(requests)).send().await;
            left = output.expect("a batch").unprocessed_items;
        }
    }

    async fn batch_get(&self, numbers: &[usize]) -> Option<Vec<Small>> {
        let keys = numbers.iter().map(|&number| key(number)).collect();
        let keys = KeysAndAttributes::builder().set_keys(Some(keys)).build().expect("keys");
        let mut left = Some(HashMap::from([(TABLE.to_owned(), keys)]));
        let mut items = Vec::new();
        // As with a batch write, DynamoDB may leave keys unprocessed.
        while let Some(keys) = left.take().filter(|left| !left.is_empty()) {
            let output = self.0.batch_get_item().set_request_items(Some(keys)).send().await.expect("a batch");
            let read = output.responses.and_then(|mut responses| responses.remove(TABLE)).unwrap_or_default();
            items.extend(serde_dynamo::from_items::<_, Small>(read).expect("items"));
            left = output.unprocessed_keys;
        }
        Some(items)
    }
}
