//! Items with a version that are written whole: `put`, `create`, `replace`, `upsert`.

use std::time::{Duration, UNIX_EPOCH};

use dkmio::{DynamoTable, ErrorKind, TransactWrite, Ttl};
use serde::{Deserialize, Serialize};

use super::{Note, note, stored, with_note};
use crate::engine::{db_with, item, s, store};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "wide")]
struct Wide {
    #[pk]
    id: String,
    #[version]
    version: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "small")]
struct Small {
    #[pk]
    id: String,
    #[version]
    version: u8,
}

#[tokio::test]
async fn each_write_returns_the_next_version() {
    let db = db_with::<Note>().await;
    let mut note = note("first");
    note.version = note.create().send(&db).await.expect("a create");
    assert_eq!(note.version, 1);
    note.version = note.put().send(&db).await.expect("a put");
    assert_eq!(note.version, 2);
    note.version = note.replace().send(&db).await.expect("a replace");
    assert_eq!(note.version, 3);
    note.version = note.upsert().send(&db).await.expect("an upsert");
    assert_eq!(note.version, 4);
    assert_eq!(stored(&db).await, note);
}

#[tokio::test]
async fn a_write_of_an_old_version_fails_and_shows_the_stored_item() {
    let (db, note) = with_note().await;
    let new = Note { text: "second".to_owned(), ..note.clone() };
    new.put().send(&db).await.expect("a put");
    let stale = Note { text: "stale".to_owned(), ..note };
    for result in [stale.put().send(&db).await, stale.replace().send(&db).await, stale.upsert().send(&db).await] {
        let error = result.expect_err("another version");
        assert!(error.is_condition_failed() && !error.maybe_applied());
        let found = error.old_item::<Note>().expect("a note").expect("a note");
        assert_eq!((found.text.as_str(), found.version), ("second", 2));
    }
    assert_eq!(stored(&db).await.text, "second");
}

#[tokio::test]
async fn a_new_item_has_version_1_whatever_it_had() {
    let db = db_with::<Note>().await;
    let copy = Note { version: 7, ..note("copy") };
    assert!(copy.put().send(&db).await.expect_err("no item").is_condition_failed());
    assert!(copy.upsert().send(&db).await.expect_err("no item").is_condition_failed());
    assert_eq!(copy.create().send(&db).await.expect("a create"), 1);
    assert!(copy.create().send(&db).await.expect_err("an item").is_condition_failed());
    assert_eq!(stored(&db).await.version, 1);
}

#[tokio::test]
async fn items_without_a_version_adopt_one() {
    let db = db_with::<Note>().await;
    store::<Note>(&db, item([("id", s("n")), ("text", s("old"))])).await;
    let old = stored(&db).await;
    assert_eq!(old.version, 0);
    assert!(old.create().send(&db).await.expect_err("an item").is_condition_failed());
    assert_eq!(old.replace().send(&db).await.expect("a replace"), 1);
    assert!(old.put().send(&db).await.expect_err("it has a version now").is_condition_failed());
}

#[tokio::test]
async fn a_put_that_returns_the_old_item_returns_it_in_place_of_the_version() {
    let (db, note) = with_note().await;
    let old = note.put().return_old().send(&db).await.expect("a put");
    assert_eq!(old, Some(note));
    let new = stored(&db).await.upsert().return_new().send(&db).await.expect("an upsert");
    assert_eq!(new.version, 3);
}

#[tokio::test]
async fn other_conditions_are_joined_with_that_on_the_version() {
    let (db, note) = with_note().await;
    let put = || note.put().condition(Note::TEXT.eq("second"));
    assert!(put().send(&db).await.expect_err("another text").is_condition_failed());
    assert_eq!(note.put().condition(Note::TEXT.eq("first")).send(&db).await.expect("a put"), 2);
    // Now the text fits and the version does not.
    assert!(note.put().condition(Note::TEXT.eq("first")).send(&db).await.expect_err("version 2").is_condition_failed());
}

#[tokio::test]
async fn the_largest_version_is_an_error_before_it_is_sent() {
    let db = db_with::<Small>().await;
    let small = Small { id: "s".to_owned(), version: 255 };
    for result in [small.put().send(&db).await, small.upsert().send(&db).await] {
        let error = result.expect_err("no version 256");
        assert_eq!(error.kind(), ErrorKind::Validation);
        assert!(error.to_string().contains("the version is the largest one of its type"), "{error}");
    }
    let error =
        Small::update("s").set(dkmio::attr("a"), 1).if_version(255).send(&db).await.expect_err("no version 256");
    assert_eq!(error.kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn the_largest_of_all_versions_is_an_error_too() {
    let db = db_with::<Wide>().await;
    let wide = Wide { id: "w".to_owned(), version: u64::MAX };
    let results = [
        wide.put().send(&db).await.map(drop),
        wide.replace().send(&db).await.map(drop),
        wide.upsert().send(&db).await.map(drop),
        Wide::update("w").set(dkmio::attr("a"), 1).if_version(u64::MAX).send(&db).await,
        wide.guarded().update().set(dkmio::attr("a"), 1).send(&db).await,
        wide.guarded().replace(&wide).send(&db).await.map(drop),
        TransactWrite::new().put(wide.put()).send(&db).await,
    ];
    for result in results {
        let error = result.expect_err("no version after it");
        assert!(error.to_string().contains("the version is the largest one of its type"), "{error}");
    }
}

#[tokio::test]
async fn transactions_check_and_write_versions() {
    let (db, note) = with_note().await;
    let other = Note { id: "m".to_owned(), ..super::note("other") };
    TransactWrite::new().put(note.put()).put(other.create()).send(&db).await.expect("a transaction");
    assert_eq!(stored(&db).await.version, note.version + 1);
    let error = TransactWrite::new().put(note.put()).update(other.upsert()).send(&db).await.expect_err("old versions");
    assert!(error.is_transaction_canceled());
    assert_eq!(error.cancellation_reasons().len(), 2);
    assert_eq!(stored(&db).await.version, 2);
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "locks")]
struct Lock {
    #[pk]
    id: String,
    owner: String,
    #[ttl]
    expires: Option<Ttl>,
    #[version]
    #[serde(default)]
    version: u64,
}

#[tokio::test]
async fn an_expired_item_counts_as_absent_whatever_its_version() {
    let db = db_with::<Lock>().await;
    let at = |second| db.clone().with_clock(move || UNIX_EPOCH + Duration::from_secs(second));
    let lock = |owner: &str, expires: u64| Lock {
        id: "l".to_owned(),
        owner: owner.to_owned(),
        expires: Some(Ttl::from_epoch_seconds(expires)),
        version: 0,
    };
    let mut first = lock("first", 100);
    first.version = first.put().if_not_live().send(&at(50)).await.expect("no item");
    first.version = first.put().send(&at(60)).await.expect("a put");
    assert_eq!(first.version, 2);

    let second = lock("second", 200);
    let error = second.put().if_not_live().send(&at(99)).await.expect_err("a live item");
    assert!(error.is_condition_failed());
    assert_eq!(second.put().if_not_live().send(&at(101)).await.expect("an expired item"), 1);
    // An item that was read is replaced only if it is still the same.
    let error = first.put().if_not_live().send(&at(300)).await.expect_err("another version");
    assert!(error.is_condition_failed());
    let unread = lock("second", 200);
    let error =
        unread.guarded().replace(&lock("third", 400)).if_not_live().send(&at(300)).await.expect_err("a version");
    assert!(error.is_condition_failed());

    let third = lock("third", 400);
    TransactWrite::new().put(third.put().if_not_live()).send(&at(300)).await.expect("a transaction");
    let stored = Lock::get("l").send(&db).await.expect("a read").expect("a lock");
    assert_eq!(stored, Lock { version: 1, ..third });
}
