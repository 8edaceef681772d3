//! Why a transaction was canceled.

use dkmio::{CancellationCode, DynamoTable, ErrorKind, TransactGet, TransactWrite};
use dkmio_embedded::{Operation, Reason};

use super::setup::{Accounts, quick, tables, user};
use crate::models::Users;

#[tokio::test]
async fn every_part_has_its_reason_in_the_callers_order() {
    let (db, _) = tables().await;
    Accounts::of("a", 7).put().send(&db).await.expect("put");
    let error = TransactWrite::new()
        .update(Accounts::update("b").increment(Accounts::BALANCE, 1))
        .put(Accounts::of("a", 1).put().if_not_exists())
        .condition_check(Users::condition_check("nobody").if_exists())
        .delete(Accounts::delete("c"))
        .send(&db)
        .await
        .expect_err("two conditions do not hold");
    assert_eq!(error.kind(), ErrorKind::TransactionCanceled);
    assert!(error.is_transaction_canceled() && !error.is_condition_failed() && !error.is_retryable());
    assert!(!error.maybe_applied());
    assert_eq!(error.code(), Some("TransactionCanceledException"));
    let reasons = error.cancellation_reasons();
    let codes: Vec<_> = reasons.iter().map(|reason| (reason.position, reason.code.as_str())).collect();
    let failed = "ConditionalCheckFailed";
    assert_eq!(codes, [(0, "None"), (1, failed), (2, failed), (3, "None")]);
    assert_eq!(reasons[1].item.as_ref().and_then(|item| item.read::<u64>("balance").expect("a number")), Some(7));
    assert_eq!(reasons[2].item, None);
    assert_eq!(reasons[2].table, "users");
}

#[tokio::test]
async fn a_handle_gives_the_reason_of_its_part_with_the_old_item_typed() {
    let (db, _) = tables().await;
    user("usr_1").put().send(&db).await.expect("put");
    let mut transaction = TransactWrite::new();
    let written = transaction.add(Accounts::of("a", 1).put());
    let checked = transaction.add(Users::condition_check("usr_1").condition(Users::NAME.eq("Eva")));
    let error = transaction.send(&db).await.expect_err("another name");
    assert!(error.reason_of(written).is_none(), "it was not why");
    let reason = error.reason_of(checked).expect("it was why");
    assert_eq!(*reason.code(), CancellationCode::ConditionalCheckFailed);
    let old: Users = reason.old_item().expect("fits").expect("there is one");
    assert_eq!(old, user("usr_1"));
}

#[tokio::test]
async fn what_is_printed_names_parts_and_no_values() {
    let (db, _) = tables().await;
    user("secret-key").put().send(&db).await.expect("put");
    let error = TransactWrite::new()
        .put(Accounts::of("a", 1).put())
        .condition_check(Users::condition_check("secret-key").condition(Users::NAME.eq("secret-name")))
        .send(&db)
        .await
        .expect_err("another name");
    let wanted = "TransactWriteItems: transaction canceled: part 1 on `users`: ConditionalCheckFailed: ";
    assert!(error.to_string().starts_with(wanted), "{error}");
    let printed = format!("{error} {error:?} {:?}", error.cancellation_reasons());
    assert!(!printed.contains("secret") && !printed.contains("Ana"), "{printed}");
}

#[tokio::test(start_paused = true)]
async fn conflicts_alone_are_a_conflict_and_throttling_alone_is_throttling() {
    let (db, faults) = tables().await;
    let transaction = || TransactWrite::new().put(Accounts::of("a", 1).put()).put(user("u").put()).retries(quick(1));
    let with = |reasons: [Reason; 2]| faults.on(Operation::TransactWriteItems).times(2).cancel(reasons);
    for (reasons, kind) in [
        ([Reason::none(), Reason::conflict()], ErrorKind::TransactionConflict),
        ([Reason::throttled(), Reason::none()], ErrorKind::Throttled),
        ([Reason::throttled(), Reason::conflict()], ErrorKind::TransactionCanceled),
    ] {
        with(reasons);
        let error = transaction().send(&db).await.expect_err("canceled twice");
        assert_eq!(error.kind(), kind);
        assert!(error.is_retryable() && !error.maybe_applied());
        assert_eq!(error.attempts(), 2);
    }
    faults.on(Operation::TransactWriteItems).cancel([Reason::conflict(), Reason::condition_failed()]);
    let error = transaction().send(&db).await.expect_err("canceled for good");
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::TransactionCanceled, false));
}

#[tokio::test(start_paused = true)]
async fn a_canceled_read_is_an_error() {
    let (db, faults) = tables().await;
    faults.on(Operation::TransactGetItems).always().cancel([Reason::none(), Reason::conflict()]);
    let read = TransactGet::new((Users::get("u"), Accounts::get("a"))).no_retry().send(&db);
    let error = read.await.expect_err("a conflict");
    assert_eq!(error.kind(), ErrorKind::TransactionConflict);
    assert_eq!(error.cancellation_reasons()[1].table, "accounts");
    assert!(!error.maybe_applied());
}

#[tokio::test(start_paused = true)]
async fn codes_that_are_not_known_are_kept() {
    let (db, faults) = tables().await;
    faults.on(Operation::TransactWriteItems).cancel([Reason::new("SomethingNew", "why not")]);
    let error = TransactWrite::new().put(user("u").put()).send(&db).await.expect_err("canceled");
    let reason = &error.cancellation_reasons()[0];
    assert_eq!(reason.code, CancellationCode::Other("SomethingNew".to_owned()));
    assert_eq!(reason.message.as_deref(), Some("why not"));
    assert!(!error.is_retryable());
}
