//! A part of a transaction that does not say which version it expects.

use dkmio::{DynamoTable, TransactWrite};
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

fn main() {
    let _ = TransactWrite::new().update(Orders::patch("o1").set(Orders::STATUS, "SHIPPED"));
}
