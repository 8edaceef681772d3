// A flattened field has no name to be a key by.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize)]
struct Ids {
    user_id: String,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    #[serde(flatten)]
    ids: Ids,
}

fn main() {}
