//! A Lambda function behind the stream of a table: it keeps the total of each user's orders.
//!
//! `cargo lambda build --release` builds it. Its event source mapping needs `FunctionResponseTypes = ReportBatchItemFailures`, or Lambda
//! ignores the response and the failed records are lost. The tests run the handler on the embedded engine.

use dkmio::changes::{BatchResponse, Change, Changes};
use dkmio::{CancellationCode, DynamoDb, DynamoTable, TransactWrite};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user: String,
    #[sk]
    order_id: u32,
    total: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "totals")]
struct Totals {
    #[pk]
    user: String,
    total: i64,
}

/// The changes that have been handled: Lambda delivers each at least once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "handled")]
struct Handled {
    #[pk]
    event_id: String,
}

/// Handles the records of an event. The changes of one order are handled in their order.
async fn handle(db: &DynamoDb, event: LambdaEvent<Changes<Orders>>) -> Result<BatchResponse, Error> {
    let response = event.payload.for_each_concurrent(8, |record| async move {
        let event_id = record.event_id().unwrap_or_default().to_owned();
        let (user, amount) = match record.change {
            Change::Insert { new } => (new.user, new.total),
            Change::Modify { old, new } => (new.user, new.total - old.total),
            Change::Remove { old, .. } => (old.user, -old.total),
        };
        add_once(db, event_id, &user, amount).await
    });
    Ok(response.await)
}

/// Adds to the total of a user, unless the change has been handled before.
async fn add_once(db: &DynamoDb, event_id: String, user: &str, amount: i64) -> Result<(), dkmio::Error> {
    let mut write = TransactWrite::new();
    let mark = write.add(Handled { event_id }.put().if_not_exists());
    write.add(Totals::update(user).increment(Totals::TOTAL, amount));
    match write.send(db).await {
        // Only this reason says that the change was handled. Any other has to fail the record.
        Err(error)
            if error.reason_of(mark).is_some_and(|part| *part.code() == CancellationCode::ConditionalCheckFailed) =>
        {
            Ok(())
        }
        written => written,
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    // Once, outside of the handler: the connection is kept between invocations.
    let db = &DynamoDb::from_env().await;
    lambda_runtime::run(service_fn(|event| handle(db, event))).await
}

#[cfg(test)]
mod tests {
    use dkmio::aws_sdk_dynamodb::types::StreamViewType;
    use futures::TryStreamExt as _;
    use lambda_runtime::Context;
    use serde_json::{Value, json};

    use super::*;

    async fn db() -> DynamoDb {
        let db = DynamoDb::embedded().await.expect("an engine");
        Orders::create_table().stream_view(StreamViewType::NewAndOldImages).send(&db).await.expect("a table");
        Totals::create_table().send(&db).await.expect("a table");
        Handled::create_table().send(&db).await.expect("a table");
        db
    }

    fn order(order_id: u32, total: i64) -> Orders {
        Orders { user: "ana".to_owned(), order_id, total }
    }

    /// Calls the handler as the runtime does: with an event from JSON, and with its response as JSON.
    async fn invoke(db: &DynamoDb, event: &str) -> Value {
        let payload: Changes<Orders> = serde_json::from_str(event).expect("an event");
        let response = handle(db, LambdaEvent::new(payload, Context::default())).await.expect("a response");
        serde_json::to_value(response).expect("JSON")
    }

    async fn total(db: &DynamoDb) -> Option<i64> {
        Totals::get("ana").send(db).await.expect("a get").map(|totals| totals.total)
    }

    #[tokio::test]
    async fn what_is_written_to_the_table_arrives_in_the_totals() {
        let db = db().await;
        order(1, 30).put().send(&db).await.expect("a put");
        order(2, 5).put().send(&db).await.expect("a put");
        Orders::update(("ana", 1)).set(Orders::TOTAL, 45_i64).send(&db).await.expect("an update");
        Orders::delete(("ana", 2)).send(&db).await.expect("a delete");

        // The stream of the table, as the event that Lambda makes of it.
        let records = Orders::changes().read_available().stream(&db);
        let changes: Vec<_> = records.map_ok(|record| record.change).try_collect().await.expect("changes");
        let event = Changes::of(changes).to_event_json().expect("an event");
        assert_eq!(invoke(&db, &event).await, json!({ "batchItemFailures": [] }));
        assert_eq!(total(&db).await, Some(45));
    }

    #[tokio::test]
    async fn records_that_arrive_twice_count_once() {
        let db = db().await;
        let changes =
            [Change::insert(order(1, 30)), Change::modify(order(1, 30), order(1, 45)), Change::insert(order(2, 5))];
        let event = Changes::of(changes).to_event_json().expect("an event");
        for _ in 0..2 {
            assert_eq!(invoke(&db, &event).await, json!({ "batchItemFailures": [] }));
            assert_eq!(total(&db).await, Some(50));
        }
    }

    #[tokio::test]
    async fn a_change_that_cannot_be_added_is_a_failure() {
        let db = db().await;
        let total = dkmio::item! { "user" => "ana", "total" => "not a number" }.expect("an item");
        let put = db.client().put_item().table_name("totals").set_item(Some(total.into_inner()));
        put.send().await.expect("a put");
        let event = Changes::of([Change::insert(order(1, 30))]).to_event_json().expect("an event");
        let response = invoke(&db, &event).await;
        assert_eq!(response["batchItemFailures"].as_array().map(Vec::len), Some(1));
        assert_eq!(Handled::scan().count(&db).await.expect("a count"), 0);
    }

    #[tokio::test]
    async fn a_record_that_cannot_be_decoded_is_sent_again_with_all_behind_it() {
        let db = db().await;
        let changes = Changes::of((1..=3).map(|id| Change::insert(order(id, 10))));
        let numbers: Vec<_> =
            changes.iter().flatten().filter_map(|record| record.sequence_number()).map(str::to_owned).collect();
        let event = changes.to_event_json().expect("an event");
        let damaged = event.replacen(r#"{"N":"2"},"total":{"N":"10"}"#, r#"{"N":"2"},"total":{"S":"ten"}"#, 1);
        assert_ne!(damaged, event);
        let response = invoke(&db, &damaged).await;
        assert_eq!(response, json!({ "batchItemFailures": [{ "itemIdentifier": numbers[1] }] }));

        // Lambda sends the second record and all behind it again; here the whole event, with the record repaired.
        assert_eq!(invoke(&db, &event).await, json!({ "batchItemFailures": [] }));
        assert_eq!(total(&db).await, Some(30));
    }
}
