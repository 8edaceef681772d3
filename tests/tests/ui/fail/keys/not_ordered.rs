// A key type has the standard traits of a key.
use dkmio::DynamoKey;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, DynamoKey)]
struct Id(String);

fn main() {}
