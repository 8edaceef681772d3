// Timestamps as serde writes them do not sort by time.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_date, name = "gsi-date", pk = user_id, sk = shipped_at)]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    created_at: jiff::Timestamp,
    shipped_at: Option<jiff::Timestamp>,
}

fn main() {}
