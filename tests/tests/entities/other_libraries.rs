//! Items in the formats of other libraries: they are read, and putting them back changes nothing.

use std::collections::HashMap;

use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{DynamoCollection, DynamoDb, DynamoEntity, DynamoTable, Item};
use serde::{Deserialize, Serialize};

use crate::engine::{db_with, n, s, store};

/// Values that a library of another language stores: words without delimiters, in both cases.
struct Words(fastrand::Rng);

impl Words {
    fn word(&mut self) -> String {
        (0..self.0.usize(1..8)).map(|_| ['a', 'B', 'ñ', 'É', '7', '.', '+', 'Z'][self.0.usize(0..8)]).collect()
    }

    fn number(&mut self, max: u32) -> u32 {
        self.0.u32(0..max)
    }
}

fn stored(attributes: &[(&str, &str)]) -> HashMap<String, AttributeValue> {
    attributes.iter().map(|(name, value)| ((*name).to_owned(), s(value))).collect()
}

/// All items of a table as they are stored.
async fn all<T: dkmio::table::Table>(db: &DynamoDb) -> Vec<HashMap<String, AttributeValue>> {
    let found = db.client().scan().table_name(db.table_name::<T>()).send().await.expect("a scan");
    found.items.unwrap_or_default()
}

/// Stores items, reads them as `$entity` and puts them back, and compares all items of the table.
macro_rules! survives {
    ($table:ty, $entity:ty, $items:expr) => {{
        let db = db_with::<$table>().await;
        let items: Vec<HashMap<String, AttributeValue>> = $items;
        for item in &items {
            store::<$table>(&db, Item::from(item.clone())).await;
        }
        let before = all::<$table>(&db).await;
        let read: Vec<$entity> = <$entity>::scan().all(&db).await.expect("a scan");
        assert_eq!(read.len(), before.len());
        for item in &read {
            assert_eq!(<$entity>::get(item.key()).send(&db).await.expect("a read").as_ref(), Some(item));
            item.put().send(&db).await.expect("a put");
        }
        let mut after = all::<$table>(&db).await;
        for item in before {
            let at = after.iter().position(|put| *put == item);
            after.remove(at.unwrap_or_else(|| panic!("{item:?} is not among {after:?}")));
        }
        assert!(after.is_empty());
        let report = <$entity>::backfill_keys().dry_run().send(&db).await.expect("a backfill");
        assert_eq!((report.correct, report.written), (read.len(), 0), "{report:?}");
        db
    }};
}

// ---- ElectroDB ------------------------------------------------------------------------------------------------------------------

#[derive(DynamoTable)]
#[dynamo(table = "electro", pk = "pk", sk = "sk", entity_attribute = "__edb_e__")]
#[gsi(gsi1, name = "gsi1pk-gsi1sk-index", pk = "gsi1pk", sk = "gsi1sk")]
struct Electro;

/// An isolated entity: `new Entity({ model: { service: "shop", entity: "orders", version: "1" }, .. })`, with a composite index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Electro, entity = "orders")]
#[constant("__edb_v__" = "1")]
#[pk = "$shop#tenant_{tenant:lower}"]
#[sk = "$orders_1#createdat_{created_at:lower}#orderid_{order_id:lower}"]
#[index(by_status = Electro::gsi1, pk = "$shop#status_{status:lower}", sk = "$orders_1#total_{total:06}")]
#[serde(rename_all = "camelCase")]
struct ElectroOrder {
    tenant: String,
    created_at: String,
    order_id: String,
    status: String,
    total: u32,
    #[serde(flatten)]
    extra: Item,
}

#[tokio::test]
async fn items_of_an_isolated_electrodb_entity_survive() {
    let mut words = Words(fastrand::Rng::with_seed(1));
    let items = (0..20).map(|at| {
        let (tenant, id, status, total) =
            (words.word(), format!("{}{at}", words.word()), words.word(), words.number(1_000_000));
        let created = "2025-11-01T08:00:00.000Z";
        let mut item = stored(&[
            ("pk", &format!("$shop#tenant_{}", tenant.to_lowercase())),
            ("sk", &format!("$orders_1#createdat_{}#orderid_{}", created.to_lowercase(), id.to_lowercase())),
            ("gsi1pk", &format!("$shop#status_{}", status.to_lowercase())),
            ("gsi1sk", &format!("$orders_1#total_{total:06}")),
            ("__edb_e__", "orders"),
            ("__edb_v__", "1"),
            ("tenant", &tenant),
            ("createdAt", created),
            ("orderId", &id),
            ("status", &status),
            ("note", "of another version of the model"),
        ]);
        item.insert("total".to_owned(), n(&total.to_string()));
        item
    });
    let db = survives!(Electro, ElectroOrder, items.collect());
    let some = ElectroOrder::scan().limit(1).all(&db).await.expect("a scan").remove(0);
    let same = ElectroOrder::by_status().query(some.status.to_uppercase()).sk_lte(some.total).all(&db).await;
    assert!(same.expect("a read").contains(&some));
}

/// An entity of a clustered collection: the facets of the collection stand before the name of the entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Electro, entity = "tasks")]
#[constant("__edb_v__" = "1")]
#[pk = "$tracker#employee_{employee:lower}"]
#[sk = "$assigned#projectid_{project_id:lower}#tasks_1#taskid_{task_id:lower}"]
#[serde(rename_all = "camelCase")]
struct ElectroTask {
    employee: String,
    project_id: String,
    task_id: String,
}

/// Another entity of the same collection, with `casing: "none"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Electro, entity = "notes")]
#[constant("__edb_v__" = "1")]
#[pk = "$tracker#employee_{employee:lower}"]
#[sk = "$assigned#projectid_{project_id:lower}#notes_1#noteid_{note_id:raw}"]
#[serde(rename_all = "camelCase")]
struct ElectroNote {
    employee: String,
    project_id: String,
    note_id: String,
}

#[tokio::test]
async fn items_of_a_clustered_electrodb_collection_survive() {
    let mut words = Words(fastrand::Rng::with_seed(2));
    let tasks = (0..20).map(|at| {
        let (employee, project, task) = (words.word(), words.word(), format!("{}{at}", words.word()));
        stored(&[
            ("pk", &format!("$tracker#employee_{}", employee.to_lowercase())),
            ("sk", &format!("$assigned#projectid_{}#tasks_1#taskid_{}", project.to_lowercase(), task.to_lowercase())),
            ("__edb_e__", "tasks"),
            ("__edb_v__", "1"),
            ("employee", &employee),
            ("projectId", &project),
            ("taskId", &task),
        ])
    });
    survives!(Electro, ElectroTask, tasks.collect());
    let notes = (0..20).map(|at| {
        // Unchecked values: one may contain the delimiter.
        let (employee, project, note) = (words.word(), words.word(), format!("{}#{at}", words.word()));
        stored(&[
            ("pk", &format!("$tracker#employee_{}", employee.to_lowercase())),
            ("sk", &format!("$assigned#projectid_{}#notes_1#noteid_{note}", project.to_lowercase())),
            ("__edb_e__", "notes"),
            ("__edb_v__", "1"),
            ("employee", &employee),
            ("projectId", &project),
            ("noteId", &note),
        ])
    });
    survives!(Electro, ElectroNote, notes.collect());
}

// ---- OneTable -------------------------------------------------------------------------------------------------------------------

#[derive(DynamoTable)]
#[dynamo(table = "one", pk = "pk", sk = "sk", entity_attribute = "_type")]
#[gsi(gs1, name = "gs1", pk = "gs1pk", sk = "gs1sk")]
struct One;

/// `Order: { pk: "Account#${account}", sk: "Order#${id:10:0}", gs1pk: "Order#${status}", gs1sk: "${placed}" }`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = One, entity = "Order")]
#[pk = "Account#{account}"]
#[sk = "Order#{id:010}"]
#[index(by_status = One::gs1, pk = "Order#{status}", sk = "{placed}")]
struct OneOrder {
    account: String,
    id: u32,
    status: Option<String>,
    placed: String,
    created: String,
    updated: String,
}

#[tokio::test]
async fn items_of_onetable_survive() {
    let mut words = Words(fastrand::Rng::with_seed(3));
    let items = (0..20).map(|at| {
        let (account, placed) = (words.word(), words.word());
        let mut item = stored(&[
            ("pk", &format!("Account#{account}")),
            ("sk", &format!("Order#{at:010}")),
            ("gs1sk", &placed),
            ("_type", "Order"),
            ("account", &account),
            ("placed", &placed),
            ("created", "2025-11-01T08:00:00.000Z"),
            ("updated", "2025-11-02T08:00:00.000Z"),
        ]);
        item.insert("id".to_owned(), n(&at.to_string()));
        // OneTable leaves an index key out if one of its parts is undefined.
        if at % 3 > 0 {
            let status = words.word();
            item.insert("gs1pk".to_owned(), s(&format!("Order#{status}")));
            item.insert("status".to_owned(), s(&status));
        }
        item
    });
    let db = survives!(One, OneOrder, items.collect());
    // The item by which OneTable keeps an address unique is of another entity.
    let unique = [("pk", "_unique#User#email#a@b"), ("sk", "_unique#"), ("_type", "_Unique")];
    store::<One>(&db, Item::from(stored(&unique))).await;
    assert_eq!(OneOrder::scan().count(&db).await.expect("a count"), 20);
}

// ---- DynamoDB-Toolbox -----------------------------------------------------------------------------------------------------------

#[derive(DynamoTable)]
#[dynamo(table = "toolbox", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct Toolbox;

/// `new Entity({ name: "Pokemon", table, schema, computeKey: ({ trainer, id }) => ({ PK: `TRAINER#${trainer}`, SK: `POKEMON#${id}` }) })`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Toolbox, entity = "Pokemon")]
#[pk = "TRAINER#{trainer}"]
#[sk = "POKEMON#{id}"]
struct Pokemon {
    trainer: String,
    id: String,
    level: u32,
    #[serde(rename = "_ct")]
    created: String,
    #[serde(rename = "_md")]
    modified: String,
}

#[tokio::test]
async fn items_of_dynamodb_toolbox_survive() {
    let mut words = Words(fastrand::Rng::with_seed(4));
    let items = (0..20).map(|at| {
        let (trainer, id, level) = (words.word(), format!("{}{at}", words.word()), words.number(100));
        let mut item = stored(&[
            ("PK", &format!("TRAINER#{trainer}")),
            ("SK", &format!("POKEMON#{id}")),
            ("_et", "Pokemon"),
            ("_ct", "2025-11-01T08:00:00.000Z"),
            ("_md", "2025-11-02T08:00:00.000Z"),
            ("trainer", &trainer),
            ("id", &id),
        ]);
        item.insert("level".to_owned(), n(&level.to_string()));
        item
    });
    survives!(Toolbox, Pokemon, items.collect());
}

// ---- modyne ---------------------------------------------------------------------------------------------------------------------

#[derive(DynamoTable)]
#[dynamo(table = "modyne", pk = "PK", sk = "SK", entity_attribute = "entity_type")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct Modyne;

/// `impl Entity for Order { fn full_key(&self) -> .. { Primary { hash: format!("CUSTOMER#{}", ..), range: format!("ORDER#{}", ..) } } }`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Modyne, entity = "order")]
#[pk = "CUSTOMER#{customer}"]
#[sk = "ORDER#{order_id}"]
#[index(by_order = Modyne::gsi1, pk = "ORDER#{order_id}", sk = "ORDER#{order_id}")]
struct ModyneOrder {
    customer: String,
    order_id: String,
}

#[tokio::test]
async fn items_of_modyne_survive() {
    let mut words = Words(fastrand::Rng::with_seed(5));
    let items = (0..20).map(|at| {
        let (customer, id) = (words.word(), format!("{}{at}", words.word()));
        let order = format!("ORDER#{id}");
        stored(&[
            ("PK", &format!("CUSTOMER#{customer}")),
            ("SK", &order),
            ("GSI1PK", &order),
            ("GSI1SK", &order),
            ("entity_type", "order"),
            ("customer", &customer),
            ("order_id", &id),
        ])
    });
    let db = survives!(Modyne, ModyneOrder, items.collect());
    let some = ModyneOrder::scan().limit(1).all(&db).await.expect("a scan").remove(0);
    assert_eq!(ModyneOrder::by_order().query(&*some.order_id).first(&db).await.expect("a read"), Some(some));
}

// ---- The DynamoDB Book ----------------------------------------------------------------------------------------------------------

#[derive(DynamoTable)]
#[dynamo(table = "book", pk = "PK", sk = "SK", entity_attribute = "Type")]
struct Book;

/// The keys hold the fields and nothing else does: `#[key_only]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Book, entity = "Issue")]
#[pk = "REPO#{owner}#{repo}"]
#[sk = "ISSUE#{number:010}"]
struct BookIssue {
    #[key_only]
    owner: String,
    #[key_only]
    repo: String,
    #[key_only]
    number: u32,
    title: String,
}

#[tokio::test]
async fn items_of_the_dynamodb_book_survive() {
    let mut words = Words(fastrand::Rng::with_seed(6));
    let items = (0..20).map(|at| {
        let (owner, repo, title) = (words.word(), words.word(), words.word());
        stored(&[
            ("PK", &format!("REPO#{owner}#{repo}")),
            ("SK", &format!("ISSUE#{at:010}")),
            ("Type", "Issue"),
            ("title", &title),
        ])
    });
    survives!(Book, BookIssue, items.collect());
}

// ---- a table of which some items have no entity attribute -----------------------------------------------------------------------

#[derive(DynamoTable)]
#[dynamo(table = "grown", pk = "PK", sk = "SK", entity_attribute = optional("_et"))]
struct Grown;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Grown)]
#[pk = "USER#{user}"]
#[sk = "ORDER#{order_id}"]
struct GrownOrder {
    user: String,
    order_id: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Grown)]
#[pk = "USER#{user}"]
#[sk = "PROFILE"]
struct GrownUser {
    user: String,
}

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = GrownUser)]
enum GrownItem {
    Order(GrownOrder),
    User(GrownUser),
    #[other]
    Other(Item),
}

#[tokio::test]
async fn items_without_an_entity_attribute_are_recognized_by_their_keys() {
    let db = db_with::<Grown>().await;
    let keys = [("PK", "USER#ana"), ("user", "ana")];
    let order = |id: &'static str, sk: &'static str| stored(&[keys[0], keys[1], ("SK", sk), ("order_id", id)]);
    store::<Grown>(&db, Item::from(order("o1", "ORDER#o1"))).await;
    let mut named = order("o2", "ORDER#o2");
    named.insert("_et".to_owned(), s("GrownOrder"));
    store::<Grown>(&db, Item::from(named)).await;
    store::<Grown>(&db, Item::from(stored(&[keys[0], keys[1], ("SK", "PROFILE")]))).await;
    // Its keys match, and its name says that it is something else.
    let mut other = order("o3", "ORDER#o3");
    other.insert("_et".to_owned(), s("Other"));
    store::<Grown>(&db, Item::from(other)).await;

    let ids = async || {
        let orders = GrownOrder::scan().all(&db).await.expect("a scan");
        let mut ids: Vec<_> = orders.into_iter().map(|order| order.order_id).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(ids().await, ["o1", "o2"]);
    assert_eq!(GrownOrder::query("ana").count(&db).await.expect("a count"), 2);
    assert_eq!(GrownUser::scan().count(&db).await.expect("a count"), 1);
    assert!(GrownOrder::get(("ana", "o3")).send(&db).await.expect_err("another entity").is_unexpected_entity());

    // A filter on one entity keeps the items that do not say which one they are of.
    let small = GrownItem::query("ana").filter_entity(GrownOrder::ORDER_ID.eq("o9")).all(&db).await.expect("a query");
    let (o1, ana) = ("o1".to_owned(), "ana".to_owned());
    let first = GrownOrder { user: ana.clone(), order_id: o1 };
    let (first, user) = (GrownItem::Order(first), GrownItem::User(GrownUser { user: ana }));
    assert!(matches!(small.as_slice(), [one, GrownItem::Other(_), two] if *one == first && *two == user), "{small:?}");

    // A put adds the name, and a backfill adds it everywhere: then `optional` can be removed.
    let first = GrownOrder::get(("ana", "o1")).send(&db).await.expect("a read").expect("an order");
    let user = GrownUser::backfill_keys().send(&db).await.expect("a backfill");
    let orders = GrownOrder::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!((user.written, orders.written, orders.correct), (1, 1, 1));
    let mut expected = order("o1", "ORDER#o1");
    expected.insert("_et".to_owned(), s("GrownOrder"));
    let stored = GrownOrder::get(first.key()).free_form().send(&db).await.expect("a read").expect("an item");
    assert_eq!(stored.into_inner(), expected);
    assert_eq!(ids().await, ["o1", "o2"]);
}
