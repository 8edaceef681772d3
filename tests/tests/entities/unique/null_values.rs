//! Items of other programs, which store `NULL` where dkmio stores nothing.

use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{DynamoTable as _, Ttl, item};

use super::{Accounts, User};
use crate::engine::{db_with, store};

#[tokio::test]
async fn an_attribute_that_is_null_is_one_that_is_absent() {
    let db = db_with::<Accounts>().await;
    let put = async |id: &str| {
        let mut stored = item! { "PK" => "TENANT#acme", "SK" => format!("USER#{id}"), "_et" => "User", "tenant" => "acme", "user_id" => id,
            "email" => format!("{id}@x") }
        .expect("an item");
        for name in ["phone", "name", "expires_at"] {
            stored.insert(name, AttributeValue::Null(true));
        }
        store::<Accounts>(&db, stored).await;
        User::get(("acme", id)).send(&db).await.expect("a read").expect("a user")
    };
    let one = put("1").await;
    one.guarded().update().set(User::PHONE, 7).send(&db).await.expect("an update");
    let two = put("2").await;
    two.guarded().update().set(User::EMAIL, "two@x").send(&db).await.expect("an update");
    let three = put("3").await;
    three
        .guarded()
        .update()
        .set(User::EXPIRES_AT, Ttl::from_epoch_seconds(4_000_000_000))
        .send(&db)
        .await
        .expect("an update");
    let four = put("4").await;
    four.guarded().replace(&User { phone: Some(9), ..four.clone() }).send(&db).await.expect("a replace");
    let five = put("5").await;
    five.guarded().delete().send(&db).await.expect("a delete");
    let report = User::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!((report.read, report.correct, report.sentinels), (4, 4, 2));
}
