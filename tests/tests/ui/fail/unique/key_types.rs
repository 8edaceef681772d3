//! Unique attributes that the key of the table, or their own types, do not allow.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "numbered")]
struct Numbered {
    #[pk]
    id: u64,
    #[unique]
    email: String,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "bytes")]
struct Bytes {
    #[pk]
    id: String,
    #[unique]
    #[serde(with = "dkmio::binary")]
    hash: Vec<u8>,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "floats")]
struct Floats {
    #[pk]
    id: String,
    #[unique]
    ratio: f64,
}

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "USER#{id}"]
#[sk = "USER"]
struct User {
    id: String,
    #[unique(pk = "EMAIL#{email}")]
    email: String,
}

fn main() {}
