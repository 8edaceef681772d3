// A key is one value.
use dkmio::DynamoKey;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoKey)]
struct Range(u64, u64);

#[derive(Serialize, Deserialize, DynamoKey)]
struct Unit;

fn main() {}
