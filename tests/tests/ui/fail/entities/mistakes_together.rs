//! A mistake in an index does not hide those elsewhere in the entity, and the accessors of refused indexes are no further errors.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(gsi2, name = "GSI2", pk = "GSI2PK", sk = "GSI2SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "USER#{id}"]
#[sk = "USER"]
#[index(by_name = App::gsi1, pk = "{nam}", sk = "USER")]
#[index(by_name = App::gsi2, pk = "{name}", sk = "USER")]
struct User {
    id: String,
    name: String,
    #[version]
    version: Option<u32>,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "NOTE#{id}"]
#[sk = "NOTE"]
#[index(query = App::gsi1, pk = "{id}", sk = "NOTE")]
struct Note {
    id: String,
}

fn main() {
    let _ = Note::query("n1");
}
