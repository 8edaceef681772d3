// A write in a transaction returns no item.

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "users")]
struct Users {
    #[pk]
    user_id: u64,
    age: u64,
}

fn main() {
    let _ = dkmio::TransactWrite::new().update(Users::update(1).increment(Users::AGE, 1).return_new());
}
