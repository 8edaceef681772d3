// DynamoDB reads one item by the primary key of its table only.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status", pk = status)]
struct Orders {
    #[pk]
    user_id: String,
    status: String,
}

async fn order(db: &dkmio::DynamoDb) -> Result<Option<Orders>, dkmio::Error> {
    Orders::by_status().get("PENDING").send(db).await
}

fn main() {}
