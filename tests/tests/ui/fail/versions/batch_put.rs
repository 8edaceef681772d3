//! A batch of items with a version.

use dkmio::{DynamoTable};
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

fn put(orders: Vec<Orders>) {
    let _ = Orders::batch_put(orders);
}

fn main() {
    let _ = put;
}
