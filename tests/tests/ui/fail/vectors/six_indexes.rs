// A table has at most five vector indexes.
use dkmio::{DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_a, name = "docs-a", on = embedding, distance = COSINE)]
#[vector(by_b, name = "docs-b", on = embedding, distance = COSINE)]
#[vector(by_c, name = "docs-c", on = embedding, distance = COSINE)]
#[vector(by_d, name = "docs-d", on = embedding, distance = COSINE)]
#[vector(by_e, name = "docs-e", on = embedding, distance = COSINE)]
#[vector(by_f, name = "docs-f", on = embedding, distance = COSINE)]
struct Docs {
    #[pk]
    id: String,
    tenant: String,
    lang: String,
    title: String,
    embedding: Vector<3>,
}

fn main() {}
