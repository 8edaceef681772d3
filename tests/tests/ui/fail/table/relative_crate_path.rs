// A relative path means another thing in each module.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders", crate = dkmio)]
struct Orders {
    #[pk]
    user_id: String,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders", crate = "::dkmio")]
struct Quoted {
    #[pk]
    user_id: String,
}

fn main() {}
