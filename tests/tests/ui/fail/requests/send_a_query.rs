// A read may take several requests.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
}

async fn orders(db: &dkmio::DynamoDb) -> Result<Vec<Orders>, dkmio::Error> {
    Orders::query("ana").send(db).await
}

fn main() {}
