//! A template for a sort key that the table does not have. Its uses are not reported.

use dkmio::{DynamoDb, DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", entity_attribute = "_et")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{id}"]
struct Order {
    tenant: String,
    id: String,
    total: u64,
}

async fn requests(db: &DynamoDb) -> Result<(), dkmio::Error> {
    let order = Order::get(("acme", "o1")).send(db).await?.unwrap();
    order.put().send(db).await?;
    Order::query("acme").sk_gte("o1").all(db).await?;
    Ok(())
}

fn main() {
    let _ = requests;
}
