//! Item collections: items of several entities, read by one query.

use dkmio::{DynamoCollection, DynamoEntity, DynamoTable, ErrorKind, Item, SortKey, item};
use serde::{Deserialize, Serialize};

use crate::engine::store;
use crate::models::{App, Line, Order, Tenant, at, line, order, shop, tenant};

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Tenant)]
enum TenantItem {
    Tenant(Tenant),
    Order(Order),
    Line(Line),
}

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Tenant)]
enum Known {
    Order(Order),
    #[other]
    Other(Item),
}

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Tenant, ignore = [Line])]
enum WithoutLines {
    Tenant(Tenant),
    Order(Order),
}

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Tenant)]
struct Basket {
    order: Option<Order>,
    lines: Vec<Line>,
}

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Tenant)]
struct TenantPage {
    tenant: Option<Tenant>,
    orders: Vec<Order>,
    #[other]
    other: Vec<Item>,
}

#[derive(DynamoTable)]
#[dynamo(table = "elsewhere", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct OtherApp;

#[derive(Debug, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = OtherApp, entity = "Order")]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER"]
struct Elsewhere {
    tenant: String,
    total: u64,
}

#[tokio::test]
async fn a_collection_has_the_items_of_all_its_entities_in_order() {
    let db = shop().await;
    let items = TenantItem::query("acme").all(&db).await.expect("a query");
    let mut wanted = vec![TenantItem::Order(order("acme", 1, "o1", 30))];
    wanted.extend([1, 2, 3].map(|number| TenantItem::Line(line("acme", 1, "o1", number))));
    wanted.push(TenantItem::Order(order("acme", 2, "o2", 700)));
    wanted.push(TenantItem::Order(order("acme", 3, "o10", 5)));
    wanted.push(TenantItem::Tenant(tenant("acme")));
    assert_eq!(items, wanted);
    assert_eq!(TenantItem::query("acme").count(&db).await.expect("a count"), 7);
    let streamed: Vec<TenantItem> =
        futures::TryStreamExt::try_collect(TenantItem::query("acme").page_size(2).stream(&db)).await.expect("a stream");
    assert_eq!(streamed, wanted);
}

#[tokio::test]
async fn a_cursor_of_a_collection_continues_it() {
    let db = shop().await;
    let whole = TenantItem::query("acme").all(&db).await.expect("a query");
    let page = TenantItem::query("acme").limit(3).page(&db).await.expect("a page");
    let rest = TenantItem::query("acme").start_from(page.next.expect("a cursor")).all(&db).await.expect("a query");
    assert_eq!([page.items, rest].concat_entries(), whole);
}

trait Concat<T> {
    fn concat_entries(self) -> Vec<T>;
}

impl<T> Concat<T> for [Vec<T>; 2] {
    fn concat_entries(self) -> Vec<T> {
        self.into_iter().flatten().collect()
    }
}

#[tokio::test]
async fn an_unlisted_entity_is_taken_free_form_left_out_or_an_error() {
    let db = shop().await;
    let known = Known::query("acme").all(&db).await.expect("a query");
    let others = known.iter().filter(|item| matches!(item, Known::Other(_))).count();
    assert_eq!((known.len(), others), (7, 4));
    let page = WithoutLines::query("acme").page(&db).await.expect("a page");
    assert_eq!((page.items.len(), page.skipped), (4, 3));
    let user = item! { "PK" => "TENANT#acme", "SK" => "USER#1", "_et" => "User" }.expect("an item");
    store::<App>(&db, user.clone()).await;
    let error = TenantItem::query("acme").all(&db).await.expect_err("an unlisted entity");
    assert_eq!(error.kind(), ErrorKind::UnexpectedEntity);
    let hint = "; list the entity in the collection, skip it by `#[dynamo(ignore = [..])]`, or add `#[other]`";
    assert!(error.to_string().ends_with(hint), "{error}");
    assert!(TenantItem::query("acme").count(&db).await.is_err());
    assert_eq!(TenantItem::from_item(&user).expect_err("an unlisted entity").kind(), ErrorKind::UnexpectedEntity);
    assert_eq!(Known::from_item(&user).expect("an item"), Known::Other(user));
}

#[tokio::test]
async fn a_struct_collects_items_by_entity() {
    let db = shop().await;
    let page = TenantPage::query("acme").collect(&db).await.expect("a page");
    assert_eq!(page.tenant, Some(tenant("acme")));
    assert_eq!((page.orders.len(), page.other.len()), (3, 3));
    let none = TenantPage::query("nobody").collect(&db).await.expect("a page");
    assert_eq!(none, TenantPage { tenant: None, orders: Vec::new(), other: Vec::new() });
}

#[tokio::test]
async fn a_subtree_is_an_item_and_what_is_below_it() {
    let db = shop().await;
    order("acme", 1, "o1 x", 1).put().send(&db).await.expect("a put");
    let key = Order::sort_key((at(1), "o1"));
    let basket = Basket::query("acme").sk_subtree(key).collect(&db).await.expect("a basket");
    assert_eq!(basket.order, Some(order("acme", 1, "o1", 30)));
    assert_eq!(basket.lines, [1, 2, 3].map(|number| line("acme", 1, "o1", number)));
}

#[tokio::test]
async fn a_subtree_reads_one_range_of_sort_keys() {
    let (db, faults) = crate::support::faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], r#"{"Items":[],"Count":0,"ScannedCount":0}"#);
    let query = || TenantItem::query("acme").sk_subtree(Order::sort_key((at(1), "o1")));
    query().all(&db).await.expect("a query");
    query().count(&db).await.expect("a count");
    let counted = faults.calls()[1].request().body().clone();
    assert_eq!((counted.get("Select"), &counted["ProjectionExpression"]), (None, &"#n0, #n1, #n2".into()));
    assert_eq!(counted["ExpressionAttributeNames"]["#n2"], "_et");
    let body = faults.calls()[0].request().body().clone();
    assert_eq!(body["KeyConditionExpression"], "#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2");
    let key = "ORDER#2025-01-01T12:00:00.000000000Z#o1";
    assert_eq!(body["ExpressionAttributeValues"][":v1"]["S"], key);
    assert_eq!(body["ExpressionAttributeValues"][":v2"]["S"], format!("{key}#\u{10FFFF}"));
}

#[tokio::test]
async fn a_malformed_sort_key_in_a_subtree_is_an_error() {
    let (db, faults) = crate::support::faulty();
    let body = r#"{"Items":[{"_et":{"S":"Order"},"PK":{"S":"TENANT#acme"},"SK":{"S":5}}],"Count":1,"ScannedCount":1}"#;
    faults.on_any().always().respond(200, [("x", "y"); 0], body);
    let query = TenantItem::query("acme").sk_subtree(Order::sort_key((at(1), "o1")));
    assert!(query.count(&db).await.expect_err("a malformed key").is_decode());
}

#[tokio::test]
async fn a_second_item_for_a_single_field_is_an_error() {
    let db = shop().await;
    let error = Basket::query("acme").sk_begins_with("ORDER#").collect(&db).await.expect_err("three orders");
    assert!(error.to_string().starts_with("Query on `app`: "), "{error}");
    assert!(error.to_string().contains("a second item for the field `order`"), "{error}");
}

#[tokio::test]
async fn conditions_on_a_collection_take_rendered_keys_and_text() {
    let db = shop().await;
    let from = TenantItem::query("acme").sk_between(Order::sort_key((at(2), "o2")), Tenant::sort_key(())).all(&db);
    assert_eq!(from.await.expect("a query").len(), 3);
    let prefixed = TenantItem::query("acme").sk_begins_with(Order::sort_key_prefix()).all(&db).await.expect("a query");
    assert_eq!(prefixed.len(), 6);
    let query = || TenantItem::query("acme");
    let refused = || Order::sort_key((at(2), "a#b"));
    let by_reference = &refused();
    for refused in [
        query().sk_gte(refused()).all(&db).await,
        query().sk_begins_with(refused()).all(&db).await,
        query().sk_begins_with(by_reference).all(&db).await,
        query().sk(SortKey::begins_with(refused())).all(&db).await,
    ] {
        let error = refused.expect_err("a refused key");
        assert_eq!(error.kind(), ErrorKind::InvalidKey);
        assert!(error.to_string().contains("`order_id` contains '#', which cannot stand in this part"), "{error}");
    }
}

#[tokio::test]
async fn a_filter_on_one_entity_lets_the_others_pass() {
    let db = shop().await;
    let items = TenantItem::query("acme").filter_entity(Order::TOTAL.gte(100)).all(&db).await.expect("a query");
    let orders = items.iter().filter(|item| matches!(item, TenantItem::Order(_))).count();
    assert_eq!((items.len(), orders), (5, 1));
    // No item of the collection is of another table, so the condition would mean nothing.
    let refused = TenantItem::query("acme").filter_entity(Elsewhere::TOTAL.gte(100)).all(&db).await;
    assert!(refused.expect_err("another table").is_validation());
}

#[tokio::test]
async fn expired_items_of_any_entity_are_left_out() {
    let db = shop().await;
    // The table declares a time to live. None of these entities has a field for it.
    for (number, time) in [(1, 1), (2, 4_000_000_000_u64)] {
        let key = Line::key_of("acme", at(1), "o1", number);
        Line::update(key).set(dkmio::attr("expires_at"), time).send(&db).await.expect("an update");
    }
    let live = TenantItem::query("acme").live().all(&db).await.expect("a query");
    let lines = live.iter().filter(|item| matches!(item, TenantItem::Line(_))).count();
    assert_eq!((live.len(), lines), (6, 2));
    assert_eq!(TenantItem::query("acme").live().count(&db).await.expect("a count"), 6);
    assert_eq!(Line::query("acme").live().count(&db).await.expect("a count"), 2);
    let (all, live) = (App::scan().count(&db).await, App::scan().live().count(&db).await);
    assert_eq!(all.expect("a count") - live.expect("a count"), 1);
}
