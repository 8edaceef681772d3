//! One statement with many parameters.

use std::time::Duration;

use dkmio::{Backoff, CapacityMeter, DynamoTable, ErrorKind, PartiqlBatch, StatementError};
use dkmio_embedded::{Faults, Operation};
use serde::Deserialize;
use serde_json::{Value, json};

use super::with_orders;
use crate::models::Orders;
use crate::support::faulty;

const BY_KEY: &str = "SELECT * FROM {source} WHERE user_id = ? AND order_id = ?";

/// The totals of items, `None` for a missing one, and the codes of errors.
fn outcomes(results: &[Result<Option<Orders>, StatementError>]) -> Vec<Result<Option<u64>, &str>> {
    let outcome = |result: &'_ Result<Option<Orders>, StatementError>| match result {
        Ok(found) => Ok(found.as_ref().map(|order| order.total)),
        Err(_) => Err(()),
    };
    let pairs = results.iter().map(|result| (outcome(result), result));
    pairs.map(|(outcome, result)| outcome.map_err(|()| result.as_ref().unwrap_err().code())).collect()
}

fn bodies(faults: &Faults) -> Vec<Value> {
    faults.calls().iter().map(|call| call.request().body().clone()).collect()
}

#[tokio::test]
async fn each_binding_has_a_result_in_its_place() {
    let db = with_orders().await;
    let batch = PartiqlBatch::<Orders>::new(BY_KEY).bind(("ana", "ord_3")).bind(("ana", "none"));
    // A number is no value of this key: DynamoDB refuses that statement alone.
    let results = batch.bind((7, "ord_1")).bind(("luis", "ord_50")).bind(("ana", "ord_3")).send(&db).await.unwrap();
    assert_eq!(outcomes(&results), [Ok(Some(3)), Ok(None), Err("ValidationError"), Ok(Some(50)), Ok(Some(3))]);
    let error = results[2].clone().unwrap_err();
    assert_eq!((error.position(), error.kind()), (2, ErrorKind::Validation));
    assert!(error.to_string().starts_with("statement 2: ValidationError: "), "{error}");
    let error = dkmio::Error::from(error);
    assert_eq!((error.kind(), error.positions()), (ErrorKind::Validation, [2].as_slice()));
    // DynamoDB has refused it, and not dkmio.
    assert_eq!((error.code(), error.http_status()), (Some("ValidationError"), 500));
    assert!(error.service_message().is_some());
    let text = error.to_string();
    assert!(text.starts_with("BatchExecuteStatement, entry 2: invalid request: ValidationError: "), "{text}");

    let batch = PartiqlBatch::<Orders>::new(BY_KEY).table_name("elsewhere").bind(("ana", "ord_3"));
    let results = batch.send(&db).await.unwrap();
    assert_eq!(outcomes(&results), [Err("ResourceNotFound")]);
    assert_eq!(results[0].as_ref().unwrap_err().kind(), ErrorKind::TableNotFound);
    assert!(PartiqlBatch::<Orders>::new(BY_KEY).send(&db).await.unwrap().is_empty());
}

#[tokio::test]
async fn items_are_read_into_another_struct_or_left_free_form() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Row {
        total: u64,
    }

    let db = with_orders().await;
    let statement = "SELECT total FROM {source} WHERE user_id = 'ana' AND order_id = ?";
    let rows: Vec<Result<Option<Row>, StatementError>> =
        PartiqlBatch::<Orders>::new(statement).bind(("ord_4",)).decode_as().send(&db).await.unwrap();
    assert_eq!(rows, [Ok(Some(Row { total: 4 }))]);
    let error = PartiqlBatch::<Orders>::new(statement).bind(("none",)).bind(("ord_4",)).send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("orders[1]"), "{error}");
    let free_form = PartiqlBatch::<Orders>::new(BY_KEY).bind(("ana", "ord_4")).free_form().send(&db).await.unwrap();
    assert_eq!(free_form[0].as_ref().unwrap().as_ref().unwrap().read::<u64>("total").unwrap(), Some(4));
}

#[tokio::test(start_paused = true)]
async fn a_request_has_25_statements_to_the_letter() {
    let (db, faults) = faulty();
    let meter = CapacityMeter::new();
    crate::engine::create::<Orders>(&db).await;
    faults.clear_calls();
    let keys = (0..60).map(|n| ("ana", format!("ord_{n}")));
    let batch = PartiqlBatch::<Orders>::new(BY_KEY).bind_all(keys).consistent().concurrency(1).meter(&meter);
    let results = batch.send(&db).await.unwrap();
    assert_eq!(outcomes(&results), vec![Ok(None); 60]);
    let bodies = bodies(&faults);
    let statements: Vec<_> = bodies.iter().map(|body| body["Statements"].as_array().unwrap().len()).collect();
    assert_eq!(statements, [25, 25, 10]);
    assert!(faults.calls().iter().all(|call| call.operation() == Operation::BatchExecuteStatement));
    assert_eq!(bodies[2]["ReturnConsumedCapacity"], "INDEXES");
    assert_eq!(
        bodies[0]["Statements"][1],
        json!({
            "Statement": r#"SELECT * FROM "orders" WHERE user_id = ? AND order_id = ?"#,
            "Parameters": [{ "S": "ana" }, { "S": "ord_1" }],
            "ConsistentRead": true,
        })
    );
    assert!(meter.capacity().total > 0.0);
}

/// A response in which the statement at each of these positions has an error of this code, and the others have no item.
fn failing(statements: usize, failed: &[usize], code: &str) -> String {
    let result = |at| match failed.contains(&at) {
        true => json!({ "Error": { "Code": code, "Message": "slow down" }, "TableName": "orders" }),
        false => json!({ "TableName": "orders" }),
    };
    json!({ "Responses": (0..statements).map(result).collect::<Vec<_>>() }).to_string()
}

#[tokio::test(start_paused = true)]
async fn statements_that_dynamodb_may_process_later_are_sent_again() {
    for code in ["ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded", "InternalServerError"] {
        let (db, faults) = faulty();
        crate::engine::create::<Orders>(&db).await;
        let order = |n: u64| Orders { total: n, ..Orders::sample("ana", &format!("ord_{n}")) };
        Orders::batch_put((0..4).map(order)).send(&db).await.unwrap();
        faults.clear_calls();
        let body = failing(4, &[1, 3], code);
        faults.on(Operation::BatchExecuteStatement).nth(1).respond(200, [("x", "y"); 0], body);
        let keys = (0..4).map(|n| ("ana", format!("ord_{n}")));
        let results = PartiqlBatch::<Orders>::new(BY_KEY).bind_all(keys).send(&db).await.unwrap();
        assert_eq!(outcomes(&results), [Ok(None), Ok(Some(1)), Ok(None), Ok(Some(3))]);
        let resent = &bodies(&faults)[1]["Statements"];
        assert_eq!(resent.as_array().unwrap().len(), 2);
        assert_eq!(resent[1]["Parameters"][1]["S"], "ord_3");
    }
}

#[tokio::test(start_paused = true)]
async fn other_errors_are_results_and_a_throttled_request_is_sent_again() {
    let (db, faults) = faulty();
    crate::engine::create::<Orders>(&db).await;
    faults.clear_calls();
    faults.on(Operation::BatchExecuteStatement).nth(1).throttle();
    let body = failing(2, &[0], "TransactionConflict");
    faults.on(Operation::BatchExecuteStatement).nth(1).respond(200, [("x", "y"); 0], body);
    let batch = PartiqlBatch::<Orders>::new(BY_KEY).bind(("ana", "1")).bind(("ana", "2"));
    let results = batch.send(&db).await.unwrap();
    assert_eq!(outcomes(&results), [Err("TransactionConflict"), Ok(None)]);
    assert_eq!(faults.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_batch_without_progress_ends() {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], failing(1, &[0], "ThrottlingError"));
    let backoff = Backoff::default().max_rounds_without_progress(3);
    let batch = || PartiqlBatch::<Orders>::new(BY_KEY).bind(("ana", "1"));
    let error = batch().backoff(backoff).send(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Unprocessed, true));
    let error = batch().deadline(Duration::from_secs(1)).send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unprocessed);
    // Results are matched by position, so a response with another number of them says nothing.
    faults.clear_rules();
    faults.on_any().always().respond(200, [("x", "y"); 0], failing(2, &[], ""));
    let error = batch().send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test(start_paused = true)]
async fn a_statement_that_may_read_several_items_is_refused_before_it_is_sent() {
    let (db, faults) = faulty();
    let refused = [
        ("SELECT * FROM {source} WHERE user_id = ?", "reads one item; add a condition with `=` on `order_id`"),
        (
            "SELECT * FROM {source} WHERE order_id > ?",
            "reads one item; add a condition with `=` on `user_id` and `order_id`",
        ),
        (
            "SELECT * FROM {source} WHERE user_id IN ['a', 'b'] AND order_id = ?",
            "reads one item; add a condition with `=` on `user_id`",
        ),
        ("DELETE FROM {source} WHERE user_id = ?", "expected a SELECT statement"),
        (BY_KEY, "the statement has 2 `?`, and 1 parameters are bound"),
    ];
    for (statement, message) in refused {
        let error = PartiqlBatch::<Orders>::new(statement).bind(("secret",)).send(&db).await.unwrap_err();
        assert_eq!((error.kind(), error.positions()), (ErrorKind::Validation, [0].as_slice()));
        assert!(error.to_string().contains(message), "{error}");
    }
    let batch = PartiqlBatch::<Orders>::new(BY_KEY).bind(("ana", "1")).bind(("ana", None::<String>));
    assert!(!format!("{batch:?}").contains("ana"));
    let error = batch.send(&db).await.unwrap_err();
    assert_eq!(error.positions(), [1]);
    assert!(error.to_string().contains("`None` cannot be a parameter"), "{error}");
    assert_eq!(faults.calls().len(), 0);
}

#[test]
fn an_error_of_a_statement_shows_no_values() {
    let (message, shown) = ("The value \"secret\" is not valid", "statement 0: ValidationError: The value ..");
    let json = json!({ "Responses": [{ "Error": { "Code": "ValidationError", "Message": message } }] }).to_string();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (db, faults) = faulty();
        faults.on_any().always().respond(200, [("x", "y"); 0], json);
        let results = PartiqlBatch::<Orders>::new(BY_KEY).bind(("ana", "1")).send(&db).await.unwrap();
        let error = results[0].clone().unwrap_err();
        assert_eq!((error.message(), error.to_string().as_str()), (message, shown));
        assert!(!format!("{error:?}").contains("secret"));
        let error = dkmio::Error::from(error);
        let shown = "BatchExecuteStatement, entry 0: invalid request: ValidationError: The value ..";
        assert_eq!((error.service_message(), error.to_string().as_str()), (Some(message), shown));
        assert!(!format!("{error:?}").contains("secret"));
    });
}
