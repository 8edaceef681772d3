//! Waiting for a table ends.

use std::time::Duration;

use dkmio::{DynamoTable, ErrorKind};
use dkmio_embedded::Operation;
use tokio::time::Instant;

use crate::models::Users;
use crate::support::faulty;

const CREATING: &str = r#"{"Table":{"TableStatus":"CREATING"}}"#;
const INDEX_CREATING: &str =
    r#"{"Table":{"TableStatus":"ACTIVE","GlobalSecondaryIndexes":[{"IndexName":"i","IndexStatus":"CREATING"}]}}"#;
const DELETING: &str = r#"{"Table":{"TableStatus":"DELETING"}}"#;

#[tokio::test(start_paused = true)]
async fn a_table_is_waited_for_until_it_and_its_indexes_are_active() {
    let (db, faults) = faulty();
    faults.on(Operation::DescribeTable).error(400, "ResourceNotFoundException", "not yet");
    faults.on(Operation::DescribeTable).malformed_body(CREATING);
    faults.on(Operation::DescribeTable).malformed_body(INDEX_CREATING);
    Users::create_table().send(&db).await.unwrap();
    let looks = faults.calls().iter().filter(|call| call.operation() == Operation::DescribeTable).count();
    assert_eq!(looks, 4);
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_table_ends_at_the_limit() {
    let (db, faults) = faulty();
    faults.on(Operation::DescribeTable).always().malformed_body(CREATING);
    let began = Instant::now();
    let error = Users::create_table().wait(Duration::from_millis(250)).send(&db).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.maybe_applied());
    assert_eq!(error.to_string(), "CreateTable on `users`: timed out: the table is not active yet after 250ms");
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_table_ends_at_the_limit_without_a_response() {
    let (db, faults) = faulty();
    faults.on(Operation::DescribeTable).stall();
    let error = Users::create_table().wait(Duration::from_millis(100)).send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test(start_paused = true)]
async fn a_table_that_is_being_deleted_is_not_taken_for_one_that_exists() {
    let (db, faults) = faulty();
    faults.on(Operation::CreateTable).error(400, "ResourceInUseException", "being deleted");
    faults.on(Operation::DescribeTable).malformed_body(DELETING);
    let error = Users::create_table().if_not_exists().send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TableInUse);
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_table_to_go_ends_at_the_limit() {
    let (db, faults) = faulty();
    Users::create_table().send(&db).await.unwrap();
    faults.on(Operation::DescribeTable).always().malformed_body(DELETING);
    let error = Users::delete_table().wait(Duration::from_millis(250)).send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.to_string(), "DeleteTable on `users`: timed out: the table is not gone yet after 250ms");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_while_waiting_is_reported_at_once() {
    let (db, faults) = faulty();
    faults.on(Operation::DescribeTable).error(400, "AccessDeniedException", "no");
    let error = Users::create_table().send(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::AccessDenied, Some("DescribeTable")));
    // The table has been created.
    assert!(error.maybe_applied());

    faults.on(Operation::DescribeTable).error(400, "AccessDeniedException", "no");
    let error = Users::delete_table().send(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::AccessDenied, true));
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_table_that_existed_before_says_that_nothing_was_applied() {
    let (db, faults) = faulty();
    Users::create_table().send(&db).await.unwrap();
    faults.on(Operation::DescribeTable).always().malformed_body(CREATING);
    let error = Users::create_table().if_not_exists().wait(Duration::from_secs(1)).send(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::Timeout, false));
}
