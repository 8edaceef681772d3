// The service would silently keep 32 bits of a 64-bit number.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_meaning, name = "docs-meaning", on = embedding, dimensions = 3, distance = COSINE)]
struct Docs {
    #[pk]
    id: String,
    embedding: Vec<f64>,
}

fn main() {}
