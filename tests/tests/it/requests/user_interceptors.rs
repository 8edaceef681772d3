//! User interceptors see the items of a request in full, and the request that is sent is the same.

use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::interceptors::BeforeSerializationInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept};
use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemInput;
use aws_sdk_dynamodb::operation::put_item::PutItemInput;
use aws_sdk_dynamodb::operation::query::QueryInput;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsInput;
use dkmio::{BatchWrite, DynamoDb, DynamoTable, TransactWrite};
use dkmio_embedded::{Engine, Faults, config_over};
use serde_json::Value;

use crate::models::{Orders, Users};

/// Notes the attributes of whatever is put, and of the keys that reads start from.
#[derive(Debug, Clone, Default)]
struct Audit(Arc<Mutex<Vec<usize>>>);

impl Intercept for Audit {
    fn name(&self) -> &'static str {
        "Audit"
    }

    fn read_before_execution(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        _: &mut ConfigBag,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let input = context.input();
        let mut sizes = Vec::new();
        if let Some(put) = input.downcast_ref::<PutItemInput>() {
            sizes.extend(put.item().map(|item| item.len()));
        } else if let Some(batch) = input.downcast_ref::<BatchWriteItemInput>() {
            let writes = batch.request_items().into_iter().flat_map(|tables| tables.values().flatten());
            sizes.extend(writes.filter_map(|write| write.put_request()).map(|put| put.item().len()));
        } else if let Some(transaction) = input.downcast_ref::<TransactWriteItemsInput>() {
            sizes.extend(transaction.transact_items().iter().filter_map(|part| part.put()).map(|put| put.item().len()));
        } else if let Some(query) = input.downcast_ref::<QueryInput>() {
            sizes.extend(query.exclusive_start_key().map(|key| key.len()));
        }
        self.0.lock().expect("sizes").extend(sizes);
        Ok(())
    }
}

/// Two pages of a query, and an empty response for every other request.
fn scripted() -> Faults {
    let faults = Faults::over(Engine::memory().expect("engine"));
    let page = r#"{"Items":[],"Count":0,"ScannedCount":0,"LastEvaluatedKey":{"user_id":{"S":"a\"b\u00e9"},"order_id":{"S":"2"}}}"#;
    faults.on(dkmio_embedded::Operation::Query).times(1).respond(200, [("x", "y"); 0], page);
    faults.on_any().always().respond(200, [("x", "y"); 0], "{}");
    faults
}

async fn run(db: &DynamoDb) {
    let user =
        |id: &str| Users {
            user_id: id.to_owned(), email: None, name: "A\n\"é\u{1}\u{1F600}".to_owned(), age: Some(7)
        };
    let order = Orders::sample("u", "o");
    order.put().if_not_exists().return_old().send(db).await.expect("put");
    let mut batch = BatchWrite::new().put(&order).put(&user("x")).delete(Orders::key_of("u", "p"));
    for id in ["y", "z"] {
        batch = batch.put(&user(id)).put(&Orders::sample("v", id));
    }
    batch.send(db).await.expect("batch");
    let transaction = TransactWrite::new().token("t").put(order.put().if_exists()).delete(Users::delete("w"));
    transaction.put(user("x").put()).send(db).await.expect("transaction");
    assert!(Orders::query("u").all(db).await.expect("query").is_empty());
}

fn requests(faults: &Faults) -> Vec<Value> {
    let mut bodies: Vec<Value> = faults.calls().iter().map(|call| call.request().body().clone()).collect();
    for writes in bodies.iter_mut().filter_map(|body| body.get_mut("RequestItems")).filter_map(Value::as_object_mut) {
        assert_eq!(writes.len(), 2, "two tables");
    }
    bodies
}

#[tokio::test(start_paused = true)]
async fn slots_and_full_maps_send_the_same() {
    let (plain, watched, audit) = (scripted(), scripted(), Audit::default());
    let client = |faults: &Faults| config_over(faults.clone());
    run(&DynamoDb::from_client(aws_sdk_dynamodb::Client::from_conf(client(&plain).build()))).await;
    let config = client(&watched).interceptor(audit.clone()).build();
    run(&DynamoDb::from_client(aws_sdk_dynamodb::Client::from_conf(config))).await;
    let (sent, shown) = (requests(&plain), requests(&watched));
    assert_eq!(sent, shown);
    assert_eq!(sent.len(), 5);
    assert_eq!(sent[4]["ExclusiveStartKey"]["user_id"]["S"], "a\"bé");
    // One put, six puts of the batch, two of the transaction, and one start key.
    let sizes = audit.0.lock().expect("sizes").clone();
    assert_eq!(sizes.len(), 1 + 6 + 2 + 1, "{sizes:?}");
    assert!(sizes.iter().all(|size| *size >= 2), "{sizes:?}");
}
