// Shared tables and their entities have no vector indexes yet.
use dkmio::{DynamoEntity, DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "entity")]
#[vector(by_meaning, name = "app-meaning", on = embedding, distance = COSINE)]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "DOC#{id}"]
#[sk = "DOC"]
#[vector(by_meaning, name = "docs-meaning", on = embedding, distance = COSINE)]
struct Doc {
    id: String,
    embedding: Vector<3>,
}

fn main() {}
