// A projection is `ALL`, `KEYS_ONLY` or a list.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status", pk = status, projection = KEY_ONLY)]
#[gsi(by_region, name = "gsi-region", pk = region, projection = "ALL")]
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
