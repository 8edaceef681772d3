//! A collection that names no partition. Its queries are not reported.

use dkmio::{DynamoCollection, DynamoDb, DynamoEntity, DynamoTable, Item};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
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

#[derive(DynamoCollection)]
enum Entry {
    Order(Order),
    #[other]
    Other(Item),
}
async fn requests(db: &DynamoDb) -> Result<(), dkmio::Error> {
    Entry::query("acme").descending().all(db).await?;
    Entry::from_item(&Item::new())?;
    Ok(())
}

fn main() {
    let _ = requests;
}
