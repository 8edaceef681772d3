//! Batches of any size: dkmio cuts them into requests, resends unprocessed entries, and returns results in your order.

use dkmio::{BatchGetTables, BatchWrite, CapacityMeter, DynamoDb, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: u32,
    total: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "users")]
struct Users {
    #[pk]
    user_id: String,
    name: String,
}

fn order(user_id: &str, order_id: u32) -> Orders {
    Orders { user_id: user_id.to_owned(), order_id, total: u64::from(order_id) * 10 }
}

#[tokio::main]
async fn main() -> Result<(), dkmio::Error> {
    let db = DynamoDb::embedded().await?;
    Orders::create_table().send(&db).await?;
    Users::create_table().send(&db).await?;

    // One batch writes to any tables.
    let ana = Users { user_id: "ana".to_owned(), name: "Ana".to_owned() };
    let mut batch = BatchWrite::new().put(&ana);
    for id in 1..=60 {
        batch = batch.put(&order("ana", id));
    }
    batch.send(&db).await?;

    // The results are in the order of the keys. A key that is given twice is read once.
    let keys = [("ana", 3), ("ana", 99), ("ana", 1), ("ana", 3)];
    let found = Orders::batch_get(keys).consistent().send(&db).await?;
    println!("in the order of the keys: {:?}", found.iter().map(|o| o.as_ref().map(|o| o.total)).collect::<Vec<_>>());

    // A batch can read several tables, each with its own type.
    let (orders, users) =
        BatchGetTables::new((Orders::batch_get((1..=40).map(|id| ("ana", id))), Users::batch_get(["ana", "luis"])))
            .send(&db)
            .await?;
    println!("{} orders and {users:?}", orders.iter().flatten().count());

    // Two writes of one item are refused before anything is sent.
    let twice = BatchWrite::new().put(&order("ana", 1)).delete(Orders::key_of("ana", 1_u32)).send(&db).await;
    if let Err(error) = twice {
        println!("{error}");
    }
    let wins = BatchWrite::new().put(&order("ana", 1)).delete(Orders::key_of("ana", 1_u32)).last_write_wins();
    let meter = CapacityMeter::new();
    wins.meter(&meter).send(&db).await?;
    println!(
        "the last write won, for {} units: {:?}",
        meter.capacity().total,
        Orders::get(("ana", 1)).send(&db).await?
    );
    Ok(())
}
