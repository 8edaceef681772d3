//! DeleteItem.

use dkmio::DynamoTable;

use super::{stored, with_an_order};
use crate::models::{Orders, Status};

#[tokio::test]
async fn a_delete_removes_the_item_and_may_be_repeated() {
    let (db, order) = with_an_order().await;
    Orders::delete(order.key()).send(&db).await.expect("delete");
    assert_eq!(Orders::get(order.key()).send(&db).await.expect("get"), None);
    Orders::delete(order.key()).send(&db).await.expect("nothing to delete is no error");
}

#[tokio::test]
async fn a_delete_can_return_what_it_deleted() {
    let (db, order) = with_an_order().await;
    assert_eq!(Orders::delete(order.key()).return_old().send(&db).await.expect("delete"), Some(order.clone()));
    assert_eq!(Orders::delete(order.key()).return_old().send(&db).await.expect("delete"), None);
    order.put().send(&db).await.expect("put");
    let old = Orders::delete(order.key()).return_old_free_form().send(&db).await.expect("delete").expect("an item");
    assert_eq!(old.read::<u64>("total").expect("a number"), Some(100));
}

#[tokio::test]
async fn a_condition_that_fails_keeps_the_item_and_returns_it() {
    let (db, order) = with_an_order().await;
    let delete = Orders::delete(order.key()).condition(Orders::STATUS.eq(Status::Cancelled));
    let error = delete.send(&db).await.expect_err("it is pending");
    assert!(error.is_condition_failed());
    assert_eq!(error.old_item::<Orders>().expect("an order"), Some(order.clone()));
    assert_eq!(stored(&db).await, order);
    Orders::delete(order.key()).condition(Orders::STATUS.eq(Status::Pending)).send(&db).await.expect("it is pending");
}

#[tokio::test]
async fn if_exists_asks_for_an_item() {
    let (db, order) = with_an_order().await;
    Orders::delete(order.key()).if_exists().send(&db).await.expect("it is there");
    let error = Orders::delete(order.key()).if_exists().send(&db).await.expect_err("it is gone");
    assert!(error.is_condition_failed() && error.old_item_free_form().is_none());
}
