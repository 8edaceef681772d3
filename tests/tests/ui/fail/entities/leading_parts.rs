//! Leading parts of a sort key that do not match its template.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "EVENT#{year:04}#{month:02}#{id}"]
struct Event {
    tenant: String,
    year: u16,
    month: u8,
    id: String,
}

fn main() {
    let _ = Event::query("acme").sk_prefix((2025_u16, "11"));
}
