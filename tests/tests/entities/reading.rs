//! Queries and scans of entities: only their own items, and exactly those in the range.

use chrono::{DateTime, Utc};
use dkmio::{Cursor, DynamoEntity, DynamoTable as _, ErrorKind, SortKey};
use dkmio_embedded::Operation;
use serde::{Deserialize, Serialize};

use crate::models::{
    Account, AccountByAge, AccountKey, App, Line, Order, OrderLargest, Status, Tenant, account, at, ids, line, order,
    shop, tenant,
};

#[tokio::test]
async fn a_query_returns_the_items_of_its_entity() {
    let db = shop().await;
    let orders = Order::query("acme").all(&db).await.expect("a query");
    assert_eq!(ids(&orders), ["o1", "o2", "o10"]);
    assert_eq!(Tenant::query("acme").all(&db).await.expect("a query"), [tenant("acme")]);
    let lines = Line::query("acme").all(&db).await.expect("a query");
    assert_eq!(lines, [1, 2, 3].map(|number| line("acme", 1, "o1", number)));
}

#[tokio::test]
async fn ranges_of_the_first_part_are_exact() {
    let db = shop().await;
    let queries = [
        (Order::query("acme").sk_gt(at(1)).descending(), vec!["o10", "o2"]),
        (Order::query("acme").sk_gte(at(2)), vec!["o2", "o10"]),
        (Order::query("acme").sk_lt(at(2)), vec!["o1"]),
        (Order::query("acme").sk_lte(at(2)), vec!["o1", "o2"]),
        (Order::query("acme").sk_between(at(2), at(3)), vec!["o2", "o10"]),
        (Order::query("acme").sk(Some(SortKey::gt(at(2)))), vec!["o10"]),
    ];
    for (query, wanted) in queries {
        assert_eq!(ids(&query.all(&db).await.expect("a query")), wanted);
    }
    let first = Order::query("acme").sk_eq(at(1)).all(&db).await.expect("a query");
    assert_eq!(ids(&first), ["o1"]);
    let first = Order::query("acme").sk_eq(at(1)).sk_begins_with("o").all(&db).await.expect("a query");
    assert_eq!(ids(&first), ["o1"]);
    let one = Order::query("acme").sk_eq(at(1)).sk_eq("o1").all(&db).await.expect("a query");
    assert_eq!(ids(&one), ["o1"]);
}

#[tokio::test]
async fn items_of_other_entities_are_skipped_and_counted() {
    let db = shop().await;
    let page = Order::query("acme").page(&db).await.expect("a page");
    assert_eq!((page.count, page.skipped, page.scanned_count), (3, 3, 6));
    let raw = Order::query("acme").raw_page(&db).await.expect("a page");
    #[derive(serde::Deserialize)]
    struct Id<'p> {
        order_id: &'p str,
    }
    let found = raw.items_borrowed::<Id<'_>>().expect("items");
    assert_eq!(found.iter().map(|order| order.order_id).collect::<Vec<_>>(), ["o1", "o2", "o10"]);
}

#[tokio::test]
async fn a_raw_page_omits_a_single_item_of_another_entity() {
    let db = crate::engine::db_with::<App>().await;
    order("acme", 1, "o1", 30).put().send(&db).await.expect("a put");
    line("acme", 1, "o1", 1).put().send(&db).await.expect("a put");
    order("acme", 2, "o2", 700).put().send(&db).await.expect("a put");
    let raw = Order::query("acme").raw_page(&db).await.expect("a page");
    assert_eq!((raw.len(), raw.skipped), (2, 1));
    assert_eq!(ids(&raw.items_borrowed::<Order>().expect("orders")), ["o1", "o2"]);
}

#[tokio::test]
async fn what_is_skipped_after_a_limit_is_counted_by_the_next_page() {
    let db = shop().await;
    let (mut counts, mut cursor): (_, Option<Cursor>) = (Vec::new(), None);
    loop {
        // Lines have no total, so the filter keeps them.
        let mut query = Order::query("acme").filter(Order::TOTAL.neq(999)).limit(1);
        if let Some(cursor) = cursor.take() {
            query = query.start_from(cursor);
        }
        let page = query.page(&db).await.expect("a page");
        counts.push((page.count, page.skipped));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(counts, [(1, 0), (1, 3), (1, 0)]);
}

#[tokio::test]
async fn a_count_reads_keys_only_where_the_entity_attribute_is_missing() {
    let (db, faults) = crate::support::faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], r#"{"Items":[],"Count":0,"ScannedCount":0}"#);
    Order::query("acme").count(&db).await.expect("a count");
    Order::largest().query("acme").count(&db).await.expect("a count");
    let bodies: Vec<_> = faults.calls().iter().map(|call| call.request().body().clone()).collect();
    assert_eq!((&bodies[0]["Select"], bodies[0].get("ProjectionExpression")), (&"COUNT".into(), None));
    assert_eq!(bodies[1].get("Select"), None);
    let names = bodies[1]["ProjectionExpression"].as_str().expect("a projection").split(", ");
    let mut names: Vec<_> = names.map(|name| &bodies[1]["ExpressionAttributeNames"][name]).collect();
    names.sort_by_key(|name| name.to_string());
    assert_eq!(names, ["GSI2PK", "GSI2SK", "PK", "SK"]);
}

#[tokio::test]
async fn a_limit_is_sent_unless_a_filter_drops_items() {
    let (db, faults) = crate::support::faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], r#"{"Items":[],"Count":0,"ScannedCount":0}"#);
    Order::query("acme").limit(2).all(&db).await.expect("a query");
    Order::by_status().query(("acme", Status::Open)).limit(2).all(&db).await.expect("a query");
    let limits: Vec<_> = faults.calls().iter().map(|call| call.request().body().get("Limit").cloned()).collect();
    assert_eq!(limits, [Some(2.into()), None]);
}

#[tokio::test]
async fn the_next_request_reads_as_many_items_more_as_were_skipped() {
    let (db, faults) = crate::support::faulty();
    App::create_table().send(&db).await.expect("a table");
    for (day, id) in [(1, "o1"), (2, "o2"), (3, "o3")] {
        order("acme", day, id, 1).put().send(&db).await.expect("a put");
    }
    line("acme", 1, "o1", 1).put().send(&db).await.expect("a put");
    faults.clear_calls();
    let found = Order::query("acme").limit(2).all(&db).await.expect("a query");
    assert_eq!(ids(&found), ["o1", "o2"]);
    let limits: Vec<_> = faults.calls().iter().map(|call| call.request().body()["Limit"].clone()).collect();
    assert_eq!(limits, [2, 2]);
}

#[tokio::test]
async fn a_limit_counts_the_items_of_the_entity() {
    let db = shop().await;
    let two = Order::query("acme").limit(2).all(&db).await.expect("a query");
    assert_eq!(ids(&two), ["o1", "o2"]);
    let page = Order::query("acme").limit(2).page(&db).await.expect("a page");
    assert_eq!(ids(&page.items), ["o1", "o2"]);
    let rest = Order::query("acme").start_from(page.next.expect("a cursor")).all(&db).await.expect("a query");
    assert_eq!(ids(&rest), ["o10"]);
}

#[tokio::test]
async fn a_cursor_continues_after_each_item_and_belongs_to_its_entity() {
    let db = shop().await;
    let all = Order::query("acme").all(&db).await.expect("a query");
    let mut cursor: Option<Cursor> = None;
    for wanted in &all {
        let mut query = Order::query("acme").limit(1);
        if let Some(cursor) = cursor.take() {
            query = query.start_from(cursor);
        }
        let page = query.page(&db).await.expect("a page");
        assert_eq!(page.items, std::slice::from_ref(wanted));
        cursor = page.next;
    }
    let page = Order::scan().page_size(1).page(&db).await.expect("a page");
    let foreign = Line::scan().start_from(page.next.expect("a cursor")).page(&db).await.expect_err("a foreign cursor");
    assert_eq!(foreign.kind(), ErrorKind::InvalidCursor);
}

#[tokio::test]
async fn counts_and_scans_leave_out_other_entities() {
    let db = shop().await;
    assert_eq!(Order::query("acme").count(&db).await.expect("a count"), 3);
    assert_eq!(Order::scan().count(&db).await.expect("a count"), 4);
    assert_eq!(Line::scan().all(&db).await.expect("a scan").len(), 3);
    assert_eq!(Order::scan().segments(2).all(&db).await.expect("a scan").len(), 4);
    assert_eq!(Order::scan().filter(Order::TOTAL.gte(30)).count(&db).await.expect("a count"), 2);
    // The entries of this index have no entity attribute, so keys are read and counted.
    assert_eq!(Order::largest().query("acme").count(&db).await.expect("a count"), 3);
}

#[tokio::test]
async fn an_index_of_the_table_is_queried_by_the_parts_of_its_key() {
    let db = shop().await;
    let mut paid = order("acme", 9, "o9", 1);
    paid.status = Status::Paid;
    paid.customer = Some("ana".to_owned());
    paid.put().send(&db).await.expect("a put");
    let open = Order::by_status().query(("acme", Status::Open)).sk_gte(at(2)).all(&db).await.expect("a query");
    assert_eq!(ids(&open), ["o2", "o10"]);
    let all = Order::by_status().query(("acme", Status::Paid)).all(&db).await.expect("a query");
    assert_eq!(all, [paid.clone()]);
    let by_customer = Order::by_customer().query("acme").sk_eq("ana").consistent().all(&db).await.expect("a query");
    assert_eq!(by_customer, [paid]);
}

#[tokio::test]
async fn entries_of_a_keys_only_index_have_the_parts_of_their_keys() {
    let db = shop().await;
    let largest = Order::largest().query("acme").descending().limit(2).all(&db).await.expect("a query");
    let entry = |day, id: &str, total| OrderLargest {
        tenant: "acme".to_owned(),
        placed: at(day),
        order_id: id.to_owned(),
        total,
    };
    assert_eq!(largest, [entry(2, "o2", 700), entry(1, "o1", 30)]);
    let above = Order::largest().query("acme").sk_gt(30_u64).all(&db).await.expect("a query");
    assert_eq!(above, [entry(2, "o2", 700)]);
    let whole = Order::largest().query("acme").sk_gt(30_u64).hydrate(&db).await.expect("items");
    assert_eq!(ids(&whole.items), ["o2"]);
}

#[tokio::test]
async fn entries_of_a_keys_only_index_leave_out_what_their_keys_do_not_tell() {
    let db = shop().await;
    for age in [30, -7, i64::MAX] {
        account(&format!("Ana{age}@example.org"), age).put().send(&db).await.expect("a put");
    }
    let entries = Account::by_age().query(()).all(&db).await.expect("a query");
    assert_eq!(entries, [-7, 30, i64::MAX].map(|age| AccountByAge { age }));
    // The key tells the folded text, which leads to the same item.
    let keys = Account::by_age().query(()).keys().all(&db).await.expect("keys");
    let folded = |age: i64| AccountKey { email: format!("ana{age}@example.org") };
    assert_eq!(keys, [-7, 30, i64::MAX].map(folded));
    for key in &keys {
        assert!(Account::get(key).send(&db).await.expect("a get").is_some());
    }
    let keys = Account::scan().keys().all(&db).await.expect("keys");
    assert!(keys.contains(&AccountKey { email: "Ana30@example.org".to_owned() }), "{keys:?}");

    let whole = Account::by_age().query(()).hydrate(&db).await.expect("the items");
    let wanted = [-7, 30, i64::MAX].map(|age| account(&format!("Ana{age}@example.org"), age));
    assert_eq!((whole.items.as_slice(), whole.missing.len()), (wanted.as_slice(), 0));
}

/// The key tells only the day of a visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "SITE#{site}"]
#[sk = "VISIT#{at:day}"]
#[index(by_length = App::gsi2, pk = "VISITS", sk = "{seconds}", projection = KEYS_ONLY)]
struct Visit {
    site: String,
    #[serde(with = "dkmio::key")]
    at: DateTime<Utc>,
    seconds: u64,
}

#[tokio::test]
async fn keys_of_an_index_without_a_part_that_the_key_does_not_tell_are_refused() {
    let db = shop().await;
    let visit = |day: u32| Visit { site: "x".to_owned(), at: at(day), seconds: u64::from(day) };
    for day in [1, 2] {
        visit(day).put().send(&db).await.expect("a put");
    }
    let error = Visit::by_length().query(()).keys().all(&db).await.expect_err("a part that is not projected");
    assert_eq!((error.kind(), error.code()), (ErrorKind::InvalidProjection, None));
    let message = "`at` cannot be read back from the key, and the index does not project it; use `hydrate`";
    assert!(error.to_string().contains(message), "{error}");
    let whole = Visit::by_length().query(()).hydrate(&db).await.expect("items");
    assert_eq!(whole.items, [visit(1), visit(2)]);
    let stored = Visit::by_length().query(()).free_form().all(&db).await.expect("entries");
    assert_eq!(stored.iter().filter(|item| item.get("PK").is_some() && item.get("SK").is_some()).count(), 2);
    assert_eq!(Visit::query("x").keys().all(&db).await.expect("keys"), [visit(1).key(), visit(2).key()]);
}

#[tokio::test]
async fn an_entry_that_outlives_its_item_is_missing_by_its_folded_key() {
    let (db, faults) = crate::support::faulty();
    App::create_table().send(&db).await.expect("a table");
    account("Ana@example.org", 30).put().send(&db).await.expect("a put");
    faults.on(Operation::BatchGetItem).respond(
        200,
        [("x", "y"); 0],
        r#"{"Responses":{"app":[]},"UnprocessedKeys":{}}"#,
    );
    let hydrated = Account::by_age().query(()).hydrate(&db).await.expect("entries");
    assert_eq!(hydrated.missing, [AccountKey { email: "ana@example.org".to_owned() }]);
}

#[tokio::test]
async fn selections_keys_and_streams_work_on_entities() {
    let db = shop().await;
    let totals: Vec<u64> = Order::query("acme").select(Order::TOTAL).all(&db).await.expect("a query");
    assert_eq!(totals, [30, 700, 5]);
    let keys = Order::query("acme").keys().all(&db).await.expect("keys");
    assert_eq!(keys, [(1, "o1"), (2, "o2"), (3, "o10")].map(|(day, id)| order("acme", day, id, 0).key()));
    let keys = Order::largest().query("acme").keys().all(&db).await.expect("keys");
    assert_eq!(keys.len(), 3);
    let streamed: Vec<Order> =
        futures::TryStreamExt::try_collect(Order::query("acme").page_size(2).stream(&db)).await.expect("a stream");
    assert_eq!(ids(&streamed), ["o1", "o2", "o10"]);
    let tried = Order::query("acme").try_items().all(&db).await.expect("a query");
    assert!(tried.len() == 3 && tried.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_malformed_item_is_not_one_of_another_entity() {
    let (db, faults) = crate::support::faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], r#"{"Item":{"_et":{"S":5}}}"#);
    let error = Order::get(("acme", at(1), "o1")).send(&db).await.expect_err("a malformed item");
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn a_cursor_is_the_same_text_in_every_version() {
    let db = shop().await;
    let page = Order::query("acme").limit(1).page(&db).await.expect("a page");
    let text = concat!(
        "AQAAAANhcH",
        "AA7ly-Nr3IHegAAAACUEtTAAAAC1RFTkFOVCNhY21lAAAAAlNLUwAAACdPUkRFUiMyMDI1LTAxLTAxVDEyOjAwOjAwLjAwMDAwMDAwMFojbzHrHE-V"
    );
    assert_eq!(page.next.expect("a cursor").to_string(), text);
}
