// A check is of a condition.
use std::collections::BTreeSet;

use dkmio::{DynamoDocument, DynamoKey, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
enum Status {
    Pending,
}

#[derive(Serialize, Deserialize, DynamoDocument)]
struct Address {
    city: String,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status", pk = status, sk = total, projection = [items_count])]
#[gsi(by_region, name = "gsi-region", pk = region, projection = KEYS_ONLY)]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: String,
    status: Status,
    total: u64,
    items_count: u32,
    region: Option<String>,
    description: String,
    history: Vec<String>,
    address: Option<Address>,
    #[serde(with = "dkmio::set", default)]
    tags: BTreeSet<String>,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "users")]
struct Users {
    #[pk]
    user_id: u64,
    age: u64,
}

fn main() {
    let _ = dkmio::TransactWrite::new().condition_check(Users::condition_check(1));
}
