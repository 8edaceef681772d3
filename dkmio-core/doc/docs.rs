// What the examples of vector search share: a table, and a connection to an engine in the process that has it.

use dkmio::{DynamoDb, DynamoTable, Vector};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_meaning, name = "docs-meaning", on = embedding, distance = COSINE, pk = tenant, filter = [lang, year])]
#[vector(by_product, name = "docs-product", on = embedding, distance = DOT_PRODUCT, projection = [title])]
struct Docs {
    #[pk]
    id: String,
    tenant: String,
    lang: String,
    year: u16,
    title: String,
    embedding: Vector<2>,
}

fn doc(id: &str, lang: &str, title: &str, embedding: [f32; 2]) -> Docs {
    Docs {
        id: id.to_owned(),
        tenant: "acme".to_owned(),
        lang: lang.to_owned(),
        year: 2025,
        title: title.to_owned(),
        embedding: embedding.into(),
    }
}

/// Runs an example on a table with three documents of `acme`.
fn example<F>(run: impl FnOnce(DynamoDb) -> F)
where
    F: Future<Output = Result<(), Box<dyn std::error::Error>>>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let db = DynamoDb::embedded().await.expect("an engine");
        Docs::create_table().send(&db).await.expect("a table");
        let docs = [
            doc("d1", "en", "Trees", [1.0, 0.1]),
            doc("d2", "en", "Ships", [-0.2, 1.0]),
            doc("d3", "es", "Bosques", [0.9, 0.0]),
        ];
        Docs::batch_put(docs).send(&db).await.expect("documents");
        run(db).await.expect("the example");
    });
}
