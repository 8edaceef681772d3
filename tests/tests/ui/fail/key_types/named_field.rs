// Serde stores a struct with a named field as a map.
use dkmio::DynamoKey;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
struct UserId {
    id: String,
}

fn main() {}
