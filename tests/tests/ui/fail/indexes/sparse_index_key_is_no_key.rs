// A key of a sparse index is an `Option` of a key.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_rate, name = "gsi-rate", pk = rate)]
struct Orders {
    #[pk]
    user_id: String,
    rate: Option<f32>,
}

fn main() {}
