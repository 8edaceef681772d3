// A vector index has an accessor, a name, an attribute and a distance.
use dkmio::{DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(name = "docs-a", on = embedding, distance = COSINE)]
#[vector(by_b, on = embedding, distance = COSINE)]
#[vector(by_c, name = "docs-c", distance = COSINE)]
#[vector(by_d, name = "docs-d", on = embedding)]
struct Docs {
    #[pk]
    id: String,
    tenant: String,
    lang: String,
    title: String,
    embedding: Vector<3>,
}

fn main() {}
