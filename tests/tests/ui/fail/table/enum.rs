// A table is a struct with named fields.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
enum Orders {
    Open { user_id: String },
}

fn main() {}
