//! Updates made from an item.

use std::collections::BTreeSet;

use dkmio::{DynamoDb, DynamoTable, ErrorKind, Item, TransactWrite, attr};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{stored, with_an_order};
use crate::engine::{db_with, s};
use crate::models::{Orders, Status, Users};
use crate::support::faulty;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "keys")]
struct Keys {
    #[pk]
    one: String,
    #[sk]
    two: u8,
}

async fn free_form(db: &DynamoDb) -> Item {
    Orders::get(("usr_1", "ord_1")).free_form().consistent().send(db).await.expect("a read").expect("an item")
}

async fn sent(user: &Users) -> Value {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], "{}");
    user.upsert().send(&db).await.expect("a response");
    faults.calls()[0].request().body().clone()
}

#[tokio::test]
async fn present_attributes_are_set_and_absent_ones_removed() {
    let user = Users { user_id: "u".to_owned(), email: None, name: "Ann".to_owned(), age: Some(7) };
    assert_eq!(
        sent(&user).await,
        json!({
            "TableName": "users",
            "Key": { "user_id": { "S": "u" } },
            "UpdateExpression": "SET #n0 = :v0, #n1 = :v1 REMOVE #n2",
            "ExpressionAttributeNames": { "#n0": "name", "#n1": "age", "#n2": "email" },
            "ExpressionAttributeValues": { ":v0": { "S": "Ann" }, ":v1": { "N": "7" } },
        })
    );
}

#[tokio::test]
async fn attributes_of_a_flattened_field_are_set_in_the_order_of_their_names() {
    let names = ["g", "c", "a", "h", "e", "b", "f", "d"];
    let extra: Item = names.iter().map(|name| ((*name).to_owned(), s("x"))).collect();
    let order = Orders { extra, ..Orders::sample("usr_1", "ord_1") };
    let explained = order.upsert().explain().expect("an upsert").to_string();
    let mut sorted = names;
    sorted.sort_unstable();
    let actions: Vec<_> = sorted.iter().map(|name| format!(r#"{name} = {{"S":"x"}}"#)).collect();
    assert!(explained.contains(&actions.join(", ")), "{explained}");
}

#[tokio::test]
async fn what_the_struct_does_not_declare_is_kept() {
    let (db, order) = with_an_order().await;
    let update = Orders::update(("usr_1", "ord_1")).set(Orders::REGION, "EU".to_owned());
    update.set(attr("seen"), "yes").set(attr("note"), "old").send(&db).await.expect("an update");
    let extra = Item::new().with("note", "new").expect("a value");
    let tags = BTreeSet::from(["red".to_owned()]);
    let new = Orders { status: Status::Shipped, tags, extra, ..order };
    new.upsert().send(&db).await.expect("an upsert");
    let item = free_form(&db).await;
    assert_eq!(item.get("seen"), Some(&s("yes")));
    let read = stored(&db).await;
    assert_eq!(read.region, None);
    assert_eq!(read.extra.read::<String>("note").expect("text").as_deref(), Some("new"));
    assert_eq!(Orders { extra: new.extra.clone(), ..read }, new);

    Orders { tags: BTreeSet::new(), ..new }.upsert().send(&db).await.expect("an upsert");
    assert!(free_form(&db).await.get("tags").is_none());
}

#[tokio::test]
async fn an_upsert_creates_the_item() {
    let db = db_with::<Orders>().await;
    let order = Orders::sample("usr_1", "ord_1");
    let new = order.upsert().return_new().send(&db).await.expect("an upsert");
    assert_eq!(new, order);
    assert_eq!(stored(&db).await, order);
    let keys = Keys { one: "a".to_owned(), two: 1 };
    Keys::create_table().send(&db).await.expect("a table");
    keys.upsert().send(&db).await.expect("an upsert");
    keys.upsert().if_exists().send(&db).await.expect("an upsert");
    assert_eq!(Keys::get(("a", 1)).send(&db).await.expect("a read"), Some(keys));
}

#[tokio::test]
async fn an_upsert_takes_conditions_and_stands_in_transactions() {
    let (db, order) = with_an_order().await;
    let new = Orders { total: 7, ..order.clone() };
    let error = new.upsert().condition(Orders::TOTAL.eq(8)).send(&db).await.expect_err("another total");
    assert_eq!(error.old_item::<Orders>().expect("an order"), Some(order.clone()));
    let old = new.upsert().condition(Orders::TOTAL.eq(100)).return_old().send(&db).await.expect("an upsert");
    assert_eq!(old, Some(order.clone()));
    TransactWrite::new().update(order.upsert().if_exists()).send(&db).await.expect("a transaction");
    assert_eq!(stored(&db).await, order);
    let explained = order.upsert().explain().expect("an upsert").to_string();
    assert!(explained.contains("REMOVE region"), "{explained}");
}

#[tokio::test]
async fn an_upsert_checks_what_a_put_checks() {
    let db = db_with::<Orders>().await;
    let order = Orders::sample("usr_1", "ord_1");
    let no_key = Orders { order_id: String::new(), ..order.clone() };
    assert_eq!(no_key.upsert().send(&db).await.expect_err("an empty key").kind(), ErrorKind::InvalidKey);
    let no_region = Orders { region: Some(String::new()), ..order.clone() };
    assert_eq!(no_region.upsert().send(&db).await.expect_err("an empty index key").kind(), ErrorKind::InvalidKey);
    let large = Orders { history: vec!["x".repeat(100_000); 5], ..order.clone() };
    assert_eq!(large.upsert().send(&db).await.expect_err("500 KB").kind(), ErrorKind::ItemTooLarge);
    // Each attribute alone is small enough.
    let long = Some("x".repeat(250_000));
    let large = Orders { shop: None, description: long.clone(), history: long.into_iter().collect(), ..order };
    assert_eq!(large.upsert().send(&db).await.expect_err("500 KB").kind(), ErrorKind::ItemTooLarge);
}

#[tokio::test]
async fn an_action_on_an_attribute_of_the_struct_is_refused() {
    let (db, order) = with_an_order().await;
    let error = order.upsert().increment(Orders::TOTAL, 1).send(&db).await.expect_err("two actions");
    assert!(error.to_string().contains("`total` is named twice"), "{error}");
    order.upsert().increment(attr("written"), 1).send(&db).await.expect("an update");
    assert_eq!(free_form(&db).await.read::<u8>("written").expect("a number"), Some(1));
}
