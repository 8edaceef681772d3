// One attribute has one name, for writing and reading.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
    #[serde(rename(serialize = "sum", deserialize = "total"))]
    total: u64,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[serde(rename_all(serialize = "camelCase"))]
struct Renamed {
    #[pk]
    user_id: String,
}

fn main() {}
