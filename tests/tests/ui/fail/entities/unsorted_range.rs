//! A range on a part by which keys do not sort.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{status}#{order_id}"]
struct Order {
    tenant: String,
    order_id: String,
    status: String,
}

fn main() {
    let _ = Order::query("acme").sk_gte("OPEN");
}
