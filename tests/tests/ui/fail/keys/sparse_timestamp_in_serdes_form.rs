// The same holds for the key of a sparse index.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_date, name = "gsi-date", pk = user_id, sk = shipped_at)]
struct Orders {
    #[pk]
    user_id: String,
    shipped_at: Option<jiff::Timestamp>,
}

fn main() {}
