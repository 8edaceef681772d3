//! Outputs of mocked clients, which never were bytes, are decoded as responses are.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemOutput;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemOutput;
use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::put_item::PutItemOutput;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::scan::ScanOutput;
use aws_sdk_dynamodb::operation::transact_get_items::TransactGetItemsOutput;
use aws_sdk_dynamodb::operation::update_item::UpdateItemOutput;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue as Av, Capacity, ConsumedCapacity, ItemResponse, KeysAndAttributes};
use dkmio::{DynamoTable, ErrorKind, Item, TransactGet};
use futures::TryStreamExt as _;

use super::mock::{mocked, output};
use crate::wire::Notes;

type Attributes = HashMap<String, Av>;

fn item(number: u32) -> Attributes {
    Item::from_serialize(&Notes::sample(number)).unwrap().into_inner()
}

fn key(number: u32) -> Attributes {
    let author = ("author".to_owned(), Av::S("ana".to_owned()));
    HashMap::from([author, ("number".to_owned(), Av::N(number.to_string()))])
}

/// An item with a value of every type, and names and texts that JSON has to escape.
fn everything() -> Attributes {
    let text = "\"quoted\" \\ \u{1} \n é \u{1F600} \u{7f}\u{2028}";
    HashMap::from([
        ("author".to_owned(), Av::S("ana".to_owned())),
        ("number".to_owned(), Av::N("1".to_owned())),
        (text.to_owned(), Av::S(text.to_owned())),
        ("wide".to_owned(), Av::N("12345678901234567890123456789012345678".to_owned())),
        ("bytes".to_owned(), Av::B(Blob::new([0, 255, 1]))),
        ("none".to_owned(), Av::B(Blob::new([]))),
        ("yes".to_owned(), Av::Bool(true)),
        ("null".to_owned(), Av::Null(true)),
        ("strings".to_owned(), Av::Ss(vec![text.to_owned(), String::new()])),
        ("numbers".to_owned(), Av::Ns(vec!["1".to_owned(), "-2.50".to_owned()])),
        ("binaries".to_owned(), Av::Bs(vec![Blob::new([7]), Blob::new([])])),
        ("list".to_owned(), Av::L(vec![Av::L(Vec::new()), Av::M(HashMap::from([(text.to_owned(), Av::Null(true))]))])),
        ("map".to_owned(), Av::M(HashMap::new())),
    ])
}

fn consumed(units: f64) -> ConsumedCapacity {
    let part = |units| Capacity::builder().capacity_units(units).build();
    ConsumedCapacity::builder()
        .table_name("notes")
        .capacity_units(units)
        .table(part(units - 1.0))
        .global_secondary_indexes("by \"x\"", part(1.0))
        .build()
}

#[tokio::test]
async fn a_value_of_every_type_comes_through() {
    let db = mocked([output(GetItemOutput::builder().set_item(Some(everything())).build())]);
    let got = Notes::get(("ana", 1)).free_form().send(&db).await.unwrap().unwrap();
    assert_eq!(got.into_inner(), everything());
}

#[tokio::test]
async fn get_reads_the_item_or_none() {
    let db = mocked([
        output(GetItemOutput::builder().set_item(Some(item(2))).build()),
        output(GetItemOutput::builder().set_item(Some(item(2))).build()),
        output(GetItemOutput::builder().build()),
    ]);
    assert_eq!(Notes::get(("ana", 2)).send(&db).await.unwrap(), Some(Notes::sample(2)));
    assert_eq!(Notes::get(("ana", 2)).select(Notes::NUMBER).send(&db).await.unwrap(), Some(2));
    assert_eq!(Notes::get(("ana", 2)).send(&db).await.unwrap(), None);
}

#[tokio::test]
async fn query_and_scan_read_pages_and_continue() {
    let first = QueryOutput::builder()
        .items(item(1))
        .items(item(2))
        .count(2)
        .scanned_count(5)
        .set_last_evaluated_key(Some(key(2)))
        .build();
    let last = QueryOutput::builder().items(item(3)).count(1).scanned_count(1).build();
    let db = mocked([output(first.clone()), output(last.clone())]);
    let all = Notes::query("ana").all(&db).await.unwrap();
    assert_eq!(all, [Notes::sample(1), Notes::sample(2), Notes::sample(3)]);

    let db = mocked([output(first.clone()), output(last.clone())]);
    let page = Notes::query("ana").page(&db).await.unwrap();
    assert_eq!((page.items.len(), page.scanned_count), (2, 5));
    let next = Notes::query("ana").start_from(page.next.unwrap()).page(&db).await.unwrap();
    assert_eq!((next.items.len(), next.next.is_none()), (1, true));

    let db = mocked([output(first), output(last)]);
    let streamed: Vec<Notes> = Notes::query("ana").stream(&db).try_collect().await.unwrap();
    assert_eq!(streamed, all);

    let scanned =
        ScanOutput::builder().items(item(1)).count(1).scanned_count(1).set_last_evaluated_key(Some(HashMap::new()));
    let db = mocked([output(scanned.build())]);
    assert_eq!(Notes::scan().all(&db).await.unwrap(), [Notes::sample(1)], "an empty key is the end");
}

#[tokio::test]
async fn writes_read_what_they_return() {
    let db = mocked([
        output(PutItemOutput::builder().set_attributes(Some(item(1))).build()),
        output(PutItemOutput::builder().build()),
    ]);
    assert_eq!(Notes::sample(1).put().return_old().send(&db).await.unwrap(), Some(Notes::sample(1)));
    assert_eq!(Notes::sample(1).put().return_old().send(&db).await.unwrap(), None);

    let db = mocked([output(DeleteItemOutput::builder().set_attributes(Some(item(2))).build())]);
    assert_eq!(Notes::delete(("ana", 2)).return_old().send(&db).await.unwrap(), Some(Notes::sample(2)));

    let db = mocked([output(UpdateItemOutput::builder().set_attributes(Some(item(3))).build())]);
    let update = || Notes::update(("ana", 3)).set(Notes::TEXT, "x");
    assert_eq!(update().return_new().send(&db).await.unwrap(), Notes::sample(3));
    assert_eq!(update().return_updated_old().send(&db).await.unwrap().into_inner(), item(3));
    update().send(&db).await.unwrap();
}

#[tokio::test]
async fn batches_read_items_and_unprocessed_keys() {
    let unread = KeysAndAttributes::builder().keys(key(2)).build().unwrap();
    let db = mocked([
        output(
            BatchGetItemOutput::builder()
                .responses("notes", vec![item(1)])
                .unprocessed_keys("notes", unread)
                .consumed_capacity(consumed(3.0))
                .build(),
        ),
        output(BatchGetItemOutput::builder().responses("notes", vec![item(2)]).build()),
    ]);
    let keys = [("ana", 1), ("ana", 2), ("ana", 3)];
    let got = Notes::batch_get(keys).send(&db).await.unwrap();
    assert_eq!(got, [Some(Notes::sample(1)), Some(Notes::sample(2)), None]);
}

#[tokio::test]
async fn transactions_read_an_item_for_each_part() {
    let part = |item| ItemResponse::builder().set_item(item).build();
    let responses = TransactGetItemsOutput::builder().responses(part(Some(item(1)))).responses(part(None)).build();
    let db = mocked([output(responses)]);
    let got = TransactGet::new((Notes::get(("ana", 1)), Notes::get(("ana", 2)))).send(&db).await.unwrap();
    assert_eq!(got, (Some(Notes::sample(1)), None));
}

#[tokio::test]
async fn an_item_that_does_not_fit_is_the_error_of_a_real_response() {
    let wrong = |mut item: Attributes| {
        item.insert("number".to_owned(), Av::S("SECRET".to_owned()));
        item
    };
    let db = mocked([output(QueryOutput::builder().items(item(1)).items(wrong(item(2))).count(2).build())]);
    let error = Notes::query("ana").all(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("notes[1].number"), "{error}");
    assert!(!error.to_string().contains("SECRET"), "{error}");
}
