//! A malformed response is the same error with and without a subscriber of `tracing`.

use dkmio::ErrorKind;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::canned::{Canned, CannedClient};
use super::reads::Read;

/// Is interested in everything and keeps nothing.
struct Interested;

impl Subscriber for Interested {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Bodies that are JSON, with a member of another type than it has in a response.
fn wrong_members(read: Read) -> &'static [&'static str] {
    match read {
        Read::Get => &[r#"{"Item":{"author":1}}"#, r#"{"ConsumedCapacity":{"CapacityUnits":"x"}}"#],
        Read::Query | Read::Scan | Read::Stream => {
            &[r#"{"Items":{}}"#, r#"{"Items":[1]}"#, r#"{"Count":"1"}"#, r#"{"LastEvaluatedKey":{"a":1}}"#]
        }
        Read::BatchGet => &[r#"{"Responses":{"notes":{}}}"#, r#"{"Responses":{"notes":[1]}}"#],
        Read::TransactGet => &[r#"{"Responses":[1]}"#, r#"{"Responses":[{"Item":{"author":1}}]}"#],
    }
}

async fn assert_all_decode() {
    for read in Read::ALL {
        for body in wrong_members(read) {
            let client = CannedClient::new([Canned::new(200, *body)]);
            let error = read.run(&client.db()).await.expect_err(body);
            assert_eq!((error.kind(), client.requests()), (ErrorKind::Decode, 1), "{read:?}: {body}: {error}");
        }
    }
}

#[tokio::test]
async fn a_malformed_response_is_an_error_without_a_subscriber() {
    assert_all_decode().await;
}

#[tokio::test]
async fn a_malformed_response_is_an_error_with_a_subscriber() {
    let _on = tracing::subscriber::set_default(Interested);
    assert_all_decode().await;
}
