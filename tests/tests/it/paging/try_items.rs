//! Items that cannot be decoded: as values with `try_items`, and as errors that know their key without it.

use dkmio::{CapacityMeter, DynamoTable, Item};
use dkmio_embedded::Operation;
use futures::TryStreamExt;

use super::table::{bodies, create, ids, order, orders};
use crate::models::{Orders, OrdersKey, Status};
use crate::support;

/// Orders of which those with these numbers have a total below zero, which the struct cannot hold.
async fn with_invalid(count: u64, invalid: &[u64]) -> (dkmio::DynamoDb, dkmio_embedded::Faults) {
    let (db, faults) = support::faulty();
    orders(&db, count).await;
    for number in invalid {
        let key = ("u", format!("o{number:02}"));
        Orders::update(key).set(dkmio::attr("items[0].qty"), -1).send(&db).await.unwrap();
    }
    faults.clear_calls();
    (db, faults)
}

fn key_of(item: &Item) -> (String, String) {
    let text = |name| item.read::<String>(name).unwrap().unwrap();
    (text("user_id"), text("order_id"))
}

#[tokio::test]
async fn one_invalid_item_ends_nothing() {
    let (db, _) = with_invalid(6, &[1, 4]).await;
    let query = || Orders::query("u").page_size(2).try_items();
    let got = query().all(&db).await.unwrap();
    assert_eq!(got.len(), 6);
    let valid: Vec<_> = got.iter().filter_map(|item| item.as_ref().ok()).cloned().collect();
    assert_eq!(ids(&valid), ["o00", "o02", "o03", "o05"]);
    let invalid: Vec<_> = got.iter().filter_map(|item| item.as_ref().err()).collect();
    assert_eq!(
        invalid.iter().map(|invalid| key_of(invalid.key())).map(|key| key.1).collect::<Vec<_>>(),
        ["o01", "o04"]
    );
    assert_eq!(invalid[0].key().len(), 2);
    assert_eq!(invalid[0].item().read::<u64>("total").unwrap(), Some(999));
    assert!(invalid[0].error().is_decode());
    let text = format!("{} {:?}", invalid[0], invalid[0]);
    assert!(text.contains("items[0].qty") && !text.contains("o01"), "{text}");
    let streamed: Vec<_> = query().stream(&db).try_collect().await.unwrap();
    assert_eq!(streamed.iter().filter(|item| item.is_err()).count(), 2);
    let scanned = Orders::scan().segments(3).try_items().all(&db).await.unwrap();
    assert_eq!((scanned.len(), scanned.iter().filter(|item| item.is_err()).count()), (6, 2));
    let first = Orders::query("u").sk_gte("o01").try_items().first(&db).await.unwrap().unwrap();
    assert!(first.is_err());
    assert_eq!(Orders::query("u").try_items().count(&db).await.unwrap(), 6);
}

#[tokio::test]
async fn a_page_with_an_invalid_item_can_be_passed() {
    let (db, _) = with_invalid(7, &[1, 2, 6]).await;
    let (mut next, mut seen, mut invalid) = (None, 0, 0);
    loop {
        let query = Orders::query("u").filter(Orders::TOTAL.gt(0)).page_size(5).limit(2).try_items();
        let page = next.into_iter().fold(query, |query, cursor| query.start_from(cursor)).page(&db).await.unwrap();
        assert_eq!(page.count, page.items.len());
        seen += page.items.len();
        invalid += page.items.iter().filter(|item| item.is_err()).count();
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!((seen, invalid), (7, 3));
    let mut stream = Orders::query("u").page_size(2).try_items().stream(&db);
    for _ in 0..2 {
        stream.try_next().await.unwrap().unwrap().ok();
    }
    let rest = Orders::query("u").start_from(stream.cursor().unwrap().unwrap()).try_items().all(&db).await.unwrap();
    assert_eq!(rest.len(), 5);
}

#[tokio::test(start_paused = true)]
async fn every_shape_can_be_tried() {
    let (db, faults) = with_invalid(3, &[1]).await;
    let selected = Orders::query("u").select((Orders::TOTAL, Orders::ITEMS)).try_items().all(&db).await.unwrap();
    assert_eq!(selected[0].as_ref().unwrap().0, 1000);
    let invalid = selected[1].as_ref().unwrap_err();
    assert_eq!(key_of(invalid.key()), ("u".to_owned(), "o01".to_owned()));
    let names = bodies(&faults, Operation::Query)[0]["ExpressionAttributeNames"].as_object().unwrap().len();
    assert_eq!(names, 4);
    let of_index = Orders::by_amount().query("u").try_items().all(&db).await.unwrap();
    // The key of an entry of an index is that of the index and that of the table.
    let invalid = of_index.iter().find_map(|item| item.as_ref().err()).unwrap();
    assert_eq!((invalid.key().len(), invalid.key().read::<u64>("total").unwrap()), (3, Some(999)));
    assert!(Orders::by_status().query(Status::Pending).try_items().all(&db).await.unwrap().iter().all(Result::is_ok));
    assert!(Orders::query("u").free_form().try_items().all(&db).await.unwrap().iter().all(Result::is_ok));
}

#[tokio::test]
async fn an_error_knows_the_key_of_its_item_and_does_not_show_it() {
    let (db, _) = with_invalid(4, &[2]).await;
    let all = Orders::query("u").page_size(1).all(&db).await.unwrap_err();
    let page = Orders::query("u").page(&db).await.unwrap_err();
    let first = Orders::query("u").sk_eq("o02").first(&db).await.unwrap_err();
    let stream = Orders::query("u").stream(&db).try_collect::<Vec<_>>().await.unwrap_err();
    let scan = Orders::scan().segments(2).all(&db).await.unwrap_err();
    for error in [all, page, first, stream, scan] {
        assert!(error.is_decode());
        let key = error.item_key().expect("a key");
        assert_eq!((key.len(), key_of(key)), (2, ("u".to_owned(), "o02".to_owned())));
        assert!(!format!("{error} {error:?}").contains("o02"), "{error:?}");
    }
    let index = Orders::by_amount().query("u").all(&db).await.unwrap_err();
    assert_eq!(index.item_key().unwrap().len(), 3);
    let missing = Orders::query("").all(&db).await.unwrap_err();
    assert!(missing.item_key().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_malformed_response_is_an_error_with_and_without_try_items() {
    let (db, faults) = support::faulty();
    create::<Orders>(&db).await;
    for body in
        [r#"{"Items":[{"user_id":{"S":"u"}"#, r#"{"Items":[{"user_id":{"X":"u"}}],"Count":1}"#, r#"{"Items":[7]}"#]
    {
        faults.on(Operation::Query).always().respond(200, Vec::<(String, String)>::new(), body);
        assert!(Orders::query("u").try_items().all(&db).await.is_err(), "{body}");
        faults.clear_rules();
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_of_another_table_by_name_is_one_throughout() {
    let (db, faults) = support::faulty();
    let other = db.clone().with_table_name::<Orders>("orders-2026");
    orders(&other, 3).await;
    create::<Orders>(&db).await;
    faults.clear_calls();
    let meter = CapacityMeter::new();
    let query = || Orders::query("u").table_name("orders-2026").meter(&meter);
    assert_eq!(query().all(&db).await.unwrap(), (0..3).map(order).collect::<Vec<_>>());
    assert_eq!(query().count(&db).await.unwrap(), 3);
    let page = query().page_size(1).page(&db).await.unwrap();
    assert_eq!(query().start_from(page.next.clone().unwrap()).all(&db).await.unwrap().len(), 2);
    // A cursor belongs to the table that was read, not to the type.
    assert!(Orders::query("u").start_from(page.next.unwrap()).all(&db).await.is_err());
    assert_eq!(Orders::scan().table_name("orders-2026").segments(2).all(&db).await.unwrap().len(), 3);
    let entries = Orders::by_region().query("EU").table_name("orders-2026");
    let hydrated = entries.hydrate(&db).await.unwrap();
    assert_eq!((hydrated.items.len(), hydrated.missing.len()), (3, 0));
    assert_eq!(Orders::query("u").all(&db).await.unwrap(), []);
    let keys: Vec<OrdersKey> = query().keys().all(&db).await.unwrap();
    assert_eq!(keys.len(), 3);
    assert!(Orders::query("u").table_name("no table").all(&db).await.unwrap_err().is_validation());
}
