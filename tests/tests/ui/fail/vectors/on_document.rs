// A nested document has no indexes.
use dkmio::{DynamoDocument, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoDocument)]
#[vector(by_meaning, name = "docs-meaning", on = embedding, distance = COSINE)]
struct Part {
    embedding: Vector<3>,
}

fn main() {}
