// An empty set is absent, and must be read back as empty.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

use std::collections::BTreeSet;

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
    #[serde(with = "dkmio::set")]
    tags: BTreeSet<String>,
}

fn main() {}
