//! `#[created_at]` and `#[updated_at]`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use chrono::DateTime;
use dkmio::{BatchWrite, DynamoDb, DynamoTable, Item, TransactWrite, Ttl, attr};
use serde::{Deserialize, Serialize};

use super::Pages;
use crate::engine::db_with;

/// A connection whose clock starts at 100 seconds and moves on by one second each time it is read.
async fn ticking() -> DynamoDb {
    let seconds = Arc::new(AtomicU64::new(100));
    let clock = move || UNIX_EPOCH + Duration::from_secs(seconds.fetch_add(1, Ordering::Relaxed));
    db_with::<Pages>().await.with_clock(clock)
}

fn page() -> Pages {
    Pages { id: "p".to_owned(), text: "a".to_owned(), created: None, changed: None, extra: Item::new() }
}

async fn times(db: &DynamoDb) -> (Option<u64>, Option<i64>) {
    let page = Pages::get("p").consistent().send(db).await.expect("a read").expect("a page");
    (page.created.map(Ttl::epoch_seconds), page.changed.map(|changed| changed.timestamp()))
}

#[tokio::test]
async fn puts_fill_the_time_of_creation_once_and_that_of_the_change_always() {
    let db = ticking().await;
    page().create().send(&db).await.expect("a create");
    assert_eq!(times(&db).await, (Some(100), Some(100)));
    let stored = Pages::get("p").send(&db).await.expect("a read").expect("a page");
    stored.put().send(&db).await.expect("a put");
    assert_eq!(times(&db).await, (Some(100), Some(101)));
    page().replace().send(&db).await.expect("a replace");
    assert_eq!(times(&db).await, (Some(102), Some(102)));
    TransactWrite::new().put(stored.put()).send(&db).await.expect("a transaction");
    assert_eq!(times(&db).await, (Some(100), Some(103)));
}

#[tokio::test]
async fn updates_set_the_time_of_creation_of_a_new_item_only() {
    let db = ticking().await;
    let update = || Pages::update("p").set(Pages::TEXT, "b");
    update().send(&db).await.expect("an update");
    assert_eq!(times(&db).await, (Some(100), Some(100)));
    update().send(&db).await.expect("an update");
    assert_eq!(times(&db).await, (Some(100), Some(101)));
    Pages::patch("p").set(Pages::TEXT, "c").send(&db).await.expect("a patch");
    assert_eq!(times(&db).await, (Some(100), Some(102)));
}

#[tokio::test]
async fn an_upsert_keeps_the_time_of_creation() {
    let db = ticking().await;
    page().upsert().send(&db).await.expect("an upsert");
    assert_eq!(times(&db).await, (Some(100), Some(100)));
    page().upsert().send(&db).await.expect("an upsert");
    assert_eq!(times(&db).await, (Some(100), Some(101)));
    Pages { created: Some(Ttl::from_epoch_seconds(7)), ..page() }.upsert().send(&db).await.expect("an upsert");
    assert_eq!(times(&db).await, (Some(7), Some(102)));
}

#[tokio::test]
async fn the_struct_in_memory_decides_nothing_about_the_time_of_the_change() {
    let db = ticking().await;
    let old = Pages { changed: DateTime::from_timestamp(5, 0), ..page() };
    old.put().send(&db).await.expect("a put");
    assert_eq!(times(&db).await.1, Some(100));
    old.upsert().send(&db).await.expect("an upsert");
    assert_eq!(times(&db).await.1, Some(101));
    assert_eq!(old.changed, DateTime::from_timestamp(5, 0));
}

#[tokio::test]
async fn timestamps_cannot_be_updated_by_name() {
    let db = ticking().await;
    page().create().send(&db).await.expect("a create");
    for name in ["created", "changed"] {
        let error = Pages::update("p").set(attr(name), 5).send(&db).await.expect_err("dkmio writes it");
        assert!(error.to_string().contains(&format!("dkmio writes `{name}`")), "{error}");
    }
}

#[tokio::test]
async fn a_batch_fills_timestamps_with_the_time_of_its_encoding() {
    let db = db_with::<Pages>().await;
    let is_filled = async || {
        let (created, changed) = times(&db).await;
        created.is_some_and(|created| created > 1_700_000_000) && changed.is_some()
    };
    Pages::batch_put([page()]).send(&db).await.expect("a batch");
    assert!(is_filled().await);
    Pages::delete("p").send(&db).await.expect("a delete");
    BatchWrite::new().put(&page()).send(&db).await.expect("a batch");
    assert!(is_filled().await);
    BatchWrite::new().put(page().put()).send(&db).await.expect("a batch");
    assert!(is_filled().await);
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "births")]
struct Births {
    #[pk]
    id: String,
    #[created_at]
    created: Option<Ttl>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "changes")]
struct Changes {
    #[pk]
    id: String,
    #[updated_at]
    changed: Option<Ttl>,
}

#[tokio::test]
async fn a_batch_fills_a_single_timestamp() {
    let db = db_with::<Births>().await;
    Changes::create_table().send(&db).await.expect("a table");
    Births::batch_put([Births { id: "b".to_owned(), created: None }]).send(&db).await.expect("a batch");
    Changes::batch_put([Changes { id: "c".to_owned(), changed: None }]).send(&db).await.expect("a batch");
    assert!(Births::get("b").send(&db).await.expect("a read").expect("an item").created.is_some());
    assert!(Changes::get("c").send(&db).await.expect("a read").expect("an item").changed.is_some());
}
