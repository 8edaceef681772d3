//! A version that is the sort key of its table.

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    id: String,
    #[sk]
    #[version]
    version: u64,
}

fn main() {}
