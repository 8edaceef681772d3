//! Keys that DynamoDB refuses are refused before anything is sent.

use dkmio::{DynamoKey, DynamoTable, Error, ErrorKind};
use serde::{Deserialize, Serialize};

use crate::models::{Orders, Status};
use crate::support::faulty;

#[derive(Debug, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "wide")]
struct Wide {
    #[pk]
    id: u128,
    #[sk]
    bytes: Vec<u8>,
}

/// An invalid key, told by attribute, operation and table, and not by value.
fn assert_told(error: &Error, attribute: &str, secret: &str) {
    assert_eq!(error.kind(), ErrorKind::InvalidKey, "{error}");
    let (text, debug) = (error.to_string(), format!("{error:?}"));
    assert!(text.contains(&format!("`{attribute}`")) && text.contains("on `"), "{text}");
    assert!(secret.is_empty() || !(text.contains(secret) || debug.contains(secret)), "{text}");
}

#[tokio::test(start_paused = true)]
async fn empty_keys() {
    let (db, faults) = faulty();
    assert_told(&Orders::get(("", "o")).send(&db).await.expect_err("empty"), "user_id", "");
    assert_told(&Orders::get(("u", "")).send(&db).await.expect_err("empty"), "order_id", "");
    assert_told(&Orders::delete(("", "o")).send(&db).await.expect_err("empty"), "user_id", "");
    assert_told(&Orders::update(("u", "")).set(Orders::TOTAL, 1).send(&db).await.expect_err("empty"), "order_id", "");
    assert_told(&Orders::sample("", "o").put().send(&db).await.expect_err("empty"), "user_id", "");
    assert_told(&Orders::query("").all(&db).await.expect_err("empty"), "user_id", "");
    assert_told(&Orders::query("u").sk_eq("").all(&db).await.expect_err("empty"), "order_id", "");
    assert_told(&Orders::by_region().query("").all(&db).await.expect_err("empty"), "region", "");
    assert_told(&Wide::get((1, vec![])).send(&db).await.expect_err("empty"), "bytes", "");
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn empty_keys_of_indexes() {
    let (db, faults) = faulty();
    let order = Orders { region: Some(String::new()), ..Orders::sample("u", "o") };
    assert_told(&order.put().send(&db).await.expect_err("empty"), "region", "");
    let update = Orders::update(("u", "o")).set(Orders::REGION, String::new());
    assert_told(&update.send(&db).await.expect_err("empty"), "region", "");
    let update = Orders::update(("u", "o")).set_if_not_exists(dkmio::attr("shop"), "");
    assert_told(&update.send(&db).await.expect_err("empty"), "shop", "");
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn keys_that_are_too_long() {
    let (db, faults) = faulty();
    let (long, longer) = ("k".repeat(1025), "k".repeat(2049));
    assert_told(&Orders::get((&longer, &long)).send(&db).await.expect_err("too long"), "user_id", "kkk");
    assert_told(&Orders::get(("u", &long)).send(&db).await.expect_err("too long"), "order_id", "kkk");
    assert_told(&Orders::sample("u", &long).put().send(&db).await.expect_err("too long"), "order_id", "kkk");
    assert_told(&Orders::query(longer.clone()).all(&db).await.expect_err("too long"), "user_id", "kkk");
    assert_told(&Wide::get((1, vec![7; 1025])).send(&db).await.expect_err("too long"), "bytes", "7, 7");
    let order = Orders { created_at: long, ..Orders::sample("u", "o") };
    assert_told(&order.put().send(&db).await.expect_err("too long"), "created_at", "kkk");
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn keys_as_long_as_they_may_be() {
    let db = crate::engine::db_with::<Orders>().await;
    let (longest, long) = ("k".repeat(2048), "é".repeat(512));
    let order = Orders::sample(&longest, &long);
    order.put().send(&db).await.expect("put");
    assert_eq!(Orders::get((&longest, &long)).send(&db).await.expect("get"), Some(order));
}

#[tokio::test(start_paused = true)]
async fn numbers_of_too_many_digits() {
    let (db, faults) = faulty();
    let error = Wide::get((u128::MAX, vec![1])).send(&db).await.expect_err("39 digits");
    assert_eq!(error.kind(), ErrorKind::InvalidKey, "{error}");
    assert!(!error.to_string().contains("340282366"), "{error}");
    let put = Wide { id: u128::MAX, bytes: vec![1] }.put().send(&db).await.expect_err("39 digits");
    assert!(matches!(put.kind(), ErrorKind::Encode | ErrorKind::InvalidKey), "{put}");
    assert!(faults.calls().is_empty());
    assert!(100_000_000_000_000_000_000_000_000_000_000_000_000_u128.to_key().is_ok(), "39 places, one digit");
}

#[tokio::test(start_paused = true)]
async fn key_values_of_another_type_where_types_are_not_known() {
    let (db, faults) = faulty();
    let update = Orders::update(("u", "o")).set(dkmio::attr("region"), 5);
    assert_told(&update.send(&db).await.expect_err("a number"), "region", "");
    let mut order = Orders::sample("u", "o");
    order.extra = order.extra.with("nowhere", Status::Draft).expect("a value");
    assert!(order.put().explain().is_ok(), "what is no key may be anything");
    assert!(faults.calls().is_empty());
}
