//! `#[other]` with arguments, and twice in one place.

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
#[dynamo(partition = Order)]
struct Page {
    order: Option<Order>,
    #[other(Item)]
    other: Vec<Item>,
}

#[derive(DynamoCollection)]
#[dynamo(partition = Order)]
enum Entry {
    Order(Order),
    #[other = "Item"]
    Other(Item),
}

#[derive(DynamoCollection)]
#[dynamo(partition = Order)]
enum Twice {
    Order(Order),
    #[other]
    #[other]
    Other(Item),
}

async fn requests(db: &DynamoDb) -> Result<(), dkmio::Error> {
    Page::query("acme").collect(db).await?;
    Entry::query("acme").all(db).await?;
    Ok(())
}

fn main() {
    let _ = requests;
}
