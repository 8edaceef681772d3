//! Items that other programs write: read, put back unchanged, changed, and read by those programs again.
//!
//! `tests/data/interop` holds what boto3 and the Python library stored, as `aws dynamodb get-item` returns it;
//! `record.py` beside it recorded them. serde_dynamo runs here.

use std::collections::{BTreeMap, BTreeSet};

use dkmio::{DynamoDb, DynamoDocument, DynamoTable, Item, attr};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::conformance::values::{canonical, item, item_json};
use crate::engine::{db_with, store};

fn recorded(text: &str) -> Vec<Value> {
    serde_json::from_str(text).expect("recorded items")
}

fn boto3() -> Vec<Value> {
    recorded(include_str!("../../data/interop/boto3.json"))
}

fn python() -> Vec<Value> {
    recorded(include_str!("../../data/interop/python_dkmio.json"))
}

/// What is stored under the key of `T`, past dkmio.
async fn stored<T: DynamoTable>(db: &DynamoDb, key: &[&str], recorded: &Value) -> Value {
    let whole = item(recorded).into_inner();
    let key = key.iter().map(|name| ((*name).to_owned(), whole[*name].clone())).collect();
    let get = db.client().get_item().table_name(db.table_name::<T>()).set_key(Some(key));
    let output = get.send().await.expect("a get");
    canonical(&item_json(&output.item.expect("an item").into()))
}

#[derive(Debug, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "rows")]
struct Rows {
    #[pk]
    id: String,
    #[serde(flatten)]
    rest: Item,
}

#[tokio::test]
async fn free_form_attributes_of_boto3_are_put_back_unchanged() {
    let db = db_with::<Rows>().await;
    for recorded in boto3() {
        store::<Rows>(&db, item(&recorded)).await;
        let id = recorded["id"]["S"].as_str().expect("an id");
        let row = Rows::get(id).send(&db).await.expect("a get").expect("a row");
        row.put().send(&db).await.expect("a put");
        assert_eq!(stored::<Rows>(&db, &["id"], &recorded).await, canonical(&recorded));
    }
}

#[tokio::test]
async fn an_update_leaves_the_other_attributes_of_boto3_alone() {
    let db = db_with::<Rows>().await;
    for recorded in boto3() {
        store::<Rows>(&db, item(&recorded)).await;
        let id = recorded["id"]["S"].as_str().expect("an id");
        Rows::update(id).set(attr("seen"), true).send(&db).await.expect("an update");
        let mut expected = recorded.clone();
        expected["seen"] = serde_json::json!({ "BOOL": true });
        assert_eq!(stored::<Rows>(&db, &["id"], &recorded).await, canonical(&expected));
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "numbers")]
struct Numbers {
    #[pk]
    id: String,
    small: u8,
    negative: i64,
    #[serde(with = "dkmio::number")]
    fraction: Decimal,
    wide: i128,
    tiny: f64,
    zero: f32,
}

#[tokio::test]
async fn numbers_of_boto3_keep_their_value_in_typed_fields() {
    let db = db_with::<Numbers>().await;
    let recorded = boto3().remove(0);
    store::<Numbers>(&db, item(&recorded)).await;
    let row = Numbers::get("numbers").send(&db).await.expect("a get").expect("a row");
    assert_eq!(row.wide, 12_345_678_901_234_567_890_123_456_789_012_345_678);
    assert_eq!(row.fraction, Decimal::new(1234, 2));
    row.put().send(&db).await.expect("a put");
    assert_eq!(stored::<Numbers>(&db, &["id"], &recorded).await, canonical(&recorded));
}

#[derive(Debug, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Address {
    city: String,
    zip: Option<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Line {
    sku: String,
    qty: u32,
}

/// The model of the Python library's manual, with the fields that its programs store.
#[derive(Debug, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: String,
    status: String,
    total: u64,
    #[serde(default, with = "dkmio::number")]
    price: Option<Decimal>,
    #[serde(default, with = "dkmio::set")]
    tags: BTreeSet<String>,
    #[serde(default, with = "dkmio::set")]
    scores: BTreeSet<u32>,
    note: Option<String>,
    address: Address,
    #[serde(default)]
    items: Vec<Line>,
}

#[tokio::test]
async fn items_of_the_python_library_are_read_into_a_typed_row() {
    let db = db_with::<Orders>().await;
    for recorded in python() {
        store::<Orders>(&db, item(&recorded)).await;
    }
    let orders: Vec<Orders> = Orders::query("usr_1").all(&db).await.expect("orders");
    let expected = Orders {
        user_id: "usr_1".to_owned(),
        order_id: "ord_1".to_owned(),
        status: "NEW".to_owned(),
        total: 250,
        price: Some(Decimal::new(125, 1)),
        tags: ["blue".to_owned(), "red".to_owned()].into(),
        scores: BTreeSet::new(),
        note: None,
        address: Address { city: "Lima".to_owned(), zip: Some("15001".to_owned()) },
        items: vec![Line { sku: "A".to_owned(), qty: 2 }, Line { sku: "B".to_owned(), qty: 1 }],
    };
    assert_eq!(orders[0], expected);
    assert_eq!((orders[1].total, orders[1].scores.len()), (42, 2));
}

/// Python stores `None` as NULL. dkmio stores a `None` of a field by leaving the attribute out, and an empty list where
/// the item had none.
#[tokio::test]
async fn a_typed_row_of_the_python_library_is_put_back_but_for_its_none() {
    let db = db_with::<Orders>().await;
    for recorded in python() {
        store::<Orders>(&db, item(&recorded)).await;
        let key = (recorded["user_id"]["S"].as_str().expect("text"), recorded["order_id"]["S"].as_str().expect("text"));
        let order = Orders::get(key).send(&db).await.expect("a get").expect("an order");
        order.put().send(&db).await.expect("a put");
        let mut expected = recorded.clone();
        let attributes = expected.as_object_mut().expect("an item");
        attributes.remove("note");
        attributes.entry("items").or_insert_with(|| serde_json::json!({ "L": [] }));
        assert_eq!(stored::<Orders>(&db, &["user_id", "order_id"], &recorded).await, canonical(&expected));
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Shape {
    Circle { radius: f64 },
    Square { side: u32 },
}

/// A struct that a service stores by serde_dynamo today.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "shared")]
struct Shared {
    #[pk]
    id: String,
    text: String,
    flag: bool,
    count: i64,
    ratio: f64,
    maybe: Option<u32>,
    absent: Option<String>,
    list: Vec<u32>,
    holes: Vec<Option<u32>>,
    map: BTreeMap<String, i32>,
    pair: (u8, String),
    shape: Shape,
    unit: (),
    #[serde(with = "serde_dynamo::string_set")]
    names: Vec<String>,
    #[serde(with = "serde_dynamo::number_set")]
    numbers: Vec<u32>,
    #[serde(with = "serde_bytes")]
    bytes: Vec<u8>,
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

fn shared(id: &str) -> Shared {
    Shared {
        id: id.to_owned(),
        text: String::new(),
        flag: true,
        count: i64::MIN,
        ratio: 0.1,
        maybe: Some(7),
        absent: None,
        list: vec![3, 1, 2],
        holes: vec![Some(1), None, Some(3)],
        map: [("a".to_owned(), -1), ("b".to_owned(), 2)].into(),
        pair: (1, "one".to_owned()),
        shape: Shape::Circle { radius: 2.5 },
        unit: (),
        names: vec!["a".to_owned(), "b".to_owned()],
        numbers: vec![1, 2],
        bytes: vec![0, 255],
        rest: [("other".to_owned(), "kept".to_owned())].into(),
    }
}

/// What serde_dynamo reads of the item `id`.
async fn read_by_serde_dynamo(db: &DynamoDb, id: &str) -> Shared {
    let key = dkmio::aws_sdk_dynamodb::types::AttributeValue::S(id.to_owned());
    let get = db.client().get_item().table_name(db.table_name::<Shared>()).key("id", key);
    let mut shared: Shared =
        serde_dynamo::from_item(get.send().await.expect("a get").item.expect("an item")).expect("a value");
    // The order of a set is not guaranteed.
    shared.names.sort();
    shared.numbers.sort_unstable();
    shared
}

#[tokio::test]
async fn what_serde_dynamo_writes_dkmio_reads_and_back() {
    let db = db_with::<Shared>().await;
    let written: Item =
        serde_dynamo::to_item::<_, std::collections::HashMap<_, _>>(shared("a")).expect("an item").into();
    store::<Shared>(&db, written).await;
    let mut row = Shared::get("a").send(&db).await.expect("a get").expect("a row");
    row.names.sort();
    row.numbers.sort_unstable();
    assert_eq!(row, shared("a"));
    row.put().send(&db).await.expect("a put");
    assert_eq!(read_by_serde_dynamo(&db, "a").await, shared("a"));
}

#[tokio::test]
async fn what_dkmio_changes_serde_dynamo_reads() {
    let db = db_with::<Shared>().await;
    let written: Item =
        serde_dynamo::to_item::<_, std::collections::HashMap<_, _>>(shared("a")).expect("an item").into();
    store::<Shared>(&db, written).await;
    let square = Shape::Square { side: 4 };
    let update = Shared::update("a").set(Shared::COUNT, 5).set(Shared::SHAPE, square.clone());
    update.set(Shared::HOLES, vec![None, Some(9)]).remove(Shared::MAYBE).send(&db).await.expect("an update");
    let expected = Shared { count: 5, shape: square, holes: vec![None, Some(9)], maybe: None, ..shared("a") };
    assert_eq!(read_by_serde_dynamo(&db, "a").await, expected);
}

#[tokio::test]
async fn sets_of_serde_dynamo_stay_sets() {
    let db = db_with::<Shared>().await;
    shared("a").put().send(&db).await.expect("a put");
    let stored = stored::<Shared>(&db, &["id"], &serde_json::json!({ "id": { "S": "a" } })).await;
    assert_eq!(stored["names"], canonical(&serde_json::json!({ "SS": ["a", "b"] })));
    assert_eq!(stored["numbers"], canonical(&serde_json::json!({ "NS": ["1", "2"] })));
    assert_eq!(stored["bytes"], serde_json::json!({ "B": "AP8=" }));
}
