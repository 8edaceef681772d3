//! An update that names an attribute by text.

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    id: String,
    total: u64,
}

fn main() {
    let _ = Orders::update("o1").set("total", 1);
    let _ = Orders::update("o1").remove("total");
}
