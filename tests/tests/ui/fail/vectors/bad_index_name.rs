// DynamoDB allows letters, digits, `_`, `-` and `.`, 3 to 255 of them.
use dkmio::{DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_a, name = "do", on = embedding, distance = COSINE)]
#[vector(by_b, name = "docs/b", on = embedding, distance = COSINE)]
struct Docs {
    #[pk]
    id: String,
    tenant: String,
    lang: String,
    title: String,
    embedding: Vector<3>,
}

fn main() {}
