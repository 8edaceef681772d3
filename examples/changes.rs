//! Changes: a stream read directly, with checkpoints, and the event of a stream handled record by record, in order for each item, with a
//! partial batch response.

use dkmio::aws_sdk_dynamodb::types::StreamViewType;
use dkmio::changes::{BatchResponse, Change, ChangeError, Changes, RemovalReason, StartAt};
use dkmio::{DynamoDb, DynamoTable};
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user: String,
    #[sk]
    order_id: u32,
    status: String,
    total: u64,
}

/// What each user has ordered, kept up to date by the changes of orders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "totals")]
struct Totals {
    #[pk]
    user: String,
    total: i64,
}

async fn add(db: &DynamoDb, user: &str, amount: i64) -> Result<(), dkmio::Error> {
    Totals::update(user).increment(Totals::TOTAL, amount).send(db).await.map(drop)
}

/// Keeps the totals. A real one would also keep `record.event_id()`, since a record may arrive twice.
async fn handle(db: &DynamoDb, changes: Changes<Orders>) -> BatchResponse {
    let forward = |error: ChangeError| async move {
        println!("to the dead-letter queue: {error}, {} bytes", error.raw().len());
        Ok::<_, dkmio::Error>(())
    };
    let handle = changes.on_decode_error(forward).for_each_concurrent(8, |record| async move {
        match record.change {
            Change::Insert { new } => add(db, &new.user, new.total as i64).await,
            Change::Modify { old, new } => add(db, &new.user, new.total as i64 - old.total as i64).await,
            Change::Remove { reason: RemovalReason::Expired, .. } => Ok(()),
            Change::Remove { old, .. } => add(db, &old.user, -(old.total as i64)).await,
        }
    });
    handle.await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = DynamoDb::embedded().await?;
    Totals::create_table().send(&db).await?;
    Orders::create_table().stream_view(StreamViewType::NewAndOldImages).send(&db).await?;

    let order = |order_id, total| Orders { user: "ana".to_owned(), order_id, status: "PAID".to_owned(), total };
    order(1, 30).put().send(&db).await?;
    order(2, 700).put().send(&db).await?;
    Orders::update(("ana", 1)).set(Orders::TOTAL, 45_u64).send(&db).await?;
    Orders::delete(("ana", 2)).send(&db).await?;

    // A program of its own reads the stream, and stores where to continue.
    let mut stream = Orders::changes().start(StartAt::Oldest).read_available().stream(&db);
    let mut changes = Vec::new();
    while let Some(record) = stream.try_next().await? {
        println!("{record:?}");
        changes.push(record.change);
    }
    let checkpoint = stream.checkpoint().to_string();
    println!("checkpoint of {} bytes", checkpoint.len());

    // A Lambda function gets the same changes as an event. Here one record is damaged: its total is no number.
    let event = Changes::of(changes).to_event_json()?;
    let event = event.replacen(r#"{"N":"700"}"#, r#"{"S":"a lot"}"#, 1);
    let response = handle(&db, Changes::from_slice(event.as_bytes())?).await;
    println!("response: {}", serde_json::to_string(&response)?);
    println!("{:?}", Totals::get("ana").send(&db).await?);

    // Later, behind everything that was read before.
    order(3, 5).put().send(&db).await?;
    let stream = Orders::changes().start(StartAt::Checkpoint(checkpoint.parse()?)).read_available().stream(&db);
    let rest: Vec<_> = stream.map_ok(|record| record.change).try_collect().await?;
    assert_eq!(rest, [Change::insert(order(3, 5))]);
    Ok(())
}
