// An index is over fields.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status", pk = stauts, sk = color)]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: String,
    status: String,
    region: Option<String>,
    total: u64,
}

fn main() {}
