//! Whether somebody looks on by `tracing` makes no difference to what an answer is.

use dkmio::ErrorKind;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::canned::{Canned, Line};
use super::reads::Read;

/// Sees everything and keeps nothing.
struct Onlooker;

impl Subscriber for Onlooker {
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

/// Bodies that are JSON, with a member of another type than it has in an answer.
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
            let line = Line::new([Canned::new(200, *body)]);
            let error = read.run(&line.db()).await.expect_err(body);
            assert_eq!((error.kind(), line.requests()), (ErrorKind::Decode, 1), "{read:?}: {body}: {error}");
        }
    }
}

#[tokio::test]
async fn what_is_no_answer_is_none_without_an_onlooker() {
    assert_all_decode().await;
}

#[tokio::test]
async fn what_is_no_answer_is_none_with_an_onlooker() {
    let _on = tracing::subscriber::set_default(Onlooker);
    assert_all_decode().await;
}
