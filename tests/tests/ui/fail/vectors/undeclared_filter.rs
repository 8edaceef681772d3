// A search is filtered by what the index declares.
use dkmio::{DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_meaning, name = "docs-meaning", on = embedding, distance = COSINE, pk = tenant, filter = [lang])]
#[vector(by_product, name = "docs-product", on = embedding, distance = DOT_PRODUCT, projection = [title])]
struct Docs {
    #[pk]
    id: String,
    tenant: String,
    lang: String,
    title: String,
    embedding: Vector<3>,
}

async fn search(db: &dkmio::DynamoDb) -> Result<(), dkmio::Error> {
    Docs::by_meaning().search("acme", [1.0, 0.0, 0.0]).filter_eq(Docs::TITLE, "x").send(db).await?;
    Ok(())
}

fn main() {}
