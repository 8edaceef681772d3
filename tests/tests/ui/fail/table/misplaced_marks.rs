// Attributes of fields on the struct, and attributes of the struct on fields, would be ignored.
use dkmio::{DynamoDocument, DynamoEntity, DynamoTable, Ttl};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[ttl]
struct Orders {
    #[pk]
    id: String,
    #[gsi(by_status, name = "gsi-status", pk = status)]
    status: String,
    expires_at: Option<Ttl>,
}

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK")]
#[pk = "USER#{id}"]
#[constant("kind" = "user")]
#[ttl = "expires_at"]
#[version]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "USER#{id}"]
#[sk = "USER"]
#[unique]
struct User {
    id: String,
    #[index(by_email = App::gsi1, pk = "{email}")]
    email: String,
}

#[derive(Serialize, Deserialize, DynamoDocument)]
struct Address {
    #[dynamo(rename = "town")]
    city: String,
}

fn main() {}
