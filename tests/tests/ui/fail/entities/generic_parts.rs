//! Parts of keys whose types depend on parameters of the struct.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "DOC#{id}"]
#[sk = "DOC"]
#[index(by_owner = App::gsi1, pk = "OWNER#{owner}", sk = "DOC")]
struct Doc<K, O, B> {
    id: K,
    owner: Option<O>,
    body: B,
}

fn main() {}
