//! Marks on fields that cannot have them.

use dkmio::{DynamoTable, Ttl};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    id: String,
    #[version]
    version: Option<u64>,
    #[created_at]
    created: Ttl,
    #[updated_at]
    #[serde(with = "dkmio::number", default)]
    updated: Option<u64>,
}

fn main() {}
