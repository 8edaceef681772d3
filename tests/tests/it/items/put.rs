//! PutItem.

use dkmio::DynamoTable;

use super::{stored, with_an_order};
use crate::engine::db_with;
use crate::models::{Orders, Status, Users};

#[tokio::test]
async fn what_is_put_is_read_back() {
    let (db, order) = with_an_order().await;
    assert_eq!(stored(&db).await, order);
}

#[tokio::test]
async fn a_put_replaces_the_whole_item() {
    let (db, mut order) = with_an_order().await;
    order.description = Some("first".to_owned());
    order.extra = order.extra.with("note", "kept?").expect("a value");
    order.put().send(&db).await.expect("put");
    let second = Orders { status: Status::Shipped, ..Orders::sample("usr_1", "ord_1") };
    second.put().send(&db).await.expect("put");
    let stored = stored(&db).await;
    assert_eq!(stored, second);
    assert!(stored.extra.is_empty());
}

#[tokio::test]
async fn if_not_exists_writes_once_and_then_gives_the_old_item() {
    let db = db_with::<Orders>().await;
    let order = Orders::sample("usr_1", "ord_1");
    order.put().if_not_exists().send(&db).await.expect("the first");
    let error = Orders { total: 7, ..order.clone() }.put().if_not_exists().send(&db).await.expect_err("the second");
    assert!(error.is_condition_failed());
    assert_eq!(error.old_item::<Orders>().expect("an order"), Some(order.clone()));
    assert_eq!(error.old_item_free_form().map(|item| item.read::<u64>("total").expect("a number")), Some(Some(100)));
    assert_eq!(error.operation(), Some("PutItem"));
    assert_eq!(error.code(), Some("ConditionalCheckFailedException"));
    assert!(!error.maybe_applied());
    assert_eq!(stored(&db).await, order);
}

#[tokio::test]
async fn if_exists_on_nothing_has_no_old_item() {
    let db = db_with::<Orders>().await;
    let error = Orders::sample("usr_1", "ord_1").put().if_exists().send(&db).await.expect_err("nothing there");
    assert!(error.is_condition_failed());
    assert_eq!(error.old_item::<Orders>().expect("none"), None);
    assert_eq!(Orders::scan().count(&db).await.expect("a count"), 0);
}

#[tokio::test]
async fn a_put_can_return_what_it_replaced() {
    let db = db_with::<Orders>().await;
    let order = Orders::sample("usr_1", "ord_1");
    assert_eq!(order.put().return_old().send(&db).await.expect("put"), None);
    assert_eq!(order.put().return_old().send(&db).await.expect("put"), Some(order.clone()));
    let old = order.put().return_old_free_form().send(&db).await.expect("put").expect("an item");
    assert_eq!(old.decode::<Orders>().expect("an order"), order);
}

#[tokio::test]
async fn conditions_of_a_put_are_joined_by_and() {
    let (db, order) = with_an_order().await;
    let put = || order.put().condition(Orders::STATUS.eq(Status::Pending));
    put().condition(Orders::TOTAL.eq(100)).send(&db).await.expect("both hold");
    let error = put().condition(Orders::TOTAL.eq(99)).send(&db).await.expect_err("one does not");
    assert!(error.is_condition_failed());
}

#[tokio::test]
async fn an_old_item_of_another_shape_is_an_error_of_its_own() {
    let db = db_with::<Orders>().await;
    let item = crate::engine::item([("user_id", crate::engine::s("usr_1")), ("order_id", crate::engine::s("ord_1"))]);
    crate::engine::store::<Orders>(&db, item).await;
    let error = Orders::sample("usr_1", "ord_1").put().if_not_exists().send(&db).await.expect_err("it is there");
    assert!(error.is_condition_failed());
    assert!(error.old_item::<Orders>().is_err());
    assert_eq!(error.old_item_free_form().map(dkmio::Item::len), Some(2));
}

#[test]
fn an_item_has_up_to_400_kib() {
    // The key and the names have 12 bytes.
    let put = |bytes: usize| {
        let user = Users { user_id: "u".to_owned(), email: None, name: "x".repeat(bytes - 12), age: None };
        user.put().explain()
    };
    assert!(put(400 * 1024).is_ok());
    assert_eq!(put(400 * 1024 + 1).expect_err("too large").kind(), dkmio::ErrorKind::ItemTooLarge);
}

#[test]
fn a_sort_key_has_up_to_1024_bytes() {
    let id = |bytes: usize| "x".repeat(bytes);
    let refused = [
        Orders::sample("u", &id(1025)).put().explain(),
        Orders::get(("u", id(1025))).explain(),
        Orders::query("u").sk_eq(id(1025)).explain(),
        Orders::query("u").sk_gt(id(1025)).explain(),
        Orders::query("u").sk_between("a", id(1025)).explain(),
    ];
    for refused in refused {
        assert_eq!(refused.expect_err("too long").kind(), dkmio::ErrorKind::InvalidKey);
    }
    assert!(Orders::sample("u", &id(1024)).put().explain().is_ok());
    assert!(Orders::query("u").sk_gt(id(1024)).explain().is_ok());
    assert!(Orders::sample(&id(2048), "o").put().explain().is_ok());
    assert!(Orders::query(id(2048)).explain().is_ok());
    assert_eq!(Orders::query(id(2049)).explain().expect_err("too long").kind(), dkmio::ErrorKind::InvalidKey);
}
