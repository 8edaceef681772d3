//! Sentinel items whose keys can be equal to those of other items.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et", entities = [User, Email])]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "USER#{id}"]
#[sk = "USER"]
struct User {
    id: String,
    #[unique(pk = "EMAIL#{email}", sk = "EMAIL")]
    email: String,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "EMAIL#{address}"]
#[sk = "EMAIL"]
struct Email {
    address: String,
}

#[derive(DynamoTable)]
#[dynamo(table = "other", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct Other;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Other)]
#[pk = "USER#{id}"]
#[sk = "USER"]
struct Account {
    id: String,
    #[unique(pk = "USER#{name}", sk = "USER")]
    name: String,
}

fn main() {}
