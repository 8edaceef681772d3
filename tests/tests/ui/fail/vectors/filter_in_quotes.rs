// Filters are fields.
use dkmio::{DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_a, name = "docs-a", on = embedding, distance = COSINE, filter = ["lang"])]
#[vector(by_b, name = "docs-b", on = embedding, distance = COSINE, filter = [])]
struct Docs {
    #[pk]
    id: String,
    tenant: String,
    lang: String,
    title: String,
    embedding: Vector<3>,
}

fn main() {}
