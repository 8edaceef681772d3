//! An update of a part of the primary key.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "TICKET#{ticket_id}"]
struct Ticket {
    tenant: String,
    ticket_id: String,
}

fn main() {
    let _ = Ticket::update(("acme", "t1")).set(Ticket::TICKET_ID, "t2");
}
