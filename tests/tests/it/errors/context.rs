//! What an error says of where and why.

use std::error::Error as _;

use dkmio::{BatchWrite, DynamoTable, Error, ErrorKind, ThrottlingReason, TransactWrite};
use dkmio_embedded::Operation;

use crate::models::{Orders, Users};
use crate::transaction::setup::{Accounts, tables, tables_without_sdk_retries, user};

const INDEX: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/users/index/gsi-email";

#[tokio::test(start_paused = true)]
async fn throttling_has_the_reasons_and_resources_of_the_service() {
    let reason = "IndexWriteProvisionedThroughputExceeded";
    let is_wanted = |error: &Error| {
        let [ThrottlingReason { reason: found, resource, .. }] = error.throttling_reasons() else { return false };
        (found.as_str(), resource.as_str()) == (reason, INDEX)
    };
    let (db, faults) = tables_without_sdk_retries().await;
    faults.on(Operation::PutItem).throttle_for(reason, INDEX);
    let error = user("u").put().send(&db).await.expect_err("throttled");
    assert!(error.is_throttled() && error.is_retryable());
    assert!(is_wanted(&error), "{error:?}");
    assert_eq!(error.code(), Some("ThrottlingException"));
    faults.on(Operation::PutItem).exceed_throughput_for(reason, INDEX);
    let error = user("u").put().send(&db).await.expect_err("throttled");
    assert!(is_wanted(&error), "{error:?}");
    assert_eq!(error.code(), Some("ProvisionedThroughputExceededException"));
    faults.on(Operation::TransactWriteItems).throttle_for(reason, INDEX);
    let error = TransactWrite::new().put(user("u").put()).send(&db).await.expect_err("throttled");
    assert!(is_wanted(&error), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_service_has_its_place_its_code_and_its_id() {
    let (db, faults) = tables_without_sdk_retries().await;
    let response = r#"{"__type":"com.amazonaws.dynamodb.v20120810#AccessDeniedException","message":"not you"}"#;
    faults.on(Operation::UpdateItem).respond(400, [("x-amzn-requestid", "REQ1")], response);
    let update = Orders::update(("secret", "key")).set(Orders::TOTAL, 77_777).send(&db);
    let error = update.await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::AccessDenied);
    assert_eq!((error.operation(), error.table(), error.index()), (Some("UpdateItem"), Some("orders"), None));
    assert_eq!((error.code(), error.request_id()), (Some("AccessDeniedException"), Some("REQ1")));
    assert_eq!(error.service_message(), Some("not you"));
    assert_eq!(error.to_string(), "UpdateItem on `orders`: access denied: AccessDeniedException: not you");
    assert!(error.source().is_some());
    let printed = format!("{error} {error:?}");
    assert!(!printed.contains("secret") && !printed.contains("77777"), "{printed}");
}

#[tokio::test(start_paused = true)]
async fn an_empty_old_item_is_none() {
    let (db, faults) = tables_without_sdk_retries().await;
    let code = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
    let body = format!(r#"{{"__type":"{code}","message":"The conditional request failed","Item":{{}}}}"#);
    faults.on(Operation::DeleteItem).respond(400, [("x-amzn-requestid", "REQ1")], body);
    let error = Users::delete("u").if_exists().send(&db).await.expect_err("a condition");
    assert!(error.is_condition_failed());
    assert!(error.old_item_free_form().is_none());
    assert_eq!(error.old_item::<Users>().expect("no item"), None);
}

#[tokio::test(start_paused = true)]
async fn a_response_that_cannot_be_read_has_its_id() {
    let (db, faults) = tables_without_sdk_retries().await;
    faults.on(Operation::GetItem).respond(200, [("x-amzn-requestid", "REQ2")], r#"{"Item":{"id":{"BOOL":true}}}"#);
    let error = Users::get("u").send(&db).await.expect_err("malformed");
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Decode, Some("REQ2")), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_is_found_before_sending_has_its_place_and_the_attribute() {
    let (db, faults) = tables().await;
    let db = db.with_table_prefix("dev-");
    let errors = [
        Users::get("").send(&db).await.expect_err("empty"),
        Users::delete("").send(&db).await.expect_err("empty"),
        user("").put().send(&db).await.expect_err("empty"),
        Users::update("").set(Users::NAME, "x").send(&db).await.expect_err("empty"),
    ];
    for (error, operation) in errors.iter().zip(["GetItem", "DeleteItem", "PutItem", "UpdateItem"]) {
        assert_eq!((error.kind(), error.operation()), (ErrorKind::InvalidKey, Some(operation)));
        assert_eq!(error.table(), Some("dev-users"), "{operation}");
        assert!(error.to_string().contains("`user_id` is empty"), "{error}");
        assert_eq!(error.attempts(), 0);
    }
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_refused_entry_of_a_batch_has_the_name_that_its_table_has_on_the_connection() {
    let (db, faults) = tables().await;
    let db = db.with_table_prefix("dev-");
    let (nameless, named) = (user(""), user("u"));
    let write = || BatchWrite::new().put(&named);
    let errors = [
        (Users::batch_get(["u", ""]).send(&db).await.expect_err("empty"), "dev-users"),
        (Users::batch_get(["u"]).select_paths(["a..b"]).send(&db).await.expect_err("no path"), "dev-users"),
        (Users::batch_get([""]).table_name("users-1").send(&db).await.expect_err("empty"), "users-1"),
        (write().put(&nameless).send(&db).await.expect_err("empty"), "dev-users"),
        (write().put(nameless.put().table_name("users-2")).send(&db).await.expect_err("empty"), "users-2"),
        (write().put(named.put().if_not_exists()).send(&db).await.expect_err("a condition"), "dev-users"),
        (write().delete(Users::key_of("")).send(&db).await.expect_err("empty"), "dev-users"),
        (write().delete(Users::delete("").table_name("users-3")).send(&db).await.expect_err("empty"), "users-3"),
        (Users::batch_put([&named, &nameless]).send(&db).await.expect_err("empty"), "dev-users"),
        (Users::batch_put([&nameless]).table_name("users-4").send(&db).await.expect_err("empty"), "users-4"),
        (Users::batch_delete([""]).send(&db).await.expect_err("empty"), "dev-users"),
        (Users::batch_delete(["u"]).table_name("no").send(&db).await.expect_err("no name"), "users"),
        (write().put(&nameless).explain().expect_err("empty"), "users"),
        (Users::batch_put([&nameless]).table_name("users-5").explain().all().await.expect_err("empty"), "users-5"),
    ];
    for (error, table) in errors {
        assert_eq!(error.table(), Some(table), "{error}");
        assert!(error.operation().is_some_and(|operation| operation.starts_with("Batch")), "{error}");
    }
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn a_clone_of_an_error_stays_as_it_is() {
    let put = Accounts::of("", 1).put();
    let first = put.explain().expect_err("empty");
    let (db, _) = tables().await;
    let second = put.send(&db.with_table_prefix("dev-")).await.expect_err("empty");
    assert_eq!((first.table(), second.table()), (Some("accounts"), Some("dev-accounts")));
}
