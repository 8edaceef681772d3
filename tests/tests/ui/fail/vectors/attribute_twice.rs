// An attribute has one role in a vector index.
use dkmio::{DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_a, name = "docs-a", on = embedding, distance = COSINE, pk = lang, filter = [lang])]
#[vector(by_b, name = "docs-b", on = embedding, distance = COSINE, filter = [lang, lang])]
#[vector(by_c, name = "docs-c", on = embedding, distance = COSINE, filter = [embedding])]
struct Docs {
    #[pk]
    id: String,
    tenant: String,
    lang: String,
    title: String,
    embedding: Vector<3>,
}

fn main() {}
