//! One item of an entity: put, get, delete, batches and transactions.

use dkmio::{BatchWrite, DynamoTable as _, ErrorKind, TransactGet, TransactWrite, item};

use crate::engine::{s, store};
use crate::models::{App, Order, OrderKey, Tenant, at, line, order, shop, tenant};

const FIRST: (&str, &str) = ("acme", "o1");

#[tokio::test]
async fn an_order_is_read_as_it_was_written() {
    let db = shop().await;
    let (tenant, id) = FIRST;
    let found = Order::get((tenant, at(1), id)).send(&db).await.expect("a read");
    assert_eq!(found, Some(order(tenant, 1, id, 30)));
    assert_eq!(Order::get((tenant, at(2), id)).send(&db).await.expect("a read"), None);
}

#[tokio::test]
async fn an_item_has_its_keys_its_entity_and_the_keys_of_indexes() {
    let db = shop().await;
    let key = order("acme", 1, "o1", 30).key();
    let stored = Order::get(&key).free_form().send(&db).await.expect("a read").expect("an item");
    let text = |name: &str| stored.get(name).and_then(|value| value.as_s().ok()).map(String::as_str);
    assert_eq!(text("PK"), Some("TENANT#acme"));
    assert_eq!(text("SK"), Some("ORDER#2025-01-01T12:00:00.000000000Z#o1"));
    assert_eq!(text("_et"), Some("Order"));
    assert_eq!(text("GSI1PK"), Some("TENANT#acme#Open"));
    assert_eq!(text("GSI1SK"), Some("2025-01-01T12:00:00.000000000Z#o1"));
    assert_eq!(text("GSI2PK"), Some("TENANT#acme"));
    assert_eq!(stored.get("GSI2SK"), Some(&crate::engine::n("30")));
    // `customer` is absent, and so is the key that has it as a part.
    assert_eq!(text("LSI1SK"), None);
    assert_eq!(text("order_id"), Some("o1"));
}

#[tokio::test]
async fn reading_an_item_and_putting_it_back_changes_nothing() {
    let db = shop().await;
    let mut first = order("acme", 1, "o1", 30);
    first.extra.insert("note", s("fragile"));
    first.put().send(&db).await.expect("a put");
    let stored = Order::get(first.key()).free_form().send(&db).await.expect("a read");
    let found = Order::get(first.key()).send(&db).await.expect("a read").expect("an order");
    assert_eq!(found, first);
    found.put().send(&db).await.expect("a put");
    assert_eq!(Order::get(first.key()).free_form().send(&db).await.expect("a read"), stored);
}

#[tokio::test]
async fn derived_attributes_in_a_flattened_item_do_not_count() {
    let db = shop().await;
    let mut first = order("acme", 1, "o1", 30);
    for name in ["PK", "SK", "_et", "GSI1PK"] {
        first.extra.insert(name, s("stale"));
    }
    first.put().send(&db).await.expect("a put");
    let found = Order::get(first.key()).send(&db).await.expect("a read").expect("an order");
    assert_eq!(found, order("acme", 1, "o1", 30));
}

/// Some emulators return an item without attributes where there is none.
#[tokio::test]
async fn an_item_without_attributes_is_of_no_other_entity() {
    let (db, faults) = crate::support::faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], r#"{"Item":{}}"#);
    assert_eq!(Tenant::get("acme").send(&db).await.expect("a read"), None);
    assert_eq!(Tenant::get("acme").select(Tenant::NAME).send(&db).await.expect("a read"), None);
}

#[tokio::test]
async fn a_key_with_the_item_of_another_entity_is_an_error() {
    let db = shop().await;
    let taken =
        item! { "PK" => "TENANT#acme", "SK" => "PROFILE", "_et" => "Impostor", "tenant" => "acme", "name" => "x" }
            .expect("an item");
    store::<App>(&db, taken).await;
    let read = Tenant::get("acme").send(&db).await.expect_err("another entity");
    assert_eq!(read.kind(), ErrorKind::UnexpectedEntity);
    assert!(read.is_unexpected_entity() && !read.is_condition_failed());
    let read = Tenant::batch_get(["acme2", "acme"]).send(&db).await.expect_err("another entity");
    assert_eq!(read.kind(), ErrorKind::UnexpectedEntity);
    let read = TransactGet::new((Tenant::get("acme"),)).send(&db).await.expect_err("another entity");
    assert_eq!(read.kind(), ErrorKind::UnexpectedEntity);
    let read = Tenant::get("acme").select(Tenant::NAME).send(&db).await.expect_err("another entity");
    assert_eq!(read.kind(), ErrorKind::UnexpectedEntity);
    // A write does not check what is under its key, and never returns it as an item of its entity.
    let updated =
        Tenant::patch("acme").set(Tenant::NAME, "y").return_new().send(&db).await.expect_err("another entity");
    let deleted = Tenant::delete("acme").return_old().send(&db).await.expect_err("another entity");
    for write in [updated, deleted] {
        assert_eq!(write.kind(), ErrorKind::UnexpectedEntity);
        assert!(write.is_unexpected_entity() && write.maybe_applied());
    }
    assert_eq!(Tenant::delete("acme").return_old().send(&db).await.expect("a delete"), None);
}

#[tokio::test]
async fn an_item_without_an_entity_attribute_is_known_by_its_keys() {
    let db = shop().await;
    let unmarked =
        item! { "PK" => "TENANT#old", "SK" => "PROFILE", "tenant" => "old", "name" => "Old" }.expect("an item");
    store::<App>(&db, unmarked).await;
    let found = Tenant::get("old").send(&db).await.expect("a read");
    assert_eq!(found.map(|tenant| tenant.name), Some("Old".to_owned()));
}

#[tokio::test]
async fn conditions_and_returned_items_work_on_entities() {
    let db = shop().await;
    let again = tenant("acme").put().if_not_exists().send(&db).await.expect_err("a failed condition");
    assert!(again.is_condition_failed());
    let old = order("acme", 1, "o1", 31).put().return_old().send(&db).await.expect("a put");
    assert_eq!(old, Some(order("acme", 1, "o1", 30)));
    let gone = Order::delete(("acme", at(1), "o1")).return_old().send(&db).await.expect("a delete");
    assert_eq!(gone, Some(order("acme", 1, "o1", 31)));
}

#[tokio::test]
async fn a_condition_that_fails_on_another_entity_says_so() {
    let db = shop().await;
    let taken =
        item! { "PK" => "TENANT#acme", "SK" => "PROFILE", "_et" => "Impostor", "tenant" => "acme", "name" => "x" }
            .expect("an item");
    store::<App>(&db, taken).await;
    let put = tenant("acme").put().if_not_exists();
    let error = put.clone().send(&db).await.expect_err("a failed condition");
    assert!(error.is_condition_failed() && error.is_unexpected_entity(), "{error}");
    assert_eq!(error.old_item::<Tenant>().expect("no item"), None);
    let stored = error.old_item_free_form().expect("the stored item");
    assert_eq!(stored.get("_et"), Some(&s("Impostor")));

    let never = || Tenant::NAME.eq("never");
    for error in [
        Tenant::update("acme").set(Tenant::NAME, "y").condition(never()).send(&db).await,
        Tenant::delete("acme").condition(never()).send(&db).await,
        put.clone().idempotent().send(&db).await,
    ] {
        let error = error.expect_err("a failed condition");
        assert!(error.is_condition_failed() && error.is_unexpected_entity(), "{error}");
        assert_eq!(error.old_item::<Tenant>().expect("no item"), None);
    }

    let mut write = TransactWrite::new();
    let other = write.add(order("acme", 1, "o1", 1).put().if_not_exists());
    let part = write.add(put);
    let error = write.send(&db).await.expect_err("a canceled transaction");
    assert!(error.is_transaction_canceled() && error.is_unexpected_entity(), "{error}");
    let reason = error.reason_of(part).expect("a reason");
    assert!(reason.is_unexpected_entity());
    assert_eq!(reason.old_item().expect("no item"), None);
    let reason = error.reason_of(other).expect("a reason");
    assert!(!reason.is_unexpected_entity());
    assert_eq!(reason.old_item().expect("an item"), Some(order("acme", 1, "o1", 30)));
}

#[tokio::test]
async fn an_old_item_of_the_entity_has_no_derived_attributes() {
    let db = shop().await;
    let again = order("acme", 1, "o1", 1).put().if_not_exists().send(&db).await.expect_err("a failed condition");
    assert!(again.is_condition_failed() && !again.is_unexpected_entity());
    // The struct takes in undeclared attributes: it would take in the keys of the item as well.
    assert_eq!(again.old_item::<Order>().expect("an item"), Some(order("acme", 1, "o1", 30)));
    let absent = Tenant::delete("none").if_exists().send(&db).await.expect_err("a failed condition");
    assert!(!absent.is_unexpected_entity() && absent.old_item::<Tenant>().expect("no item").is_none());
}

#[tokio::test]
async fn entities_are_parts_of_batches_and_transactions() {
    let db = shop().await;
    let (one, other) = (order("acme", 8, "b1", 1), line("acme", 8, "b1", 1));
    BatchWrite::new().put(&one).put(&other).delete(tenant("acme2").key()).send(&db).await.expect("a batch");
    let found = Order::batch_get([one.key(), order("acme", 9, "none", 1).key()]).send(&db).await.expect("a batch");
    assert_eq!(found, [Some(one.clone()), None]);
    TransactWrite::new()
        .put(tenant("acme3").put().if_not_exists())
        .delete(Order::delete(one.key()))
        .condition_check(Tenant::condition_check("acme").condition(Tenant::NAME.eq("ACME")))
        .send(&db)
        .await
        .expect("a transaction");
    let read = TransactGet::new((Tenant::get("acme3"), Order::get(one.key()), Tenant::get("acme2")));
    assert_eq!(read.send(&db).await.expect("a transaction"), (Some(tenant("acme3")), None, None));
}

#[test]
fn a_key_is_made_of_its_parts() {
    let key = OrderKey::from(("acme", at(1), "o1"));
    assert_eq!(key, order("acme", 1, "o1", 30).key());
    assert_eq!((key.tenant.as_str(), key.order_id.as_str()), ("acme", "o1"));
}

#[tokio::test]
async fn a_part_that_would_make_keys_ambiguous_is_refused_before_sending() {
    let db = shop().await;
    for (id, expected) in [
        ("", "`order_id` is empty"),
        ("o1#LINE", "`order_id` contains '#'"),
        ("o\u{10FFFF}", "`order_id` contains"),
        ("a\0", "`order_id` contains"),
    ] {
        let error = order("acme", 1, id, 1).put().send(&db).await.expect_err("a refused key");
        assert_eq!(error.kind(), ErrorKind::InvalidKey);
        assert!(error.to_string().contains(expected), "{error}");
        assert!(id.is_empty() || !error.to_string().contains("LINE"), "{error}");
        let error = Order::get(("acme", at(1), id)).send(&db).await.expect_err("a refused key");
        assert_eq!(error.kind(), ErrorKind::InvalidKey);
    }
    let long = "x".repeat(1024);
    let error = order("acme", 1, &long, 1).put().send(&db).await.expect_err("a refused key");
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    let lines = line("acme", 1, "o1", 1000).put().send(&db).await.expect_err("a refused key");
    assert!(lines.to_string().contains("`line` has more than 3 digits"), "{lines}");
}
