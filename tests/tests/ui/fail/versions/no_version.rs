//! An expected version of an item that has none.

use dkmio::{DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    id: String,
    status: String,
    #[version]
    version: u64,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "users")]
struct Users {
    #[pk]
    id: String,
}

fn main() {
    let _ = Users::delete("u1").any_version();
}
