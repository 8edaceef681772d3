//! A struct with a table of its own among the entities of a shared one.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et", entities = [Note, Order])]
struct App;

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "notes")]
struct Note {
    #[pk]
    tenant: String,
    #[sk]
    id: String,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{id}"]
struct Order {
    tenant: String,
    id: String,
}

fn main() {}
