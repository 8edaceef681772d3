//! Unique writes as parts of the caller's transactions.

use dkmio::{CancellationCode, DynamoTable as _, ErrorKind, TransactWrite};

use super::{Accounts, Handle, User, handle, pair, sentinels, user};

#[tokio::test]
async fn a_violation_is_the_reason_of_the_callers_part() {
    let db = crate::engine::db_with::<Accounts>().await;
    user("u1", "ana@example.com").create().send(&db).await.expect("a create");
    let mut write = TransactWrite::new();
    let first = write.add(handle("1", Some("ana")).create());
    let second = write.add(User { phone: Some(5), ..user("u2", "ana@example.com") }.create());
    let third = write.add(handle("2", None).create());
    assert_eq!(write.len(), 3);
    let error = write.send(&db).await.expect_err("a taken value");
    assert_eq!((error.kind(), error.unique_violation()), (ErrorKind::TransactionCanceled, Some("email")));
    let positions: Vec<_> = error.cancellation_reasons().iter().map(|reason| reason.position).collect();
    assert_eq!(positions, [0, 1, 2]);
    assert!(error.reason_of(first).is_none() && error.reason_of(third).is_none());
    let reason = error.reason_of(second).expect("a reason");
    assert_eq!(*reason.code(), CancellationCode::UniqueViolation);
    assert_eq!(reason.reason().unique_violation(), Some("email"));
    assert_eq!(reason.old_item().expect("no user"), None);
    let text = error.to_string();
    assert!(text.contains("part 1 on `accounts`: UniqueViolation: another item has the value of `email`"), "{text}");
    assert!(!text.contains("ana@"), "{text}");
    assert_eq!(sentinels(&db).await, [pair("UNIQUE#User#email#ana@example.com", "USER#u1")]);
}

#[tokio::test]
async fn the_failed_condition_of_the_item_comes_first() {
    let db = crate::engine::db_with::<Accounts>().await;
    let ana = user("u1", "ana@example.com");
    ana.create().send(&db).await.expect("a create");
    // Both the item and its sentinel item are there.
    let again = ana.create().send(&db).await.expect_err("an item that exists");
    assert!(again.is_condition_failed());
    assert_eq!((again.unique_violation(), again.old_item::<User>().expect("a user")), (None, Some(ana.clone())));
    let again = TransactWrite::new().put(ana.create()).send(&db).await.expect_err("an item that exists");
    assert_eq!(again.cancellation_reasons()[0].code, CancellationCode::ConditionalCheckFailed);
}

#[tokio::test]
async fn several_writes_are_one_transaction() {
    let db = crate::engine::db_with::<Accounts>().await;
    let (ana, bob) = (user("u1", "ana@example.com"), handle("1", Some("bob")));
    TransactWrite::new().put(ana.create()).put(bob.create()).send(&db).await.expect("a transaction");
    let bob = Handle { version: 1, ..bob };
    let write =
        TransactWrite::new().delete(ana.guarded().delete()).update(bob.guarded().update().set(Handle::HANDLE, "rob"));
    assert_eq!(write.explain().expect("an explanation").parts.len(), 5);
    write.send(&db).await.expect("a transaction");
    assert_eq!(sentinels(&db).await, [pair("UNIQUE#Handle#handle#rob", "HANDLE")]);
    let stored = Handle::get("1").send(&db).await.expect("a read").expect("a handle");
    assert_eq!((stored.version, stored.handle.as_deref()), (2, Some("rob")));
    // A put that replaces, with its token.
    stored
        .guarded()
        .replace(&Handle { handle: None, ..stored.clone() })
        .idempotent()
        .send(&db)
        .await
        .expect("a replace");
    assert!(sentinels(&db).await.is_empty());
    user("u3", "eve@example.com").create().idempotent().token("t").send(&db).await.expect("a create");
    user("u3", "eve@example.com").create().idempotent().token("t").send(&db).await.expect("the same write");
    let taken = user("u4", "eve@example.com").create().idempotent().send(&db).await.expect_err("a taken value");
    assert_eq!((taken.kind(), taken.unique_violation()), (ErrorKind::UniqueViolation, Some("email")));
}
