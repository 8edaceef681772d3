//! An update of an item with a version that does not say which one it expects.

use dkmio::{DynamoDb, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    id: String,
    status: String,
    #[version]
    version: u64,
}

async fn ship(db: &DynamoDb) -> Result<(), dkmio::Error> {
    Orders::update("o1").set(Orders::STATUS, "SHIPPED").send(db).await
}

fn main() {
    let _ = ship;
}
