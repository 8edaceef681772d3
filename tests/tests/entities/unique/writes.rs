//! What each write does to sentinel items.

use dkmio::DynamoTable as _;
use dkmio::ErrorKind;

use super::{Accounts, User, handle, pair, sentinels, user};

const ANA: &str = "UNIQUE#User#email#ana@example.com";
const EVE: &str = "UNIQUE#User#email#eve@example.com";

#[tokio::test]
async fn a_value_is_taken_by_create_and_freed_by_delete() {
    let db = crate::engine::db_with::<Accounts>().await;
    let ana = user("u1", "Ana@Example.com");
    ana.create().send(&db).await.expect("a create");
    assert_eq!(sentinels(&db).await, [pair(ANA, "USER#u1")]);
    let taken = user("u2", "ana@example.COM").create().send(&db).await.expect_err("a taken value");
    assert_eq!((taken.kind(), taken.unique_violation()), (ErrorKind::UniqueViolation, Some("email")));
    assert!(!taken.maybe_applied() && !taken.is_retryable() && taken.old_item_free_form().is_none());
    assert_eq!(User::scan().all(&db).await.expect("a scan"), std::slice::from_ref(&ana));
    ana.guarded().delete().send(&db).await.expect("a delete");
    assert!(sentinels(&db).await.is_empty());
    user("u2", "ana@example.com").create().send(&db).await.expect("a create");
}

#[tokio::test]
async fn the_old_value_is_freed_by_an_update() {
    let db = crate::engine::db_with::<Accounts>().await;
    let ana = user("u1", "ana@example.com");
    ana.create().send(&db).await.expect("a create");
    ana.guarded().update().set(User::EMAIL, "eve@example.com").send(&db).await.expect("an update");
    assert_eq!(sentinels(&db).await, [pair(EVE, "USER#u1")]);
    // The item that was read is not what is stored.
    let stale = ana.guarded().update().set(User::EMAIL, "bob@example.com").send(&db).await.expect_err("a stale item");
    assert!(stale.is_condition_failed());
    assert_eq!(stale.old_item::<User>().expect("a user").expect("a user").email, "eve@example.com");
    assert!(ana.guarded().delete().send(&db).await.expect_err("a stale item").is_condition_failed());
    assert_eq!(sentinels(&db).await, [pair(EVE, "USER#u1")]);
}

#[tokio::test]
async fn a_version_is_returned_and_none_reserves_nothing() {
    let db = crate::engine::db_with::<Accounts>().await;
    let (mut one, two) = (handle("1", None), handle("2", None));
    one.version = one.create().send(&db).await.expect("a create");
    two.create().send(&db).await.expect("a create");
    assert!(sentinels(&db).await.is_empty());
    let named = super::Handle { handle: Some("ana".to_owned()), ..one.clone() };
    let version = one.guarded().replace(&named).send(&db).await.expect("a replace");
    assert_eq!((one.version, version), (1, 2));
    assert_eq!(sentinels(&db).await, [pair("UNIQUE#Handle#handle#ana", "HANDLE")]);
}
