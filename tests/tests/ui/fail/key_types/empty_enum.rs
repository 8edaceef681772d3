// A key has a value.
use dkmio::DynamoKey;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoKey)]
enum Never {}

fn main() {}
