//! Conditions of searches.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dkmio::{DynamoTable, ErrorKind, Search, attr};

use super::{Docs, DocsByMeaningIndex, QUESTION, db_with_docs, doc};

fn search() -> Search<DocsByMeaningIndex> {
    Docs::by_meaning().search("acme", QUESTION)
}

/// The condition with its names and values.
fn condition(search: &Search<DocsByMeaningIndex>) -> String {
    search.explain().unwrap().expressions[0].readable.clone()
}

fn refusal(search: Search<DocsByMeaningIndex>) -> String {
    let error = search.explain().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    error.to_string()
}

#[tokio::test]
async fn a_search_finds_what_meets_all_filters() {
    let db = db_with_docs().await;
    let other = Docs { tenant: "other".to_owned(), ..doc("theirs", "en", QUESTION) };
    let old = Docs { year: 1999, ..doc("old", "en", QUESTION) };
    Docs::batch_put([other, old]).send(&db).await.unwrap();
    let found = search().filter_eq(Docs::LANG, "en").filter_eq(Docs::YEAR, 2025).send(&db).await.unwrap();
    let ids: Vec<_> = found.iter().map(|hit| hit.item.id.as_str()).collect();
    assert_eq!(ids, ["near", "far"]);
    let found = search().filter(Docs::YEAR.eq(1999)).send(&db).await.unwrap();
    assert_eq!(found.len(), 1);
    assert!(Docs::by_meaning().search("nobody", QUESTION).send(&db).await.unwrap().is_empty());
}

#[test]
fn the_partition_comes_first_and_filters_are_joined_with_and() {
    let partition = r#"tenant = {"S":"acme"}"#;
    let with = |rest: &str| format!("{partition} AND {rest}");
    assert_eq!(condition(&search()), partition);
    assert_eq!(condition(&search().filter_gt(Docs::YEAR, 2000)), with(r#"year > {"N":"2000"}"#));
    assert_eq!(condition(&search().filter_gte(Docs::YEAR, 2000)), with(r#"year >= {"N":"2000"}"#));
    assert_eq!(condition(&search().filter_lt(Docs::YEAR, 2000)), with(r#"year < {"N":"2000"}"#));
    assert_eq!(condition(&search().filter_lte(Docs::YEAR, 2000)), with(r#"year <= {"N":"2000"}"#));
    assert_eq!(
        condition(&search().filter_between(Docs::YEAR, 2000, 2010).filter_in(Docs::LANG, ["en", "es"])),
        with(r#"year BETWEEN {"N":"2000"} AND {"N":"2010"} AND lang IN ({"S":"en"}, {"S":"es"})"#)
    );
    assert_eq!(
        condition(&search().filter(Docs::LANG.eq("en") | Docs::YEAR.gt(2000)).filter_eq(Docs::LANG, "es")),
        with(r#"lang = {"S":"es"} AND (lang = {"S":"en"} OR year > {"N":"2000"})"#)
    );
}

#[test]
fn conditions_on_other_attributes_are_refused() {
    assert!(
        refusal(search().filter(Docs::TITLE.eq("x")))
            .contains("`title` is not a filter of vector index `docs-meaning`")
    );
    assert!(refusal(search().filter(Docs::LANG.eq("x") & !Docs::ID.eq("x"))).contains("`id` is not a filter"));
    assert!(refusal(search().filter(attr("lang.short").eq("x"))).contains("`lang.short` is inside an attribute"));
    assert!(refusal(search().filter(Docs::YEAR.eq(attr("pages")))).contains("`pages` is not a filter"));
    let twice = search().filter_gt(Docs::YEAR, 2000).filter_lt(Docs::YEAR, 2010);
    assert!(refusal(twice).contains("`year` has two filters; a search takes one for each attribute"));
    assert!(refusal(search().filter_between(Docs::YEAR, 3, 2)).contains("the low end of `between` on `year`"));
}

#[tokio::test]
async fn a_filter_that_is_false_sends_no_request() {
    let search = search().filter_in(Docs::LANG, [""; 0]);
    assert_eq!(search.explain().unwrap().warnings, ["no item can match: no request is sent"]);
    let db = dkmio::DynamoDb::embedded().await.unwrap();
    // There is no table, so a request would be an error.
    assert!(search.send(&db).await.unwrap().is_empty());
}
