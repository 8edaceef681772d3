//! The beginning of a timestamp contains the delimiter of the table.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et", delimiter = "-", entities = [Visit, Place])]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "SITE-{site}"]
#[sk = "V-{at:day}"]
struct Visit {
    site: String,
    at: String,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "SITE-{site}"]
#[sk = "V-{x}-{y}-{z}"]
struct Place {
    site: String,
    x: String,
    y: String,
    z: String,
}

fn main() {}
