//! Hits under each projection.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dkmio::{Hit, Item};

use super::{Docs, DocsByMeaning, DocsByPlace, DocsByProduct, QUESTION, db_with_docs, docs};
#[tokio::test]
async fn a_search_returns_what_the_index_projects_without_the_vector() {
    let db = db_with_docs().await;
    let near: Vec<Hit<DocsByMeaning>> = Docs::by_meaning().search("acme", QUESTION).top_k(2).send(&db).await.unwrap();
    let items: Vec<DocsByMeaning> = near.iter().map(|hit| hit.item.clone()).collect();
    let whole = |doc: &Docs| DocsByMeaning {
        id: doc.id.clone(),
        tenant: doc.tenant.clone(),
        lang: doc.lang.clone(),
        year: doc.year,
        title: doc.title.clone(),
        extra: Item::new().with("pages", 7).unwrap(),
    };
    assert_eq!(items, [whole(&docs()[0]), whole(&docs()[1])]);
    assert!(near[0].distance() < near[1].distance());

    let included: Vec<Hit<DocsByProduct>> = Docs::by_product().search(QUESTION).send(&db).await.unwrap();
    let items: Vec<_> = included.iter().map(|hit| hit.item.clone()).collect();
    let part = |id: &str| DocsByProduct { id: id.to_owned(), title: id.to_uppercase() };
    assert_eq!(items, [part("near"), part("middle"), part("far")]);
    assert_eq!(included[2].similarity(), -1.0);

    let keys: Vec<Hit<DocsByPlace>> =
        Docs::by_place().search(QUESTION).filter_eq(Docs::LANG, "en").send(&db).await.unwrap();
    let items: Vec<_> = keys.iter().map(|hit| hit.item.clone()).collect();
    let part = |id: &str| DocsByPlace { id: id.to_owned(), lang: "en".to_owned() };
    assert_eq!(items, [part("near"), part("far")]);
}
