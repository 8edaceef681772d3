//! Streams fetch one page ahead, stop when dropped and can be resumed.

use std::time::Duration;

use dkmio::{DynamoTable, Error, ErrorKind};
use dkmio_embedded::{Faults, Operation};
use futures::{StreamExt, TryStreamExt};

use super::table::{ids, order, orders};
use crate::models::{Orders, Status};
use crate::support;

/// Waits until all requests have their responses.
async fn settle(faults: &Faults) {
    tokio::time::sleep(Duration::from_millis(20)).await;
    while faults.in_flight() > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_stream_gives_everything_in_order_and_can_be_moved() {
    let db = support::db().await;
    let all = orders(&db, 10).await;
    let stream = Orders::query("u").page_size(3).stream(&db);
    let got: Vec<_> = tokio::spawn(stream.try_collect()).await.unwrap().unwrap();
    assert_eq!(got, all);
    let mut stream = Orders::scan().filter(Orders::STATUS.eq(Status::Shipped)).page_size(1).stream(&db);
    let mut shipped = 0;
    while stream.next().await.transpose().unwrap().is_some() {
        shipped += 1;
    }
    assert_eq!(shipped, 4);
}

#[test]
fn a_stream_can_be_sent_and_shared() {
    fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<dkmio::ItemStream<Orders>>();
    is_send_and_sync::<dkmio::ItemStream<std::cell::Cell<u8>>>();
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_before_the_first_poll() {
    let (db, faults) = support::faulty();
    orders(&db, 2).await;
    faults.clear_calls();
    let stream = Orders::query("u").stream(&db);
    settle(&faults).await;
    assert!(faults.calls().is_empty());
    drop(stream);
}

#[tokio::test(start_paused = true)]
async fn one_page_is_fetched_ahead_and_no_more() {
    let (db, faults) = support::faulty();
    orders(&db, 10).await;
    faults.clear_calls();
    faults.reset_in_flight_max();
    let mut stream = Orders::query("u").page_size(2).stream(&db);
    for number in 0..10 {
        assert_eq!(stream.try_next().await.unwrap(), Some(order(number)));
        settle(&faults).await;
        // The page that is read, and the next one.
        assert_eq!(faults.calls().len() as u64, number / 2 + 2, "after item {number}");
    }
    assert!(stream.try_next().await.unwrap().is_none());
    assert_eq!(faults.calls().len(), 6);
    assert_eq!(faults.in_flight_max(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_next_page_is_in_flight_while_one_is_consumed() {
    let (db, faults) = support::faulty();
    orders(&db, 6).await;
    faults.clear_calls();
    faults.on(Operation::Query).nth(2).delay(Duration::from_millis(50));
    let mut stream = Orders::query("u").page_size(2).stream(&db);
    assert!(stream.try_next().await.unwrap().is_some());
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert_eq!(faults.in_flight(), 1);
    assert_eq!(stream.try_collect::<Vec<_>>().await.unwrap().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_dropped_stops_fetching() {
    let (db, faults) = support::faulty();
    orders(&db, 10).await;
    faults.clear_calls();
    faults.on(Operation::Query).nth(2).stall();
    let mut stream = Orders::query("u").page_size(2).stream(&db);
    assert!(stream.try_next().await.unwrap().is_some());
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(faults.in_flight(), 1);
    drop(stream);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!((faults.in_flight(), faults.calls().len()), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn a_limit_ends_the_stream_and_fetches_nothing_ahead() {
    let (db, faults) = support::faulty();
    orders(&db, 10).await;
    faults.clear_calls();
    let mut stream = Orders::query("u").page_size(2).limit(3).stream(&db);
    let got: Vec<Orders> = (&mut stream).try_collect().await.unwrap();
    assert_eq!(ids(&got), ["o00", "o01", "o02"]);
    assert_eq!(faults.calls().len(), 2);
    let rest = Orders::query("u").start_from(stream.cursor().unwrap().unwrap()).all(&db).await.unwrap();
    assert_eq!(rest.len(), 7);
}

#[tokio::test]
async fn an_interrupted_stream_continues_after_its_last_item() {
    let db = support::db().await;
    orders(&db, 7).await;
    let query = || Orders::by_date().query("u").filter(Orders::STATUS.eq(Status::Pending)).page_size(3);
    let all = ids(&query().all(&db).await.unwrap());
    for taken in 0..=all.len() {
        let mut stream = query().stream(&db);
        let first: Vec<Orders> = (&mut stream).take(taken).try_collect().await.unwrap();
        let cursor = stream.cursor().unwrap();
        assert_eq!(cursor.is_none(), taken == 0);
        let rest = match cursor {
            Some(cursor) => query().start_from(cursor.encode().parse().unwrap()),
            None => query(),
        };
        let rest = rest.all(&db).await.unwrap();
        assert_eq!([ids(&first), ids(&rest)].concat(), all, "after {taken}");
    }
}

#[tokio::test]
async fn a_stream_at_its_end_has_a_cursor_without_further_items() {
    let db = support::db().await;
    orders(&db, 4).await;
    let mut stream = Orders::query("u").page_size(3).stream(&db);
    while stream.try_next().await.unwrap().is_some() {}
    let cursor = stream.cursor().unwrap().expect("a place");
    assert!(Orders::query("u").start_from(cursor.clone()).all(&db).await.unwrap().is_empty());
    order(4).put().send(&db).await.unwrap();
    assert_eq!(ids(&Orders::query("u").start_from(cursor).all(&db).await.unwrap()), ["o04"]);
}

#[tokio::test]
async fn every_shape_can_be_resumed() {
    let db = support::db().await;
    orders(&db, 5).await;
    let query = || Orders::query("u").page_size(4);
    let mut tuples = query().select(Orders::TOTAL).stream(&db);
    let mut paths = query().select_paths(["total"]).stream(&db);
    let mut items = query().free_form().stream(&db);
    for _ in 0..2 {
        tuples.try_next().await.unwrap().unwrap();
        assert_eq!(paths.try_next().await.unwrap().unwrap().len(), 1);
        items.try_next().await.unwrap().unwrap();
    }
    let cursors = [tuples.cursor(), paths.cursor(), items.cursor()];
    for cursor in cursors {
        let rest = query().start_from(cursor.unwrap().unwrap()).all(&db).await.unwrap();
        assert_eq!(ids(&rest), ["o02", "o03", "o04"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_stream_continues_where_it_failed() {
    let (db, faults) = support::faulty();
    orders(&db, 6).await;
    faults.on(Operation::Query).nth(2).error(400, "AccessDeniedException", "no");
    let mut stream = Orders::query("u").page_size(2).stream(&db);
    let mut got = Vec::new();
    let error: Error = loop {
        match stream.next().await.expect("an error before the end") {
            Ok(order) => got.push(order),
            Err(error) => break error,
        }
    };
    assert_eq!((ids(&got).len(), error.code()), (2, Some("AccessDeniedException")));
    assert!(stream.next().await.is_none());
    let rest = Orders::query("u").start_from(stream.cursor().unwrap().unwrap()).all(&db).await.unwrap();
    assert_eq!(ids(&rest), ["o02", "o03", "o04", "o05"]);
}

#[tokio::test(start_paused = true)]
async fn a_deferred_error_is_the_first_item_of_a_stream() {
    let (db, faults) = support::faulty();
    let mut stream = Orders::query("").stream(&db);
    assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), dkmio::ErrorKind::InvalidKey);
    assert!(stream.next().await.is_none() && stream.cursor().unwrap().is_none());
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn a_metered_stream_tells_what_it_consumed() {
    let db = support::db().await;
    orders(&db, 4).await;
    let mut stream = Orders::query("u").page_size(2).meter(&dkmio::CapacityMeter::new()).stream(&db);
    while stream.try_next().await.unwrap().is_some() {}
    assert!(stream.capacity().unwrap().total >= 1.0);
    assert!(Orders::query("u").stream(&db).capacity().is_none());
}

#[test]
fn a_stream_works_without_a_runtime() {
    let (db, _) = support::faulty();
    futures::executor::block_on(async {
        orders(&db, 5).await;
        let got: Vec<Orders> = Orders::query("u").page_size(2).stream(&db).try_collect().await.unwrap();
        assert_eq!(got.len(), 5);
        assert_eq!(Orders::scan().segments(3).all(&db).await.unwrap().len(), 5);
    });
}

#[test]
fn a_stream_whose_runtime_has_ended_returns_an_error_with_its_table() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (db, faults) = support::faulty();
    faults.on(Operation::Query).always().delay(Duration::from_secs(3600));
    let mut stream = runtime.block_on(async {
        let mut stream = Orders::query("u").stream(&db);
        assert!(futures::poll!(stream.next()).is_pending());
        stream
    });
    drop(runtime);
    let error = futures::executor::block_on(stream.try_next()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert!(error.to_string().starts_with("Query on `orders`: "), "{error}");
    assert!(futures::executor::block_on(stream.try_next()).unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn the_cursor_after_a_page_is_the_key_that_the_server_returned() {
    let (db, faults) = support::faulty();
    let key = |id: &str| format!(r#"{{"user_id":{{"S":"u"}},"order_id":{{"S":"{id}"}}}}"#);
    // A filter has dropped what was read behind the item.
    let body = format!(r#"{{"Items":[{}],"Count":1,"ScannedCount":5,"LastEvaluatedKey":{}}}"#, key("o1"), key("o5"));
    faults.on(Operation::Query).respond(200, [("x", "y"); 0], body);
    faults.on(Operation::Query).always().respond(200, [("x", "y"); 0], r#"{"Items":[],"Count":0,"ScannedCount":0}"#);
    let query = || Orders::query("u").filter(Orders::TOTAL.gt(0)).free_form();
    let mut stream = query().stream(&db);
    stream.try_next().await.unwrap().expect("an item");
    let cursor = stream.cursor().unwrap().expect("a cursor");
    drop(stream);
    settle(&faults).await;
    faults.clear_calls();
    assert_eq!(query().start_from(cursor).all(&db).await.unwrap(), []);
    assert_eq!(faults.calls()[0].request().body()["ExclusiveStartKey"]["order_id"]["S"], "o5");
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_with_a_page_that_fails() {
    let (db, faults) = support::faulty();
    faults.on(Operation::Query).always().error(400, "ValidationException", "no");
    let mut stream = Orders::query("u").stream(&db);
    assert!(stream.try_next().await.unwrap_err().is_validation());
    let end = tokio::time::timeout(Duration::from_secs(3600), stream.try_next()).await.expect("an end");
    assert_eq!(end.unwrap(), None);
    assert_eq!(faults.calls().len(), 1);
}
