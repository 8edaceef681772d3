//! What is measured, each once by dkmio and once by the SDK and `serde_dynamo` as a careful developer writes it.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{DynamoDb, DynamoTable};

use crate::connector::client;
use crate::models::{Nested, Numbers, Sample, Small, Text};

/// Who does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Sdk,
    Dkmio,
}

/// The cases, by name.
pub(crate) const CASES: [&str; 9] = [
    "query-0", "query-1", "query-100", "query-2000", "query-100-text", "query-100-numbers", "query-100-nested", "get", "put",
];

/// Runs a case so many times.
pub(crate) async fn run(case: &str, side: Side, rounds: usize) {
    match case {
        "query-0" => query::<Small>(0, side, rounds).await,
        "query-1" => query::<Small>(1, side, rounds).await,
        "query-100" => query::<Small>(100, side, rounds).await,
        "query-2000" => query::<Small>(2000, side, rounds).await,
        "query-100-text" => query::<Text>(100, side, rounds).await,
        "query-100-numbers" => query::<Numbers>(100, side, rounds).await,
        "query-100-nested" => query::<Nested>(100, side, rounds).await,
        "get" => get(side, rounds).await,
        "put" => put(side, rounds).await,
        other => panic!("no case {other}"),
    }
}

fn item_json<T: Sample>(number: usize) -> String {
    dkmio_core::wire::to_text(&T::sample(number)).expect("item").text
}

fn page<T: Sample>(count: usize) -> String {
    let items: Vec<String> = (0..count).map(item_json::<T>).collect();
    format!(r#"{{"Count":{count},"Items":[{}],"ScannedCount":{count}}}"#, items.join(","))
}

async fn query<T: Sample>(count: usize, side: Side, rounds: usize) {
    let client = client(page::<T>(count));
    let db = DynamoDb::from_client(client.clone());
    let want: Vec<T> = (0..count).map(T::sample).collect();
    for round in 0..rounds {
        let got = match side {
            Side::Dkmio => <T as Sample>::query(&db).await,
            Side::Sdk => query_by_sdk(&client).await,
        };
        assert_eq!(got.len(), count);
        if round == 0 {
            assert_eq!(got, want);
        }
    }
}

async fn query_by_sdk<T: Sample>(client: &Client) -> Vec<T> {
    let mut items = Vec::new();
    let mut start: Option<HashMap<String, AttributeValue>> = None;
    loop {
        let request = client
            .query()
            .table_name("items")
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", "pk")
            .expression_attribute_values(":pk", AttributeValue::S("pk".to_owned()))
            .set_exclusive_start_key(start.take());
        let page = request.send().await.expect("query");
        items.extend(serde_dynamo::from_items::<_, T>(page.items.unwrap_or_default()).expect("items"));
        start = page.last_evaluated_key;
        if start.is_none() {
            return items;
        }
    }
}

async fn get(side: Side, rounds: usize) {
    let client = client(format!(r#"{{"Item":{}}}"#, item_json::<Small>(7)));
    let db = DynamoDb::from_client(client.clone());
    for _ in 0..rounds {
        let got = match side {
            Side::Dkmio => <Small as Sample>::get(&db).await,
            Side::Sdk => {
                let request = client
                    .get_item()
                    .table_name("items")
                    .key("pk", AttributeValue::S("pk".to_owned()))
                    .key("sk", AttributeValue::N("7".to_owned()));
                let item = request.send().await.expect("get").item;
                item.map(|item| serde_dynamo::from_item(item).expect("item"))
            }
        };
        assert_eq!(got.as_ref(), Some(&Small::sample(7)));
    }
}

async fn put(side: Side, rounds: usize) {
    let client = client("{}".to_owned());
    let db = DynamoDb::from_client(client.clone());
    let item = Small::sample(7);
    for _ in 0..rounds {
        match side {
            Side::Dkmio => item.put().send(&db).await.expect("put"),
            Side::Sdk => {
                let item = serde_dynamo::to_item(&item).expect("item");
                client.put_item().table_name("items").set_item(Some(item)).send().await.map(drop).expect("put");
            }
        }
    }
}
