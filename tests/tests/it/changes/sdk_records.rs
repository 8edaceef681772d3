//! Records of the SDK for DynamoDB Streams, in a loop of one's own.

use aws_sdk_dynamodbstreams::primitives::{Blob, DateTime};
use aws_sdk_dynamodbstreams::types::{AttributeValue, Identity, OperationType, Record, StreamRecord, StreamViewType};
use dkmio::changes::{Change, ChangeRecord, KeysOnly, RemovalReason};
use dkmio::{DynamoTable, Item, item};
use serde::{Deserialize, Serialize};

/// A table with free-form attributes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "things")]
struct Things {
    #[pk]
    id: String,
    #[serde(flatten)]
    rest: Item,
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn record(
    stream: impl FnOnce(aws_sdk_dynamodbstreams::types::builders::StreamRecordBuilder) -> StreamRecord,
) -> Record {
    let builder = StreamRecord::builder().keys("id", text("a")).sequence_number("4001").size_bytes(59);
    let builder = builder.approximate_creation_date_time(DateTime::from_secs(1_479_499_740));
    Record::builder()
        .event_id("e1")
        .event_name(OperationType::Remove)
        .aws_region("eu-west-1")
        .user_identity(Identity::builder().principal_id("dynamodb.amazonaws.com").r#type("Service").build())
        .dynamodb(stream(builder))
        .build()
}

#[test]
fn all_types_of_values_are_those_of_the_table() {
    let bytes = || Blob::new([0, 255]);
    let values = [
        ("text", text("quote \" line\n")),
        ("number", AttributeValue::N("12345678901234567890.5".to_owned())),
        ("bytes", AttributeValue::B(bytes())),
        ("yes", AttributeValue::Bool(true)),
        ("null", AttributeValue::Null(true)),
        ("texts", AttributeValue::Ss(vec!["x".to_owned(), "y".to_owned()])),
        ("numbers", AttributeValue::Ns(vec!["1".to_owned(), "2".to_owned()])),
        ("blobs", AttributeValue::Bs(vec![bytes()])),
        ("list", AttributeValue::L(vec![text("z"), AttributeValue::L(Vec::new())])),
        ("map", AttributeValue::M([("inner".to_owned(), AttributeValue::Bool(false))].into())),
        ("id", text("a")),
    ];
    let image = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let record =
        record(|stream| stream.set_old_image(Some(image)).stream_view_type(StreamViewType::NewAndOldImages).build());
    let read = ChangeRecord::<Things>::try_from(record).unwrap();
    assert_eq!((read.event_id(), read.sequence_number()), (Some("e1"), Some("4001")));
    assert_eq!((read.region(), read.size()), (Some("eu-west-1"), Some(59)));
    assert_eq!(read.time().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs(), 1_479_499_740);
    let Change::Remove { old, reason } = read.change else { panic!("{read:?}") };
    assert_eq!(reason, RemovalReason::Expired);
    let json = dkmio::json::to_string(&old).unwrap();
    let expected = r#"{"id":{"S":"a"},"text":{"S":"quote \" line\n"},"number":{"N":"12345678901234567890.5"},"bytes":{"B":"AP8="},"yes":{"BOOL":true},"null":{"NULL":true},"texts":{"SS":["x","y"]},"numbers":{"NS":["1","2"]},"blobs":{"BS":["AP8="]},"list":{"L":[{"S":"z"},{"L":[]}]},"map":{"M":{"inner":{"BOOL":false}}}}"#;
    assert_eq!(dkmio::json::from_str::<Item>(&json).unwrap(), dkmio::json::from_str::<Item>(expected).unwrap());
    assert_eq!(old.rest.get("yes"), item! { "yes" => true }.unwrap().get("yes"));
}

#[test]
fn what_cannot_be_decoded_is_an_error_with_its_number() {
    let keys_only = |stream: aws_sdk_dynamodbstreams::types::builders::StreamRecordBuilder| {
        stream.stream_view_type(StreamViewType::KeysOnly).build()
    };
    let error = ChangeRecord::<Things>::try_from(record(keys_only)).unwrap_err();
    assert_eq!(error.sequence_number(), Some("4001"));
    assert_eq!(error.to_string(), "things: the stream view is KEYS_ONLY, the type expects NEW_AND_OLD_IMAGES");
    let read = ChangeRecord::<Things, KeysOnly>::try_from(record(keys_only)).unwrap();
    assert_eq!(read.key().id, "a");
}
