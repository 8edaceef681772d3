//! Mistakes in the parts of templates.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{Tenant}"]
#[sk = "ORDER#{id:lowercase}#{at:%Y}"]
#[index(one = App::gsi1, pk = "A#{}{id:0+3}", sk = "{id:3}#{at:039}#{id:shard}")]
struct Order {
    tenant: String,
    id: String,
    at: String,
}

fn main() {}
