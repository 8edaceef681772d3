// A projection reads something.
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
struct Summary {}

#[derive(Deserialize, DynamoProjection)]
#[dynamo(table = Orders)]
struct Unread {
    #[serde(skip)]
    total: u64,
}

fn main() {}
