// DynamoDB has no boolean keys.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    open: bool,
}

fn main() {}
