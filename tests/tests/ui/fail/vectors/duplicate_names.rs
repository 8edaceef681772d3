// All indexes of a table have different names and accessors.
use dkmio::{DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[gsi(by_lang, name = "docs-a", pk = lang)]
#[vector(by_a, name = "docs-a", on = embedding, distance = COSINE)]
#[vector(by_lang, name = "docs-b", on = embedding, distance = COSINE)]
struct Docs {
    #[pk]
    id: String,
    tenant: String,
    lang: String,
    title: String,
    embedding: Vector<3>,
}

fn main() {}
