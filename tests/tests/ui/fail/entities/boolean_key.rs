//! Booleans as key attributes of an index: DynamoDB has no boolean keys.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(by_done, name = "by_done", pk = "done")]
#[gsi(by_open, name = "by_open", pk = "open")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TASK#{done}"]
#[sk = "{open}"]
#[index(by_done = App::by_done, pk = [done])]
struct Named {
    done: bool,
    open: bool,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TASK#{done}"]
#[sk = "{open}"]
#[index(by_open = App::by_open)]
struct Declared {
    done: bool,
    open: bool,
}

fn main() {}
