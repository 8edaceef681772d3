// Each variant is stored as another text.
use dkmio::DynamoKey;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
enum Status {
    Open,
    #[serde(rename = "Open")]
    Opened,
}

fn main() {}
