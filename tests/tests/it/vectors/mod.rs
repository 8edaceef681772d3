//! Vector indexes and their search.

mod filters;
mod hits;
mod requests;
mod scores;
mod tables;

use dkmio::{DynamoDb, DynamoTable, Item, Vector};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_meaning, name = "docs-meaning", on = embedding, distance = COSINE, pk = tenant, filter = [lang, year])]
#[vector(by_product, name = "docs-product", on = embedding, distance = DOT_PRODUCT, projection = [title])]
#[vector(by_place, name = "docs-place", on = embedding, distance = EUCLIDEAN, filter = lang, projection = KEYS_ONLY)]
struct Docs {
    #[pk]
    id: String,
    tenant: String,
    lang: String,
    year: u16,
    title: String,
    embedding: Vector<3>,
    #[serde(flatten)]
    extra: Item,
}

fn doc(id: &str, lang: &str, embedding: [f32; 3]) -> Docs {
    Docs {
        id: id.to_owned(),
        tenant: "acme".to_owned(),
        lang: lang.to_owned(),
        year: 2025,
        title: id.to_uppercase(),
        embedding: embedding.into(),
        extra: Item::new().with("pages", 7).expect("a number"),
    }
}

/// Three documents, from near to far from `[1, 0, 0]`.
fn docs() -> [Docs; 3] {
    [doc("near", "en", [1.0, 0.1, 0.0]), doc("middle", "es", [0.2, 1.0, 0.0]), doc("far", "en", [-1.0, 0.0, 0.1])]
}

const QUESTION: [f32; 3] = [1.0, 0.0, 0.0];

/// A connection to an engine that has the table with its vector indexes, and the documents.
async fn db_with_docs() -> DynamoDb {
    let db = DynamoDb::embedded().await.expect("an engine");
    Docs::create_table().send(&db).await.expect("a table");
    Docs::batch_put(docs()).send(&db).await.expect("documents");
    db
}
