// Two fields cannot be one attribute.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
    #[serde(rename = "user_id")]
    owner: String,
}

fn main() {}
