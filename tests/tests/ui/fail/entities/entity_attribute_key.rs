//! An index on the entity attribute, with another template than the name of the entity.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(by_kind, name = "by_kind", pk = "_et", sk = "SK")]
#[gsi(of_owner, name = "of_owner", pk = "GSI1PK", sk = "_et")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App, entity = "ORDER")]
#[pk = "ORDER#{id}"]
#[sk = "ORDER"]
#[index(by_kind = App::by_kind, pk = "Order", sk = "ORDER")]
#[index(of_owner = App::of_owner, pk = "OWNER#{owner}", sk = "{id}")]
struct Order {
    id: String,
    owner: String,
}

fn main() {}
