//! Templates of sentinel items that do not tell the values apart.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct App;

#[derive(DynamoTable)]
#[dynamo(table = "owners", pk = "_owner", sk = "SK", entity_attribute = "_et")]
struct Owners;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "USER#{id}"]
#[sk = "USER"]
struct User {
    id: String,
    #[unique(pk = "EMAIL#{id}", sk = "EMAIL")]
    email: String,
    #[unique(pk = "PHONE#{phone:shard(4)}", sk = "PHONE")]
    phone: String,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Owners)]
#[pk = "USER#{id}"]
#[sk = "USER"]
struct Owned {
    id: String,
    #[unique]
    email: String,
}

fn main() {}
