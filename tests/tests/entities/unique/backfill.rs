//! Backfills of sentinel items.

use dkmio::{DynamoDb, DynamoTable as _, ErrorKind, Item, item};
use serde_json::json;

use super::{Accounts, User, pair, sentinels, user};

async fn loaded(users: impl IntoIterator<Item = User>) -> DynamoDb {
    let db = crate::engine::db_with::<Accounts>().await;
    let users: Vec<User> = users.into_iter().collect();
    User::batch_put_unconditional(users).send(&db).await.expect("a batch");
    db
}

fn id_of(item: &Item) -> String {
    item.read::<String>("user_id").expect("text").expect("an id")
}

#[tokio::test]
async fn missing_sentinel_items_are_written() {
    let users = (0..30).map(|n| User { phone: (n % 2 == 0).then_some(n), ..user(&format!("u{n}"), &format!("{n}@x")) });
    let db = loaded(users).await;
    user("new", "new@x").create().send(&db).await.expect("a create");
    let dry = User::backfill_keys().dry_run().send(&db).await.expect("a dry run");
    assert_eq!((dry.read, dry.correct, dry.sentinels, dry.duplicates), (31, 31, 45, 0));
    assert_eq!(sentinels(&db).await.len(), 1);
    let report = User::backfill_keys().page_size(7).send(&db).await.expect("a backfill");
    assert_eq!((report.sentinels, report.duplicates, report.conflicts), (45, 0, 0));
    assert!(report.write_units > 0.0);
    assert_eq!(sentinels(&db).await.len(), 46);
    let again = User::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!((again.read, again.sentinels), (31, 0));
    let taken = user("u99", "7@X").create().send(&db).await.expect_err("a reserved value");
    assert_eq!(taken.unique_violation(), Some("email"));
}

#[tokio::test]
async fn values_that_two_items_have_are_reported() {
    let db = loaded([user("u1", "ana@x"), user("u2", "ANA@x"), user("u3", "eve@x")]).await;
    let dry = User::backfill_keys().dry_run().send(&db).await.expect("a dry run");
    assert_eq!((dry.read, dry.sentinels, dry.duplicates, dry.duplicate_items.len()), (3, 2, 1, 1));
    assert!(sentinels(&db).await.is_empty());
    let report = User::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!((report.read, report.sentinels, report.duplicates), (3, 2, 1));
    let duplicate = id_of(&report.duplicate_items[0]);
    let owner = if duplicate == "u1" { "USER#u2" } else { "USER#u1" };
    assert_eq!(
        sentinels(&db).await,
        [pair("UNIQUE#User#email#ana@x", owner), pair("UNIQUE#User#email#eve@x", "USER#u3")]
    );
    // The value of the other item is not taken from it.
    let stored = User::get(("acme", duplicate.as_str())).send(&db).await.expect("a read").expect("a user");
    let error = stored.guarded().update().set(User::EMAIL, "bob@x").send(&db).await.expect_err("another owner");
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    User::batch_delete_unconditional([("acme", duplicate.as_str())]).send(&db).await.expect("a batch");
    let report = User::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!((report.sentinels, report.duplicates), (0, 0));
}

#[tokio::test]
async fn a_sentinel_item_whose_owner_is_gone_is_taken_over() {
    let db = loaded([]).await;
    user("u1", "ana@x").create().send(&db).await.expect("a create");
    User::batch_delete_unconditional([("acme", "u1")]).send(&db).await.expect("a batch");
    User::batch_put_unconditional([user("u2", "ana@x")]).send(&db).await.expect("a batch");
    let report = User::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!((report.sentinels, report.duplicates), (1, 0));
    assert_eq!(sentinels(&db).await, [pair("UNIQUE#User#email#ana@x", "USER#u2")]);
}

#[tokio::test]
async fn a_sentinel_item_whose_owner_is_no_key_is_taken_over() {
    let db = loaded([user("u2", "ana@x")]).await;
    let key = "UNIQUE#User#email#ana@x";
    for owner in [json!([7, "USER#u1"]), json!(["", "USER#u1"]), json!(["TENANT#acme"]), json!("u1")] {
        let sentinel = item! { "PK" => key, "SK" => key, "_et" => "_unique", "_owner" => owner };
        crate::engine::store::<Accounts>(&db, sentinel.expect("an item")).await;
        let report = User::backfill_keys().send(&db).await.expect("a backfill");
        assert_eq!((report.sentinels, report.invalid), (1, 0));
        assert_eq!(sentinels(&db).await, [pair(key, "USER#u2")]);
    }
}

#[tokio::test]
async fn writers_and_a_backfill_leave_what_is_right() {
    let db = loaded((0..40).map(|n| user(&format!("u{n}"), &format!("{n}@x")))).await;
    let writers = (0..40_u32).map(|n| {
        let db = db.clone();
        async move {
            let read =
                User::get(("acme", format!("u{n}"))).consistent().send(&db).await.expect("a read").expect("a user");
            match n % 3 {
                0 => read.guarded().delete().send(&db).await,
                1 => read.guarded().update().set(User::EMAIL, format!("new-{n}@x")).send(&db).await,
                _ => Ok(()),
            }
        }
    });
    let backfill = User::backfill_keys().page_size(4).send(&db);
    let (report, written) = futures::future::join(backfill, futures::future::join_all(writers)).await;
    report.expect("a backfill");
    written.into_iter().for_each(|result| result.expect("a write"));
    // Items that were changed while they were read are done now.
    User::backfill_keys().send(&db).await.expect("a backfill");
    let users = User::scan().consistent().all(&db).await.expect("a scan");
    let mut owners: Vec<_> = users
        .iter()
        .map(|user| pair(&format!("UNIQUE#User#email#{}", user.email), &format!("USER#{}", user.user_id)))
        .collect();
    owners.sort_unstable();
    assert_eq!(sentinels(&db).await, owners);
}
