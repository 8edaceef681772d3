//! GetItem.

use dkmio::{CapacityMeter, DynamoProjection, DynamoTable};
use serde::Deserialize;

use super::with_an_order;
use crate::engine::{db_with, item, s, store};
use crate::models::{Address, Line, Orders, OrdersKey, Status};
use crate::support::faulty;

#[derive(Debug, PartialEq, Deserialize, DynamoProjection)]
#[dynamo(table = Orders)]
struct Summary {
    total: u64,
    status: Status,
    #[dynamo(attribute = description)]
    descr: Option<String>,
}

#[tokio::test]
async fn what_is_not_there_is_none() {
    let (db, _) = with_an_order().await;
    assert_eq!(Orders::get(("usr_1", "ord_2")).send(&db).await.expect("get"), None);
    assert_eq!(Orders::get(("usr_2", "ord_1")).select(Orders::TOTAL).send(&db).await.expect("get"), None);
}

/// Some emulators return an item without attributes where there is none. DynamoDB does not: each get reads the partition key.
#[tokio::test]
async fn an_item_without_attributes_is_a_missing_one() {
    let (db, faults) = faulty();
    let body = r#"{"Item":{},"ConsumedCapacity":{"TableName":"orders","CapacityUnits":0.5}}"#;
    faults.on_any().always().respond(200, [("x", "y"); 0], body);
    let meter = CapacityMeter::new();
    let get = || Orders::get(("usr_1", "ord_1")).meter(&meter);
    assert_eq!(get().send(&db).await.expect("get"), None);
    assert_eq!(get().free_form().send(&db).await.expect("get"), None);
    assert_eq!(get().select(Orders::ADDRESS).send(&db).await.expect("get"), None);
    assert_eq!(get().select_paths(["note"]).send(&db).await.expect("get"), None);
    assert_eq!(get().live().send(&db).await.expect("get"), None);
    assert!((meter.capacity().total - 2.5).abs() < 1e-9, "{:?}", meter.capacity());
}

#[tokio::test]
async fn a_key_is_taken_in_all_its_forms() {
    let (db, order) = with_an_order().await;
    let key = order.key();
    for get in [
        Orders::get(("usr_1", "ord_1")),
        Orders::get(("usr_1".to_owned(), "ord_1".to_owned())),
        Orders::get(&key),
        Orders::get(key.clone()),
        Orders::get(Orders::key_of("usr_1", "ord_1")),
        Orders::get(OrdersKey { user_id: "usr_1".to_owned(), order_id: "ord_1".to_owned() }),
        Orders::get(OrdersKey::from(("usr_1", "ord_1"))),
    ] {
        assert_eq!(get.send(&db).await.expect("get"), Some(order.clone()));
    }
}

#[tokio::test]
async fn a_selection_gives_the_types_of_its_attributes() {
    let db = db_with::<Orders>().await;
    let mut order = Orders::sample("usr_1", "ord_1");
    order.address = Some(Address { city: "Lima".to_owned(), zip: None });
    order.items = (1..=4).map(|qty| Line { sku: format!("sku-{qty}"), qty }).collect();
    order.put().send(&db).await.expect("put");
    let get = || Orders::get(("usr_1", "ord_1"));
    assert_eq!(get().select(Orders::TOTAL).send(&db).await.expect("get"), Some(100));
    let (total, status, region) =
        get().select((Orders::TOTAL, Orders::STATUS, Orders::REGION)).send(&db).await.expect("get").expect("an order");
    assert_eq!((total, status, region), (100, Status::Pending, None));
    let nested = (
        Orders::ADDRESS.dot(Address::CITY),
        Orders::ADDRESS.dot(Address::ZIP),
        Orders::ITEMS.at(3).dot(Line::QTY),
        Orders::ITEMS.at(1).dot(Line::SKU),
        Orders::ITEMS.at(9),
    );
    let (city, zip, fourth, second, tenth) = get().select(nested).send(&db).await.expect("get").expect("an order");
    assert_eq!(city.as_deref(), Some("Lima"));
    assert_eq!(zip, None);
    assert_eq!(fourth, Some(4));
    assert_eq!(second.as_deref(), Some("sku-2"));
    assert_eq!(tenth, None);
}

#[tokio::test]
async fn an_item_without_what_is_selected_is_still_there() {
    let (db, _) = with_an_order().await;
    let get = Orders::get(("usr_1", "ord_1")).select(Orders::ADDRESS);
    assert_eq!(get.send(&db).await.expect("get"), Some(None));
    let get = Orders::get(("usr_1", "ord_1")).select_paths(["nowhere.to.be", "found[3]"]);
    assert_eq!(get.send(&db).await.expect("get"), Some(dkmio::Item::new()));
}

#[tokio::test]
async fn a_partial_struct_is_read_by_stored_names() {
    let db = db_with::<Orders>().await;
    let order = Orders { description: Some("fragile".to_owned()), ..Orders::sample("usr_1", "ord_1") };
    order.put().send(&db).await.expect("put");
    let got = Orders::get(order.key()).select_as::<Summary>().send(&db).await.expect("get");
    assert_eq!(got, Some(Summary { total: 100, status: Status::Pending, descr: Some("fragile".to_owned()) }));
}

#[tokio::test]
async fn paths_and_whole_items_are_free_form() {
    let db = db_with::<Orders>().await;
    let mut order = Orders::sample("usr_1", "ord_1");
    order.extra = order.extra.with("note", "by hand").expect("a value");
    order.put().send(&db).await.expect("put");
    let got = Orders::get(order.key()).select_paths(["total", "note", "items[0].sku"]).send(&db).await.expect("get");
    let got = got.expect("an order");
    let mut names: Vec<_> = got.keys().cloned().collect();
    names.sort();
    assert_eq!(names, ["items", "note", "total"]);
    let whole = Orders::get(order.key()).free_form().send(&db).await.expect("get").expect("an order");
    assert_eq!(whole.decode::<Orders>().expect("an order"), order);
}

#[tokio::test]
async fn an_item_that_does_not_fit_is_an_error_that_says_where() {
    let db = db_with::<Orders>().await;
    let mut other = dkmio::codec::to_item(&Orders::sample("usr_1", "ord_1")).expect("an item");
    other.insert("paid", s("a lot"));
    store::<Orders>(&db, other).await;
    let error = Orders::get(("usr_1", "ord_1")).send(&db).await.expect_err("it is no number");
    assert!(error.is_decode());
    let text = error.to_string();
    assert!(text.contains("orders.paid") && text.contains("GetItem"), "{text}");
    assert!(!text.contains("a lot") && !text.contains("usr_1"), "{text}");
    store::<Orders>(&db, item([("user_id", s("usr_1")), ("order_id", s("ord_2"))])).await;
    assert!(Orders::get(("usr_1", "ord_2")).send(&db).await.expect_err("most of it is missing").is_decode());
}
