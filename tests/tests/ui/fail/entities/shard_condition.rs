//! A query of one shard.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "LOG#{day}#{id:shard(16)}"]
#[sk = "LOG#{id}"]
struct Log {
    day: String,
    id: String,
}

fn main() {
    let _ = Log::query(("2025-01-01", "id-1"));
}
