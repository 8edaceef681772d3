//! Pages whose items are borrowed from.

use std::borrow::Cow;

use dkmio::{DynamoTable, ErrorKind};
use dkmio_embedded::Operation;
use serde::Deserialize;

use super::table::orders;
use crate::models::Orders;
use crate::support::{db, faulty};

#[derive(Debug, PartialEq, Deserialize)]
struct OrderRef<'p> {
    order_id: &'p str,
    created_at: Cow<'p, str>,
    total: u64,
    region: Option<&'p str>,
}

/// Whether a text is a part of another, not a copy.
fn is_within(part: &str, whole: &str) -> bool {
    let (part, whole) = (part.as_bytes().as_ptr_range(), whole.as_bytes().as_ptr_range());
    whole.start <= part.start && part.end <= whole.end
}

#[tokio::test]
async fn items_are_borrowed_from_the_page() {
    let db = db().await;
    orders(&db, 5).await;
    let page = Orders::query("u").raw_page(&db).await.unwrap();
    assert_eq!((page.len(), page.count, page.scanned_count, page.is_empty()), (5, 5, 5, false));
    assert!(page.next.is_none());
    let borrowed = page.items_borrowed::<OrderRef<'_>>().unwrap();
    let owned = Orders::query("u").all(&db).await.unwrap();
    assert_eq!(borrowed.len(), owned.len());
    for (borrowed, owned) in borrowed.iter().zip(&owned) {
        assert_eq!((borrowed.order_id, borrowed.total), (owned.order_id.as_str(), owned.total));
        assert_eq!((&*borrowed.created_at, borrowed.region), (owned.created_at.as_str(), owned.region.as_deref()));
    }
    // The same page can be read twice, and into an owned type.
    assert_eq!(page.items_borrowed::<Orders>().unwrap(), owned);
    // What lies side by side in memory was not copied.
    let first = borrowed[0].order_id;
    let text = page.items_borrowed::<OrderRef<'_>>().unwrap()[0].order_id;
    assert!(is_within(first, text) && is_within(text, first));
}

#[tokio::test]
async fn a_limit_cuts_the_page_and_its_cursor_continues() {
    let db = db().await;
    orders(&db, 7).await;
    let page = Orders::query("u").page_size(2).limit(5).raw_page(&db).await.unwrap();
    let first: Vec<String> =
        page.items_borrowed::<OrderRef<'_>>().unwrap().iter().map(|order| order.order_id.to_owned()).collect();
    assert_eq!(first.len(), 5);
    let rest = Orders::query("u").start_from(page.next.unwrap()).all(&db).await.unwrap();
    let all = Orders::query("u").all(&db).await.unwrap();
    let both: Vec<String> = first.into_iter().chain(rest.into_iter().map(|order| order.order_id)).collect();
    assert_eq!(both, all.into_iter().map(|order| order.order_id).collect::<Vec<_>>());
    let metered = Orders::query("u").meter(&dkmio::CapacityMeter::new()).raw_page(&db).await.unwrap();
    assert!(metered.capacity.is_some_and(|capacity| capacity.total > 0.0));
}

#[tokio::test(start_paused = true)]
async fn escaped_strings_are_set_aside_and_borrowed_from_there() {
    let (db, faults) = faulty();
    let item = |id: &str| {
        format!(
            r#"{{"order_id":{{"S":"{id}"}},"created_at":{{"S":"a\"b"}},"total":{{"N":"1"}},"region":{{"S":"\u00e9"}}}}"#
        )
    };
    let body = format!(r#"{{"Items":[{},{}],"Count":2,"ScannedCount":2}}"#, item("1"), item(r"\n"));
    faults.on(Operation::Query).always().respond(200, [("x", "y"); 0], body);
    let page = Orders::query("u").raw_page(&db).await.unwrap();
    let want = |order_id| OrderRef { order_id, created_at: Cow::Borrowed("a\"b"), total: 1, region: Some("é") };
    assert_eq!(page.items_borrowed::<OrderRef<'_>>().unwrap(), [want("1"), want("\n")]);
}

#[tokio::test(start_paused = true)]
async fn an_item_that_does_not_fit_is_named() {
    let (db, faults) = faulty();
    let body = r#"{"Items":[{"order_id":{"S":"1"},"created_at":{"S":"x"},"total":{"N":"1"}},
        {"order_id":{"S":"2"},"created_at":{"S":"x"},"total":{"S":"secret"}}],"Count":2,"ScannedCount":2}"#;
    faults.on(Operation::Query).always().respond(200, [("x", "y"); 0], body);
    let page = Orders::query("u").raw_page(&db).await.unwrap();
    let error = page.items_borrowed::<OrderRef<'_>>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("orders[1].total: expected a number, found a string"), "{error}");
    assert!(!format!("{error:?}{page:?}").contains("secret"));
    assert_eq!(faults.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_item_that_does_not_fit_is_counted_over_all_responses_of_the_page() {
    let (db, faults) = faulty();
    let item = |id: u32, total: &str| {
        let key = format!(r#""user_id":{{"S":"u"}},"order_id":{{"S":"{id}"}}"#);
        (format!(r#"{{{key},"created_at":{{"S":"x"}},"total":{total}}}"#), format!("{{{key}}}"))
    };
    for ids in [[1, 2], [3, 4]] {
        let [(one, _), (other, key)] = ids.map(|id| item(id, if id == 4 { r#"{"S":"x"}"# } else { r#"{"N":"1"}"# }));
        let body = format!(r#"{{"Items":[{one},{other}],"Count":2,"ScannedCount":2,"LastEvaluatedKey":{key}}}"#);
        faults.on(Operation::Query).respond(200, [("x", "y"); 0], body);
    }
    let page = Orders::query("u").limit(4).raw_page(&db).await.unwrap();
    let error = page.items_borrowed::<OrderRef<'_>>().unwrap_err();
    assert!(error.to_string().contains("orders[3].total"), "{error}");
    assert_eq!((page.len(), page.is_empty(), faults.calls().len()), (4, false, 2));
    let empty = Orders::query("u").limit(0).raw_page(&db).await.unwrap();
    assert_eq!((empty.len(), empty.is_empty()), (0, true));
}

#[tokio::test]
async fn a_limit_that_is_reached_within_a_response_ends_the_page_there() {
    let db = db().await;
    let all = orders(&db, 7).await;
    // With a filter a response may have more items than are wanted.
    let page = Orders::query("u").filter(Orders::TOTAL.gt(0)).limit(2).raw_page(&db).await.unwrap();
    assert_eq!(page.items_borrowed::<Orders>().unwrap(), all[..2]);
    let rest = Orders::query("u").start_from(page.next.unwrap()).all(&db).await.unwrap();
    assert_eq!(rest, all[2..]);
}
