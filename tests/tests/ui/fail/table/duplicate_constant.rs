// Two fields cannot give one constant.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[allow(non_snake_case)]
struct Orders {
    #[pk]
    userid: String,
    userId: String,
}

fn main() {}
