// A key that serde leaves out is not stored.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_region, name = "gsi-region", pk = region)]
#[gsi(by_date, name = "gsi-date", pk = date)]
struct Orders {
    #[pk]
    #[serde(skip)]
    user_id: String,
    #[sk]
    #[serde(skip_serializing)]
    order_id: String,
    #[serde(skip_deserializing)]
    region: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
}

fn main() {}
