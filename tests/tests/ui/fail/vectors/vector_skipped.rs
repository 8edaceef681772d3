// The vector is stored.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_meaning, name = "docs-meaning", on = embedding, distance = COSINE)]
struct Docs {
    #[pk]
    id: String,
    #[serde(skip)]
    embedding: Vec<f32>,
}

fn main() {}
