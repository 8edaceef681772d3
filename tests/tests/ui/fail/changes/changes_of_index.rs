// A stream belongs to a table; an index has none.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "status", pk = status)]
struct Orders {
    #[pk]
    id: String,
    status: String,
}

fn main() {
    let _ = Orders::by_status().changes();
}
