//! Text after a number that could be its next digit.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "ORDER#{number}0"]
#[sk = "{line:plain}9#{id}"]
// A padded number and a shard have a fixed length, so text of any kind may follow.
#[index(padded = App::gsi1, pk = "{id:shard(16)}7", sk = "{number:010}7")]
struct Order {
    number: u64,
    line: i32,
    id: String,
}

fn main() {}
