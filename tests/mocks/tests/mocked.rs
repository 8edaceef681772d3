//! Clients that are mocked by aws-smithy-mocks: outputs, errors and HTTP responses go through the decoding of real ones.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemOutput;
use aws_sdk_dynamodb::operation::get_item::{GetItemError, GetItemOutput};
use aws_sdk_dynamodb::operation::put_item::{PutItemError, PutItemOutput};
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::transact_write_items::{TransactWriteItemsError, TransactWriteItemsOutput};
use aws_sdk_dynamodb::types::error::{
    ConditionalCheckFailedException, ProvisionedThroughputExceededException, ResourceNotFoundException,
    TransactionCanceledException,
};
use aws_sdk_dynamodb::types::{AttributeValue, CancellationReason};
use aws_smithy_mocks::{Rule, RuleMode, mock, mock_client};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::body::SdkBody;
use dkmio::{DynamoDb, DynamoTable, ErrorKind, TransactWrite};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "notes")]
struct Notes {
    #[pk]
    author: String,
    #[sk]
    number: u32,
    text: String,
}

fn note(number: u32) -> Notes {
    Notes { author: "ana".to_owned(), number, text: "quoted \"text\"".to_owned() }
}

fn item(number: u32) -> HashMap<String, AttributeValue> {
    HashMap::from([
        ("author".to_owned(), AttributeValue::S("ana".to_owned())),
        ("number".to_owned(), AttributeValue::N(number.to_string())),
        ("text".to_owned(), AttributeValue::S("quoted \"text\"".to_owned())),
    ])
}

fn db(rules: &[&Rule]) -> DynamoDb {
    DynamoDb::from_client(mock_client!(aws_sdk_dynamodb, RuleMode::Sequential, rules))
}

fn response(status: u16, body: &str) -> HttpResponse {
    HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body))
}

#[tokio::test]
async fn an_output_is_decoded_as_a_response_is() {
    let get = mock!(Client::get_item)
        .match_requests(|input| input.table_name() == Some("notes") && input.key().is_some_and(|key| key.len() == 2))
        .then_output(|| GetItemOutput::builder().set_item(Some(item(1))).build());
    let query = mock!(Client::query)
        .then_output(|| QueryOutput::builder().items(item(1)).items(item(2)).count(2).scanned_count(2).build());
    let batch = mock!(Client::batch_get_item)
        .then_output(|| BatchGetItemOutput::builder().responses("notes", vec![item(2), item(1)]).build());
    let db = db(&[&get, &query, &batch]);
    assert_eq!(Notes::get(("ana", 1)).send(&db).await.unwrap(), Some(note(1)));
    assert_eq!(Notes::query("ana").all(&db).await.unwrap(), [note(1), note(2)]);
    let batch = Notes::batch_get([("ana", 1), ("ana", 2)]).send(&db).await.unwrap();
    assert_eq!(batch.into_iter().flatten().collect::<Vec<_>>(), [note(1), note(2)]);
    assert_eq!((get.num_calls(), query.num_calls()), (1, 1));
}

#[tokio::test]
async fn a_put_is_seen_in_full_by_the_rule() {
    let put = mock!(Client::put_item)
        .match_requests(|input| input.item() == Some(&item(3)))
        .then_output(|| PutItemOutput::builder().set_attributes(Some(item(2))).build());
    let old = note(3).put().return_old().send(&db(&[&put])).await.unwrap();
    assert_eq!(old, Some(note(2)));
    assert_eq!(put.num_calls(), 1);
}

#[tokio::test]
async fn an_output_that_does_not_fit_the_type_is_a_decode_error() {
    let get = mock!(Client::get_item)
        .then_output(|| GetItemOutput::builder().item("author", AttributeValue::N("1".to_owned())).build());
    let error = Notes::get(("ana", 1)).send(&db(&[&get])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        error.to_string(),
        "GetItem on `notes`: cannot be read: notes.author: expected a string, found a number"
    );
}

#[tokio::test]
async fn an_error_made_by_hand_has_the_kind_and_the_code_of_its_variant() {
    let get = mock!(Client::get_item).then_error(|| {
        GetItemError::ResourceNotFoundException(ResourceNotFoundException::builder().message("no table").build())
    });
    let error = Notes::get(("ana", 1)).send(&db(&[&get])).await.unwrap_err();
    assert!(error.is_table_not_found());
    assert_eq!((error.code(), error.service_message()), (Some("ResourceNotFoundException"), Some("no table")));

    let put = mock!(Client::put_item).then_error(|| {
        let failed = ConditionalCheckFailedException::builder().set_item(Some(item(1)));
        PutItemError::ConditionalCheckFailedException(failed.build())
    });
    let error = note(1).put().if_not_exists().send(&db(&[&put])).await.unwrap_err();
    assert!(error.is_condition_failed());
    assert_eq!(error.old_item::<Notes>().unwrap(), Some(note(1)));

    let write = mock!(Client::transact_write_items).then_error(|| {
        let failed = CancellationReason::builder().code("ConditionalCheckFailed").set_item(Some(item(1))).build();
        let canceled = TransactionCanceledException::builder().cancellation_reasons(failed).build();
        TransactWriteItemsError::TransactionCanceledException(canceled)
    });
    let error = TransactWrite::new().put(note(1).put().if_not_exists()).send(&db(&[&write])).await.unwrap_err();
    assert!(error.is_transaction_canceled());
    assert_eq!(error.cancellation_reasons().len(), 1);
}

#[tokio::test]
async fn a_sequence_is_gone_through_attempt_by_attempt() {
    let throttled = || {
        let exceeded = ProvisionedThroughputExceededException::builder().message("slow down").build();
        GetItemError::ProvisionedThroughputExceededException(exceeded)
    };
    let get = mock!(Client::get_item)
        .sequence()
        .output(|| GetItemOutput::builder().build())
        .error(throttled)
        .output(|| GetItemOutput::builder().set_item(Some(item(2))).build())
        .build();
    let db = db(&[&get]);
    assert_eq!(Notes::get(("ana", 1)).send(&db).await.unwrap(), None);
    // Whether an error made by hand is retried is the SDK's decision: it has no code by which the SDK could tell.
    let second = Notes::get(("ana", 1)).send(&db).await;
    let found = match second {
        Err(error) => {
            assert!(error.is_throttled(), "{error}");
            Notes::get(("ana", 2)).send(&db).await.unwrap()
        }
        Ok(found) => found,
    };
    assert_eq!(found, Some(note(2)));
    assert_eq!(get.num_calls(), 3);
}

#[tokio::test]
async fn http_responses_are_read_as_those_of_dynamodb() {
    let get = mock!(Client::get_item)
        .sequence()
        .http_response(|| {
            response(200, r#"{"Item":{"author":{"S":"ana"},"number":{"N":"1"},"text":{"S":"quoted \"text\""}}}"#)
        })
        .http_response(|| {
            response(400, r#"{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException","message":"no"}"#)
        })
        .build();
    let db = db(&[&get]);
    assert_eq!(Notes::get(("ana", 1)).send(&db).await.unwrap(), Some(note(1)));
    let error = Notes::get(("ana", 1)).send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!((error.code(), error.service_message()), (Some("ValidationException"), Some("no")));
}

#[tokio::test]
async fn a_transaction_has_an_output_of_its_own() {
    let write = mock!(Client::transact_write_items)
        .match_requests(|input| input.transact_items().len() == 2 && input.client_request_token().is_some())
        .then_output(|| TransactWriteItemsOutput::builder().build());
    TransactWrite::new().put(note(1).put()).delete(Notes::delete(("ana", 2))).send(&db(&[&write])).await.unwrap();
    assert_eq!(write.num_calls(), 1);
}
