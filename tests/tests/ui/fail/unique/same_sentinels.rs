//! Two unique attributes whose values can have the same sentinel item.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "USER#{id}"]
#[sk = "USER"]
struct User {
    id: String,
    #[unique(pk = "EMAIL#{email}", sk = "EMAIL")]
    email: String,
    #[unique(pk = "EMAIL#{other}", sk = "EMAIL")]
    other: Option<String>,
}

fn main() {}
