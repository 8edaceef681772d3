//! Encoded items in requests: each in its own place, whatever order the SDK serializes in.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_types::body::SdkBody;
use dkmio::{BatchWrite, DynamoDb, DynamoTable, TransactWrite};
use dkmio_embedded::{Call, Faults, config_over};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::support::faulty;

macro_rules! tables {
    ($($table:ident $name:literal),*) => {$(
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
        #[dynamo(table = $name)]
        struct $table {
            #[pk]
            id: u32,
            from: String,
            item: BTreeMap<String, BTreeMap<String, String>>,
        }

        impl $table {
            /// An item that looks like a request, and like a slot.
            fn new(id: u32) -> Self {
                let inner = BTreeMap::from([("Item".to_owned(), r#""Item":{"":{"N":"0"}}"#.to_owned())]);
                Self { id, from: $name.to_owned(), item: BTreeMap::from([("Item".to_owned(), inner)]) }
            }
        }
    )*};
}
tables!(Ants "ants", Bees "bees", Cats "cats", Dogs "dogs", Eels "eels");

/// Every put of a request, as the table it goes to and the table that its item says it is from.
fn puts(body: &Value) -> Vec<(String, String)> {
    let of = |table: &str, put: &Value| (table.to_owned(), put["Item"]["from"]["S"].as_str().unwrap_or("").to_owned());
    if let Some(tables) = body["RequestItems"].as_object() {
        let writes = tables.iter().flat_map(|(table, writes)| {
            writes.as_array().unwrap().iter().filter_map(move |write| Some(of(table, write.get("PutRequest")?)))
        });
        return writes.collect();
    }
    let parts = body["TransactItems"].as_array().unwrap().iter().filter_map(|part| part.get("Put"));
    parts.map(|put| of(put["TableName"].as_str().unwrap(), put)).collect()
}

fn sent(faults: &Faults) -> Vec<Value> {
    let bodies = faults.calls().iter().map(|call: &Call| call.request().body().clone()).collect();
    faults.clear_calls();
    bodies
}

#[tokio::test(start_paused = true)]
async fn every_item_of_a_batch_reaches_its_own_table() {
    let (db, faults) = faulty();
    // A `HashMap` has another order each time.
    for round in 0..30 {
        let mut batch = BatchWrite::new();
        for id in 0..4 {
            let id = round * 4 + id;
            batch = batch.put(&Ants::new(id)).put(&Bees::new(id)).put(&Cats::new(id)).put(&Dogs::new(id));
            batch = batch.put(&Eels::new(id)).delete(Ants::key_of(id + 1000));
        }
        let _ = batch.send(&db).await;
        let bodies = sent(&faults);
        let puts: Vec<_> = bodies.iter().flat_map(puts).collect();
        assert_eq!(puts.len(), 20);
        for (table, from) in puts {
            assert_eq!(table, from);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_item_of_a_transaction_reaches_its_own_table() {
    let (db, faults) = faulty();
    let write = TransactWrite::new()
        .put(Bees::new(1).put().if_not_exists())
        .delete(Ants::delete(1))
        .put(Ants::new(2).put())
        .update(Cats::update(1).set(Cats::FROM, r#""Item":{"":{"N":"0"}}"#))
        .put(Cats::new(2).put());
    let _ = write.send(&db).await;
    let puts = puts(&sent(&faults)[0]);
    assert_eq!(puts.len(), 3);
    for (table, from) in puts {
        assert_eq!(table, from);
    }
}

/// Notes the content length that a request states, and its real one.
#[derive(Debug, Clone, Default)]
struct Lengths(Arc<Mutex<Vec<(String, usize)>>>);

impl HttpConnector for Lengths {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let stated = request.headers().get("content-length").unwrap_or_default().to_owned();
        self.0.lock().unwrap().push((stated, request.body().bytes().map_or(0, <[u8]>::len)));
        HttpConnectorFuture::ready(Ok(HttpResponse::new(200.try_into().unwrap(), SdkBody::from("{}"))))
    }
}

impl HttpClient for Lengths {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

#[tokio::test]
async fn the_content_length_is_that_of_the_request_with_its_items() {
    let lengths = Lengths::default();
    let db = DynamoDb::from_client(Client::from_conf(config_over(lengths.clone()).build()));
    Ants::new(1).put().send(&db).await.unwrap();
    BatchWrite::new().put(&Ants::new(1)).put(&Bees::new(1)).send(&db).await.unwrap();
    TransactWrite::new().put(Ants::new(1).put()).put(Bees::new(2).put()).send(&db).await.unwrap();
    let lengths = lengths.0.lock().unwrap();
    assert_eq!(lengths.len(), 3);
    for (stated, real) in lengths.iter() {
        assert_eq!(*stated, real.to_string());
    }
}
