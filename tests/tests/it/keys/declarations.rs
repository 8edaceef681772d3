//! Structs that declare tables in all the ways Rust and serde let them.

use std::borrow::Cow;
use std::fmt::Debug;

use dkmio::table::Table;
use dkmio::{DynamoTable, Item};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::engine::{create, db_with, s};
use crate::support;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "raw")]
#[gsi(by_type, name = "gsi-type", pk = r#type, sk = r#match, projection = KEYS_ONLY)]
struct Raw {
    #[pk]
    r#fn: String,
    #[sk]
    r#loop: u8,
    r#type: Option<String>,
    r#match: Option<u8>,
}

#[tokio::test]
async fn raw_identifiers_are_names_without_their_mark() {
    let db = db_with::<Raw>().await;
    let item = Raw { r#fn: "f".to_owned(), r#loop: 1, r#type: Some("t".to_owned()), r#match: Some(2) };
    item.put().send(&db).await.expect("put");
    assert_eq!(Raw::get(("f", 1)).send(&db).await.expect("get"), Some(item.clone()));
    assert_eq!(Raw::by_type().query("t").sk_eq(2).all(&db).await.expect("a query")[0].key(), item.key());
    let names: Vec<_> = Raw::DEFINITION.key.attributes().map(|part| part.name).collect();
    assert_eq!(names, ["fn", "loop"]);
    assert_eq!(Raw::scan().filter(Raw::TYPE.eq("t")).count(&db).await.expect("a count"), 1);
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "renamed")]
#[serde(rename_all = "camelCase")]
#[gsi(by_mail, name = "gsi-mail", pk = mail_address, projection = [full_name])]
struct Renamed {
    #[pk]
    #[serde(rename = "PK")]
    customer_id: String,
    #[sk]
    created_on: u32,
    #[serde(rename = "e.mail", alias = "mail")]
    mail_address: Option<String>,
    full_name: String,
    #[serde(skip)]
    cache: u8,
    #[serde(default = "seven")]
    given: u8,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    notes: Vec<String>,
}

fn seven() -> u8 {
    7
}

#[tokio::test]
async fn serde_decides_the_names() {
    let db = db_with::<Renamed>().await;
    let item = Renamed {
        customer_id: "c".to_owned(),
        created_on: 5,
        mail_address: Some("c@x".to_owned()),
        full_name: "C".to_owned(),
        cache: 0,
        given: 1,
        notes: vec![],
    };
    Renamed { cache: 9, ..item.clone() }.put().send(&db).await.expect("put");
    let raw = Renamed::get(("c", 5)).free_form().send(&db).await.expect("get").expect("an item");
    let mut names: Vec<_> = raw.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["PK", "createdOn", "e.mail", "fullName", "given"]);
    assert_eq!(Renamed::get(("c", 5)).send(&db).await.expect("get"), Some(item.clone()));
    let entry = &Renamed::by_mail().query("c@x").all(&db).await.expect("a query")[0];
    assert_eq!((entry.key(), entry.full_name.as_str()), (item.key(), "C"));
    Renamed::update(("c", 5))
        .remove(Renamed::GIVEN)
        .condition(Renamed::MAIL_ADDRESS.eq("c@x"))
        .send(&db)
        .await
        .expect("update");
    assert_eq!(Renamed::get(("c", 5)).send(&db).await.expect("get").map(|item| item.given), Some(7));
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "generic")]
#[serde(bound(serialize = "K: Serialize, V: Serialize", deserialize = "K: DeserializeOwned, V: DeserializeOwned"))]
struct Generic<K: Clone, V: Clone> {
    #[pk]
    key: K,
    value: V,
}

async fn round_trip<T>(item: T, key: T::Key)
where
    T: DynamoTable<Version = (), Unique = ()> + Serialize + DeserializeOwned + PartialEq + Debug + Send + Sync,
    T::Key: dkmio::KeyFrom<T::Key>,
{
    let db = support::db().await;
    create::<T>(&db).await;
    item.put().send(&db).await.expect("put");
    let found = T::get(key).free_form().send(&db).await.expect("get").expect("an item");
    assert_eq!(found.decode::<T>().expect("the item"), item);
}

#[tokio::test]
async fn a_struct_may_be_generic() {
    round_trip(Generic { key: "g".to_owned(), value: vec![1, 2] }, Generic::<String, Vec<u8>>::key_of("g")).await;
    round_trip(Generic { key: 7_u64, value: "text".to_owned() }, Generic::<u64, String>::key_of(7_u64)).await;
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "borrowed")]
struct Borrowed<'a> {
    #[pk]
    id: Cow<'a, str>,
    note: Cow<'a, str>,
}

#[tokio::test]
async fn a_struct_may_borrow() {
    let db = support::db().await;
    create::<Borrowed<'_>>(&db).await;
    let text = "a note".to_owned();
    Borrowed { id: Cow::Borrowed("b"), note: Cow::Borrowed(&text) }.put().send(&db).await.expect("put");
    let got = Borrowed::get("b").send(&db).await.expect("get").expect("an item");
    assert_eq!((got.id.as_ref(), got.note.as_ref()), ("b", "a note"));
}

mod private {
    use super::{Deserialize, DynamoTable, Serialize};

    /// Visible to its module's parent alone, fields and all.
    #[derive(Debug, PartialEq, Serialize, Deserialize, DynamoTable)]
    #[dynamo(table = "private")]
    pub(super) struct Private {
        #[pk]
        id: String,
        pub(super) open: u8,
    }

    impl Private {
        pub(super) fn new(id: &str) -> Self {
            Self { id: id.to_owned(), open: 1 }
        }
    }
}

#[tokio::test]
async fn a_private_struct_is_a_table() {
    let db = db_with::<private::Private>().await;
    private::Private::new("p").put().send(&db).await.expect("put");
    let got = private::Private::get("p").send(&db).await.expect("get");
    assert_eq!(got.as_ref(), Some(&private::Private::new("p")));
    assert_eq!(private::Private::scan().filter(private::Private::OPEN.eq(1)).count(&db).await.expect("a count"), 1);
}

/// A table of a key and nothing else.
#[derive(Debug, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "bare")]
struct Bare {
    #[pk]
    id: String,
    #[serde(flatten)]
    rest: Item,
}

#[tokio::test]
async fn a_table_may_be_its_keys_alone() {
    let bare = Bare { id: "b".to_owned(), rest: Item::new().with("any", [1]).expect("a value") };
    round_trip(bare, Bare::key_of("b")).await;
    let db = db_with::<Bare>().await;
    Bare { id: "empty".to_owned(), rest: Item::new() }.put().send(&db).await.expect("put");
    let raw = Bare::get("empty").free_form().send(&db).await.expect("get").expect("an item");
    assert_eq!((raw.len(), raw.get("id")), (1, Some(&s("empty"))));
}
