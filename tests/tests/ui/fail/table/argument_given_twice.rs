// One table has one name.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders", table = "users")]
struct Orders {
    #[pk]
    user_id: String,
}

fn main() {}
