// An untagged enum does not store names.
use dkmio::DynamoKey;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
#[serde(untagged)]
enum Status {
    Open,
}

fn main() {}
