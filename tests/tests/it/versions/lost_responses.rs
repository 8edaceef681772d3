//! A write whose response was lost is recognized by what it has stored.

use dkmio::{DynamoDb, DynamoTable, ErrorKind};
use dkmio_embedded::{Faults, Operation};

use super::{Note, note};
use crate::support::faulty;

/// A connection with a note of version 1, on which the response to the first write is lost.
async fn losing(operation: Operation) -> (DynamoDb, Faults, Note) {
    let (db, faults) = faulty();
    Note::create_table().send(&db).await.expect("a table");
    let mut note = note("first");
    note.version = note.create().send(&db).await.expect("a create");
    faults.on(operation).lost_response();
    (db, faults, note)
}

async fn stored(db: &DynamoDb) -> Note {
    super::stored(db).await
}

#[tokio::test(start_paused = true)]
async fn a_put_that_finds_its_own_item_succeeds() {
    let (db, faults, note) = losing(Operation::PutItem).await;
    let new = Note { text: "second".to_owned(), log: vec!["a".to_owned()], ..note };
    assert_eq!(new.put().send(&db).await.expect("its own item"), 2);
    assert_eq!(stored(&db).await, Note { version: 2, ..new.clone() });
    faults.on(Operation::PutItem).applied_then_error(500, "InternalServerError", "sorry");
    assert_eq!(Note { version: 2, ..new }.replace().send(&db).await.expect("its own item"), 3);
}

#[tokio::test]
async fn a_create_that_finds_its_own_item_succeeds() {
    let (db, _faults, note) = losing(Operation::PutItem).await;
    let other = Note { id: "m".to_owned(), ..note };
    assert_eq!(other.create().send(&db).await.expect("its own item"), 1);
}

#[tokio::test(start_paused = true)]
async fn an_update_and_an_upsert_succeed_if_the_item_is_as_they_leave_it() {
    let (db, faults, note) = losing(Operation::UpdateItem).await;
    let update = Note::update("n").set(Note::TEXT, "second").set(Note::COLOR, "red").if_version(1);
    update.send(&db).await.expect("its own item");
    assert_eq!(stored(&db).await.version, 2);
    faults.on(Operation::UpdateItem).lost_response();
    let new = Note { text: "third".to_owned(), version: 2, ..note };
    assert_eq!(new.upsert().send(&db).await.expect("its own item"), 3);
    faults.on(Operation::UpdateItem).lost_response();
    let update = Note::update("n").set(Note::TEXT, "fourth").remove(Note::COLOR).if_version(3);
    let returned = update.return_new().send(&db).await.expect("its own item");
    assert_eq!((returned.text.as_str(), returned.version), ("fourth", 4));
    assert_eq!(stored(&db).await, returned);
}

#[tokio::test]
async fn a_delete_that_finds_no_item_succeeds() {
    let (db, _faults, _) = losing(Operation::DeleteItem).await;
    Note::delete("n").if_version(1).send(&db).await.expect("it has deleted it");
    assert_eq!(Note::get("n").send(&db).await.expect("a read"), None);
}

#[tokio::test(start_paused = true)]
async fn the_item_of_another_writer_is_a_failed_condition() {
    let (db, faults, note) = losing(Operation::PutItem).await;
    // The first attempt does not arrive, and before the second one another writer is faster.
    faults.clear_rules();
    let other = Note { text: "other".to_owned(), ..note.clone() };
    other.put().send(&db).await.expect("a put");
    faults.on(Operation::PutItem).error(500, "InternalServerError", "sorry");
    let error = Note { text: "mine".to_owned(), ..note }.put().send(&db).await.expect_err("the item of another writer");
    assert!(error.is_condition_failed() && error.maybe_applied());
    assert_eq!(error.old_item::<Note>().expect("a note").map(|note| note.text).as_deref(), Some("other"));
    faults.on(Operation::DeleteItem).error(500, "InternalServerError", "sorry");
    let error = Note::delete("n").if_version(1).send(&db).await.expect_err("version 2");
    assert!(error.is_condition_failed());
}

#[tokio::test]
async fn an_update_whose_result_is_not_known_stays_maybe_applied() {
    for change in [0, 1, 2] {
        let (db, _faults, _) = losing(Operation::UpdateItem).await;
        let update = Note::update("n").if_version(1);
        let update = match change {
            0 => update.append(Note::LOG, ["a"]),
            1 => update.increment(dkmio::attr("count"), 1),
            _ => update.set(Note::COLOR, Note::TEXT),
        };
        let error = update.send(&db).await.expect_err("the result is not known");
        assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::ConditionFailed, true));
        assert_eq!(stored(&db).await.version, 2);
    }
}

#[tokio::test]
async fn the_old_item_of_a_lost_response_is_not_known() {
    let (db, _faults, note) = losing(Operation::PutItem).await;
    let error = note.put().return_old().send(&db).await.expect_err("the old item is lost");
    assert!(error.is_condition_failed() && error.maybe_applied());
    let (db, _faults, _) = losing(Operation::DeleteItem).await;
    let error = Note::delete("n").if_version(1).return_old().send(&db).await.expect_err("the old item is lost");
    assert!(error.is_condition_failed() && error.maybe_applied());
}

#[tokio::test]
async fn a_write_that_checks_no_version_is_not_recognized() {
    // An item that is missing or new may also be the work of another writer.
    let (db, _faults, _) = losing(Operation::DeleteItem).await;
    let error = Note::delete("n").any_version().if_exists().send(&db).await.expect_err("no version to tell by");
    assert!(error.is_condition_failed() && error.maybe_applied());
    let (db, _faults, _) = losing(Operation::UpdateItem).await;
    let update = Note::update("n").set(Note::TEXT, "second").any_version().condition(Note::TEXT.eq("first"));
    let error = update.send(&db).await.expect_err("no version to tell by");
    assert!(error.is_condition_failed() && error.maybe_applied());
}

#[tokio::test]
async fn the_new_item_of_a_lost_response_is_returned_free_form() {
    let (db, _faults, _) = losing(Operation::UpdateItem).await;
    let update = Note::update("n").set(Note::TEXT, "second").if_version(1);
    let new = update.return_new_free_form().send(&db).await.expect("its own item");
    assert_eq!(new.read::<String>("text").expect("text").as_deref(), Some("second"));
    assert_eq!(new.read::<u8>("v").expect("a number"), Some(2));
}
