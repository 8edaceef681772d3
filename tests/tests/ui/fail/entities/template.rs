//! Mistakes in templates.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenat}"]
#[sk = "ORDER#{order_id:sortd}"]
#[index(by_status = App::gsi1, pk = "{tenant}{status}", sk = "{status")]
struct Order {
    tenant: String,
    order_id: String,
    status: String,
}

fn main() {}
