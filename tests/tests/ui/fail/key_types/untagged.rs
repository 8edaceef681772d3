// An untagged enum does not store names.
use dkmio::DynamoKey;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoKey)]
#[serde(untagged)]
enum Status {
    Open,
}

fn main() {}
