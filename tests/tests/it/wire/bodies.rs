//! Bodies whole and in pieces.

use dkmio::{DynamoDb, DynamoTable, Item};
use dkmio_embedded::{Faults, Operation};
use futures::TryStreamExt as _;

use super::Notes;
use crate::support::faulty;

async fn filled() -> (DynamoDb, Faults) {
    let (db, faults) = faulty();
    Notes::create_table().send(&db).await.expect("table");
    for number in 0..10 {
        Notes::sample(number).put().send(&db).await.expect("put");
    }
    (db, faults)
}

/// Reads in every way there is and compares.
async fn reads_all(db: &DynamoDb) {
    let want: Vec<Notes> = (0..10).map(Notes::sample).collect();
    assert_eq!(Notes::get(("ana", 3)).send(db).await.unwrap().as_ref(), want.get(3));
    assert_eq!(Notes::get(("ana", 99)).send(db).await.unwrap(), None);
    assert_eq!(Notes::query("ana").all(db).await.unwrap(), want);
    assert_eq!(Notes::query("ana").page_size(3).all(db).await.unwrap(), want);
    assert_eq!(Notes::scan().all(db).await.unwrap(), want);
    assert_eq!(Notes::query("bea").all(db).await.unwrap(), []);
    let streamed: Vec<Notes> = Notes::query("ana").page_size(4).stream(db).try_collect().await.unwrap();
    assert_eq!(streamed, want);
    assert_eq!(Notes::query("ana").count(db).await.unwrap(), 10);
    let items: Vec<Item> = Notes::query("ana").free_form().all(db).await.unwrap();
    let expected: Vec<Item> = want.iter().map(|note| Item::from_serialize(note).unwrap()).collect();
    assert_eq!(items, expected);
    let texts = Notes::query("ana").select((Notes::TEXT, Notes::STARS)).all(db).await.unwrap();
    assert_eq!(texts, want.iter().map(|note| (note.text.clone(), note.stars)).collect::<Vec<_>>());
    let paths = Notes::query("ana").select_paths(["text"]).first(db).await.unwrap();
    assert_eq!(paths.unwrap().len(), 1);
}

#[tokio::test]
async fn a_body_is_read_whole() {
    let (db, _faults) = filled().await;
    reads_all(&db).await;
}

#[tokio::test(start_paused = true)]
async fn a_body_is_read_in_frames_of_any_size() {
    for size in [1, 7, 1000] {
        let (db, faults) = filled().await;
        for operation in [Operation::GetItem, Operation::Query, Operation::Scan] {
            faults.on(operation).always().chunked(size);
        }
        reads_all(&db).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_cut_at_a_limit_continues_after_its_last_item() {
    let (db, faults) = faulty();
    let item = |number: u32| {
        format!(r#"{{"author":{{"S":"ana"}},"number":{{"N":"{number}"}},"text":{{"S":"x"}},"scan":{{"B":""}}}}"#)
    };
    let body = format!(r#"{{"Count":3,"Items":[{},{},{}],"ScannedCount":3}}"#, item(1), item(2), item(3));
    faults.on(Operation::Query).always().respond::<&str, &str>(200, [], body);
    let page = Notes::query("ana").limit(2).page(&db).await.unwrap();
    assert_eq!(page.items.iter().map(|note| note.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((page.count, page.scanned_count), (2, 3));
    Notes::query("ana").start_from(page.next.unwrap()).page(&db).await.unwrap();
    let sent = String::from_utf8_lossy(faults.calls()[1].request().body().to_string().as_bytes()).into_owned();
    assert!(sent.contains(r#""number":{"N":"2"}"#), "{sent}");
}

#[tokio::test]
async fn consumed_capacity_is_read_too() {
    let (db, _faults) = filled().await;
    let meter = dkmio::CapacityMeter::new();
    let items = Notes::query("ana").meter(&meter).all(&db).await.unwrap();
    let capacity = meter.capacity();
    assert_eq!(items.len(), 10);
    assert!(capacity.total > 0.0 && capacity.tables.contains_key("notes"), "{capacity:?}");
    let meter = dkmio::CapacityMeter::new();
    Notes::get(("ana", 1)).meter(&meter).send(&db).await.unwrap();
    let capacity = meter.capacity();
    assert!(capacity.total > 0.0);
}
