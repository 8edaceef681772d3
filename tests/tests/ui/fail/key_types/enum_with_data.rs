// A key is one value.
use dkmio::DynamoKey;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
enum Owner {
    Nobody,
    User(String),
}

fn main() {}
