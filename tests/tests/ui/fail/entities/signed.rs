//! Zeros before numbers that may have a sign.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "ACCOUNT#{id}"]
#[sk = "BOOKING#{line:03}"]
#[index(by_amount = App::gsi1, pk = "AMOUNTS", sk = "{amount:012}")]
struct Booking {
    id: i64,
    line: i32,
    amount: Option<i64>,
}

fn main() {}
