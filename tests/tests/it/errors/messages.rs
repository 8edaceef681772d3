//! What the text of an error says, and what it never shows.

use std::error::Error as _;

use dkmio::{DynamoDb, DynamoTable, Error, ErrorKind, TransactWrite, attr};
use dkmio_embedded::{Faults, Operation};

use crate::models::{Orders, Users};
use crate::transaction::setup::{tables_without_sdk_retries, user};

/// All ways from an error to text: `Display`, `Debug`, and both of every source, as anyhow and eyre print them.
fn all_texts(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!("\n{error}\n{error:?}\n{error:#?}"));
        source = error.source();
    }
    text
}

async fn rejected(db: &DynamoDb, faults: &Faults, status: u16, code: &str, message: &str) -> Error {
    let body = serde_json::json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": message });
    faults.on(Operation::UpdateItem).respond(status, [("x-amzn-requestid", "REQ1")], body.to_string());
    let update = Orders::update(("CONFIDENTIAL", "key")).set(Orders::TOTAL, 77_777).no_retry().send(db);
    update.await.expect_err("rejected")
}

const CODES: [(u16, &str, ErrorKind, &str); 20] = [
    (400, "ConditionalCheckFailedException", ErrorKind::ConditionFailed, "condition failed"),
    (400, "TransactionConflictException", ErrorKind::TransactionConflict, "another transaction works on the item"),
    (400, "TransactionInProgressException", ErrorKind::TransactionInProgress, "the transaction is still in progress"),
    (
        400,
        "IdempotentParameterMismatchException",
        ErrorKind::IdempotentParameterMismatch,
        "the token belongs to another transaction",
    ),
    (400, "ThrottlingException", ErrorKind::Throttled, "throttled"),
    (400, "ProvisionedThroughputExceededException", ErrorKind::Throttled, "throttled"),
    (400, "RequestLimitExceeded", ErrorKind::Throttled, "throttled"),
    (400, "ResourceNotFoundException", ErrorKind::TableNotFound, "no such table or index"),
    (400, "ResourceInUseException", ErrorKind::TableInUse, "table in use"),
    (400, "ValidationException", ErrorKind::Validation, "invalid request"),
    (400, "SerializationException", ErrorKind::Validation, "invalid request"),
    (400, "LimitExceededException", ErrorKind::LimitExceeded, "limit exceeded"),
    (400, "ItemCollectionSizeLimitExceededException", ErrorKind::CollectionSizeLimit, "item collection too large"),
    (400, "AccessDeniedException", ErrorKind::AccessDenied, "access denied"),
    (400, "UnrecognizedClientException", ErrorKind::Credentials, "no valid credentials"),
    (400, "ExpiredTokenException", ErrorKind::Credentials, "no valid credentials"),
    (403, "InvalidSignatureException", ErrorKind::Credentials, "no valid credentials"),
    (400, "MissingAuthenticationTokenException", ErrorKind::Credentials, "no valid credentials"),
    (500, "InternalServerError", ErrorKind::Service, "service failure"),
    (400, "NeverHeardOfException", ErrorKind::Other, "error"),
];

#[tokio::test(start_paused = true)]
async fn an_error_of_the_service_says_what_the_service_said() {
    let (db, faults) = tables_without_sdk_retries().await;
    for (status, code, kind, words) in CODES {
        let error = rejected(&db, &faults, status, code, "The document path is invalid for update").await;
        let wanted = format!("UpdateItem on `orders`: {words}: {code}: The document path is invalid for update");
        assert_eq!(error.kind(), kind, "{code}");
        assert!(error.to_string().starts_with(&wanted), "{error}");
        assert!(error.source().is_some_and(|source| source.to_string().contains("The document path")), "{error:?}");
        assert!(!all_texts(&error).contains("CONFIDENTIAL") && !all_texts(&error).contains("77777"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_is_cut_before_the_value_that_it_quotes() {
    let (db, faults) = tables_without_sdk_retries().await;
    for message in [
        "1 validation error detected: Value 'CONFIDENTIAL' at 'key' failed to satisfy constraint",
        "The BETWEEN operator requires order; lower bound operand: AttributeValue: {S:CONFIDENTIAL}",
        "The parameter cannot be converted to a numeric value: CONFIDENTIAL",
        "One or more parameter values were invalid: Input collection [CONFIDENTIAL, CONFIDENTIAL] contains duplicates.",
        "item {\"user_id\": {\"S\": \"CONFIDENTIAL\"}} is too large",
        "the key \"CONFIDENTIAL\"\nis wrong",
        "cannot compare value=CONFIDENTIAL with a number",
    ] {
        for (status, code, ..) in CODES {
            let error = rejected(&db, &faults, status, code, message).await;
            let texts = all_texts(&error);
            assert!(!texts.contains("CONFIDENTIAL"), "{texts}");
            let (shown, _) = message.split_once(' ').expect("words");
            assert!(error.to_string().contains(shown), "{error}");
            assert_eq!(error.service_message(), Some(message), "by its method it is whole");
        }
    }
}

#[tokio::test]
async fn the_old_item_is_in_its_method_alone() {
    let (db, _) = tables_without_sdk_retries().await;
    let mut stored = user("u");
    stored.name = "CONFIDENTIAL".to_owned();
    stored.put().send(&db).await.expect("put");
    let error = user("u").put().if_not_exists().send(&db).await.expect_err("exists");
    assert_eq!(error.old_item::<Users>().expect("fits").map(|user| user.name).as_deref(), Some("CONFIDENTIAL"));
    assert!(error.old_item_free_form().is_some());
    assert!(!all_texts(&error).contains("CONFIDENTIAL"), "{}", all_texts(&error));
    let write = TransactWrite::new().put(user("u").put().if_not_exists());
    let error = write.send(&db).await.expect_err("exists");
    assert!(error.cancellation_reasons()[0].item.is_some());
    assert!(!all_texts(&error).contains("CONFIDENTIAL"), "{}", all_texts(&error));
    assert!(!format!("{:?}", error.cancellation_reasons()).contains("CONFIDENTIAL"));
}

#[tokio::test(start_paused = true)]
async fn every_cancellation_reason_says_what_the_service_said() {
    let (db, faults) = tables_without_sdk_retries().await;
    for code in [
        "ConditionalCheckFailed",
        "TransactionConflict",
        "ThrottlingError",
        "ProvisionedThroughputExceeded",
        "RequestLimitExceeded",
        "ItemCollectionSizeLimitExceeded",
        "ValidationError",
        "AccessDenied",
        "NeverHeardOf",
    ] {
        let body = serde_json::json!({
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [CONFIDENTIAL]",
            "CancellationReasons": [
                { "Code": "None" },
                { "Code": code, "Message": "The value is wrong: value 'CONFIDENTIAL'", "Item": { "user_id": { "S": "CONFIDENTIAL" } } },
            ],
        });
        faults.on(Operation::TransactWriteItems).respond(400, [("x-amzn-requestid", "REQ1")], body.to_string());
        let write = TransactWrite::new().put(user("a").put()).put(user("b").put());
        let error = write.no_retry().send(&db).await.expect_err("canceled");
        let wanted = format!("part 1 on `users`: {code}: The value is wrong: value ..");
        assert!(error.to_string().ends_with(&wanted), "{error}");
        assert!(!all_texts(&error).contains("CONFIDENTIAL"), "{}", all_texts(&error));
        let reason = &error.cancellation_reasons()[1];
        assert_eq!(reason.message.as_deref(), Some("The value is wrong: value 'CONFIDENTIAL'"));
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_without_a_code_says_its_status() {
    let (db, faults) = tables_without_sdk_retries().await;
    for (status, kind) in [
        (301, ErrorKind::Other),
        (401, ErrorKind::AccessDenied),
        (403, ErrorKind::AccessDenied),
        (404, ErrorKind::Other),
        (413, ErrorKind::Other),
        (429, ErrorKind::Throttled),
        (502, ErrorKind::Service),
    ] {
        for body in ["", "<html>CONFIDENTIAL</html>", "{\"message\":"] {
            faults.on(Operation::UpdateItem).respond(status, [("content-type", "text/html")], body);
            let update = Orders::update(("u", "o")).set(Orders::TOTAL, 1).send(&db);
            let error = update.await.expect_err("an error");
            assert_eq!(error.kind(), kind, "{status}");
            assert!(error.to_string().ends_with(&format!(": HTTP {status}")), "{error}");
            assert!(!all_texts(&error).contains("CONFIDENTIAL"), "{}", all_texts(&error));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn names_from_outside_are_escaped() {
    let (db, faults) = tables_without_sdk_retries().await;
    let line_breaks = |error: &Error| error.to_string().chars().filter(|character| character.is_control()).count();
    let named = db.clone().with_table_name::<Users>("users\nERROR admin");
    let errors = [
        Orders::update(("u", "o")).set(attr("a\nERROR admin[x]"), 1).send(&db).await.expect_err("malformed"),
        Orders::query("u").filter(attr("a\nb.c[").eq(1)).all(&db).await.expect_err("malformed"),
        Users::get("u").select_paths(["a\r\nb", "a\r\nb"]).send(&db).await.expect_err("overlap"),
        Users::get("u").send(&named).await.expect_err("no such table"),
        rejected(&db, &faults, 400, "Bad\u{1b}[31mException", "one\ntwo").await,
        rejected(&db, &faults, 400, "ValidationException", "one\r\nERROR two\u{2028}three").await,
    ];
    for error in errors {
        assert_eq!(line_breaks(&error), 0, "{error}");
        assert!(!error.to_string().contains('\u{2028}'), "{error}");
        let mut source = error.source();
        while let Some(inner) = source {
            assert!(!inner.to_string().chars().any(char::is_control), "{inner}");
            source = inner.source();
        }
    }
}
