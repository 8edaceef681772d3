//! UpdateItem: what it returns.

use dkmio::{DynamoTable, Item};

use super::with_an_order;
use crate::engine::{db_with, n, s};
use crate::models::{Address, Orders, Users};

const KEY: (&str, &str) = ("usr_1", "ord_1");

fn names(item: &Item) -> Vec<String> {
    let mut names: Vec<_> = item.keys().cloned().collect();
    names.sort();
    names
}

#[tokio::test]
async fn the_whole_item_as_it_is_or_was() {
    let (db, order) = with_an_order().await;
    let update = || Orders::update(KEY).increment(Orders::TOTAL, 1);
    let new: Orders = update().return_new().send(&db).await.expect("update");
    assert_eq!(new, Orders { total: 101, ..order.clone() });
    let old: Option<Orders> = update().return_old().send(&db).await.expect("update");
    assert_eq!(old, Some(Orders { total: 101, ..order.clone() }));
    let new: Item = update().return_new_free_form().send(&db).await.expect("update");
    assert_eq!(new.get("total"), Some(&n("103")));
    let old: Option<Item> = update().return_old_free_form().send(&db).await.expect("update");
    assert_eq!(old.expect("an item").get("total"), Some(&n("103")));
    let () = update().send(&db).await.expect("update");
}

#[tokio::test]
async fn only_what_changed() {
    let (db, mut order) = with_an_order().await;
    order.address = Some(Address { city: "Lima".to_owned(), zip: Some("15001".to_owned()) });
    order.put().send(&db).await.expect("put");
    let update =
        || Orders::update(KEY).set(Orders::REGION, "EU".to_owned()).set(Orders::ADDRESS.dot(Address::CITY), "Cusco");
    let old = update().return_updated_old().send(&db).await.expect("update");
    assert_eq!(names(&old), ["address"], "the region was not there");
    let new = update().return_updated_new().send(&db).await.expect("update");
    assert_eq!(names(&new), ["address", "region"]);
    assert_eq!(new.get("region"), Some(&s("EU")));
    let removed = Orders::update(KEY).remove(Orders::REGION).return_updated_new().send(&db).await.expect("update");
    assert_eq!(names(&removed), [""; 0]);
}

#[tokio::test]
async fn an_update_that_creates_returns_no_old_item() {
    let db = db_with::<Users>().await;
    let old = Users::update("u1").set(Users::NAME, "Ann").return_old().send(&db).await.expect("update");
    assert_eq!(old, None);
}

#[tokio::test]
async fn a_malformed_response_says_that_the_write_happened() {
    let db = db_with::<Users>().await;
    let error = Users::update("u1").set(Users::AGE, 7).return_new().send(&db).await.expect_err("a user has a name");
    assert!(error.is_decode() && error.maybe_applied());
    assert_eq!(Users::get("u1").free_form().send(&db).await.expect("get").expect("there").get("age"), Some(&n("7")));
}
