//! Successful responses that cannot be read.

use dkmio::{BatchWrite, DynamoDb, DynamoTable, Error, ErrorKind, TransactGet, TransactWrite};
use dkmio_embedded::Operation;

use crate::models::Users;
use crate::transaction::setup::{tables_without_sdk_retries, user};

async fn run(operation: Operation, db: &DynamoDb) -> Result<(), Error> {
    match operation {
        Operation::GetItem => Users::get("u").send(db).await.map(drop),
        Operation::Query => Users::by_email().query("e").all(db).await.map(drop),
        Operation::Scan => Users::scan().all(db).await.map(drop),
        Operation::BatchGetItem => Users::batch_get(["u"]).send(db).await.map(drop),
        Operation::TransactGetItems => TransactGet::new((Users::get("u"),)).send(db).await.map(drop),
        Operation::PutItem => user("u").put().send(db).await,
        Operation::UpdateItem => Users::update("u").set(Users::NAME, "n").send(db).await,
        Operation::DeleteItem => Users::delete("u").send(db).await,
        Operation::BatchWriteItem => BatchWrite::new().put(&user("u")).send(db).await.map(drop),
        Operation::TransactWriteItems => TransactWrite::new().put(user("u").put()).send(db).await,
        Operation::CreateTable => Users::create_table().send(db).await,
        Operation::DeleteTable => Users::delete_table().send(db).await,
        Operation::DescribeTable => Users::describe_table().send(db).await.map(drop),
        other => panic!("{other:?} is not tested"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_malformed_success_is_a_decode_error_and_is_not_retried() {
    let reads = [
        Operation::GetItem,
        Operation::Query,
        Operation::Scan,
        Operation::BatchGetItem,
        Operation::TransactGetItems,
        Operation::DescribeTable,
    ];
    let writes = [
        Operation::PutItem,
        Operation::UpdateItem,
        Operation::DeleteItem,
        Operation::BatchWriteItem,
        Operation::TransactWriteItems,
        Operation::CreateTable,
        Operation::DeleteTable,
    ];
    for (operations, is_write) in [(&reads[..], false), (&writes[..], true)] {
        for &operation in operations {
            for body in ["{", "[]", "<html>SECRET</html>", "{\"ConsumedCapacity\":", "\u{0}"] {
                let (db, faults) = tables_without_sdk_retries().await;
                faults.on(operation).malformed_body(body);
                let error = run(operation, &db).await.expect_err("malformed");
                let told = (error.kind(), error.is_retryable(), error.maybe_applied(), error.attempts());
                assert_eq!(told, (ErrorKind::Decode, false, is_write, 1), "{operation:?} {body}: {error}");
                assert!(error.is_decode());
                assert!(!format!("{error} {error:?}").contains("SECRET"), "{error}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn unprocessed_entries_of_the_wrong_type_are_a_decode_error() {
    for body in [r#"{"UnprocessedItems":{"users":null}}"#, r#"{"UnprocessedItems":[]}"#] {
        let (db, faults) = tables_without_sdk_retries().await;
        faults.on(Operation::BatchWriteItem).malformed_body(body);
        let error = run(Operation::BatchWriteItem, &db).await.expect_err("malformed");
        assert_eq!(
            (error.kind(), error.is_retryable(), error.maybe_applied()),
            (ErrorKind::Decode, false, true),
            "{error}"
        );
    }
}
