//! Unique writes whose response is lost: the token keeps a retry from carrying them out twice.

use dkmio::{DynamoDb, DynamoTable as _, ErrorKind};
use dkmio_embedded::{Faults, Operation};

use super::{Accounts, Handle, User, handle, sentinels, user};
use crate::support::faulty;

async fn losing() -> (DynamoDb, Faults) {
    let (db, faults) = faulty();
    Accounts::create_table().send(&db).await.expect("a table");
    faults.on(Operation::TransactWriteItems).lost_response();
    (db, faults)
}

#[tokio::test]
async fn each_write_succeeds_once() {
    let (db, faults) = losing().await;
    let ana = user("u1", "ana@example.com");
    ana.create().send(&db).await.expect("a create");
    faults.on(Operation::TransactWriteItems).applied_then_error(500, "InternalServerError", "sorry");
    ana.guarded().update().set(User::EMAIL, "eve@example.com").send(&db).await.expect("an update");
    let eve = User { email: "eve@example.com".to_owned(), ..ana };
    faults.on(Operation::TransactWriteItems).lost_response();
    let bob = User { email: "bob@example.com".to_owned(), ..eve.clone() };
    eve.guarded().replace(&bob).send(&db).await.expect("a replace");
    faults.on(Operation::TransactWriteItems).lost_response();
    bob.guarded().delete().send(&db).await.expect("a delete");
    assert!(sentinels(&db).await.is_empty());
}

#[tokio::test]
async fn a_versioned_write_returns_its_version() {
    let (db, faults) = losing().await;
    let first = handle("1", Some("ana"));
    assert_eq!(first.create().send(&db).await.expect("a create"), 1);
    let first = Handle { version: 1, ..first };
    faults.on(Operation::TransactWriteItems).lost_response();
    let second = Handle { handle: Some("eve".to_owned()), ..first.clone() };
    assert_eq!(first.guarded().replace(&second).send(&db).await.expect("a replace"), 2);
    faults.on(Operation::TransactWriteItems).lost_response();
    let second = Handle { version: 2, ..second };
    second.guarded().update().set(Handle::HANDLE, "bob").send(&db).await.expect("an update");
    let stored = Handle::get("1").send(&db).await.expect("a read").expect("a handle");
    assert_eq!((stored.version, stored.handle.as_deref()), (3, Some("bob")));
}

#[tokio::test]
async fn conflicts_and_throttling_are_retried() {
    let (db, faults) = losing().await;
    faults.on(Operation::TransactWriteItems).throttle();
    user("u1", "ana@example.com").create().send(&db).await.expect("a create");
    // Without retries the outcome of a lost response stays unknown.
    faults.on(Operation::TransactWriteItems).always().lost_response();
    let lost = user("u2", "bob@example.com").create().no_retry().send(&db).await.expect_err("no response");
    assert!(lost.maybe_applied());
    faults.clear_rules();
    let again = user("u2", "bob@example.com").create().send(&db).await.expect_err("it was carried out");
    assert_eq!(again.kind(), ErrorKind::ConditionFailed);
}
