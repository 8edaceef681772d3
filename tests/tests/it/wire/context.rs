//! An answer that cannot be read is an error that says as much of its request as any other: which one it was, and how
//! often it was sent.

use super::canned::{Canned, Line};
use super::reads::Read;

/// Answers of success that are none, or hold an item that does not fit.
fn unreadable(read: Read) -> [String; 2] {
    let misfit = r#"{"author":{"S":"ana"},"number":{"N":"1"},"text":{"BOOL":true},"scan":{"B":""}}"#.to_owned();
    ["<html>".to_owned(), read.body(&[misfit.clone(), misfit])]
}

#[tokio::test]
async fn a_decode_error_has_its_operation_and_its_table() {
    for read in Read::ALL {
        for body in unreadable(read) {
            let error = read.run(&Line::new([Canned::new(200, body)]).db()).await.expect_err("unreadable");
            assert_eq!((error.operation(), error.table()), (Some(read.operation()), Some("notes")), "{error}");
        }
    }
}

#[tokio::test]
async fn a_transaction_with_too_few_answers_has_its_operation_and_its_table() {
    for body in ["", "{}", r#"{"Responses":[]}"#, r#"{"Responses":[{}]}"#] {
        let error = Read::TransactGet.run(&Line::new([Canned::new(200, body)]).db()).await.expect_err("too few");
        assert_eq!((error.operation(), error.table()), (Some("TransactGetItems"), Some("notes")), "{body}: {error}");
    }
}

#[tokio::test]
async fn a_decode_error_counts_the_attempts_that_were_made() {
    for read in Read::ALL {
        for body in unreadable(read) {
            let line = Line::new([Canned::new(500, ""), Canned::new(200, body)]);
            let error = read.run(&line.db()).await.expect_err("unreadable");
            assert_eq!((error.attempts(), line.requests()), (2, 2), "{read:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_decode_error_has_the_request_id() {
    for read in Read::ALL {
        for body in unreadable(read) {
            let error = read.run(&Line::new([Canned::new(200, body)]).db()).await.expect_err("unreadable");
            assert_eq!(error.request_id(), Some("THE-REQUEST"), "{read:?}: {error}");
        }
    }
}
