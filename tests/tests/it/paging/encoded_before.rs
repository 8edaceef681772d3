//! Cursors that were encoded before positions became one type: their bytes stay the same, and they stay valid.

use dkmio::{Cursor, DynamoDb, DynamoTable, Item};
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};

use super::table::{create, ids, orders};
use crate::models::{Events, Orders, Status};
use crate::support;

const QUERY: &str = "AQAAAAZvcmRlcnMAreK5N72nUxIAAAAIb3JkZXJfaWRTAAAAA28wMQAAAAd1c2VyX2lkUwAAAAF1iJrsxw";
const INDEX: &str = "AQAAAAZvcmRlcnMDAAAAD2dzaS1zdGF0dXMtZGF0Zd4EoMv01FMeAAAACmNyZWF0ZWRfYXRTAAAACjIwMjUtMDEtMDYAAAAIb3JkZXJfaWRTAAAAA28wNQAAAAZzdGF0dXNTAAAAB1BFTkRJTkcAAAAHdXNlcl9pZFMAAAABddclbDU";
const LOCAL: &str = "AQAAAAZvcmRlcnMBAAAACmxzaS1hbW91bnSt4rk3vadTEgAAAAhvcmRlcl9pZFMAAAADbzAyAAAABXRvdGFsTgAAAAM5OTgAAAAHdXNlcl9pZFMAAAABdZo7vZ4";
const SCAN: &str = "AQAAAAZvcmRlcnMAAAAAAAAAAAAAAAAIb3JkZXJfaWRTAAAAA28wMgAAAAd1c2VyX2lkUwAAAAF16xfNbg";
const ESCAPES: &str = "AQAAAAZldmVudHMAPgp72FmL9owAAAAGZGV2aWNlUwAAAAxkLyLDvFwK8J-YgCAAAAACdHNOAAAAAi03TVBp0A";
const NUMBER: &str =
    "AQAAAAZldmVudHMCPgp72FmL9owAAAAGZGV2aWNlUwAAAAxkLyLDvFwK8J-YgCAAAAACdHNOAAAAEDkwMDcxOTkyNTQ3NDA5OTOwWEfM";
const BINARY: &str = "AQAAAAVibG9icwCq0PZ65ztGoAAAAAJpZEIAAAAEAP8iXAAAAARwYXJ0TgAAAAEwcNfD1A";
const SEGMENTS: &str = "AQAAAAZldmVudHMEAAAAAAAAAAAuLj4AAAAjAAAABmRldmljZVMAAAAIZGV2aWNlIDQAAAACdHNOAAAAATRs3ljN";
const SEALED: &str = "Ao6HCzFQadS2pPATVilqbecAAAAAAAAAAFILXTeL49I63ynvqobpmog_NmxrjyBkVBsm2nrQPr2jAUNxQKi7lBFfJvg5tw07Xabyqnvc8VUBj3wbM_4LaoQrqbtIx7Y1ng";
const SEAL: [u8; 32] = [7; 32];

/// A table with keys of bytes and of a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "blobs")]
struct Blobs {
    #[pk]
    id: Vec<u8>,
    #[sk]
    part: u32,
}

/// The embedded engine, whatever engine the other tests run on: the table's name is in the cursor.
fn embedded() -> DynamoDb {
    support::faulty().0
}

fn parsed(text: &str) -> Cursor {
    text.parse().expect("a cursor")
}

#[tokio::test]
async fn a_cursor_of_a_query_keeps_its_bytes() {
    let db = embedded();
    orders(&db, 5).await;
    let query = || Orders::query("u").page_size(2);
    assert_eq!(query().page(&db).await.unwrap().next.unwrap().encode(), QUERY);
    assert_eq!(ids(&query().start_from(parsed(QUERY)).all(&db).await.unwrap()), ["o02", "o03", "o04"]);
}

#[tokio::test]
async fn a_cursor_of_an_index_keeps_its_bytes() {
    let db = embedded();
    orders(&db, 6).await;
    let global = || Orders::by_status().query(Status::Pending).sk_gte("2025-01-01").descending().page_size(1);
    assert_eq!(global().page(&db).await.unwrap().next.unwrap().encode(), INDEX);
    assert_eq!(global().start_from(parsed(INDEX)).all(&db).await.unwrap().len(), 3);
    let local = || Orders::by_amount().query("u").page_size(4);
    assert_eq!(local().page(&db).await.unwrap().next.unwrap().encode(), LOCAL);
    assert_eq!(ids(&local().start_from(parsed(LOCAL)).all(&db).await.unwrap()), ["o01", "o00"]);
}

#[tokio::test]
async fn a_cursor_of_a_scan_keeps_its_bytes() {
    let db = embedded();
    orders(&db, 5).await;
    let scan = || Orders::scan().page_size(3);
    assert_eq!(scan().page(&db).await.unwrap().next.unwrap().encode(), SCAN);
    assert_eq!(ids(&scan().start_from(parsed(SCAN)).all(&db).await.unwrap()), ["o03", "o04"]);
}

#[tokio::test]
async fn a_cursor_with_escapes_and_numbers_keeps_its_bytes() {
    let db = embedded();
    create::<Events>(&db).await;
    let device = "d/\"ü\\\n\u{1f600} ";
    for ts in [-7, 9_007_199_254_740_993] {
        Events { device: device.to_owned(), ts, rest: Item::new() }.put().send(&db).await.unwrap();
    }
    let first = || Events::query(device).page_size(1);
    assert_eq!(first().page(&db).await.unwrap().next.unwrap().encode(), ESCAPES);
    assert_eq!(first().start_from(parsed(ESCAPES)).all(&db).await.unwrap().len(), 1);
    let last = || Events::query(device).descending().page_size(1);
    assert_eq!(last().page(&db).await.unwrap().next.unwrap().encode(), NUMBER);
    assert_eq!(last().start_from(parsed(NUMBER)).all(&db).await.unwrap()[0].ts, -7);
}

#[tokio::test]
async fn a_cursor_with_bytes_keeps_its_bytes() {
    let db = embedded();
    create::<Blobs>(&db).await;
    for part in 0..3 {
        Blobs { id: vec![0, 255, 34, 92], part }.put().send(&db).await.unwrap();
    }
    let query = || Blobs::query(vec![0, 255, 34, 92]).page_size(1);
    assert_eq!(query().page(&db).await.unwrap().next.unwrap().encode(), BINARY);
    assert_eq!(query().start_from(parsed(BINARY)).all(&db).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_cursor_of_a_parallel_scan_keeps_its_bytes() {
    let db = embedded();
    create::<Events>(&db).await;
    for ts in 0..12 {
        Events { device: format!("device {ts}"), ts, rest: Item::new() }.put().send(&db).await.unwrap();
    }
    let scan = || Events::scan().segments(3).concurrency(1).page_size(2);
    let mut stream = scan().stream(&db);
    for _ in 0..8 {
        stream.try_next().await.unwrap().unwrap();
    }
    assert_eq!(stream.cursor().unwrap().unwrap().encode(), SEGMENTS);
    assert_eq!(scan().start_from(parsed(SEGMENTS)).all(&db).await.unwrap().len(), 4);
}

#[tokio::test]
async fn a_sealed_cursor_opens_with_its_key() {
    let db = embedded();
    orders(&db, 5).await;
    let sealed = db.with_cursor_key(&SEAL);
    let query = || Orders::query("u").page_size(2);
    assert_eq!(query().page(&sealed).await.unwrap().next.unwrap().encode().len(), SEALED.len());
    assert_eq!(ids(&query().start_from(parsed(SEALED)).all(&sealed).await.unwrap()), ["o02", "o03", "o04"]);
}
