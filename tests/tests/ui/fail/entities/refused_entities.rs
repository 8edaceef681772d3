//! Entities with mistakes, in the list of their table and in a collection. Only the mistakes are reported.

use dkmio::{DynamoCollection, DynamoDb, DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et", entities = [Order, Plain])]
struct App;

#[derive(Debug, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{order}"]
struct Order {
    tenant: String,
    order_id: String,
    total: u64,
}

#[derive(Debug, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
struct Plain {
    #[pk]
    tenant: String,
    #[sk]
    id: String,
}

#[derive(Debug, DynamoCollection)]
#[dynamo(partition = Order)]
struct Both {
    orders: Vec<Order>,
    plain: Option<Plain>,
}

async fn requests(db: &DynamoDb) -> Result<(), dkmio::Error> {
    Order::update(("acme", "o1")).set(Order::TOTAL, 1).send(db).await?;
    Plain::query("acme").sk_gte("o1").all(db).await?;
    Ok(())
}

fn main() {
    let _ = requests;
}
