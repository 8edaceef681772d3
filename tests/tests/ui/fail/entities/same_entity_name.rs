//! Two listed entities of one name.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et", entities = [Order, Old])]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{id}"]
struct Order {
    tenant: String,
    id: String,
    total: u64,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App, entity = "Order")]
#[pk = "TENANT#{tenant}"]
#[sk = "OLD#{id}"]
struct Old {
    tenant: String,
    id: String,
}

fn main() {}
