//! Shards where there can be none.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "LOG#{day:shard(4)}#{id:shard(4)}"]
#[sk = "LOG#{id:shard(16)}"]
#[index(by_day = App::gsi1, pk = "DAY#{day}#{id:shard(1)}", sk = "{id}")]
struct Log {
    day: String,
    id: String,
}

fn main() {}
