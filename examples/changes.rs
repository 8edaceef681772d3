//! Changes: the event of a stream handled record by record, in order for each item, with a partial batch response.

use dkmio::changes::{BatchResponse, Change, ChangeError, Changes, RemovalReason};
use dkmio::{DynamoDb, DynamoTable};
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

    let order = |order_id, total| Orders { user: "ana".to_owned(), order_id, status: "PAID".to_owned(), total };
    let changes = [
        Change::insert(order(1, 30)),
        Change::insert(order(2, 700)),
        Change::modify(order(1, 30), order(1, 45)),
        Change::remove(order(2, 700)),
    ];
    let event = Changes::of(changes).to_event_json()?;

    // One record is damaged: its total is no number.
    let event = event.replacen(r#"{"N":"700"}"#, r#"{"S":"a lot"}"#, 1);
    let response = handle(&db, Changes::from_slice(event.as_bytes())?).await;
    println!("response: {}", serde_json::to_string(&response)?);
    println!("{:?}", Totals::get("ana").send(&db).await?);
    Ok(())
}
