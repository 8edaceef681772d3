//! Writes that start from an item as it was read.

use dkmio::{DynamoTable, ErrorKind, TransactWrite};
use serde_json::json;

use super::{Note, stored, with_note};
use crate::engine::db_with;
use crate::models::{Orders, Status, Users};
use crate::support::faulty;

#[tokio::test]
async fn a_guarded_update_checks_the_version_that_was_read() {
    let (db, note) = with_note().await;
    let new = note.guarded().update().set(Note::TEXT, "second").return_new().send(&db).await.expect("an update");
    assert_eq!((new.text.as_str(), new.version), ("second", 2));
    let error = note.guarded().update().set(Note::TEXT, "third").send(&db).await.expect_err("version 2");
    assert_eq!(error.old_item::<Note>().expect("a note"), Some(new));
}

#[tokio::test]
async fn a_guarded_replace_checks_the_version_that_was_read() {
    let (db, note) = with_note().await;
    let changed = Note { text: "second".to_owned(), version: 77, ..note.clone() };
    assert_eq!(note.guarded().replace(&changed).send(&db).await.expect("a replace"), 2);
    assert_eq!(stored(&db).await, Note { version: 2, ..changed.clone() });
    assert!(note.guarded().replace(&changed).send(&db).await.expect_err("version 2").is_condition_failed());
    let moved = Note { id: "m".to_owned(), ..changed };
    let error = note.guarded().replace(&moved).send(&db).await.expect_err("another key");
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(error.to_string().contains("another primary key than the one that was read"), "{error}");
}

#[tokio::test]
async fn a_guarded_delete_checks_the_version_that_was_read() {
    let (db, note) = with_note().await;
    note.guarded().update().set(Note::TEXT, "second").send(&db).await.expect("an update");
    assert!(note.guarded().delete().send(&db).await.expect_err("version 2").is_condition_failed());
    stored(&db).await.guarded().delete().send(&db).await.expect("a delete");
    assert!(note.guarded().delete().send(&db).await.expect_err("no item").is_condition_failed());
}

#[tokio::test]
async fn a_transaction_takes_guarded_writes_and_checks() {
    let (db, note) = with_note().await;
    let other = Note { id: "m".to_owned(), ..note.clone() };
    other.create().send(&db).await.expect("a create");
    let write = || {
        TransactWrite::new()
            .condition_check(other.guarded().check())
            .update(note.guarded().update().set(Note::TEXT, "second"))
    };
    write().send(&db).await.expect("a transaction");
    assert_eq!(stored(&db).await.version, 2);
    let error = write().send(&db).await.expect_err("version 2");
    assert!(error.is_transaction_canceled());
    let changed = stored(&db).await;
    let write = TransactWrite::new().put(changed.guarded().replace(&changed)).delete(other.guarded().delete());
    write.send(&db).await.expect("a transaction");
    assert_eq!(stored(&db).await.version, 3);
    assert_eq!(Note::get("m").send(&db).await.expect("a read"), None);
}

#[test]
fn a_guarded_check_needs_the_version_that_was_read() {
    let condition = |version| {
        let note = Note { version, ..super::note("a") };
        let check = TransactWrite::new().condition_check(note.guarded().check()).explain().expect("explained");
        check.parts[0].expressions[0].readable.clone()
    };
    assert_eq!(condition(1), r#"v = {"N":"1"}"#);
    assert_eq!(condition(0), "attribute_not_exists(v) AND attribute_exists(id)");
}

#[tokio::test]
async fn an_item_without_a_version_must_exist() {
    let db = db_with::<Orders>().await;
    let order = Orders::sample("usr_1", "ord_1");
    let ship = || order.guarded().update().set(Orders::STATUS, Status::Shipped);
    assert!(ship().send(&db).await.expect_err("no item").is_condition_failed());
    assert!(order.guarded().replace(&order).send(&db).await.expect_err("no item").is_condition_failed());
    assert!(order.guarded().delete().send(&db).await.expect_err("no item").is_condition_failed());
    order.create().send(&db).await.expect("a create");
    Orders::update(("usr_1", "ord_1")).set(Orders::TOTAL, 7).send(&db).await.expect("an update");
    // Another attribute may have changed.
    let new = ship().return_new().send(&db).await.expect("an update");
    assert_eq!((new.status, new.total), (Status::Shipped, 7));
    order.guarded().delete().send(&db).await.expect("a delete");
}

#[tokio::test(start_paused = true)]
async fn the_conditions_to_the_letter() {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], "{}");
    let note = Note { version: 3, ..super::note("a") };
    note.guarded().update().set(Note::TEXT, "b").send(&db).await.expect("a response");
    let user = Users { user_id: "u".to_owned(), email: None, name: "Ann".to_owned(), age: None };
    user.guarded().update().set(Users::NAME, "Bo").condition(Users::AGE.gt(1)).send(&db).await.expect("a response");
    user.guarded().update().set(Users::NAME, "Bo").send(&db).await.expect("a response");
    Note { version: 0, ..note.clone() }.guarded().delete().send(&db).await.expect("a response");
    let note = Note { version: 1, ..note };
    note.guarded().delete().send(&db).await.expect("a response");
    note.guarded().replace(&note).send(&db).await.expect("a response");
    let conditions: Vec<_> =
        faults.calls().iter().map(|call| call.request().body()["ConditionExpression"].clone()).collect();
    assert_eq!(
        conditions,
        [
            json!("#n1 = :v2"),
            json!("#n1 > :v1"),
            json!("attribute_exists(#n1)"),
            json!("attribute_exists(#n0) AND attribute_not_exists(#n1)"),
            json!("#n0 = :v0"),
            json!("#n0 = :v0"),
        ]
    );
}
