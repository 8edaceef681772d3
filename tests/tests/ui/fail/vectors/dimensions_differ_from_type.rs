// The length of a `Vector` is the number of dimensions.
use dkmio::{DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_meaning, name = "docs-meaning", on = embedding, dimensions = 4, distance = COSINE)]
struct Docs {
    #[pk]
    id: String,
    tenant: String,
    lang: String,
    title: String,
    embedding: Vector<3>,
}

fn main() {}
