// All vector indexes on one attribute have the same dimensions.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_a, name = "docs-a", on = embedding, dimensions = 3, distance = COSINE)]
#[vector(by_b, name = "docs-b", on = embedding, dimensions = 4, distance = COSINE)]
struct Docs {
    #[pk]
    id: String,
    embedding: Vec<f32>,
}

fn main() {}
