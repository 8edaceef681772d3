//! Unique writes that are refused before they are sent.

use dkmio::{DynamoTable as _, Error, ErrorKind, TransactWrite, Ttl, attr};

use super::{Handle, User, handle, user};
use crate::support::faulty;

/// Returns the error of a write that sends no request.
macro_rules! refused {
    ($write:expr) => {{
        let (db, faults) = faulty();
        let error: Error = $write.send(&db).await.expect_err("a refusal");
        assert!(faults.calls().is_empty());
        error
    }};
}

#[tokio::test]
async fn two_parts_that_claim_one_value_are_refused() {
    let write = TransactWrite::new().put(handle("1", None).create()).put(user("u1", "ana@example.com").create());
    let error = refused!(write.put(user("u2", "ANA@example.com").create()));
    assert_eq!(
        (error.kind(), error.unique_violation(), error.positions()),
        (ErrorKind::UniqueViolation, Some("email"), &[1, 2][..])
    );
}

#[tokio::test]
async fn a_value_cannot_move_in_one_transaction() {
    let (ana, eve) = (user("u1", "ana@example.com"), user("u2", "eve@example.com"));
    let moved = eve.guarded().update().set(User::EMAIL, "ana@example.com");
    let error = refused!(TransactWrite::new().delete(ana.guarded().delete()).update(moved));
    assert_eq!((error.kind(), error.positions()), (ErrorKind::DuplicateKey, &[0, 1][..]));
    assert!(error.to_string().contains("a unique value cannot move to another item in one transaction"), "{error}");
}

#[tokio::test]
async fn sentinel_items_count_against_the_limit_of_parts() {
    let writes = |count: usize| {
        (0..count).fold(TransactWrite::new(), |write, n| {
            write.put(user(&format!("u{n}"), &format!("{n}@example.com")).create())
        })
    };
    assert_eq!(writes(50).explain().expect("100 parts").parts.len(), 100);
    let error = refused!(writes(51));
    assert!(
        error.is_validation() && error.to_string().contains("the transaction has 102 parts; the limit is 100"),
        "{error}"
    );
}

#[tokio::test]
async fn an_update_that_changes_a_unique_value_returns_no_item() {
    let ana = user("u1", "ana@example.com");
    let error = refused!(ana.guarded().update().set(User::EMAIL, "eve@example.com").return_new());
    assert!(error.to_string().contains("returns no items; remove `return_..`"), "{error}");
    assert!(ana.guarded().update().set(User::NAME, "Ana").return_new().explain().is_ok());
}

#[tokio::test]
async fn a_unique_value_is_known_and_not_changed_by_key() {
    let key = ("acme", "u1");
    for name in ["email", "phone", "expires_at"] {
        let error = refused!(User::update(key).set(attr(name), 1));
        assert!(error.is_validation() && error.to_string().contains("cannot be changed by key"), "{error}");
    }
    // Of several attributes the error names the first one.
    let error = refused!(User::update(key).set(attr("phone"), 1).set(attr("email"), "x"));
    assert!(error.to_string().contains("`email`") && !error.to_string().contains("`phone`"), "{error}");
    let ana = User { phone: Some(1), ..user("u1", "ana@example.com") };
    for update in [
        ana.guarded().update().increment(User::PHONE, 1),
        ana.guarded().update().set_if_not_exists(User::EMAIL, "x"),
        ana.guarded().update().set(User::EMAIL, User::NAME),
    ] {
        let error = refused!(update);
        assert!(error.is_validation() && error.to_string().contains("needs a known value"), "{error}");
    }
    let later = ana.guarded().update().set_if_not_exists(User::EXPIRES_AT, Ttl::from_epoch_seconds(1));
    assert!(refused!(later).is_validation());
}

#[tokio::test]
async fn a_value_that_cannot_be_a_key_is_refused() {
    assert_eq!(refused!(user("u1", "").create()).kind(), ErrorKind::InvalidKey);
    let long = refused!(user("u1", &"x".repeat(1_020)).create());
    assert_eq!(long.kind(), ErrorKind::InvalidKey);
    assert!(!long.to_string().contains("xxx"), "{long}");
    let ana = handle("1", Some("ana"));
    assert_eq!(refused!(ana.guarded().update().set(Handle::HANDLE, "")).kind(), ErrorKind::InvalidKey);
}

#[tokio::test]
async fn a_refused_write_names_the_table_as_the_connection_does() {
    let (db, faults) = faulty();
    let db = db.with_table_prefix("dev-");
    let read = user("u1", "ana@example.com");
    let other_key = user("u2", "ana@example.com");
    let refused = [
        (user("", "ana@example.com").create().send(&db).await.expect_err("an empty part"), "PutItem"),
        (read.guarded().replace(&other_key).send(&db).await.expect_err("another key"), "PutItem"),
        (read.guarded().update().set(User::EMAIL, "").send(&db).await.expect_err("an empty part"), "UpdateItem"),
        (user("", "ana@example.com").guarded().delete().send(&db).await.expect_err("an empty part"), "DeleteItem"),
    ];
    for (error, operation) in refused {
        assert_eq!((error.table(), error.operation()), (Some("dev-accounts"), Some(operation)), "{error}");
    }
    assert!(faults.calls().is_empty());
}
