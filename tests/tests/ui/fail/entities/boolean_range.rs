//! A range on a boolean.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "{done}"]
struct Task {
    tenant: String,
    done: bool,
}

fn main() {
    let _ = Task::query("acme").sk_gte(true);
}
