// A table has at most one sort key.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: String,
    #[sk]
    created_at: String,
}

fn main() {}
