// Each text is read as one variant.
use dkmio::DynamoKey;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
enum Status {
    Open,
    #[serde(alias = "Open")]
    Begun,
}

fn main() {}
