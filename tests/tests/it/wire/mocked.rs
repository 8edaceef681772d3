//! Mocked clients, which give outputs without any bytes.

use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_mocks::{mock, mock_client};
use dkmio::{DynamoDb, DynamoTable, Item};
use futures::TryStreamExt as _;

use super::Notes;

#[tokio::test]
async fn are_read_as_well() {
    let item = || Item::from_serialize(&Notes::sample(1)).unwrap().into_inner();
    let query = mock!(aws_sdk_dynamodb::Client::query).then_output(move || {
        QueryOutput::builder().items(item()).items(item()).count(2).scanned_count(5).build()
    });
    let item = || Item::from_serialize(&Notes::sample(2)).unwrap().into_inner();
    let get = mock!(aws_sdk_dynamodb::Client::get_item)
        .then_output(move || GetItemOutput::builder().set_item(Some(item())).build());
    let db = DynamoDb::from_client(mock_client!(aws_sdk_dynamodb, [&query, &get]));
    assert_eq!(Notes::query("ana").all(&db).await.unwrap(), [Notes::sample(1), Notes::sample(1)]);
    let page = Notes::query("ana").limit(1).page(&db).await.unwrap();
    assert_eq!((page.items.len(), page.count, page.scanned_count), (1, 2, 5));
    assert!(page.next.is_some());
    let streamed: Vec<Notes> = Notes::query("ana").stream(&db).try_collect().await.unwrap();
    assert_eq!(streamed.len(), 2);
    assert_eq!(Notes::get(("ana", 2)).send(&db).await.unwrap(), Some(Notes::sample(2)));
}

#[tokio::test]
async fn a_mocked_http_answer_has_bytes() {
    use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
    use aws_smithy_types::body::SdkBody;

    let query = mock!(aws_sdk_dynamodb::Client::query).then_http_response(|| {
        let body = r#"{"Count":1,"Items":[{"author":{"S":"a"},"number":{"N":"1"},"text":{"S":"x"},"scan":{"B":"AQ=="}}]}"#;
        HttpResponse::new(200.try_into().expect("status"), SdkBody::from(body))
    });
    let db = DynamoDb::from_client(mock_client!(aws_sdk_dynamodb, [&query]));
    let notes = Notes::query("a").all(&db).await.unwrap();
    assert_eq!(notes[0].scan, [1]);
    assert!(AttributeValue::S(notes[0].text.clone()).is_s());
}
