//! The error of a malformed response says as much about its request as any other error: which one it was, and how often it
//! was sent.

use super::canned::{Canned, CannedClient};
use super::reads::Read;

/// Bodies of success that are no JSON, or have an item that does not fit.
fn unreadable(read: Read) -> [String; 2] {
    let misfit = r#"{"author":{"S":"ana"},"number":{"N":"1"},"text":{"BOOL":true},"scan":{"B":""}}"#.to_owned();
    ["<html>".to_owned(), read.body(&[misfit.clone(), misfit])]
}

#[tokio::test]
async fn a_decode_error_has_its_operation_and_its_table() {
    for read in Read::ALL {
        for body in unreadable(read) {
            let error = read.run(&CannedClient::new([Canned::new(200, body)]).db()).await.expect_err("unreadable");
            assert_eq!((error.operation(), error.table()), (Some(read.operation()), Some("notes")), "{error}");
        }
    }
}

#[tokio::test]
async fn a_transaction_with_too_few_responses_has_its_context() {
    for body in ["", "{}", r#"{"Responses":[]}"#, r#"{"Responses":[{}]}"#] {
        let error =
            Read::TransactGet.run(&CannedClient::new([Canned::new(200, body)]).db()).await.expect_err("too few");
        assert_eq!((error.operation(), error.table()), (Some("TransactGetItems"), Some("notes")), "{body}: {error}");
    }
}

#[tokio::test]
async fn a_decode_error_counts_the_attempts_that_were_made() {
    for read in Read::ALL {
        for body in unreadable(read) {
            let client = CannedClient::new([Canned::new(500, ""), Canned::new(200, body)]);
            let error = read.run(&client.db()).await.expect_err("unreadable");
            assert_eq!((error.attempts(), client.requests()), (2, 2), "{read:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_decode_error_has_the_request_id() {
    for read in Read::ALL {
        for body in unreadable(read) {
            let error = read.run(&CannedClient::new([Canned::new(200, body)]).db()).await.expect_err("unreadable");
            assert_eq!(error.request_id(), Some("THE-REQUEST"), "{read:?}: {error}");
        }
    }
}
