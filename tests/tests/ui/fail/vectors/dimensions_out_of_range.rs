// A vector index has 1 to 4096 dimensions.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_a, name = "docs-a", on = embedding, dimensions = 0, distance = COSINE)]
#[vector(by_b, name = "docs-b", on = embedding, dimensions = 4097, distance = COSINE)]
#[vector(by_c, name = "docs-c", on = embedding, dimensions = "3", distance = COSINE)]
struct Docs {
    #[pk]
    id: String,
    embedding: Vec<f32>,
}

fn main() {}
