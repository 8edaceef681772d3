//! A write of an item with a version in a batch of several tables.

use dkmio::{BatchWrite, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    id: String,
    status: String,
    #[version]
    version: u64,
}

fn put(order: &Orders) -> BatchWrite {
    BatchWrite::new().put(order)
}

fn main() {
    let _ = put;
}
