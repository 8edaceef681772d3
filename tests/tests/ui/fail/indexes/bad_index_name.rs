// DynamoDB allows letters, digits, `_`, `-` and `.`, 3 to 255 of them.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gs", pk = status)]
#[lsi(by_total, name = "lsi/total", sk = total)]
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
