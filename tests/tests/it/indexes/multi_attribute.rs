//! Index keys of several attributes.

use dkmio::{DynamoDb, DynamoTable};

use crate::engine::db_with;
use crate::models::Orders;

async fn shops() -> DynamoDb {
    let db = db_with::<Orders>().await;
    let sold = [
        ("a", "PE", 2024, 12),
        ("a", "PE", 2025, 1),
        ("a", "PE", 2025, 2),
        ("a", "PE", 2025, 10),
        ("a", "CL", 2025, 1),
        ("b", "PE", 2025, 1),
    ];
    for (at, (shop, country, year, month)) in sold.into_iter().enumerate() {
        let mut order = Orders::sample("usr_1", &format!("ord_{at}"));
        order.shop = Some(shop.to_owned());
        order.country = Some(country.to_owned());
        (order.year, order.month) = (Some(year), Some(month));
        order.put().send(&db).await.expect("put");
    }
    let mut without = Orders::sample("usr_1", "ord_without");
    without.shop = Some("a".to_owned());
    without.put().send(&db).await.expect("put");
    db
}

async fn found(db: &DynamoDb, query: impl Future<Output = Result<Vec<Orders>, dkmio::Error>>) -> Vec<String> {
    let _ = db;
    query.await.expect("a query").into_iter().map(|order| order.order_id).collect()
}

#[tokio::test]
async fn the_partition_key_is_given_whole() {
    let db = shops().await;
    let query = |shop: &'static str, country: &'static str| Orders::by_shop().query((shop, country));
    assert_eq!(found(&db, query("a", "PE").all(&db)).await, ["ord_0", "ord_1", "ord_2", "ord_3"]);
    assert_eq!(found(&db, query("a", "CL").all(&db)).await, ["ord_4"]);
    assert_eq!(found(&db, query("c", "PE").all(&db)).await, [""; 0]);
    assert_eq!(Orders::by_shop().scan().count(&db).await.expect("a count"), 6, "an item lacking a part is absent");
}

#[tokio::test]
async fn sort_parts_are_given_from_left_to_right() {
    let db = shops().await;
    let query = || Orders::by_shop().query(("a", "PE"));
    assert_eq!(found(&db, query().sk_eq(2025).all(&db)).await, ["ord_1", "ord_2", "ord_3"]);
    assert_eq!(found(&db, query().sk_eq(2025).sk_eq(2).all(&db)).await, ["ord_2"]);
    assert_eq!(found(&db, query().sk_eq(2025).sk_gt(1).all(&db)).await, ["ord_2", "ord_3"]);
    assert_eq!(found(&db, query().sk_eq(2025).sk_between(1, 2).descending().all(&db)).await, ["ord_2", "ord_1"]);
    assert_eq!(found(&db, query().sk_lt(2025).all(&db)).await, ["ord_0"]);
    assert_eq!(found(&db, query().sk_prefix((2025, 2)).all(&db)).await, ["ord_2"]);
    assert_eq!(found(&db, query().sk_prefix((2025,)).sk_gt(1).all(&db)).await, ["ord_2", "ord_3"]);
}

#[tokio::test]
async fn its_pages_continue_where_they_ended() {
    let db = shops().await;
    let mut query = Orders::by_shop().query(("a", "PE")).page_size(3);
    let mut found = Vec::new();
    loop {
        let page = query.page(&db).await.expect("a page");
        found.extend(page.items.into_iter().map(|order| order.order_id));
        let Some(next) = page.next else { break };
        query = Orders::by_shop().query(("a", "PE")).page_size(3).start_from(next);
    }
    assert_eq!(found, ["ord_0", "ord_1", "ord_2", "ord_3"]);
}

#[test]
fn the_request_names_every_part() {
    let explained = Orders::by_shop().query(("a", "PE")).sk_eq(2025).sk_gte(2).explain().expect("explained");
    let text = r#"shop = {"S":"a"} AND country = {"S":"PE"} AND year = {"N":"2025"} AND month >= {"N":"2"}"#;
    assert_eq!(explained.expressions[0].readable, text);
}
