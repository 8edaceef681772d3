//! The manual of the Python library `dkmio`, feature by feature: each test shows the Python lines and what to write
//! instead, in the order of that manual.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use dkmio::aws_sdk_dynamodb as sdk;
use dkmio::{
    AttributeType, BatchWrite, Condition, DynamoDb, DynamoDocument, DynamoTable, ErrorKind, Item, TransactGet,
    TransactWrite, Ttl, attr,
};
use dkmio_embedded::{Faults, Operation};
use serde::{Deserialize, Serialize};
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Level, Metadata, Subscriber};

use crate::support::faulty;

// class Orders(db.Table):
//     __table_name__ = "orders"
//     pk = PK("user_id")
//     sk = SK("order_id")
//     by_status = Index("gsi-status-date", pk="status", sk="created_at", projection=["total", "items_count"])
//     by_date = Index("gsi-date", pk="user_id", sk="created_at", projection="ALL")
//     by_region = Index("gsi-region", pk="region", projection="KEYS_ONLY")
//     by_amount = LSI("lsi-amount", sk="total")
//     by_priority = LSI("lsi-priority", sk="priority", projection=["status", "total"])
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status-date", pk = status, sk = created_at, projection = [total, items_count])]
#[gsi(by_date, name = "gsi-date", pk = user_id, sk = created_at)]
#[gsi(by_region, name = "gsi-region", pk = region, projection = KEYS_ONLY)]
#[lsi(by_amount, name = "lsi-amount", sk = total)]
#[lsi(by_priority, name = "lsi-priority", sk = priority, projection = [status, total])]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: String,
    status: String,
    created_at: String,
    total: u64,
    #[serde(default)]
    items_count: u32,
    #[serde(default)]
    priority: u32,
    #[serde(default)]
    version: u64,
    region: Option<String>,
    email: Option<String>,
    shipped_at: Option<String>,
    temp_notes: Option<String>,
    address: Option<Address>,
    #[serde(default)]
    items: Vec<Line>,
    #[serde(default)]
    history: Vec<Event>,
    #[serde(with = "dkmio::set", default)]
    tags: BTreeSet<String>,
    #[serde(with = "dkmio::set", default)]
    old_tags: BTreeSet<String>,
    // In Python every attribute but the keys is free-form. Here a flattened `Item` holds what is not declared.
    #[serde(flatten)]
    extra: Item,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Address {
    city: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Line {
    sku: String,
    qty: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Event {
    action: String,
    at: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "users")]
struct Users {
    #[pk]
    user_id: String,
    status: String,
}

// class Sessions(db.Table):
//     __table_name__ = "sessions"
//     pk = PK("session_id")
//     ttl = TTL("expires_at")
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "sessions")]
struct Sessions {
    #[pk]
    session_id: String,
    #[ttl]
    expires_at: Ttl,
}

/// The least a table can be declared by: its keys. Everything else is free-form, as in Python.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "notes")]
struct Notes {
    #[pk]
    id: String,
    #[serde(flatten)]
    rest: Item,
}

fn order(number: u32, status: &str, total: u64) -> Orders {
    Orders {
        user_id: "usr_123".to_owned(),
        order_id: format!("ord_{number}"),
        status: status.to_owned(),
        created_at: format!("2025-01-{:02}", number % 28 + 1),
        total,
        ..Orders::default()
    }
}

/// A connection with the tables, and orders 100, 150, 200, 456 and 789 of one user.
async fn shop() -> (DynamoDb, Faults) {
    let (db, faults) = faulty();
    Orders::create_table().send(&db).await.unwrap();
    Users::create_table().send(&db).await.unwrap();
    Users { user_id: "usr_123".to_owned(), status: "ACTIVE".to_owned() }.put().send(&db).await.unwrap();
    for (number, status, total) in
        [(100, "PENDING", 50), (150, "PENDING", 150), (200, "SHIPPED", 250), (456, "NEW", 100), (789, "PENDING", 300)]
    {
        order(number, status, total).put().send(&db).await.unwrap();
    }
    faults.clear_calls();
    (db, faults)
}

fn ids(orders: &[Orders]) -> Vec<&str> {
    orders.iter().map(|order| order.order_id.trim_start_matches("ord_")).collect()
}

#[tokio::test]
async fn get_item() {
    let (db, _) = shop().await;

    // order = orders.get(user_id="usr_123", order_id="ord_456")
    // if order: print(order["status"])
    let order: Option<Orders> = Orders::get(("usr_123", "ord_456")).send(&db).await.unwrap();
    assert_eq!(order.unwrap().status, "NEW");

    // orders.get(user_id="usr_123", order_id="ord_0")  ->  None
    assert_eq!(Orders::get(("usr_123", "ord_0")).send(&db).await.unwrap(), None);

    // orders.get(user_id="usr_123", order_id="ord_456", select=["total", "status"])
    let pair = Orders::get(("usr_123", "ord_456")).select((Orders::TOTAL, Orders::STATUS)).send(&db).await.unwrap();
    assert_eq!(pair, Some((100, "NEW".to_owned())));

    // orders.get(user_id="usr_123", order_id="ord_456", consistent=True)
    assert!(Orders::get(("usr_123", "ord_456")).consistent().send(&db).await.unwrap().is_some());

    // orders.get(user_id="usr_123")  ->  MissingKeyError
    // In Rust it does not compile: `Orders::get` takes the whole key.
}

#[tokio::test]
async fn query() {
    let (db, _) = shop().await;

    // results = orders.query(user_id="usr_123")
    let results = Orders::query("usr_123").all(&db).await.unwrap();
    assert_eq!(ids(&results), ["100", "150", "200", "456", "789"]);

    // orders.query(user_id="usr_123").where(gte="ord_100").filter(total__gt=100)
    //     .select("total", "status").limit(20).scan_forward(False).consistent()
    let results = Orders::query("usr_123")
        .sk_gte("ord_100")
        .filter(Orders::TOTAL.gt(100))
        .select((Orders::TOTAL, Orders::STATUS))
        .page_size(20)
        .descending()
        .consistent()
        .all(&db)
        .await
        .unwrap();
    let totals: Vec<u64> = results.into_iter().map(|(total, _)| total).collect();
    assert_eq!(totals, [300, 250, 150]);
}

#[tokio::test(start_paused = true)]
async fn query_on_indexes() {
    let (db, faults) = shop().await;

    // orders.by_status.query(status="PENDING").where(gte="2025-01-01").filter(total__gte=100)
    //     .select("user_id", "total")
    let pending: Vec<(String, u64)> = Orders::by_status()
        .query("PENDING")
        .sk_gte("2025-01-01")
        .filter(Orders::TOTAL.gte(100))
        .select((Orders::USER_ID, Orders::TOTAL))
        .all(&db)
        .await
        .unwrap();
    assert_eq!(pending.iter().map(|(_, total)| *total).collect::<BTreeSet<_>>(), BTreeSet::from([150, 300]));

    // orders.by_date.query(user_id="usr_123").where(between=["2025-01-01", "2025-12-31"]).scan_forward(False).limit(10)
    let recent: Vec<Orders> = Orders::by_date()
        .query("usr_123")
        .sk_between("2025-01-01", "2025-12-31")
        .descending()
        .limit(10)
        .all(&db)
        .await
        .unwrap();
    assert_eq!(recent.len(), 5);

    // orders.by_amount.query(user_id="usr_123")
    let by_amount = Orders::by_amount().query("usr_123").all(&db).await.unwrap();
    assert_eq!(ids(&by_amount), ["100", "456", "150", "200", "789"]);

    // orders.by_status.query(status="PENDING").select("description")  ->  InvalidProjectionError
    // For a declared attribute it does not compile. A path given as text is refused before the request.
    faults.clear_calls();
    let error = Orders::by_status().query("PENDING").select_paths(["description"]).all(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidProjection);
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn scan() {
    let (db, _) = shop().await;

    // all_items = orders.scan()
    assert_eq!(Orders::scan().all(&db).await.unwrap().len(), 5);

    // orders.scan().filter(status__eq="PENDING").limit(50)
    assert_eq!(Orders::scan().filter(Orders::STATUS.eq("PENDING")).page_size(50).all(&db).await.unwrap().len(), 3);

    // orders.scan().select("user_id", "order_id")
    let keys = Orders::scan().select((Orders::USER_ID, Orders::ORDER_ID)).all(&db).await.unwrap();
    assert_eq!(keys.len(), 5);
}

#[tokio::test(start_paused = true)]
async fn results_of_a_read() {
    let (db, faults) = shop().await;

    // results = orders.query(user_id="usr_123")     # runs on first access
    // In Rust a request is sent by `all`, `page`, `first`, `count` or `stream`, and by nothing else.
    let results = Orders::query("usr_123").filter(Orders::TOTAL.gte(150));
    assert!(faults.calls().is_empty());
    let page = results.page(&db).await.unwrap();

    // for order in results: ...
    assert_eq!(page.items.iter().map(|order| order.total).sum::<u64>(), 700);
    // results[0], len(results), if results
    assert_eq!(page.items[0].total, 150);
    assert_eq!(page.items.len(), 3);
    assert!(!page.items.is_empty());
    // results.last_key
    assert!(page.next.is_none());
    // results.count, results.scanned_count
    assert_eq!((page.count, page.scanned_count), (3, 5));
}

#[tokio::test]
async fn pagination() {
    let (db, _) = shop().await;

    // page1 = orders.query(user_id="usr_123").limit(2)      # `limit` is the number of items read
    let page1 = Orders::query("usr_123").page_size(2).page(&db).await.unwrap();
    assert_eq!(ids(&page1.items), ["100", "150"]);

    // if page1.last_key: page2 = orders.query(user_id="usr_123").limit(2).start_from(page1.last_key)
    let last_key = page1.next.unwrap();
    let page2 = Orders::query("usr_123").page_size(2).start_from(last_key).page(&db).await.unwrap();
    assert_eq!(ids(&page2.items), ["200", "456"]);

    // orders.query(user_id="usr_123").fetch_all()
    assert_eq!(Orders::query("usr_123").page_size(2).all(&db).await.unwrap().len(), 5);

    // orders.query(user_id="usr_123").fetch_all(max_items=3)
    assert_eq!(Orders::query("usr_123").page_size(2).limit(3).all(&db).await.unwrap().len(), 3);

    // orders.query(user_id="usr_123").filter(status__eq="PENDING").count()
    assert_eq!(Orders::query("usr_123").filter(Orders::STATUS.eq("PENDING")).count(&db).await.unwrap(), 3);
}

#[tokio::test(start_paused = true)]
async fn batch_read() {
    let (db, faults) = shop().await;

    // items = orders.batch_read([{"user_id": "usr_123", "order_id": "ord_456"}, ...])  ->  [dict, None, dict]
    let keys = [("usr_123", "ord_456"), ("usr_123", "ord_0"), ("usr_123", "ord_100")];
    let items: Vec<Option<Orders>> = Orders::batch_get(keys).send(&db).await.unwrap();
    let totals: Vec<_> = items.iter().map(|order| order.as_ref().map(|order| order.total)).collect();
    assert_eq!(totals, [Some(100), None, Some(50)]);

    // orders.batch_read([...], select=["total", "status"], consistent=True)
    let pairs = Orders::batch_get(keys).select((Orders::TOTAL, Orders::STATUS)).consistent().send(&db).await.unwrap();
    assert_eq!(pairs[0], Some((100, "NEW".to_owned())));

    // Any number of keys: chunks of 100.
    faults.clear_calls();
    let many = (0..150).map(|number| ("usr_123".to_owned(), format!("ord_{number}")));
    let found = Orders::batch_get(many).send(&db).await.unwrap();
    assert_eq!((found.len(), found.iter().flatten().count(), faults.calls().len()), (150, 1, 2));
}

#[tokio::test]
async fn put() {
    let (db, _) = shop().await;

    // orders.put(user_id="usr_123", order_id="ord_789", status="NEW", total=250)
    order(789, "NEW", 250).put().send(&db).await.unwrap();
    assert_eq!(Orders::get(("usr_123", "ord_789")).send(&db).await.unwrap().unwrap().total, 250);

    // A table that declares its keys alone: notes.put(id="n1", text="hello", stars=3)
    Notes::create_table().send(&db).await.unwrap();
    let rest = Item::new().with("text", "hello").unwrap().with("stars", 3).unwrap();
    Notes { id: "n1".to_owned(), rest }.put().send(&db).await.unwrap();
    let note = Notes::get("n1").send(&db).await.unwrap().unwrap();
    assert_eq!(note.rest.read::<u32>("stars").unwrap(), Some(3));
}

#[tokio::test]
async fn update() {
    let (db, _) = shop().await;
    let stored = Orders {
        temp_notes: Some("call back".to_owned()),
        tags: BTreeSet::from(["new".to_owned()]),
        old_tags: BTreeSet::from(["deprecated".to_owned(), "kept".to_owned()]),
        address: Some(Address { city: "Cusco".to_owned() }),
        items: vec![Line { sku: "sku-1".to_owned(), qty: 1 }],
        ..order(789, "PENDING", 300)
    };
    stored.put().send(&db).await.unwrap();

    // orders.update(
    //     user_id="usr_123", order_id="ord_789",
    //     set={"status": "SHIPPED", "shipped_at": "2025-02-24"},
    //     remove=["temp_notes"],
    //     append={"history": {"action": "shipped", "at": "2025-02-24"}},
    //     add={"version": 1, "tags": {"urgent"}},
    //     delete={"old_tags": {"deprecated"}},
    // )
    let shipped = Event { action: "shipped".to_owned(), at: "2025-02-24".to_owned() };
    let updated = Orders::update(("usr_123", "ord_789"))
        .set(Orders::STATUS, "SHIPPED")
        .set(Orders::SHIPPED_AT, "2025-02-24")
        .remove(Orders::TEMP_NOTES)
        .append(Orders::HISTORY, [shipped.clone()])
        .add(Orders::VERSION, 1)
        .add(Orders::TAGS, ["urgent"])
        .delete(Orders::OLD_TAGS, ["deprecated"])
        .return_new()
        .send(&db)
        .await
        .unwrap();
    assert_eq!((updated.status.as_str(), updated.shipped_at.as_deref()), ("SHIPPED", Some("2025-02-24")));
    assert_eq!((updated.temp_notes, updated.history, updated.version), (None, vec![shipped], 1));
    assert_eq!(updated.tags, BTreeSet::from(["new".to_owned(), "urgent".to_owned()]));
    assert_eq!(updated.old_tags, BTreeSet::from(["kept".to_owned()]));

    // orders.update(user_id="usr_123", order_id="ord_789", set={"address.city": "Lima", "items[0].qty": 5})
    let updated = Orders::update(("usr_123", "ord_789"))
        .set(Orders::ADDRESS.dot(Address::CITY), "Lima")
        .set(Orders::ITEMS.at(0).dot(Line::QTY), 5)
        .return_new()
        .send(&db)
        .await
        .unwrap();
    assert_eq!((updated.address.unwrap().city.as_str(), updated.items[0].qty), ("Lima", 5));

    // The same with paths as text, for attributes that are not declared.
    let updated = Orders::update(("usr_123", "ord_789"))
        .set(attr("address.city"), "Callao")
        .add(attr("labels"), ["red"])
        .delete(attr("tags"), ["urgent"])
        .return_new()
        .send(&db)
        .await
        .unwrap();
    assert_eq!((updated.address.unwrap().city.as_str(), updated.tags.len()), ("Callao", 1));
    let labels = updated.extra.get("labels").unwrap();
    assert_eq!(labels, &sdk::types::AttributeValue::Ss(vec!["red".to_owned()]));
}

#[tokio::test]
async fn delete() {
    let (db, _) = shop().await;

    // orders.delete(user_id="usr_123", order_id="ord_789")
    Orders::delete(("usr_123", "ord_789")).send(&db).await.unwrap();
    assert_eq!(Orders::get(("usr_123", "ord_789")).send(&db).await.unwrap(), None);
}

#[tokio::test]
async fn return_values() {
    let (db, _) = shop().await;
    let ship = || Orders::update(("usr_123", "ord_100")).set(Orders::STATUS, "SHIPPED");

    // old = orders.put(..., return_values="ALL_OLD")
    let old: Option<Orders> = order(100, "NEW", 60).put().return_old().send(&db).await.unwrap();
    assert_eq!(old.unwrap().total, 50);

    // updated = orders.update(..., set={"status": "SHIPPED"}, return_values="ALL_NEW")
    let new: Orders = ship().return_new().send(&db).await.unwrap();
    assert_eq!((new.status.as_str(), new.total), ("SHIPPED", 60));

    // return_values="ALL_OLD", "UPDATED_NEW", "UPDATED_OLD"
    let old: Option<Orders> = ship().return_old().send(&db).await.unwrap();
    assert_eq!(old.unwrap().status, "SHIPPED");
    let changed: Item = ship().return_updated_new().send(&db).await.unwrap();
    assert_eq!((changed.len(), changed.read::<String>("status").unwrap()), (1, Some("SHIPPED".to_owned())));
    let changed: Item = ship().return_updated_old().send(&db).await.unwrap();
    assert_eq!(changed.read::<String>("status").unwrap().as_deref(), Some("SHIPPED"));

    // deleted = orders.delete(..., return_values="ALL_OLD")
    let deleted: Option<Orders> = Orders::delete(("usr_123", "ord_100")).return_old().send(&db).await.unwrap();
    assert_eq!(deleted.unwrap().total, 60);
}

#[tokio::test(start_paused = true)]
async fn batch_write() {
    let (db, faults) = shop().await;

    // with orders.batch_write() as batch:
    //     batch.put(user_id="usr_1", order_id="ord_1", total=100)
    //     batch.put(user_id="usr_2", order_id="ord_2", total=200)
    //     batch.delete(user_id="usr_123", order_id="ord_789")
    let (first, second) = (order(1, "NEW", 100), order(2, "NEW", 200));
    let batch = BatchWrite::new().put(&first).put(&second).delete(Orders::key_of("usr_123", "ord_789"));
    assert!(faults.calls().is_empty(), "nothing is sent before `send`");
    batch.send(&db).await.unwrap();
    assert_eq!(faults.calls().len(), 1);
    assert_eq!(Orders::query("usr_123").count(&db).await.unwrap(), 6);

    // More than 25 items, of any iterator or stream.
    faults.clear_calls();
    Orders::batch_put((1000..1060).map(|number| order(number, "NEW", 1))).send(&db).await.unwrap();
    assert_eq!(faults.calls().len(), 3);
}

#[tokio::test]
async fn conditional_writes() {
    let (db, _) = shop().await;

    // try: orders.put(..., condition={"user_id__not_exists": True})
    // except ConditionError: print("Order already exists")
    let error = order(789, "NEW", 1).put().if_not_exists().send(&db).await.unwrap_err();
    assert!(error.is_condition_failed());
    assert_eq!(error.old_item::<Orders>().unwrap().unwrap().total, 300);

    // orders.update(..., set={"status": "SHIPPED"}, condition={"status__eq": "PENDING"})
    let ship = || Orders::update(("usr_123", "ord_789")).set(Orders::STATUS, "SHIPPED");
    ship().condition(Orders::STATUS.eq("PENDING")).send(&db).await.unwrap();

    // orders.delete(..., condition={"status__eq": "CANCELLED"})
    let delete = Orders::delete(("usr_123", "ord_789")).condition(Orders::STATUS.eq("CANCELLED"));
    assert!(delete.send(&db).await.unwrap_err().is_condition_failed());

    // orders.update(..., condition_or=[{"status__eq": "PENDING"}, {"status__eq": "DRAFT"}])
    let either = Orders::STATUS.eq("PENDING") | Orders::STATUS.eq("DRAFT");
    assert!(ship().condition(either).send(&db).await.unwrap_err().is_condition_failed());

    // orders.update(..., condition={"version__eq": 0}, condition_or=[{"status__eq": "SHIPPED"}, {...}])
    // Two conditions are joined by AND.
    let either = Condition::any(["SHIPPED", "CONFIRMED"].map(|status| Orders::STATUS.eq(status)));
    ship().condition(Orders::VERSION.eq(0)).condition(either).send(&db).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn write_transactions() {
    let (db, faults) = shop().await;

    // with transaction.write(db=db) as tx:
    //     tx.put(orders, user_id="usr_123", order_id="ord_1", total=100, condition={"user_id__not_exists": True})
    //     tx.update(orders, user_id=.., order_id="ord_100", set={"status": "REPLACED"},
    //               condition={"status__eq": "PENDING"})
    //     tx.delete(orders, user_id=.., order_id="ord_150")
    //     tx.condition_check(users, user_id="usr_123",
    //                        condition_or=[{"status__eq": "ACTIVE"}, {"status__eq": "VIP"}])
    let active = Users::STATUS.eq("ACTIVE") | Users::STATUS.eq("VIP");
    TransactWrite::new()
        .put(order(1, "NEW", 100).put().if_not_exists())
        .update(
            Orders::update(("usr_123", "ord_100"))
                .set(Orders::STATUS, "REPLACED")
                .condition(Orders::STATUS.eq("PENDING")),
        )
        .delete(Orders::delete(("usr_123", "ord_150")))
        .condition_check(Users::condition_check("usr_123").condition(active))
        .send(&db)
        .await
        .unwrap();
    assert_eq!(faults.calls().len(), 1);
    let statuses = Orders::query("usr_123").limit(2).select(Orders::STATUS).all(&db).await.unwrap();
    assert_eq!(statuses, ["NEW", "REPLACED"]);
}

#[tokio::test]
async fn read_transactions() {
    let (db, _) = shop().await;

    // with transaction.read(db=db) as tx:
    //     tx.get(orders, user_id="usr_123", order_id="ord_456")
    //     tx.get(users, user_id="usr_0")
    // order, user = tx[0], tx[1]
    let gets = (Orders::get(("usr_123", "ord_456")), Users::get("usr_0"));
    let (order, user): (Option<Orders>, Option<Users>) = TransactGet::new(gets).send(&db).await.unwrap();
    assert_eq!((order.unwrap().total, user), (100, None));
}

#[tokio::test(start_paused = true)]
async fn ttl() {
    let (db, _) = faulty();
    Sessions::create_table().send(&db).await.unwrap();

    // sessions.put(session_id="sess_123", expires_at=sessions.ttl.from_now(hours=24))
    let expires_at = Ttl::from_now(Duration::from_hours(24));
    Sessions { session_id: "sess_123".to_owned(), expires_at }.put().send(&db).await.unwrap();

    // sessions.ttl.from_now(days=7, hours=12)
    let week = Ttl::from_now(Duration::from_hours(7 * 24 + 12));
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    assert!(week.epoch_seconds().abs_diff(now + 648_000) <= 1);
    assert_eq!(Sessions::get("sess_123").live().send(&db).await.unwrap().unwrap().expires_at, expires_at);
}

#[tokio::test]
async fn sort_key_conditions() {
    let (db, _) = shop().await;
    let query = || Orders::query("usr_123");

    // orders.query(user_id="usr_123").where(eq="ord_456")
    assert_eq!(ids(&query().sk_eq("ord_456").all(&db).await.unwrap()), ["456"]);
    // .where(gt="ord_200")
    assert_eq!(ids(&query().sk_gt("ord_200").all(&db).await.unwrap()), ["456", "789"]);
    // .where(gte="ord_200")
    assert_eq!(ids(&query().sk_gte("ord_200").all(&db).await.unwrap()), ["200", "456", "789"]);
    // .where(lt="ord_150")
    assert_eq!(ids(&query().sk_lt("ord_150").all(&db).await.unwrap()), ["100"]);
    // .where(lte="ord_150")
    assert_eq!(ids(&query().sk_lte("ord_150").all(&db).await.unwrap()), ["100", "150"]);
    // .where(between=["ord_100", "ord_200"])
    assert_eq!(ids(&query().sk_between("ord_100", "ord_200").all(&db).await.unwrap()), ["100", "150", "200"]);
    // .where(begins_with="ord_1")
    assert_eq!(ids(&query().sk_begins_with("ord_1").all(&db).await.unwrap()), ["100", "150"]);
}

#[tokio::test]
async fn filter_operators() {
    let (db, _) = shop().await;
    let rich = Orders {
        email: Some("john@example.com".to_owned()),
        address: Some(Address { city: "Lima".to_owned() }),
        items: vec![Line { sku: "sku-1".to_owned(), qty: 9 }],
        tags: BTreeSet::from(["urgent".to_owned()]),
        extra: Item::new().with("data", Item::new().with("a", 1).unwrap()).unwrap(),
        ..order(200, "SHIPPED", 250)
    };
    rich.put().send(&db).await.unwrap();
    let found =
        async |filter: Condition<Orders>| ids_of(&Orders::query("usr_123").filter(filter).all(&db).await.unwrap());

    // status__eq="PENDING"
    assert_eq!(found(Orders::STATUS.eq("PENDING")).await, "100 150 789");
    // status__neq="PENDING"
    assert_eq!(found(Orders::STATUS.neq("PENDING")).await, "200 456");
    // total__gt=100, total__gte=100, total__lt=150, total__lte=150
    assert_eq!(found(Orders::TOTAL.gt(100)).await, "150 200 789");
    assert_eq!(found(Orders::TOTAL.gte(100)).await, "150 200 456 789");
    assert_eq!(found(Orders::TOTAL.lt(150)).await, "100 456");
    assert_eq!(found(Orders::TOTAL.lte(150)).await, "100 150 456");
    // total__between=[100, 250]
    assert_eq!(found(Orders::TOTAL.between(100, 250)).await, "150 200 456");
    // status__begins_with="S", status__not_begins_with="P"
    assert_eq!(found(Orders::STATUS.begins_with("S")).await, "200");
    assert_eq!(found(Orders::STATUS.not_begins_with("P")).await, "200 456");
    // tags__contains="urgent", tags__not_contains="urgent"
    assert_eq!(found(Orders::TAGS.contains("urgent")).await, "200");
    assert_eq!(found(Orders::TAGS.not_contains("urgent")).await, "100 150 456 789");
    // email__exists=True, email__not_exists=True
    assert_eq!(found(Orders::EMAIL.exists()).await, "200");
    assert_eq!(found(Orders::EMAIL.not_exists()).await, "100 150 456 789");
    // status__in=["NEW", "SHIPPED"]
    assert_eq!(found(Orders::STATUS.is_in(["NEW", "SHIPPED"])).await, "200 456");
    // data__type="M"
    assert_eq!(found(attr("data").attribute_type(AttributeType::Map)).await, "200");
    // items__size__gt=0, items__size__between=[1, 10]
    assert_eq!(found(Orders::ITEMS.size().gt(0)).await, "200");
    assert_eq!(found(Orders::ITEMS.size().between(1, 10)).await, "200");
    // filter(**{"address.city__eq": "Lima", "items[0].qty__gt": 5})
    let nested = Orders::ADDRESS.dot(Address::CITY).eq("Lima") & Orders::ITEMS.at(0).dot(Line::QTY).gt(5);
    assert_eq!(found(nested).await, "200");
    assert_eq!(found(attr("address.city").eq("Lima") & attr("items[0].qty").gt(5)).await, "200");
    // filter(status__eq="PENDING", total__gte=100, created_at__begins_with="2025")
    let all = Orders::STATUS.eq("PENDING") & Orders::TOTAL.gte(100) & Orders::CREATED_AT.begins_with("2025");
    assert_eq!(found(all).await, "150 789");
}

fn ids_of(orders: &[Orders]) -> String {
    ids(orders).join(" ")
}

#[test]
fn explain() {
    // params = orders.by_status.query(status="PENDING").filter(total__gte=100).select("user_id", "total").explain()
    let explained = Orders::by_status()
        .query("PENDING")
        .filter(Orders::TOTAL.gte(100))
        .select((Orders::USER_ID, Orders::TOTAL))
        .explain()
        .unwrap();

    // params["operation"], params["table"], params["index"]
    assert_eq!((explained.operation, explained.table.as_str()), ("Query", "orders"));
    assert_eq!(explained.index, Some("gsi-status-date"));
    // params["key_condition"], params["filter"]
    let expression = |parameter| explained.expressions.iter().find(|expression| expression.parameter == parameter);
    assert_eq!(expression("KeyConditionExpression").unwrap().sent, "#n0 = :v0");
    assert_eq!(expression("FilterExpression").unwrap().sent, "#n1 >= :v1");
    // params["expression_attribute_names"], params["expression_attribute_values"]
    assert_eq!((explained.names["#n0"].as_str(), explained.names["#n1"].as_str()), ("status", "total"));
    assert_eq!(explained.values[":v1"], sdk::types::AttributeValue::N("100".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn exceptions() {
    let (db, faults) = shop().await;
    let error = |operation: Operation, status: u16, code: &str| faults.on(operation).always().error(status, code, "");

    // except ConditionError
    let failed = Orders::delete(("usr_123", "ord_0")).if_exists().send(&db).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::ConditionFailed);

    // except TableNotFoundError
    let missing = Sessions::get("s").send(&db).await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::TableNotFound);

    // except ValidationError
    let invalid = Orders::query("usr_123").page_size(0).all(&db).await.unwrap_err();
    assert_eq!(invalid.kind(), ErrorKind::Validation);

    // except InvalidProjectionError
    let projection = Orders::by_region().query("EU").select_paths(["total"]).all(&db).await.unwrap_err();
    assert_eq!(projection.kind(), ErrorKind::InvalidProjection);

    // except MissingKeyError: a key that is not given does not compile; an empty one is refused before the request.
    let key = Orders::get(("", "ord_1")).send(&db).await.unwrap_err();
    assert_eq!(key.kind(), ErrorKind::InvalidKey);

    // except ThrottlingError
    error(Operation::GetItem, 400, "ProvisionedThroughputExceededException");
    let throttled = Orders::get(("usr_123", "ord_1")).send(&db).await.unwrap_err();
    assert_eq!((throttled.kind(), throttled.is_retryable()), (ErrorKind::Throttled, true));

    // except CollectionSizeError
    error(Operation::PutItem, 400, "ItemCollectionSizeLimitExceededException");
    let full = order(1, "NEW", 1).put().send(&db).await.unwrap_err();
    assert_eq!(full.kind(), ErrorKind::CollectionSizeLimit);

    // except TransactionError
    faults.clear_rules();
    let transaction = TransactWrite::new().put(order(789, "NEW", 1).put().if_not_exists()).send(&db).await.unwrap_err();
    assert_eq!(transaction.kind(), ErrorKind::TransactionCanceled);
    assert_eq!(transaction.cancellation_reasons().len(), 1);

    // except DkmioError: every error is a `dkmio::Error`.
    fn is_one(_: &dkmio::Error) {}
    is_one(&transaction);
}

#[tokio::test(start_paused = true)]
async fn connection_options() {
    // db = DynamoDB()                                    # the environment, as every AWS tool reads it
    // In Rust: `DynamoDb::from_env().await`.

    // db = DynamoDB(region_name="us-east-1", endpoint_url="http://localhost:8000")
    let db = DynamoDb::builder().region("us-east-1").endpoint_url("http://localhost:8000").build().await;
    assert_eq!(db.client().config().region().map(AsRef::as_ref), Some("us-east-1"));

    // db = DynamoDB(session=my_boto3_session)
    let session = aws_types::SdkConfig::builder()
        .region(sdk::config::Region::new("eu-west-1"))
        .behavior_version(sdk::config::BehaviorVersion::latest())
        .build();
    let db = DynamoDb::from_sdk_config(&session);
    assert_eq!(db.client().config().region().map(AsRef::as_ref), Some("eu-west-1"));

    // db = DynamoDB(resource=my_dynamodb_resource)
    let (existing, faults) = shop().await;
    let db = DynamoDb::from_client(existing.client().clone());
    assert!(faults.calls().is_empty(), "nothing is sent before the first operation");
    assert!(Orders::get(("usr_123", "ord_456")).send(&db).await.unwrap().is_some());

    // class Orders(Table): ...; Orders(resource=dynamodb)      # frameworks: state that is shared between requests
    // A `DynamoDb` is cheap to clone and can be shared between threads.
    fn is_shared_state<T: Clone + Send + Sync + 'static>(_: &T) {}
    is_shared_state(&db);
}

#[tokio::test(start_paused = true)]
async fn set_default() {
    let (db, faults) = shop().await;

    // db.set_default()
    // with transaction.write() as tx: tx.put(orders, ...)     # no db= needed
    // In Rust the default serves every request: it is awaited without `send`.
    db.set_default();
    TransactWrite::new().put(order(1, "NEW", 100).put().if_not_exists()).await.unwrap();
    let got: (Option<Orders>,) = TransactGet::new((Orders::get(("usr_123", "ord_1")),)).await.unwrap();
    assert_eq!(got.0.unwrap().total, 100);
    assert_eq!(Orders::get(("usr_123", "ord_1")).await.unwrap().unwrap().status, "NEW");
    assert_eq!(faults.calls().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn logging() {
    // logging.getLogger("dkmio")          # DEBUG for operations, WARNING for retries
    // In Rust: `tracing`, under the target `dkmio`.
    let log = Log::default();
    let (db, faults) = shop().await;
    // With a single subscriber of one thread, `tracing` may switch events off that another thread meets first.
    let _second = Dispatch::new(log.clone());
    let _first = tracing::subscriber::set_default(log.clone());
    tracing::callsite::rebuild_interest_cache();
    Orders::get(("usr_123", "ord_456")).send(&db).await.unwrap();
    assert!(log.has(Level::DEBUG), "{log:?}");
    assert!(!log.has(Level::WARN), "{log:?}");

    faults.on(Operation::TransactWriteItems).times(1).conflict();
    TransactWrite::new().put(order(2, "NEW", 1).put()).send(&db).await.unwrap();
    assert!(log.has(Level::WARN), "{log:?}");
}

/// The levels of the events of dkmio.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<Level>>>);

impl Log {
    fn has(&self, level: Level) -> bool {
        self.0.lock().unwrap().contains(&level)
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("dkmio")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        self.0.lock().unwrap().push(*event.metadata().level());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

// circuit_breaker=CircuitBreakerConfig(failure_threshold=3), CircuitOpenError
// dkmio has no circuit breaker. The SDK's retry quota stops retries when most requests fail, and `Error::is_retryable` tells
// which errors a breaker in front of dkmio would count.
