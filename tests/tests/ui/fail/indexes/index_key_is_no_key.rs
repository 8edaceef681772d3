// An index key is a string, a number or binary.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_open, name = "gsi-open", pk = open)]
struct Orders {
    #[pk]
    user_id: String,
    open: bool,
}

fn main() {}
