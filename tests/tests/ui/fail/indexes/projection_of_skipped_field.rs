// What serde skips is not stored.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status", pk = status, projection = [cached, extra])]
struct Orders {
    #[pk]
    user_id: String,
    status: String,
    #[serde(skip)]
    cached: bool,
    #[serde(flatten)]
    extra: dkmio::Item,
}

fn main() {}
