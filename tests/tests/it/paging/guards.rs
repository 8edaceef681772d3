//! Where reading ends: absent and empty keys, empty pages, and the guard on the number of pages.

use dkmio::{DynamoTable, ErrorKind};
use dkmio_embedded::{Faults, Operation};
use futures::TryStreamExt;

use super::table::{ids, orders};
use crate::models::{Orders, Status};
use crate::support;

/// Responds to the `nth` query with this body.
fn respond(faults: &Faults, nth: u64, body: &'static str) {
    faults.on(Operation::Query).nth(nth).respond(200, Vec::<(String, String)>::new(), body);
}

#[tokio::test(start_paused = true)]
async fn an_empty_page_with_a_last_key_is_not_the_end() {
    let (db, faults) = support::faulty();
    orders(&db, 9).await;
    faults.clear_calls();
    let last = || Orders::query("u").filter(Orders::TOTAL.lt(993)).page_size(2);
    assert_eq!(ids(&last().all(&db).await.unwrap()), ["o08"]);
    assert_eq!(faults.calls().len(), 5);
    assert_eq!(ids(&last().stream(&db).try_collect::<Vec<_>>().await.unwrap()), ["o08"]);
    assert_eq!(last().count(&db).await.unwrap(), 1);
    assert_eq!(last().first(&db).await.unwrap().unwrap().order_id, "o08");
    let page = last().page(&db).await.unwrap();
    assert!(page.items.is_empty() && page.next.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_last_key_that_is_there_but_empty_is_the_end() {
    let (db, faults) = support::faulty();
    orders(&db, 3).await;
    let body = r#"{"Items":[],"Count":0,"ScannedCount":0,"LastEvaluatedKey":{}}"#;
    for read in 0..4 {
        respond(&faults, 1, body);
        faults.clear_calls();
        match read {
            0 => assert!(Orders::query("u").all(&db).await.unwrap().is_empty()),
            1 => assert!(Orders::query("u").page(&db).await.unwrap().next.is_none()),
            2 => assert!(Orders::query("u").stream(&db).try_next().await.unwrap().is_none()),
            _ => assert_eq!(Orders::query("u").count(&db).await.unwrap(), 0),
        }
        assert_eq!(faults.calls().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_last_key_at_the_exact_end_gives_one_empty_page_more() {
    let (db, _) = support::faulty();
    orders(&db, 4).await;
    let page = Orders::query("u").page_size(4).page(&db).await.unwrap();
    assert_eq!(page.items.len(), 4);
    let next = page.next.expect("DynamoDB tells that it stopped");
    let page = Orders::query("u").page_size(4).start_from(next).page(&db).await.unwrap();
    assert!(page.items.is_empty() && page.next.is_none());
}

#[tokio::test(start_paused = true)]
async fn max_pages_ends_in_an_error_where_there_is_more() {
    let (db, faults) = support::faulty();
    orders(&db, 10).await;
    faults.clear_calls();
    let query = || Orders::query("u").page_size(3).max_pages(2);
    assert_eq!(query().all(&db).await.unwrap_err().kind(), ErrorKind::PageLimit);
    assert_eq!(faults.calls().len(), 2);
    assert_eq!(query().count(&db).await.unwrap_err().kind(), ErrorKind::PageLimit);
    let missing = query().filter(Orders::TOTAL.lt(0)).first(&db).await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::PageLimit);
    let text = "Query on `orders`: page limit reached: there are more pages than `max_pages` allows";
    assert_eq!(missing.to_string(), text);
    assert_eq!(query().all(&db).await.unwrap_err().to_string(), text);
}

#[tokio::test]
async fn max_pages_is_no_error_where_everything_was_read() {
    let db = support::db().await;
    orders(&db, 5).await;
    assert_eq!(Orders::query("u").page_size(3).max_pages(2).all(&db).await.unwrap().len(), 5);
    assert_eq!(Orders::query("u").page_size(3).limit(3).max_pages(1).all(&db).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_page_keeps_what_max_pages_allowed_and_continues() {
    let db = support::db().await;
    orders(&db, 10).await;
    let query = || Orders::query("u").filter(Orders::STATUS.eq(Status::Shipped)).page_size(2).limit(4).max_pages(2);
    let page = query().page(&db).await.unwrap();
    assert_eq!(ids(&page.items), ["o00", "o03"]);
    let raw = query().raw_page(&db).await.unwrap();
    assert_eq!((raw.count, &raw.next), (2, &page.next));
    let page = query().start_from(page.next.unwrap()).page(&db).await.unwrap();
    assert_eq!(ids(&page.items), ["o06"]);
    assert_eq!(query().max_pages(0).page(&db).await.unwrap_err().kind(), ErrorKind::PageLimit);
}

#[tokio::test]
async fn a_stream_gives_what_max_pages_allowed_and_then_the_error() {
    let db = support::db().await;
    orders(&db, 10).await;
    let mut stream = Orders::query("u").page_size(3).max_pages(2).stream(&db);
    for number in 0..6 {
        assert_eq!(stream.try_next().await.unwrap().unwrap().order_id, format!("o{number:02}"));
    }
    assert_eq!(stream.try_next().await.unwrap_err().kind(), ErrorKind::PageLimit);
    assert!(stream.try_next().await.unwrap().is_none());
}
