//! Writes by key of items with a version.

use dkmio::{DynamoTable, ErrorKind, TransactWrite, attr};

use super::{Note, stored, with_note};
use crate::engine::db_with;

#[tokio::test]
async fn an_update_of_the_expected_version_writes_the_next_one() {
    let (db, _) = with_note().await;
    let new =
        Note::update("n").set(Note::TEXT, "second").if_version(1).return_new().send(&db).await.expect("an update");
    assert_eq!((new.text.as_str(), new.version), ("second", 2));
    let stale = Note::patch("n").set(Note::TEXT, "third").if_version(1).send(&db).await.expect_err("version 2");
    assert_eq!(stale.old_item::<Note>().expect("a note"), Some(new.clone()));
    assert_eq!(stored(&db).await, new);
}

#[tokio::test]
async fn an_update_of_any_version_increments_it() {
    let (db, _) = with_note().await;
    for version in 2..5 {
        Note::update("n").set(Note::TEXT, "next").any_version().send(&db).await.expect("an update");
        assert_eq!(stored(&db).await.version, version);
    }
    let new = Note::update("m").set(Note::TEXT, "new").any_version().return_new().send(&db).await.expect("an update");
    assert_eq!(new.version, 1);
}

#[tokio::test]
async fn version_0_is_that_of_an_item_without_one() {
    let db = db_with::<Note>().await;
    let update = || Note::update("n").set(Note::TEXT, "new").if_version(0);
    update().send(&db).await.expect("an update");
    assert_eq!(stored(&db).await.version, 1);
    assert!(update().send(&db).await.expect_err("version 1").is_condition_failed());
}

#[tokio::test]
async fn a_delete_checks_the_version() {
    let (db, note) = with_note().await;
    assert!(Note::delete("n").if_version(2).send(&db).await.expect_err("version 1").is_condition_failed());
    let old = Note::delete("n").if_version(1).return_old().send(&db).await.expect("a delete");
    assert_eq!(old, Some(note.clone()));
    assert!(Note::delete("n").if_version(1).send(&db).await.expect_err("no item").is_condition_failed());
    note.create().send(&db).await.expect("a create");
    Note::delete("n").any_version().send(&db).await.expect("a delete");
    Note::delete("n").any_version().send(&db).await.expect("a delete of no item");
}

#[tokio::test]
async fn transactions_take_writes_that_say_their_version() {
    let (db, _) = with_note().await;
    let write = |version| {
        TransactWrite::new()
            .condition_check(Note::condition_check("n").if_version(version))
            .update(Note::update("m").set(Note::TEXT, "second").any_version())
    };
    assert!(write(2).send(&db).await.expect_err("version 1").is_transaction_canceled());
    write(1).send(&db).await.expect("a transaction");
    let check = Note::condition_check("m").any_version().condition(Note::TEXT.eq("second"));
    let delete = Note::delete("n").if_version(1);
    TransactWrite::new().condition_check(check).delete(delete).send(&db).await.expect("a transaction");
    assert_eq!(Note::get("n").send(&db).await.expect("a read"), None);
    Note::update("m").set(Note::TEXT, "third").if_version(1).idempotent().send(&db).await.expect("an update");
    let third = Note::get("m").send(&db).await.expect("a read").expect("a note");
    assert_eq!((third.text.as_str(), third.version), ("third", 2));
}

#[tokio::test]
async fn the_version_cannot_be_updated_by_name() {
    let (db, note) = with_note().await;
    for update in [
        Note::update("n").set(attr("v"), 7).any_version(),
        Note::update("n").remove(attr("v")).any_version(),
        Note::update("n").increment(attr("v"), 1).if_version(1),
    ] {
        let error = update.send(&db).await.expect_err("dkmio writes it");
        assert_eq!(error.kind(), ErrorKind::Validation);
        assert!(error.to_string().contains("dkmio writes `v` with every write; remove this action"), "{error}");
    }
    assert!(note.upsert().set(attr("v"), 7).send(&db).await.is_err());
    let empty = Note::update("n").any_version().send(&db).await.expect_err("no action");
    assert!(empty.to_string().contains("the update changes nothing"), "{empty}");
    assert_eq!(stored(&db).await, note);
}
