// Each method of a transaction takes its own kind of request.

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
    let _ = dkmio::TransactWrite::new().put(Users::delete(1));
}
