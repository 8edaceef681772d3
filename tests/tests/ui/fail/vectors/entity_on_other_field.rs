// The table declares the attribute with the vectors.
use dkmio::{DynamoEntity, DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "entity")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK")]
#[vector(meaning, name = "app-meaning", on = "embedding", dimensions = 3, distance = COSINE, pk = "tenant", filter = "lang")]
#[vector(likeness, name = "app-likeness", on = "embedding", dimensions = 3, distance = DOT_PRODUCT)]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "DOC#{id}"]
#[sk = "DOC"]
#[index(alike = App::likeness, on = picture)]
struct Doc {
    id: String,
    tenant: String,
    lang: String,
    year: u16,
    embedding: Vector<3>,
    picture: Vector<3>,
}

fn main() {}
