//! Responses that are errors: the SDK reads and retries them, whatever reads the other responses.

use dkmio::ErrorKind;

use super::canned::{Canned, CannedClient, plainly};
use super::reads::Read;

/// Attempts the SDK makes of one request in these tests.
const ATTEMPTS: usize = 4;

fn service_error(status: u16, code: &str, message: &str) -> Canned {
    Canned::new(status, format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{code}","message":"{message}"}}"#))
}

#[tokio::test]
async fn an_error_of_the_service_has_its_code_its_message_and_the_request_id() {
    let cases = [
        ("ResourceNotFoundException", ErrorKind::TableNotFound, "no such table or index"),
        ("AccessDeniedException", ErrorKind::AccessDenied, "access denied"),
        ("ValidationException", ErrorKind::Validation, "invalid request"),
        ("NeverHeardOfException", ErrorKind::Other, "error"),
    ];
    for read in Read::ALL {
        for (code, kind, words) in cases {
            let client = CannedClient::new([service_error(400, code, "a value 'secret'")]);
            let error = read.run(&client.db()).await.expect_err("refused");
            let want = format!("{} on `notes`: {words}: {code}: a value ..", read.operation());
            assert_eq!((error.to_string(), error.kind()), (want, kind));
            assert_eq!((error.code(), error.service_message()), (Some(code), Some("a value 'secret'")));
            assert_eq!((error.request_id(), error.attempts()), (Some("THE-REQUEST"), 1));
            assert_eq!(client.requests(), 1, "{read:?}");
        }
    }
}

#[tokio::test]
async fn an_error_without_a_body_or_with_another_is_one_of_its_status() {
    for read in Read::ALL {
        for (status, kind, requests) in [
            (302, ErrorKind::Other, 1),
            (400, ErrorKind::Other, 1),
            (403, ErrorKind::AccessDenied, 1),
            (413, ErrorKind::Other, 1),
            (500, ErrorKind::Service, ATTEMPTS),
            (502, ErrorKind::Service, ATTEMPTS),
            (503, ErrorKind::Service, ATTEMPTS),
            (504, ErrorKind::Service, ATTEMPTS),
        ] {
            for body in [&b""[..], b"<html><body>Bad Gateway</body></html>", b"{}", b"\xFF", b"{\"__type\":"] {
                let (got, sent) = plainly(read, &[Canned::new(status, body)]).await;
                let error = got.expect_err("refused");
                assert_eq!((error.kind(), sent), (kind, requests), "{read:?}: {status}: {error}");
                assert_eq!((error.request_id(), error.code()), (Some("THE-REQUEST"), None));
                assert_eq!(error.attempts() as usize, requests);
            }
        }
    }
}

#[tokio::test]
async fn items_in_the_body_of_an_error_are_not_read() {
    for read in Read::ALL {
        let (got, sent) = plainly(read, &[Canned::new(400, read.response())]).await;
        assert_eq!((got.expect_err("refused").kind(), sent), (ErrorKind::Other, 1), "{read:?}");
    }
}

#[tokio::test]
async fn throttling_is_retried_by_the_sdk() {
    for read in Read::ALL {
        for code in ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"] {
            let throttled = || service_error(400, code, "slow down");
            let (got, sent) = plainly(read, &[throttled(), throttled(), Canned::new(200, read.response())]).await;
            assert_eq!((got.expect("read"), sent), (read.notes().len(), 3), "{read:?}");
        }
    }
}

#[tokio::test]
async fn throttling_that_does_not_end_is_an_error() {
    for read in [Read::Get, Read::Query, Read::Scan, Read::Stream, Read::TransactGet] {
        let (got, sent) = plainly(read, &[service_error(400, "ThrottlingException", "slow down")]).await;
        let error = got.expect_err("throttled");
        assert_eq!((error.kind(), error.is_retryable(), sent), (ErrorKind::Throttled, true, ATTEMPTS), "{read:?}");
    }
}

#[tokio::test]
async fn a_service_failure_is_retried_and_the_next_response_counts() {
    for read in Read::ALL {
        let failed = service_error(500, "InternalServerError", "oh");
        let (got, sent) = plainly(read, &[failed, Canned::new(200, read.response())]).await;
        assert_eq!((got.expect("read"), sent), (read.notes().len(), 2), "{read:?}");
    }
}
