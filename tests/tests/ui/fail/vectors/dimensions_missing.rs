// The dimensions of a `Vec<f32>` are declared.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_meaning, name = "docs-meaning", on = embedding, distance = COSINE)]
struct Docs {
    #[pk]
    id: String,
    embedding: Option<Vec<f32>>,
}

fn main() {}
