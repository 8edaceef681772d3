//! Reads whose `LastEvaluatedKey` repeats: they end in an error instead of going on forever.

use dkmio::{Cursor, DynamoDb, DynamoTable, Error, ErrorKind};
use dkmio_embedded::{Faults, Operation};
use futures::{StreamExt, TryStreamExt};

use super::table::{create, order, orders};
use crate::models::{Orders, Status};
use crate::support;

/// A page without items whose last key is that of order `number`.
fn page(number: usize) -> String {
    let key = format!(r#"{{"user_id":{{"S":"u"}},"order_id":{{"S":"o{number:05}"}}}}"#);
    format!(r#"{{"Items":[],"Count":0,"ScannedCount":1,"LastEvaluatedKey":{key}}}"#)
}

/// Responds with `before` pages that lead to a circle of `circle` pages, which never ends.
fn circle(faults: &Faults, operation: Operation, before: usize, circle: usize) {
    for request in 0..before + 20 * circle {
        let number = if request < before { request } else { before + (request - before) % circle };
        faults.on(operation).respond(200, Vec::<(String, String)>::new(), page(number));
    }
}

#[track_caller]
fn assert_repeats<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = result.expect_err("an end");
    assert_eq!(error.kind(), ErrorKind::RepeatedKey, "{error}");
    assert!(!error.is_retryable());
    assert!(error.to_string().contains("`LastEvaluatedKey`"), "{error}");
    assert!(!error.to_string().contains("o000"), "{error}");
}

async fn connection() -> (DynamoDb, Faults) {
    let (db, faults) = support::faulty();
    create::<Orders>(&db).await;
    faults.clear_calls();
    (db, faults)
}

#[tokio::test(start_paused = true)]
async fn a_key_that_repeats_at_once_ends_every_read_after_two_requests() {
    let (db, faults) = connection().await;
    let query = || Orders::query("u").filter(Orders::STATUS.eq(Status::Shipped));
    for read in 0..6 {
        faults.clear_rules();
        faults.clear_calls();
        circle(&faults, Operation::Query, 0, 1);
        match read {
            0 => assert_repeats(query().all(&db).await),
            1 => assert_repeats(query().count(&db).await),
            2 => assert_repeats(query().first(&db).await),
            3 => assert_repeats(query().limit(5).page(&db).await),
            4 => assert_repeats(query().stream(&db).try_collect::<Vec<_>>().await),
            _ => assert_repeats(query().limit(5).raw_page(&db).await),
        }
        assert_eq!(faults.calls().len(), 2, "read {read}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_circle_of_any_length_ends_the_read() {
    for (before, length) in [(0, 2), (0, 3), (1, 1), (3, 7), (20, 5), (40, 64)] {
        let (db, faults) = connection().await;
        circle(&faults, Operation::Query, before, length);
        assert_repeats(Orders::query("u").all(&db).await);
        let sent = faults.calls().len();
        assert!(sent > before + length, "{sent} requests cannot tell, {before} and {length}");
        assert!(sent <= 4 * (before + length), "{sent} requests, {before} and {length}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_ends_where_it_started_is_an_error() {
    let (db, faults) = connection().await;
    circle(&faults, Operation::Query, 0, 1);
    let first = Orders::query("u").page(&db).await.unwrap().next.unwrap();
    let next = Orders::query("u").start_from(first.encode().parse::<Cursor>().unwrap()).page(&db).await;
    assert_repeats(next);
}

#[tokio::test(start_paused = true)]
async fn each_segment_of_a_parallel_scan_fails_at_a_repeated_key() {
    for count in [false, true] {
        let (db, faults) = support::faulty();
        orders(&db, 20).await;
        faults.clear_calls();
        let is_second = |request: &dkmio_embedded::RequestView| request.body()["Segment"] == 1;
        faults.on(Operation::Scan).when(is_second).always().respond(200, Vec::<(String, String)>::new(), page(3));
        let scan = Orders::scan().segments(3).page_size(2);
        match count {
            false => assert_repeats(scan.all(&db).await),
            true => assert_repeats(scan.count(&db).await),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn hydrate_fails_at_a_repeated_key() {
    let (db, faults) = connection().await;
    let key = r#"{"user_id":{"S":"u"},"order_id":{"S":"o1"},"region":{"S":"EU"}}"#;
    let body = format!(r#"{{"Items":[],"Count":0,"ScannedCount":1,"LastEvaluatedKey":{key}}}"#);
    faults.on(Operation::Query).always().respond(200, Vec::<(String, String)>::new(), body);
    assert_repeats(Orders::by_region().query("EU").hydrate(&db).await);
}

#[tokio::test(start_paused = true)]
async fn a_key_written_in_another_way_is_the_same_key() {
    let (db, faults) = connection().await;
    let body = |key: &str| format!(r#"{{"Items":[],"Count":0,"ScannedCount":1,"LastEvaluatedKey":{key}}}"#);
    let one = body(r#"{"user_id":{"S":"u"},"order_id":{"S":"o1"}}"#);
    let other = body(r#"{ "order_id": {"S":"\u006f1"}, "user_id": {"S":"u"} }"#);
    for request in 0..10 {
        let body = if request % 2 == 0 { &one } else { &other };
        faults.on(Operation::Query).respond(200, Vec::<(String, String)>::new(), body.clone());
    }
    assert_repeats(Orders::query("u").all(&db).await);
    assert_eq!(faults.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_went_in_circles_keeps_what_it_gave() {
    let (db, faults) = support::faulty();
    orders(&db, 6).await;
    let mut stream = Orders::query("u").page_size(2).stream(&db);
    // The first page ends at the order o01, too.
    let repeated = page(1).replace("o00001", "o01");
    faults.on(Operation::Query).nth(2).respond(200, Vec::<(String, String)>::new(), repeated);
    let mut given = Vec::new();
    let error = loop {
        match stream.next().await.expect("an error before the end") {
            Ok(order) => given.push(order),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::RepeatedKey);
    assert_eq!(given, [order(0), order(1)]);
    let rest = Orders::query("u").start_from(stream.cursor().unwrap().unwrap()).all(&db).await.unwrap();
    assert_eq!(rest.len(), 4);
}
