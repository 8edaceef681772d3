// Filters are strings, numbers or binary.
use dkmio::{DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_a, name = "docs-a", on = embedding, distance = COSINE, filter = [tags, score])]
struct Docs {
    #[pk]
    id: String,
    tags: Vec<String>,
    score: f64,
    embedding: Vector<3>,
}

fn main() {}
