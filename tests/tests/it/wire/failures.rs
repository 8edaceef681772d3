//! Answers that cannot be read, and answers that are errors.

use dkmio::{DynamoTable, ErrorKind};
use dkmio_embedded::Operation;
use futures::StreamExt as _;

use super::Notes;
use crate::support::faulty;

#[tokio::test]
async fn an_item_that_does_not_fit_is_one_error_and_is_not_asked_for_again() {
    let (db, faults) = faulty();
    let body = r#"{"Count":2,"Items":[{"author":{"S":"a"},"number":{"N":"1"},"text":{"S":"x"},"scan":{"B":""}},{"author":{"S":"secret"},"number":{"S":"secret"}}],"ScannedCount":2}"#;
    for operation in [Operation::Query, Operation::Scan] {
        faults.on(operation).always().answer::<&str, &str>(200, [], body);
    }
    faults.on(Operation::GetItem).always().answer::<&str, &str>(200, [], r#"{"Item":{"author":{"N":"1"}}}"#);
    let error = Notes::query("a").all(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("notes[1].number: expected u32, found a string") || error.to_string().contains("notes[1].number"), "{error}");
    assert!(!error.to_string().contains("secret") && !error.is_retryable());
    let streamed: Vec<_> = Notes::scan().stream(&db).collect().await;
    assert!(streamed[0].is_ok() && streamed.len() == 2);
    assert!(streamed[1].as_ref().unwrap_err().to_string().contains("notes[1].number"));
    let error = Notes::get(("a", 1)).send(&db).await.unwrap_err();
    assert!(error.to_string().contains("notes.author: expected a string, found a number"), "{error}");
    assert_eq!(faults.calls().len(), 3);
}

#[tokio::test]
async fn a_body_that_is_no_answer_is_an_error_and_is_not_asked_for_again() {
    for body in [&b"<html>"[..], b"[", b"{\"Items\":[{", b"{\"Item\":7}", b"\"x\"", b"{}x", b"\xff\xfe", b"{\"Items\":[1]}"] {
        let (db, faults) = faulty();
        faults.on_any().always().answer::<&str, &str>(200, [], body.to_vec());
        let text = String::from_utf8_lossy(body);
        let query = Notes::query("a").all(&db).await;
        let get = Notes::get(("a", 1)).send(&db).await;
        let page: Vec<_> = Notes::query("a").stream(&db).collect().await;
        let reads_as_nothing = body.starts_with(b"{\"Item\":");
        if !reads_as_nothing {
            assert_eq!(query.unwrap_err().kind(), ErrorKind::Decode, "{text}");
            assert!(page[0].is_err(), "{text}");
        }
        assert!(get.is_err() || reads_as_nothing || text.contains("Items"), "{text}");
        assert_eq!(faults.calls().len(), 3, "{text}");
    }
}

#[tokio::test]
async fn errors_of_the_service_are_the_sdks_and_retries_go_on() {
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
