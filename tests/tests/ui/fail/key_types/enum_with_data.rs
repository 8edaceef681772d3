// A key is one value.
use dkmio::DynamoKey;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoKey)]
enum Owner {
    Nobody,
    User(String),
}

fn main() {}
