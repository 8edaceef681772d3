//! An index over a key attribute of the table, with another template.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK")]
#[gsi(inverted, name = "inverted", pk = "SK", sk = "PK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{order_id}"]
#[index(by_id = App::inverted, pk = "ID#{order_id}", sk = "TENANT#{tenant}")]
struct Order {
    tenant: String,
    order_id: String,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "TICKET#{ticket_id}"]
#[index(by_id = App::inverted, pk = "TICKET#{ticket_id}", sk = "TENANT#{tenant}")]
struct Ticket {
    tenant: String,
    ticket_id: String,
}

fn main() {}
