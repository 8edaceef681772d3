// A projection reads what the table writes.
use dkmio::{DynamoProjection, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_region, name = "gsi-region", pk = region, projection = KEYS_ONLY)]
struct Orders {
    #[pk]
    user_id: String,
    region: Option<String>,
    total: u64,
    #[serde(rename = "descr", default)]
    description: Option<String>,
}

#[derive(Deserialize, DynamoProjection)]
#[dynamo(table = Orders)]
struct Summary {
    total: String,
}

fn main() {}
