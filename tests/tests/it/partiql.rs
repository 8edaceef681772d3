//! PartiQL statements that read.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod batch;

use dkmio::{CapacityMeter, Cursor, CursorError, DynamoDb, DynamoTable, ErrorKind, Partiql, PartiqlPage};
use serde::Deserialize;
use serde_json::json;

use crate::engine::db_with;
use crate::models::{Orders, OrdersByStatus, Status};
use crate::support::faulty;

const OF_USER: &str = "SELECT * FROM {source} WHERE user_id = ?";

/// Ten orders of `ana` with the totals 0 to 9, and one of `luis`.
async fn with_orders() -> DynamoDb {
    let db = db_with::<Orders>().await;
    let order = |user: &str, n: u64| Orders { total: n, ..Orders::sample(user, &format!("ord_{n}")) };
    Orders::batch_put((0..10).map(|n| order("ana", n)).chain([order("luis", 50)])).send(&db).await.unwrap();
    db
}

fn totals(orders: &[Orders]) -> Vec<u64> {
    orders.iter().map(|order| order.total).collect()
}

#[tokio::test]
async fn rows_are_the_items_of_the_table() {
    let db = with_orders().await;
    let all = Orders::partiql(OF_USER).bind("ana").all(&db).await.unwrap();
    assert_eq!(all, Orders::query("ana").all(&db).await.unwrap());
    let some = "SELECT * FROM {source} WHERE user_id IN [?, ?] AND total >= ?";
    let mut some = totals(&Orders::partiql(some).bind("ana").bind("luis").bind(8).all(&db).await.unwrap());
    some.sort_unstable();
    assert_eq!(some, [8, 9, 50]);
    let free_form = Orders::partiql(OF_USER).bind("luis").free_form().all(&db).await.unwrap();
    assert_eq!(free_form[0].read::<u64>("total").unwrap(), Some(50));
}

#[tokio::test]
async fn rows_of_an_index_are_what_it_projects() {
    let db = with_orders().await;
    let statement = r#"SELECT * FROM {source} WHERE "status" = ? AND created_at > ?"#;
    let rows: Vec<OrdersByStatus> =
        Orders::by_status().partiql(statement).bind(Status::Pending).bind("2024").all(&db).await.unwrap();
    assert_eq!(rows.len(), 11);
    let none = Orders::by_status().partiql(statement).bind(Status::Shipped).bind("2024").all(&db).await.unwrap();
    assert!(none.is_empty());
}

#[tokio::test]
async fn selected_attributes_are_read_into_another_struct() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Row {
        order_id: String,
        total: u64,
    }

    let db = with_orders().await;
    let statement = Orders::partiql("SELECT order_id, total FROM {source} WHERE user_id = 'luis'");
    let rows: Vec<Row> = statement.decode_as().all(&db).await.unwrap();
    assert_eq!(rows, [Row { order_id: "ord_50".to_owned(), total: 50 }]);
}

#[tokio::test]
async fn question_marks_in_quotes_are_no_parameters() {
    let db = with_orders().await;
    let mut order = Orders::sample("who?", "it's ?");
    order.put().send(&db).await.unwrap();
    let statement = "SELECT * FROM {source} WHERE user_id = 'who?' AND order_id = 'it''s ?' AND total < ?";
    assert_eq!(Orders::partiql(statement).bind(1000).all(&db).await.unwrap(), [order.clone()]);
    order.total = 1;
    let statement = "SELECT * FROM {source} WHERE user_id = ? AND order_id = ?";
    let found = Orders::partiql(statement).bind(&order.user_id).bind(&order.order_id).all(&db).await.unwrap();
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn an_empty_page_with_a_cursor_is_not_the_end() {
    let db = with_orders().await;
    let statement = || Orders::partiql("SELECT * FROM {source} WHERE user_id = ? AND total = ?").bind("ana").bind(9);
    let (mut pages, mut rows, mut next) = (0, Vec::new(), None);
    loop {
        let mut request = statement().page_size(3);
        if let Some(cursor) = next.take() {
            request = request.start_from(cursor);
        }
        let page = request.page(&db).await.unwrap();
        pages += 1;
        if pages < 4 {
            assert!(page.items.is_empty() && page.next.is_some(), "page {pages}");
        }
        rows.extend(page.items);
        match page.next {
            Some(cursor) => next = Some(cursor.encode().parse::<Cursor>().unwrap()),
            None => break,
        }
    }
    assert_eq!(totals(&rows), [9]);
    assert_eq!(statement().page_size(3).all(&db).await.unwrap(), rows);
}

#[tokio::test]
async fn a_limit_counts_rows_and_its_cursor_continues_after_the_last() {
    let db = with_orders().await;
    let statement = || Orders::partiql("SELECT * FROM {source} WHERE user_id = ? AND total > ?").bind("ana").bind(2);
    let PartiqlPage { items, next, .. } = statement().limit(4).page(&db).await.unwrap();
    assert_eq!(totals(&items), [3, 4, 5, 6]);
    let next = next.expect("more");
    assert_eq!(totals(&statement().start_from(next.clone()).all(&db).await.unwrap()), [7, 8, 9]);
    assert_eq!(totals(&statement().limit(2_u8).all(&db).await.unwrap()), [3, 4]);
    let page = statement().limit(0).start_from(next.clone()).page(&db).await.unwrap();
    assert_eq!((page.items.len(), page.next), (0, Some(next)));
    assert_eq!(statement().limit(100).page(&db).await.unwrap().next, None);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_repeats_ends_a_statement() {
    let (db, faults) = faulty();
    let statement = || Orders::partiql(OF_USER).bind("ana");
    for circle in 1..4 {
        faults.clear_rules();
        faults.clear_calls();
        for request in 0..100 {
            let body = format!(r#"{{"Items":[],"NextToken":"t{}"}}"#, request % circle);
            faults.on(dkmio_embedded::Operation::ExecuteStatement).respond(200, [("x", "y"); 0], body);
        }
        let errors = [statement().all(&db).await.unwrap_err(), statement().limit(3).page(&db).await.unwrap_err()];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::RepeatedKey);
            assert!(error.to_string().contains("`NextToken` repeats"), "{error}");
        }
        assert!(faults.calls().len() <= 8 * circle, "{circle}: {} requests", faults.calls().len());
    }
}

#[tokio::test]
async fn a_cursor_of_something_else_is_refused() {
    let db = with_orders().await;
    let statement = || Orders::partiql(OF_USER).page_size(2);
    let next = statement().bind("ana").page(&db).await.unwrap().next.expect("more");
    let refused = |error: dkmio::Error| {
        assert_eq!(error.kind(), ErrorKind::InvalidCursor, "{error}");
        std::error::Error::source(&error).and_then(|source| source.downcast_ref::<CursorError>()).copied()
    };
    let other = Some(CursorError::Statement);
    let error = statement().bind("luis").start_from(next.clone()).all(&db).await.unwrap_err();
    assert_eq!(refused(error), other);
    let another = "SELECT order_id FROM {source} WHERE user_id = ?";
    let error = Orders::partiql(another).bind("ana").start_from(next.clone()).all(&db).await.unwrap_err();
    assert_eq!(refused(error), other);
    let of_query = Orders::query("ana").page_size(2).page(&db).await.unwrap().next.expect("more");
    let error = statement().bind("ana").start_from(of_query).all(&db).await.unwrap_err();
    assert_eq!(refused(error), other);
    let of_key = Cursor::after(&Orders::sample("ana", "ord_1"));
    let error = statement().bind("ana").start_from(of_key).all(&db).await.unwrap_err();
    assert_eq!(refused(error), other);
    let error = Orders::query("ana").start_from(next.clone()).all(&db).await.unwrap_err();
    assert_eq!(refused(error), Some(CursorError::KeyCondition));
    let error = Orders::scan().start_from(next.clone()).all(&db).await.unwrap_err();
    assert_eq!(refused(error), Some(CursorError::KeyCondition));
    // It has a token, which is no key for another program.
    assert_eq!(next.last_evaluated_key().unwrap_err(), CursorError::NoKey);
    assert_eq!(refused(next.key::<Orders>().unwrap_err()), Some(CursorError::NoKey));
}

#[tokio::test(start_paused = true)]
async fn the_request_has_the_actual_names_and_all_settings() {
    let (db, faults) = faulty();
    let db = db.with_table_prefix("dev-");
    faults.on_any().always().respond(200, [("x", "y"); 0], r#"{"Items":[]}"#);
    let statement = "SELECT * FROM {source} WHERE user_id = ? AND tags = ?";
    Orders::partiql(statement).bind("ana").bind([1, 2]).consistent().page_size(7).all(&db).await.unwrap();
    let statement = Orders::by_region().partiql("SELECT region FROM {source} WHERE region = 'EU' ORDER BY region");
    statement.meter(&CapacityMeter::new()).limit(3).free_form().all(&db).await.unwrap();
    let wanted = [
        json!({
            "Statement": r#"SELECT * FROM "dev-orders" WHERE user_id = ? AND tags = ?"#,
            "Parameters": [{ "S": "ana" }, { "L": [{ "N": "1" }, { "N": "2" }] }],
            "ConsistentRead": true,
            "Limit": 7,
        }),
        json!({
            "Statement": r#"SELECT region FROM "dev-orders"."gsi-region" WHERE region = 'EU' ORDER BY region"#,
            "Limit": 3,
            "ReturnConsumedCapacity": "INDEXES",
        }),
    ];
    let calls = faults.calls();
    assert!(calls.iter().all(|call| call.request().operation_name() == "ExecuteStatement"));
    assert_eq!(calls.iter().map(|call| call.request().body().clone()).collect::<Vec<_>>(), wanted);
}

#[tokio::test(start_paused = true)]
async fn what_must_not_be_sent_is_refused_before() {
    let (db, faults) = faulty();
    let long = format!("SELECT * FROM {{source}} WHERE user_id = '{}'", "x".repeat(8192));
    for (statement, wanted) in [
        (Orders::partiql("SELECT * FROM {source}"), "reads the whole table; add a condition on `user_id`"),
        (Orders::partiql("SELECT * FROM {source} WHERE total > 5 AND order_id = 'x'"), "call `.allow_scan()`"),
        (Orders::partiql("DELETE FROM {source} WHERE user_id = 'ana'"), "expected a SELECT statement"),
        (Orders::partiql(""), "expected a SELECT statement"),
        (Orders::partiql("SELECT * FROM {source} WHERE user_id = 'a'; SELECT 1"), "without a semicolon"),
        (Orders::partiql(r#"SELECT * FROM "orders" WHERE user_id = 'a'"#), "write `FROM {source}`, once"),
        (Orders::partiql("SELECT * FROM {source}, {source} WHERE user_id = 'a'"), "write `FROM {source}`, once"),
        (Orders::partiql(OF_USER), "has 1 `?`, and 0 parameters are bound"),
        (Orders::partiql(OF_USER).bind("ana").bind("luis"), "has 1 `?`, and 2 parameters are bound"),
        (Orders::partiql(OF_USER).bind(None::<&str>), "`None` cannot be a parameter"),
        (Orders::partiql("SELECT * FROM {source} WHERE user_id = 'a"), "a quote in the statement is not closed"),
        (Orders::partiql("SELECT * FROM {source} WHERE user_id = 'a' -- b"), "must not have comments"),
        (Orders::partiql(OF_USER).bind("ana").page_size(0), "`page_size` must be at least 1"),
        (Orders::partiql(OF_USER).page_size(-1).bind("ana"), "`page_size` must be from 0 to "),
        (Orders::partiql(OF_USER).bind("ana").limit(-1_i64), "`limit` must be from 0 to "),
        // A number that is too large is not called negative.
        (Orders::partiql(OF_USER).bind("ana").limit(u128::MAX), "`limit` must be from 0 to "),
        // Of several mistakes the first one is reported.
        (Orders::partiql(OF_USER).bind(None::<&str>).limit(-1), "`None` cannot be a parameter"),
        (Orders::partiql(long), "at most 8192 characters"),
    ] {
        let error = statement.all(&db).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation, "{error}");
        assert!(error.to_string().contains(wanted), "{error}");
        assert_eq!(error.http_status(), 400);
    }
    let of_index = Orders::by_shop().partiql("SELECT * FROM {source} WHERE shop = 's'").all(&db).await.unwrap_err();
    assert!(of_index.to_string().contains("reads the whole index; add a condition on `country`"), "{of_index}");
    let number = Orders::partiql(OF_USER).bind(f64::NAN).all(&db).await.unwrap_err();
    assert_eq!(number.kind(), ErrorKind::Encode);
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn a_scan_is_sent_where_it_is_allowed() {
    let db = with_orders().await;
    let meter = CapacityMeter::new();
    let statement = Orders::partiql("SELECT * FROM {source} WHERE total > ?").bind(8).allow_scan().meter(&meter);
    let page = statement.page(&db).await.unwrap();
    let mut found = totals(&page.items);
    found.sort_unstable();
    assert_eq!(found, [9, 50]);
    assert_eq!(page.capacity, Some(meter.capacity()));
    assert!(meter.capacity().total > 0.0);
}

#[tokio::test(start_paused = true)]
async fn errors_and_debug_show_no_values() {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], r#"{"Items":[{"user_id":{"S":"secret-row"}}]}"#);
    let statement: Partiql<Orders> =
        Orders::partiql("SELECT * FROM {source} WHERE user_id = 'secret-literal' AND total = ?").bind("secret-bound");
    assert!(!format!("{statement:?}").contains("secret"));
    let error = statement.all(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
}

#[test]
fn a_statement_explains_what_it_sends() {
    let statement = "SELECT * FROM {source} WHERE user_id = ? AND total > ?";
    let explained =
        Orders::partiql(statement).bind("ana").bind(100).consistent().page_size(5).limit(3).explain().unwrap();
    assert_eq!(explained.operation, "ExecuteStatement");
    assert_eq!(
        explained.to_aws_cli(),
        r#"aws dynamodb execute-statement \
  --statement 'SELECT * FROM "orders" WHERE user_id = ? AND total > ?' \
  --parameters '[{"S":"ana"},{"N":"100"}]' \
  --consistent-read \
  --limit 3"#
    );
    assert!(explained.warnings.is_empty());
    let scan = Orders::by_status().partiql("SELECT * FROM {source}");
    assert!(scan.explain().unwrap_err().to_string().contains("reads the whole index"));
    let explained = scan.allow_scan().explain().unwrap();
    assert_eq!(explained.warnings, ["the statement may read the whole table or index: that is a scan"]);
    assert!(explained.to_string().contains(r#"Statement: SELECT * FROM "orders"."gsi-status-date""#), "{explained}");
}
