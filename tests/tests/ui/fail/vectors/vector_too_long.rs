// A vector index has at most 4096 dimensions.
use dkmio::{DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_meaning, name = "docs-meaning", on = embedding, distance = COSINE)]
struct Docs {
    #[pk]
    id: String,
    embedding: Vector<5000>,
}

fn main() {}
