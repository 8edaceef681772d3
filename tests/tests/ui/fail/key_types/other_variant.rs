// What is read as `other` could not be written back.
use dkmio::DynamoKey;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
enum Status {
    Open,
    #[serde(other)]
    Unknown,
}

fn main() {}
