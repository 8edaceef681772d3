//! Malformed responses, and responses that are errors.

use dkmio::{DynamoTable, ErrorKind};
use dkmio_embedded::Operation;
use futures::StreamExt as _;

use super::Notes;
use crate::support::faulty;

#[tokio::test(start_paused = true)]
async fn an_item_that_does_not_fit_is_one_error_and_is_not_retried() {
    let (db, faults) = faulty();
    let body = r#"{"Count":2,"Items":[{"author":{"S":"a"},"number":{"N":"1"},"text":{"S":"x"},"scan":{"B":""}},{"author":{"S":"secret"},"number":{"S":"secret"}}],"ScannedCount":2}"#;
    for operation in [Operation::Query, Operation::Scan] {
        faults.on(operation).always().respond::<&str, &str>(200, [], body);
    }
    faults.on(Operation::GetItem).always().respond::<&str, &str>(200, [], r#"{"Item":{"author":{"N":"1"}}}"#);
    let error = Notes::query("a").all(&db).await.unwrap_err();
    let misfit = "cannot be read: notes[1].number: expected a number, found a string";
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.to_string(), format!("Query on `notes`: {misfit}"));
    assert!(!error.is_retryable());
    let streamed: Vec<_> = Notes::scan().stream(&db).collect().await;
    assert!(streamed[0].is_ok() && streamed.len() == 2);
    assert_eq!(streamed[1].as_ref().unwrap_err().to_string(), format!("Scan on `notes`: {misfit}"));
    let error = Notes::get(("a", 1)).send(&db).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GetItem on `notes`: cannot be read: notes.author: expected a string, found a number"
    );
    assert_eq!(faults.calls().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn members_of_another_type_than_they_should_be_are_an_error_for_those_who_read_them() {
    let malformed = "cannot be read: notes: malformed response";
    let in_items = "cannot be read: notes[0]: malformed response";
    for (body, query, get) in [
        (r#"{"Items":[{"#, Some(in_items), None),
        (r#"{"Items":[1]}"#, Some(in_items), None),
        (r#"{"Item":{"author":1}}"#, None, Some(malformed)),
    ] {
        let (db, faults) = faulty();
        faults.on_any().always().respond::<&str, &str>(200, [], body);
        let text = |error: dkmio::Error| {
            assert_eq!(error.kind(), ErrorKind::Decode);
            error.to_string()
        };
        if let Some(query) = query {
            let error = Notes::query("a").all(&db).await.unwrap_err();
            assert_eq!(text(error), format!("Query on `notes`: {query}"), "{body}");
            assert_eq!(faults.calls().len(), 1, "{body}");
        }
        if let Some(get) = get {
            let error = Notes::get(("a", 1)).send(&db).await.unwrap_err();
            assert_eq!(text(error), format!("GetItem on `notes`: {get}"), "{body}");
            assert_eq!(faults.calls().len(), 1, "{body}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn errors_of_the_service_are_the_sdks_and_retries_continue() {
    let (db, faults) = faulty();
    let missing = Notes::query("a").all(&db).await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::TableNotFound);
    assert!(missing.request_id().is_some());
    Notes::create_table().send(&db).await.unwrap();
    Notes::sample(1).put().send(&db).await.unwrap();
    faults.clear_calls();
    faults.on(Operation::Query).nth(1).throttle();
    assert_eq!(Notes::query("ana").all(&db).await.unwrap(), [Notes::sample(1)]);
    assert_eq!(faults.calls().len(), 2);
}
