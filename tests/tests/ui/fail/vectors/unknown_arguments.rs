// A misspelled argument or value gets a suggestion.
use dkmio::{DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_a, name = "docs-a", on = embedding, distance = COSIN)]
#[vector(by_b, name = "docs-b", on = embedding, distance = COSINE, filters = [lang])]
#[vector(by_c, name = "docs-c", on = embeding, distance = COSINE)]
struct Docs {
    #[pk]
    id: String,
    tenant: String,
    lang: String,
    title: String,
    embedding: Vector<3>,
}

fn main() {}
