//! Writes that need an item to be there or not: `create`, `replace` and `patch`.

use dkmio::{DynamoTable, TransactWrite};
use dkmio_embedded::Operation;

use super::{stored, with_an_order};
use crate::engine::db_with;
use crate::models::{Orders, Status};
use crate::support::faulty;

#[tokio::test]
async fn create_writes_once() {
    let db = db_with::<Orders>().await;
    let order = Orders::sample("usr_1", "ord_1");
    order.create().send(&db).await.expect("the first");
    let error = Orders { total: 7, ..order.clone() }.create().send(&db).await.expect_err("the second");
    assert!(error.is_condition_failed());
    assert_eq!(error.old_item::<Orders>().expect("an order"), Some(order.clone()));
    assert_eq!(stored(&db).await, order);
}

#[tokio::test]
async fn replace_needs_an_item() {
    let db = db_with::<Orders>().await;
    let order = Orders::sample("usr_1", "ord_1");
    assert!(order.replace().send(&db).await.expect_err("no item").is_condition_failed());
    order.create().send(&db).await.expect("a create");
    let shipped = Orders { status: Status::Shipped, ..order.clone() };
    let old = shipped.replace().condition(Orders::TOTAL.eq(100)).return_old().send(&db).await.expect("a replace");
    assert_eq!(old, Some(order));
    assert_eq!(stored(&db).await, shipped);
}

#[tokio::test]
async fn patch_needs_an_item() {
    let (db, _) = with_an_order().await;
    let ship = |id| Orders::patch(("usr_1", id)).set(Orders::STATUS, Status::Shipped);
    assert!(ship("ord_2").send(&db).await.expect_err("no item").is_condition_failed());
    let shipped = ship("ord_1").return_new().send(&db).await.expect("a patch");
    assert_eq!(shipped.status, Status::Shipped);
    assert_eq!(Orders::scan().count(&db).await.expect("a count"), 1);
}

#[tokio::test]
async fn a_transaction_takes_them() {
    let (db, order) = with_an_order().await;
    let second = Orders::sample("usr_1", "ord_2");
    let write = TransactWrite::new()
        .put(second.create())
        .update(Orders::patch(("usr_1", "ord_1")).set(Orders::STATUS, Status::Shipped));
    write.send(&db).await.expect("a transaction");
    assert_eq!(stored(&db).await.status, Status::Shipped);
    let error = TransactWrite::new().put(order.replace()).put(second.create()).send(&db).await.expect_err("taken");
    assert!(error.is_transaction_canceled());
    assert_eq!(stored(&db).await.status, Status::Shipped);
}

#[tokio::test]
async fn their_conditions_stand_in_explain() {
    let order = Orders::sample("usr_1", "ord_1");
    let explained = |explanation: dkmio::Explanation| explanation.to_string();
    assert!(explained(order.create().explain().expect("a create")).contains("attribute_not_exists(user_id)"));
    assert!(explained(order.replace().explain().expect("a replace")).contains("attribute_exists(user_id)"));
    let patch = Orders::patch(("usr_1", "ord_1")).set(Orders::TOTAL, 1);
    assert!(explained(patch.explain().expect("a patch")).contains("attribute_exists(user_id)"));
}

/// The error says that it may be its own first attempt that it met.
#[tokio::test(start_paused = true)]
async fn a_create_whose_response_was_lost_is_maybe_applied() {
    let (db, faults) = faulty();
    Orders::create_table().send(&db).await.expect("a table");
    faults.on(Operation::PutItem).lost_response();
    let error = Orders::sample("usr_1", "ord_1").create().send(&db).await.expect_err("its own first attempt");
    assert!(error.is_condition_failed() && error.maybe_applied());
}
