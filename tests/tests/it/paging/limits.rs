//! `limit` is results, `page_size` is what DynamoDB reads for a page, on the table and on indexes.

use dkmio::{CapacityMeter, DynamoTable};
use dkmio_embedded::Operation;

use super::table::{bodies, ids, order, orders};
use crate::models::{Orders, Status};
use crate::support;

#[tokio::test(start_paused = true)]
async fn limit_is_results_over_as_many_pages_as_it_takes() {
    let (db, faults) = support::faulty();
    orders(&db, 20).await;
    faults.clear_calls();
    let filtered = Orders::query("u").filter(Orders::STATUS.eq(Status::Shipped)).page_size(2);
    let got = filtered.limit(5).all(&db).await.unwrap();
    assert_eq!(ids(&got), ["o00", "o03", "o06", "o09", "o12"]);
    let sent = bodies(&faults, Operation::Query);
    assert_eq!(sent.len(), 7);
    assert!(sent.iter().all(|body| body["Limit"] == 2));
}

#[tokio::test(start_paused = true)]
async fn without_a_filter_no_more_is_read_than_is_wanted() {
    let (db, faults) = support::faulty();
    orders(&db, 20).await;
    faults.clear_calls();
    let got = Orders::query("u").limit(5).page_size(3).all(&db).await.unwrap();
    assert_eq!(ids(&got), ["o00", "o01", "o02", "o03", "o04"]);
    let limits: Vec<_> = bodies(&faults, Operation::Query).iter().map(|body| body["Limit"].as_u64()).collect();
    assert_eq!(limits, [Some(3), Some(2)]);
}

#[tokio::test]
async fn limits_hold_on_a_global_index() {
    let db = support::db().await;
    orders(&db, 20).await;
    let pending = Orders::by_status().query(Status::Pending).filter(Orders::TOTAL.lte(990)).page_size(3);
    let got = pending.descending().limit(4).all(&db).await.unwrap();
    let got: Vec<_> = got.iter().map(|order| order.order_id.as_str()).collect();
    assert_eq!(got, ["o19", "o17", "o16", "o14"]);
}

#[tokio::test]
async fn limits_hold_on_a_local_index() {
    let db = support::db().await;
    orders(&db, 10).await;
    let got = Orders::by_amount().query("u").filter(Orders::PAID.eq(0)).page_size(2).limit(3).all(&db).await.unwrap();
    assert_eq!(ids(&got), ["o09", "o08", "o07"]);
}

#[tokio::test]
async fn limits_hold_in_a_scan() {
    let db = support::db().await;
    orders(&db, 10).await;
    let shipped = || Orders::scan().filter(Orders::STATUS.eq(Status::Shipped)).page_size(1);
    assert_eq!(shipped().limit(3).all(&db).await.unwrap().len(), 3);
    assert_eq!(shipped().all(&db).await.unwrap().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn limit_zero_sends_no_request() {
    let (db, faults) = support::faulty();
    orders(&db, 3).await;
    let page = Orders::query("u").page_size(1).page(&db).await.unwrap();
    faults.clear_calls();
    assert!(Orders::query("u").limit(0).all(&db).await.unwrap().is_empty());
    let nothing = Orders::query("u").limit(0).start_from(page.next.clone().unwrap()).page(&db).await.unwrap();
    assert_eq!((nothing.items.len(), nothing.next), (0, page.next));
    assert_eq!(Orders::query("u").limit(0).first(&db).await.unwrap(), None);
    assert_eq!(Orders::query("u").limit(0).count(&db).await.unwrap(), 0);
    assert!(faults.calls().is_empty());
    assert_eq!(Orders::query("u").limit(2).first(&db).await.unwrap(), Some(order(0)));
}

#[tokio::test(start_paused = true)]
async fn first_is_the_first_that_meets_the_filter() {
    let (db, faults) = support::faulty();
    orders(&db, 10).await;
    faults.clear_calls();
    let first = Orders::query("u").descending().first(&db).await.unwrap();
    assert_eq!(first, Some(order(9)));
    assert_eq!(bodies(&faults, Operation::Query)[0]["Limit"], 1);
    let first = Orders::query("u").filter(Orders::TOTAL.lt(995)).page_size(2).first(&db).await.unwrap();
    assert_eq!(first, Some(order(6)));
    assert_eq!(Orders::query("nobody").first(&db).await.unwrap(), None);
}

#[tokio::test]
async fn a_first_item_beyond_the_last_page_allowed_is_an_error() {
    let db = support::db().await;
    orders(&db, 5).await;
    let query = || Orders::query("u").filter(Orders::TOTAL.eq(996_u64)).page_size(1);
    let error = query().max_pages(3).first(&db).await.unwrap_err();
    assert_eq!(error.kind(), dkmio::ErrorKind::PageLimit);
    assert_eq!(query().max_pages(5).first(&db).await.unwrap(), Some(order(4)));
}

#[tokio::test(start_paused = true)]
async fn a_page_is_one_request_and_tells_what_it_cost() {
    let (db, faults) = support::faulty();
    orders(&db, 10).await;
    faults.clear_calls();
    let query = || Orders::query("u").filter(Orders::STATUS.eq(Status::Shipped)).page_size(4);
    let page = query().meter(&CapacityMeter::new()).page(&db).await.unwrap();
    assert_eq!((page.items.len(), page.count, page.scanned_count), (2, 2, 4));
    assert!(page.next.is_some());
    assert!(page.capacity.unwrap().total > 0.0);
    assert_eq!(faults.calls().len(), 1);
    assert!(query().page(&db).await.unwrap().capacity.is_none());
}

#[tokio::test]
async fn the_counts_of_all_pages_add_up_to_the_items() {
    let db = support::db().await;
    orders(&db, 10).await;
    for (page_size, limit) in [(3, 2), (100, 4), (1, 3), (4, 10), (10, 7)] {
        let query = || Orders::query("u").filter(Orders::TOTAL.gt(0)).page_size(page_size).limit(limit);
        let (mut next, mut count) = (None, 0);
        loop {
            let query = next.into_iter().fold(query(), |query, cursor| query.start_from(cursor));
            let page = query.page(&db).await.unwrap();
            assert_eq!((&page).into_iter().count(), page.items.len());
            assert_eq!(page.count, page.items.len(), "pages of {page_size}, limit {limit}");
            count += page.count;
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        assert_eq!(count, 10, "pages of {page_size}, limit {limit}");
        let raw = query().raw_page(&db).await.unwrap();
        assert_eq!(raw.count, raw.len());
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_with_a_limit_sums_what_its_requests_read() {
    let (db, faults) = support::faulty();
    orders(&db, 10).await;
    faults.clear_calls();
    let page = Orders::query("u").filter(Orders::STATUS.eq(Status::Shipped)).page_size(4).limit(3);
    let page = page.meter(&CapacityMeter::new()).page(&db).await.unwrap();
    assert_eq!((page.items.len(), page.count, page.scanned_count), (3, 3, 8));
    let one = Orders::query("u").page_size(4).meter(&CapacityMeter::new()).page(&db).await.unwrap();
    let (sum, one) = (page.capacity.unwrap().total, one.capacity.unwrap().total);
    assert!((sum - 2.0 * one).abs() < 1e-9, "{sum} is not twice {one}");
}

#[tokio::test]
async fn capacity_is_summed_over_all_pages() {
    let db = support::db().await;
    orders(&db, 10).await;
    let meter = CapacityMeter::new();
    let all = Orders::query("u").page_size(2).meter(&meter).all(&db).await.unwrap();
    let sum = meter.take();
    let page = Orders::query("u").page_size(2).meter(&meter).page(&db).await.unwrap();
    assert_eq!(all.len(), 10);
    assert_eq!(page.capacity, Some(meter.capacity()));
    assert!(sum.total >= 5.0 * page.capacity.unwrap().total);
    // One meter sums over reads of every kind.
    let one = meter.take();
    for _ in 0..2 {
        Orders::query("u").page_size(2).meter(&meter).first(&db).await.unwrap();
    }
    Orders::scan().segments(2).meter(&meter).all(&db).await.unwrap();
    assert!(meter.capacity().total >= 3.0 * one.total);
}

#[tokio::test(start_paused = true)]
async fn a_limit_sizes_no_page_where_something_is_filtered() {
    let (db, faults) = support::faulty();
    orders(&db, 6).await;
    let limit_sent = async |query: dkmio::Query<Orders>| {
        faults.clear_calls();
        assert_eq!(query.limit(2).all(&db).await.unwrap().len(), 2);
        bodies(&faults, Operation::Query)[0]["Limit"].as_u64()
    };
    assert_eq!(limit_sent(Orders::query("u")).await, Some(2));
    assert_eq!(limit_sent(Orders::query("u").live()).await, None);
    assert_eq!(limit_sent(Orders::query("u").filter(Orders::TOTAL.gt(1))).await, None);
    assert_eq!(limit_sent(Orders::query("u").live().page_size(5)).await, Some(5));
}

#[tokio::test(start_paused = true)]
async fn every_page_of_a_consistent_read_is_consistent() {
    let (db, faults) = support::faulty();
    orders(&db, 5).await;
    faults.clear_calls();
    assert_eq!(Orders::query("u").consistent().page_size(2).all(&db).await.unwrap().len(), 5);
    assert_eq!(Orders::scan().consistent().page_size(2).count(&db).await.unwrap(), 5);
    assert_eq!(Orders::scan().segments(2).consistent().page_size(2).all(&db).await.unwrap().len(), 5);
    let sent: Vec<_> = faults.calls().iter().map(|call| call.request().body()["ConsistentRead"].clone()).collect();
    assert!(sent.len() > 7 && sent.iter().all(|consistent| *consistent == true), "{sent:?}");
}

#[tokio::test(start_paused = true)]
async fn numbers_of_any_type_are_limits_and_negative_ones_are_refused() {
    let (db, faults) = support::faulty();
    orders(&db, 4).await;
    let got = Orders::query("u").limit(3_u8).page_size(2_i64).max_pages(2_u32).all(&db).await.unwrap();
    assert_eq!(got.len(), 3);
    faults.clear_calls();
    for query in [Orders::query("u").limit(-1), Orders::query("u").page_size(-1), Orders::query("u").page_size(0)] {
        assert!(query.all(&db).await.unwrap_err().is_validation());
    }
    // A number that is too large is not called negative.
    let error = Orders::query("u").limit(u128::MAX).all(&db).await.unwrap_err();
    assert!(error.to_string().contains("`limit` must be from 0 to "), "{error}");
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn a_page_whose_limit_is_the_number_of_all_items_is_the_last() {
    let db = support::db().await;
    orders(&db, 7).await;
    let query = || Orders::query("u").filter(Orders::TOTAL.gt(0));
    for (limit, is_last) in [(6, false), (7, true), (8, true)] {
        let page = query().limit(limit).page(&db).await.unwrap();
        assert_eq!((page.items.len(), page.next.is_none()), (limit.min(7), is_last), "{limit}");
        let raw = query().limit(limit).raw_page(&db).await.unwrap();
        assert_eq!((raw.len(), raw.next.is_none()), (limit.min(7), is_last), "{limit}");
    }
}
