//! Text after an escaped part that could be a piece of an escape.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "USER#{name:escaped}%{group}"]
#[sk = "{group:lower:escaped}F{name}"]
struct User {
    name: String,
    group: String,
}

fn main() {}
