//! UpdateItem: its actions.

use std::collections::BTreeSet;

use dkmio::{DynamoTable, attr, attr_name};

use super::{stored, with_an_order};
use crate::engine::{Lacks, db_with, lacks};
use crate::models::{Address, Line, Orders, Status, Users};

const KEY: (&str, &str) = ("usr_1", "ord_1");

#[tokio::test]
async fn set_takes_values_and_other_attributes() {
    let (db, _) = with_an_order().await;
    Orders::update(KEY)
        .set(Orders::STATUS, Status::Shipped)
        .set(Orders::PAID, Orders::TOTAL)
        .set(Orders::REGION, "EU".to_owned())
        .set(Orders::ADDRESS, Address { city: "Lima".to_owned(), zip: None })
        .set(attr("extra_list"), [1, 2, 3])
        .set(attr_name("a.b"), "dotted")
        .send(&db)
        .await
        .expect("update");
    let order = stored(&db).await;
    assert_eq!((order.status, order.paid, order.region.as_deref()), (Status::Shipped, 100, Some("EU")));
    assert_eq!(order.extra.read::<Vec<u8>>("extra_list").expect("a list"), Some(vec![1, 2, 3]));
    assert_eq!(order.extra.read::<String>("a.b").expect("text").as_deref(), Some("dotted"));
    Orders::update(KEY)
        .set(Orders::ADDRESS.dot(Address::CITY), "Cusco")
        .set(Orders::ITEMS.at(0).dot(Line::QTY), 9)
        .send(&db)
        .await
        .expect("update");
    let order = stored(&db).await;
    assert_eq!((order.address.expect("an address").city.as_str(), order.items[0].qty), ("Cusco", 9));
}

#[tokio::test]
async fn set_below_what_is_not_there_is_an_error_and_creates_nothing() {
    let (db, order) = with_an_order().await;
    let error =
        Orders::update(KEY).set(Orders::ADDRESS.dot(Address::CITY), "Lima").send(&db).await.expect_err("no address");
    assert!(error.is_validation(), "{error}");
    assert_eq!(stored(&db).await, order);
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_path_names_the_paths_whose_parents_may_be_missing() {
    let (db, faults) = crate::support::faulty();
    let message = "The document path provided in the update expression is invalid for update";
    faults.on_any().always().error(400, "ValidationException", message);
    let update = || Orders::update(KEY).set(Orders::TOTAL, 1);
    let error = update().remove(Orders::ITEMS.at(3)).set(Orders::ADDRESS.dot(Address::CITY), "Lima").send(&db).await;
    let text = error.expect_err("a missing parent").to_string();
    assert!(text.contains("what contains `address.city` or `items[3]` has to exist"), "{text}");
    let text = update().send(&db).await.expect_err("no parent").to_string();
    assert!(text.contains(message) && !text.contains("has to exist"), "{text}");
}

#[tokio::test]
async fn set_if_not_exists_keeps_what_is_there() {
    let (db, _) = with_an_order().await;
    for region in ["EU", "US"] {
        let update = Orders::update(KEY).set_if_not_exists(Orders::REGION, region.to_owned());
        update.set_if_not_exists(Orders::TOTAL, 5).send(&db).await.expect("update");
    }
    let order = stored(&db).await;
    assert_eq!((order.region.as_deref(), order.total), (Some("EU"), 100));
}

#[tokio::test]
async fn counters_count_from_zero_if_absent() {
    let (db, _) = with_an_order().await;
    for _ in 0..2 {
        Orders::update(KEY)
            .increment(Orders::ITEMS_COUNT, 2)
            .increment(attr("seen"), 5)
            .decrement(attr("left"), 3)
            .add(Orders::VERSION, 1)
            .add(attr("votes"), 10)
            .send(&db)
            .await
            .expect("update");
    }
    let order = stored(&db).await;
    assert_eq!((order.items_count, order.version), (5, 2));
    let read = |name| order.extra.read::<i64>(name).expect("a number");
    assert_eq!((read("seen"), read("left"), read("votes")), (Some(10), Some(-6), Some(20)));
}

#[tokio::test]
async fn lists_are_created_and_grow_at_both_ends() {
    let (db, _) = with_an_order().await;
    Orders::update(KEY).append(attr("log"), ["a"]).send(&db).await.expect("creates");
    Orders::update(KEY)
        .append(attr("log"), ["b", "c"])
        .append(Orders::HISTORY, ["paid"])
        .prepend(Orders::ITEMS, [Line { sku: "sku-0".to_owned(), qty: 0 }])
        .send(&db)
        .await
        .expect("update");
    Orders::update(KEY).prepend(attr("log"), ["z"]).send(&db).await.expect("update");
    let order = stored(&db).await;
    assert_eq!(order.extra.read::<Vec<String>>("log").expect("a list").expect("there"), ["z", "a", "b", "c"]);
    assert_eq!(order.history, ["paid"]);
    assert_eq!(order.items.iter().map(|line| line.sku.as_str()).collect::<Vec<_>>(), ["sku-0", "sku-1"]);
}

#[tokio::test]
async fn sets_gain_and_lose_members_and_vanish_with_the_last() {
    let (db, _) = with_an_order().await;
    Orders::update(KEY).add(Orders::TAGS, ["a", "b"]).send(&db).await.expect("creates");
    Orders::update(KEY).add(Orders::TAGS, ["b", "c"]).send(&db).await.expect("adds");
    Orders::update(KEY).delete(Orders::TAGS, ["a", "zzz"]).send(&db).await.expect("deletes");
    assert_eq!(stored(&db).await.tags, BTreeSet::from(["b".to_owned(), "c".to_owned()]));
    Orders::update(KEY).delete(Orders::TAGS, ["b", "c"]).send(&db).await.expect("deletes");
    assert_eq!(stored(&db).await.tags, BTreeSet::new());
    let raw = Orders::get(KEY).free_form().send(&db).await.expect("get").expect("an item");
    assert!(!raw.contains_key("tags"));
}

#[tokio::test]
async fn setting_an_empty_set_removes_the_attribute() {
    let (db, _) = with_an_order().await;
    Orders::update(KEY).set(Orders::TAGS, BTreeSet::from(["a".to_owned()])).send(&db).await.expect("sets");
    assert_eq!(stored(&db).await.tags.len(), 1);
    Orders::update(KEY).set(Orders::TAGS, BTreeSet::new()).send(&db).await.expect("empties");
    assert!(stored(&db).await.tags.is_empty());
}

#[tokio::test]
async fn actions_with_empty_collections_change_nothing() {
    let (db, order) = with_an_order().await;
    let none: [&str; 0] = [];
    let update = Orders::update(KEY).add(Orders::TAGS, none).delete(Orders::TAGS, none).append(Orders::HISTORY, none);
    update.set(Orders::TOTAL, 1).send(&db).await.expect("update");
    assert_eq!(stored(&db).await, Orders { total: 1, ..order });
}

#[tokio::test]
async fn remove_takes_attributes_entries_and_elements() {
    let db = db_with::<Orders>().await;
    let mut order = Orders::sample("usr_1", "ord_1");
    order.region = Some("EU".to_owned());
    order.address = Some(Address { city: "Lima".to_owned(), zip: Some("15001".to_owned()) });
    order.items = (0..3).map(|qty| Line { sku: "s".to_owned(), qty }).collect();
    order.put().send(&db).await.expect("put");
    Orders::update(KEY)
        .remove(Orders::REGION)
        .remove(Orders::ADDRESS.dot(Address::ZIP))
        .remove(Orders::ITEMS.at(1))
        .remove(attr("never"))
        .set_or_remove(Orders::DESCRIPTION, Some("new".to_owned()))
        .set_or_remove(Orders::SHOP, None::<String>)
        .send(&db)
        .await
        .expect("update");
    let order = stored(&db).await;
    assert_eq!((order.region, order.address.expect("an address").zip, order.shop), (None, None, None));
    assert_eq!(order.items.iter().map(|line| line.qty).collect::<Vec<_>>(), [0, 2]);
    assert_eq!(order.description.as_deref(), Some("new"));
}

#[tokio::test]
async fn removing_below_what_is_not_there_is_an_error() {
    if lacks(Lacks::RemoveBelowMissing) {
        return;
    }
    let (db, order) = with_an_order().await;
    let error = Orders::update(KEY).remove(attr("never.was")).send(&db).await.expect_err("`never` is not there");
    assert!(error.is_validation());
    assert_eq!(stored(&db).await, order);
}

#[tokio::test]
async fn an_update_creates_what_is_not_there_unless_told_otherwise() {
    let db = db_with::<Users>().await;
    let error = Users::update("u1").set(Users::NAME, "Ann").if_exists().send(&db).await.expect_err("not there");
    assert!(error.is_condition_failed() && error.old_item_free_form().is_none());
    let user: Users = Users::update("u1").set(Users::NAME, "Ann").return_new().send(&db).await.expect("creates");
    assert_eq!((user.user_id.as_str(), user.name.as_str()), ("u1", "Ann"));
    Users::update("u1").set(Users::AGE, 7).if_exists().send(&db).await.expect("there");
    let error = Users::update("u1").set(Users::AGE, 8).if_not_exists().send(&db).await.expect_err("there");
    assert_eq!(error.old_item::<Users>().expect("a user").expect("there").age, Some(7));
}

#[tokio::test]
async fn a_condition_that_fails_gives_the_old_item_and_changes_nothing() {
    let (db, order) = with_an_order().await;
    let open = Orders::STATUS.eq(Status::Draft) | Orders::STATUS.eq(Status::Shipped);
    let update = Orders::update(KEY).set(Orders::TOTAL, 1).condition(open).condition(Orders::TOTAL.gt(0));
    let error = update.send(&db).await.expect_err("it is pending");
    assert_eq!(error.old_item::<Orders>().expect("an order"), Some(order.clone()));
    assert_eq!(stored(&db).await, order);
}

#[tokio::test]
async fn none_among_appended_elements_is_null() {
    let db = db_with::<Orders>().await;
    let (none, log) = (None::<u8>, || attr("log"));
    Orders::update(KEY).append(log(), [none, Some(2)]).send(&db).await.expect("creates");
    Orders::update(KEY).prepend(log(), [Some(1), none]).send(&db).await.expect("puts before");
    Orders::update(KEY).append(log(), vec![none]).send(&db).await.expect("one absent element is an element");
    let item = Orders::get(KEY).free_form().send(&db).await.expect("read").expect("stored");
    assert_eq!(item.read::<Vec<Option<u8>>>("log").expect("a list"), Some(vec![Some(1), None, None, Some(2), None]));
}

#[tokio::test]
async fn an_absent_value_set_in_a_list_is_null_and_moves_no_element() {
    /// A newtype whose value may be absent.
    #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Mark(Option<u32>);

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize, DynamoTable)]
    #[dynamo(table = "sheets")]
    struct Sheet {
        #[pk]
        id: String,
        marks: Vec<Mark>,
    }

    let db = db_with::<Sheet>().await;
    let sheet = |marks: [Option<u32>; 3]| Sheet { id: "a".to_owned(), marks: marks.map(Mark).into() };
    sheet([Some(1), Some(2), Some(3)]).put().send(&db).await.expect("put");
    let update = Sheet::update("a").set(Sheet::MARKS.at(1), Mark(None)).return_new();
    assert_eq!(update.send(&db).await.expect("update"), sheet([Some(1), None, Some(3)]));
    let empty = dkmio::Set(Vec::<String>::new());
    let update = Sheet::update("a").set(attr("marks[0]"), empty).return_new();
    assert_eq!(update.send(&db).await.expect("update"), sheet([None, None, Some(3)]));
    let update = Sheet::update("a").remove(Sheet::MARKS.at(0)).return_new();
    assert_eq!(update.send(&db).await.expect("update").marks, [Mark(None), Mark(Some(3))]);
}
