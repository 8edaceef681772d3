// Timestamps and decimals are keys in their key form, in a table and in an index.
#![deny(warnings)]

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_date, name = "gsi-date", pk = user_id, sk = shipped_at, projection = KEYS_ONLY)]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    #[serde(with = "dkmio::key")]
    created_at: jiff::Timestamp,
    #[serde(with = "dkmio::key", default)]
    shipped_at: Option<jiff::Timestamp>,
}

fn main() {
    let _ = Orders::get(("usr_1", jiff::Timestamp::UNIX_EPOCH));
    let _ = Orders::by_date().query("usr_1").sk_gt(jiff::Timestamp::UNIX_EPOCH);
    let _ = Orders::scan().filter(Orders::SHIPPED_AT.gt(jiff::Timestamp::UNIX_EPOCH));
}
