// A primary key is there in every item.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: Option<String>,
    #[sk]
    order_id: Option<u64>,
}

fn main() {}
