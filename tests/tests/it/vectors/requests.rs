//! What a search sends, refuses, and makes of errors.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use dkmio::{CapacityMeter, DynamoTable, ErrorKind, Vector};
use dkmio_embedded::Operation;
use serde::Deserialize;
use serde_json::json;

use super::{Docs, QUESTION, db_with_docs, doc};
use crate::support::faulty;

#[tokio::test(start_paused = true)]
async fn a_search_is_sent_to_the_letter() {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], r#"{"SearchResults":[]}"#);
    // The second request of an operation takes the express path.
    for at in 0..2 {
        let search = Docs::by_meaning().search("acme", [0.1, -2.0, 3e-8]).filter_eq(Docs::LANG, "en").top_k(3);
        assert!(search.meter(&CapacityMeter::new()).send(&db).await.unwrap().is_empty());
        let request = faults.calls()[at].request().clone();
        assert_eq!(request.operation_name(), "SearchVectors");
        assert_eq!(
            *request.body(),
            json!({
                "TableName": "docs",
                "IndexName": "docs-meaning",
                "SearchVector": [{ "N": "0.1" }, { "N": "-2" }, { "N": "3e-8" }],
                "TopK": 3,
                "SearchConditionExpression": "#n0 = :v0 AND #n1 = :v1",
                "ExpressionAttributeNames": { "#n0": "tenant", "#n1": "lang" },
                "ExpressionAttributeValues": { ":v0": { "S": "acme" }, ":v1": { "S": "en" } },
                "ReturnConsumedCapacity": "INDEXES",
            })
        );
    }
    let explained = Docs::by_product().search([1.0, 0.0, 0.5]).explain().unwrap();
    assert_eq!(
        explained.to_aws_cli(),
        r#"aws dynamodb search-vectors \
  --table-name docs \
  --index-name docs-product \
  --search-vector '[{"N":"1"},{"N":"0"},{"N":"0.5"}]' \
  --top-k 10"#
    );
    assert!(explained.to_string().contains("SearchVector: 3 elements"), "{explained}");
}

#[tokio::test(start_paused = true)]
async fn what_dynamodb_would_refuse_is_not_sent() {
    let (db, faults) = faulty();
    let search = |vector: &[f32]| Docs::by_product().search(vector);
    let refused = [
        (search(&[1.0, 0.0]), "the search vector has 2 elements; vector index `docs-product` has 3 dimensions"),
        (search(&[1.0, f32::NAN, 0.0]), "element 1 of the search vector is not a finite number"),
        (search(&[1.0, 0.0, f32::INFINITY]), "element 2 of the search vector is not a finite number"),
        (search(&QUESTION).top_k(0), "`top_k` must be between 1 and 100, found 0"),
        (search(&QUESTION).top_k(101), "`top_k` must be between 1 and 100, found 101"),
        (search(&QUESTION).min_similarity(f64::NAN), "is not a number"),
    ];
    for (search, message) in refused {
        let error = search.send(&db).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Validation, None));
        assert!(error.to_string().ends_with(message), "{error}");
    }
    let error = Docs::by_meaning().search("", QUESTION).send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    let error = Docs { tenant: String::new(), ..doc("a", "en", QUESTION) }.put().send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    assert_eq!(faults.calls().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn errors_tell_a_missing_index_from_one_that_is_not_ready() {
    let db = db_with_docs().await;
    let search = || Docs::by_product().search(QUESTION);
    let error = search().table_name("elsewhere").send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TableNotFound);

    let (db, faults) = faulty();
    crate::engine::create_without_indexes::<Docs>(&db).await;
    let error = search().send(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::TableNotFound, Some("ValidationException")));
    assert!(error.to_string().starts_with("SearchVectors on `docs` index `docs-product`: "), "{error}");

    let body = r#"{"__type":"com.amazon.coral.validate#ValidationException","message":"Cannot search backfilling vector index: docs-product"}"#;
    faults.on(Operation::SearchVectors).always().respond(400, [("x", "y"); 0], body);
    let error = search().send(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable(), error.http_status()), (ErrorKind::IndexNotReady, true, 503));
}

#[tokio::test(start_paused = true)]
async fn a_hit_that_does_not_fit_is_named_by_its_position() {
    #[derive(Debug, Deserialize, dkmio::DynamoProjection)]
    #[dynamo(table = Docs)]
    struct Whole {
        id: String,
        embedding: Vector<3>,
    }

    let db = db_with_docs().await;
    let whole = Docs::by_meaning().search("acme", QUESTION).select_as::<Whole>().top_k(1).send(&db).await.unwrap();
    assert_eq!((whole[0].item.id.as_str(), *whole[0].item.embedding), ("near", [1.0, 0.1, 0.0]));
    assert!(whole[0].distance() > 0.0);

    let (db, faults) = faulty();
    let body = r#"{"SearchResults":[{"Score":0.5,"Item":{"id":{"S":"a"},"title":{"S":"A"}}},{"Item":{"id":{"N":"7"}},"Score":1}]}"#;
    faults.on_any().always().respond(200, [("x", "y"); 0], body);
    let error = Docs::by_product().search(QUESTION).send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("docs[1].id: "), "{error}");
    let hits = Docs::by_product().search(QUESTION).free_form().send(&db).await.unwrap();
    assert_eq!((hits[1].item.read::<u64>("id").unwrap(), hits[1].similarity()), (Some(7), 1.0));
}

#[tokio::test]
async fn capacity_counts_bytes_of_searches_and_writes() {
    let db = db_with_docs().await;
    let meter = CapacityMeter::new();
    doc("more", "en", QUESTION).put().meter(&meter).send(&db).await.unwrap();
    let written = meter.take();
    assert!(written.vector_write_bytes > 0.0 && written.vector_search_bytes == 0.0, "{written:?}");
    Docs::by_product().search(QUESTION).meter(&meter).send(&db).await.unwrap();
    let searched = meter.capacity();
    assert!(searched.vector_search_bytes > 0.0 && searched.vector_write_bytes == 0.0, "{searched:?}");
    let mut sum = written.clone();
    sum.add(&searched);
    assert_eq!(
        (sum.vector_write_bytes, sum.vector_search_bytes),
        (written.vector_write_bytes, searched.vector_search_bytes)
    );
}

#[tokio::test(start_paused = true)]
async fn hydrate_reads_whole_items_with_their_scores() {
    let db = db_with_docs().await;
    let found = Docs::by_product().search(QUESTION).top_k(2).hydrate(&db).await.unwrap();
    assert!(found.missing.is_empty());
    let [near, middle, _] = super::docs();
    assert_eq!(found.items.iter().map(|hit| hit.item.clone()).collect::<Vec<_>>(), [near, middle]);
    assert_eq!(found.items[0].similarity(), 1.0);

    // An entry of the index outlives its item.
    let (db, faults) = faulty();
    let hits = r#"{"SearchResults":[{"Item":{"id":{"S":"gone"}},"Score":2},{"Item":{"id":{"S":"near"}},"Score":1}]}"#;
    faults.on(Operation::SearchVectors).always().respond(200, [("x", "y"); 0], hits);
    Docs::create_table().send(&db).await.unwrap();
    doc("near", "en", QUESTION).put().send(&db).await.unwrap();
    let found = Docs::by_product().search(QUESTION).hydrate(&db).await.unwrap();
    assert_eq!(found.missing, [dkmio::KeyFrom::key_from("gone")]);
    assert_eq!((found.items[0].item.id.as_str(), found.items[0].score()), ("near", 1.0));
}

#[tokio::test]
async fn debug_shows_no_vector_and_no_values() {
    let search = Docs::by_meaning().search("acme", [0.125, 0.0, 0.0]).filter_eq(Docs::LANG, "secret");
    let text = format!("{search:?} {:?}", Docs::by_meaning());
    assert!(!text.contains("0.125") && !text.contains("secret") && !text.contains("acme"), "{text}");
    assert!(text.contains("VectorIndex(docs-meaning)"), "{text}");
}

#[test]
fn the_partition_of_a_vector_has_up_to_2048_bytes() {
    let of_tenant = |bytes: usize| Docs { tenant: "x".repeat(bytes), ..doc("a", "en", QUESTION) }.put().explain();
    assert!(of_tenant(2048).is_ok());
    assert_eq!(of_tenant(2049).unwrap_err().kind(), ErrorKind::InvalidKey);
}
