//! Collections of structs that have a table of their own.

use dkmio::{DynamoCollection, DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{id}"]
struct Order {
    tenant: String,
    id: String,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "notes")]
struct Note {
    #[pk]
    tenant: String,
    #[sk]
    id: String,
}

#[derive(DynamoCollection)]
#[dynamo(partition = Note)]
enum OfTable {
    Note(Note),
}

#[derive(DynamoCollection)]
#[dynamo(partition = Order)]
enum WithTable {
    Order(Order),
    Note(Note),
}

fn main() {}
