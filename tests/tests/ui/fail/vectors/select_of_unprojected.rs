// A partial struct has what the index projects, the vector only under `ALL` or if it is included.
use dkmio::{DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_product, name = "docs-product", on = embedding, distance = DOT_PRODUCT, projection = [title])]
struct Docs {
    #[pk]
    id: String,
    tenant: String,
    lang: String,
    title: String,
    embedding: Vector<3>,
}

#[derive(Deserialize, dkmio::DynamoProjection)]
#[dynamo(table = Docs)]
struct Part {
    id: String,
    embedding: Vector<3>,
}

async fn search(db: &dkmio::DynamoDb) -> Result<(), dkmio::Error> {
    Docs::by_product().search([1.0, 0.0, 0.0]).select_as::<Part>().send(db).await?;
    Ok(())
}

fn main() {}
