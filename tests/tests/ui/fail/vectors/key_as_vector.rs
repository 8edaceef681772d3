// A key is no vector.
use dkmio::{DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[gsi(by_lang, name = "gsi-lang", pk = lang)]
#[vector(by_a, name = "docs-a", on = id, distance = COSINE)]
#[vector(by_b, name = "docs-b", on = lang, distance = COSINE)]
struct Docs {
    #[pk]
    id: String,
    tenant: String,
    lang: String,
    title: String,
    embedding: Vector<3>,
}

fn main() {}
