// A newtype is a key where its field is.
use dkmio::DynamoKey;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoKey)]
struct Rate(f64);

fn main() {}
