//! Single writes that cannot happen twice.

use dkmio::{DynamoTable, ErrorKind};
use dkmio_embedded::{Operation, Reason};

use super::setup::{Accounts, balance, sent, tables};

#[tokio::test(start_paused = true)]
async fn an_increment_whose_response_was_lost_counts_once() {
    let (db, faults) = tables().await;
    Accounts::of("a", 1).put().send(&db).await.expect("put");
    let increment = || Accounts::update("a").increment(Accounts::BALANCE, 1);
    faults.on(Operation::UpdateItem).lost_response();
    increment().send(&db).await.expect("the retry goes through");
    assert_eq!(balance(&db, "a").await, 3, "without `idempotent` it is counted twice");
    faults.on(Operation::TransactWriteItems).times(2).lost_response();
    increment().idempotent().send(&db).await.expect("the retry goes through");
    assert_eq!(balance(&db, "a").await, 4);
    let bodies = sent(&faults, Operation::TransactWriteItems);
    assert_eq!(bodies.len(), 3);
    assert!(bodies[0]["ClientRequestToken"].is_string() && bodies.iter().all(|body| *body == bodies[0]));
}

#[tokio::test(start_paused = true)]
async fn a_condition_does_not_fail_by_the_writes_own_doing() {
    let (db, faults) = tables().await;
    faults.on(Operation::PutItem).lost_response();
    let error = Accounts::of("a", 1).put().if_not_exists().send(&db).await.expect_err("its own item is in the way");
    assert!(error.is_condition_failed() && error.maybe_applied());
    faults.on(Operation::TransactWriteItems).lost_response();
    Accounts::of("b", 1).put().if_not_exists().idempotent().send(&db).await.expect("put");
    faults.on(Operation::TransactWriteItems).applied_then_error(500, "InternalServerError", "sorry");
    Accounts::delete("b").if_exists().idempotent().send(&db).await.expect("deleted");
}

#[tokio::test]
async fn a_condition_that_fails_is_a_failed_condition_with_the_old_item() {
    let (db, _) = tables().await;
    Accounts::of("a", 7).put().send(&db).await.expect("put");
    let error = Accounts::of("a", 1).put().if_not_exists().idempotent().send(&db).await.expect_err("there already");
    assert_eq!(error.kind(), ErrorKind::ConditionFailed);
    assert!(error.is_condition_failed() && !error.is_transaction_canceled() && !error.maybe_applied());
    assert_eq!(error.old_item::<Accounts>().expect("fits"), Some(Accounts::of("a", 7)));
    assert_eq!(error.table(), Some("accounts"));
    let error = Accounts::delete("b").if_exists().idempotent().send(&db).await.expect_err("not there");
    assert!(error.is_condition_failed());
    assert_eq!(error.old_item_free_form(), None);
}

#[tokio::test]
async fn a_refused_write_has_no_position() {
    let (db, _) = tables().await;
    let delete = Accounts::delete("").idempotent();
    for error in [delete.explain().expect_err("an empty key"), delete.send(&db).await.expect_err("an empty key")] {
        assert_eq!((error.kind(), error.positions()), (ErrorKind::InvalidKey, [0; 0].as_slice()));
        assert!(error.to_string().starts_with("TransactWriteItems on `accounts`: invalid key"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn other_reasons_are_those_of_a_single_write() {
    let (db, faults) = tables().await;
    let kind_for = async |reason: Reason| {
        faults.on(Operation::TransactWriteItems).cancel([reason]);
        let error = Accounts::delete("a").idempotent().no_retry().send(&db).await.expect_err("canceled");
        error.kind()
    };
    assert_eq!(kind_for(Reason::new("ItemCollectionSizeLimitExceeded", "full")).await, ErrorKind::CollectionSizeLimit);
    assert_eq!(kind_for(Reason::new("ValidationError", "wrong")).await, ErrorKind::Validation);
    assert_eq!(kind_for(Reason::throttled()).await, ErrorKind::Throttled);
    assert_eq!(kind_for(Reason::conflict()).await, ErrorKind::TransactionConflict);
    faults.on(Operation::TransactWriteItems).times(2).conflict();
    Accounts::delete("a").idempotent().send(&db).await.expect("at the third time");
}

#[tokio::test(start_paused = true)]
async fn the_callers_token_is_sent_and_the_capacity_returned() {
    let (db, faults) = tables().await;
    let put = Accounts::of("a", 1).put().idempotent().token("mine");
    assert!(put.explain().expect("explained").to_string().contains("ClientRequestToken: mine"));
    let meter = dkmio::CapacityMeter::new();
    put.meter(&meter).send(&db).await.expect("put");
    let capacity = meter.capacity();
    assert!((capacity.total - 2.0).abs() < 1e-9, "{capacity:?}");
    assert_eq!(sent(&faults, Operation::TransactWriteItems)[0]["ClientRequestToken"], "mine");
}
