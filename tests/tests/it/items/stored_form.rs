//! How fields are stored: what is absent, what is a set, what is binary.

use std::collections::{BTreeMap, BTreeSet};

use dkmio::aws_sdk_dynamodb::primitives::Blob;
use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{DynamoDocument, DynamoTable, Item};
use serde::{Deserialize, Serialize};

use crate::engine::{db_with, item, n, s, store};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Inner {
    here: Option<u8>,
    there: Option<Box<Inner>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "forms")]
struct Forms {
    #[pk]
    id: String,
    none: Option<String>,
    inner: Inner,
    list: Vec<Option<u8>>,
    map: BTreeMap<String, u8>,
    #[serde(with = "dkmio::set", default)]
    texts: BTreeSet<String>,
    #[serde(with = "dkmio::set", default)]
    numbers: BTreeSet<u64>,
    #[serde(with = "dkmio::set", default)]
    maybe: Option<BTreeSet<String>>,
    bytes: Vec<u8>,
    exact: i128,
    float: f64,
}

fn form() -> Forms {
    Forms { id: "f".to_owned(), ..Forms::default() }
}

async fn raw(form: &Forms) -> Item {
    let db = db_with::<Forms>().await;
    form.put().send(&db).await.expect("put");
    assert_eq!(Forms::get("f").send(&db).await.expect("get").as_ref(), Some(form));
    Forms::get("f").free_form().send(&db).await.expect("get").expect("an item")
}

#[tokio::test]
async fn what_is_none_or_an_empty_set_is_absent_and_what_is_empty_otherwise_is_not() {
    let raw = raw(&form()).await;
    let mut names: Vec<_> = raw.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["bytes", "exact", "float", "id", "inner", "list", "map"]);
    assert_eq!(raw.get("inner"), Some(&AttributeValue::M([].into())));
    assert_eq!(raw.get("bytes"), Some(&AttributeValue::B(Blob::new([]))));
    assert_eq!(raw.get("list"), Some(&AttributeValue::L(vec![])));
}

#[tokio::test]
async fn values_have_their_own_types() {
    let deep = Inner { here: None, there: Some(Box::new(Inner { here: Some(1), there: None })) };
    let form = Forms {
        inner: deep,
        map: BTreeMap::from([("x".to_owned(), 1)]),
        texts: BTreeSet::from(["b".to_owned(), "a".to_owned()]),
        numbers: BTreeSet::from([2, 10]),
        maybe: Some(BTreeSet::from(["m".to_owned()])),
        bytes: vec![0, 255],
        exact: 99_999_999_999_999_999_999_999_999_999_999_999_999,
        float: 0.1,
        ..form()
    };
    let raw = raw(&form).await;
    assert!(raw.get("texts").is_some_and(AttributeValue::is_ss));
    assert!(raw.get("numbers").is_some_and(AttributeValue::is_ns));
    assert!(raw.get("maybe").is_some_and(AttributeValue::is_ss));
    assert_eq!(raw.get("bytes"), Some(&AttributeValue::B(Blob::new([0, 255]))));
    assert_eq!(raw.get("exact"), Some(&n("99999999999999999999999999999999999999")));
    assert_eq!(raw.get("float"), Some(&n("0.1")));
    let inner = raw.get("inner").and_then(|inner| inner.as_m().ok()).expect("a map");
    assert_eq!(inner.keys().collect::<Vec<_>>(), ["there"], "none is absent at every depth");
}

#[tokio::test]
async fn null_is_read_as_none() {
    let db = db_with::<Forms>().await;
    let mut stored = dkmio::codec::to_item(&form()).expect("an item");
    stored.insert("none", AttributeValue::Null(true));
    stored.insert("maybe", AttributeValue::Null(true));
    stored.insert("inner", AttributeValue::M([("here".to_owned(), AttributeValue::Null(true))].into()));
    store::<Forms>(&db, stored).await;
    assert_eq!(Forms::get("f").send(&db).await.expect("get"), Some(form()));
    let selected = Forms::get("f").select((Forms::NONE, Forms::INNER.dot(Inner::HERE))).send(&db).await.expect("get");
    assert_eq!(selected, Some((None, None)));
}

#[tokio::test]
async fn a_missing_field_without_a_default_is_named() {
    let db = db_with::<Forms>().await;
    store::<Forms>(
        &db,
        item([("id", s("f")), ("inner", AttributeValue::M([].into())), ("list", AttributeValue::L(vec![]))]),
    )
    .await;
    let error = Forms::get("f").send(&db).await.expect_err("there is no map");
    assert!(error.is_decode() && error.to_string().contains("map"), "{error}");
}
