//! A collection of entities that can have the same key.

use dkmio::DynamoCollection;
use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "ITEM#{order_id}"]
struct Order {
    tenant: String,
    order_id: String,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "ITEM#{ticket_id}"]
struct Ticket {
    tenant: String,
    ticket_id: String,
}

#[derive(DynamoCollection)]
#[dynamo(partition = Order)]
enum Entry {
    Order(Order),
    Ticket(Ticket),
}

fn main() {}
