//! An update of the version by hand.

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

fn main() {
    let _ = Orders::update("o1").set(Orders::VERSION, 3);
}
