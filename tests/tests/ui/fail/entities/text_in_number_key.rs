//! Text without a part as the template of a key attribute that is a number, or binary.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = number("SK"), entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = number("GSI1SK"))]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "USER#{id}"]
#[sk = "PROFILE"]
#[index(by_email = App::gsi1, pk = "EMAIL#{email}", sk = "USER")]
struct User {
    id: String,
    email: String,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "seats")]
struct Seats {
    #[pk]
    hall: String,
    #[sk]
    seat: u32,
    #[unique(pk = "TICKET#{ticket}", sk = "TICKET")]
    ticket: String,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "files")]
struct Files {
    #[pk]
    owner: String,
    #[sk]
    hash: Vec<u8>,
    #[unique(pk = "NAME#{name}", sk = "NAME")]
    name: String,
}

fn main() {}
