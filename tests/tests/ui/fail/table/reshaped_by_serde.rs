// The stored attributes must be the fields.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[serde(tag = "type")]
struct Orders {
    #[pk]
    user_id: String,
}

#[derive(Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[serde(from = "Other", into = "Other")]
struct Converted {
    #[pk]
    user_id: String,
}

#[derive(Serialize, Deserialize)]
struct Other {
    user_id: String,
}

impl From<Other> for Converted {
    fn from(other: Other) -> Self {
        Self { user_id: other.user_id }
    }
}

impl From<Converted> for Other {
    fn from(orders: Converted) -> Self {
        Self { user_id: orders.user_id }
    }
}

fn main() {}
