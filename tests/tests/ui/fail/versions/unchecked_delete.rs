//! A delete of an item with a version that does not say which one it expects.

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

async fn delete(db: &DynamoDb) -> Result<(), dkmio::Error> {
    Orders::delete("o1").send(db).await
}

fn main() {
    let _ = delete;
}
