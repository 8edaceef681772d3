// A table may be generic; its key and its projected items have the parameters they use.
#![deny(warnings)]
#![allow(dead_code)]

use std::borrow::Cow;

use dkmio::{DynamoDocument, DynamoKey, DynamoTable};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Tag<const N: usize>;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "documents")]
#[gsi(by_owner, name = "gsi-owner", pk = owner, projection = [size])]
#[gsi(by_body, name = "gsi-body", pk = size, projection = [body])]
#[serde(bound(serialize = "T: Serialize", deserialize = "T: DeserializeOwned"))]
struct Documents<'a, T, const N: usize>
where
    T: Clone,
{
    #[pk]
    id: String,
    owner: Cow<'a, str>,
    size: u64,
    body: T,
    tag: Tag<N>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "keyed")]
#[serde(bound(serialize = "K: Serialize", deserialize = "K: DeserializeOwned"))]
struct Keyed<K: Clone> {
    #[pk]
    id: K,
    total: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Wrapper<T> {
    inner: T,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
struct Id<T>(T);

fn entry() -> dkmio::Item {
    dkmio::Item::new().with("id", "doc").and_then(|item| item.with("size", 1)?.with("body", 2)).expect("an item")
}

fn main() {
    let _ = Documents::<u8, 32>::get("doc");
    let _ = Documents::<u8, 32>::BODY;
    let entry: DocumentsByBody<'_, u8, 32> = dkmio::codec::from_item(&entry()).expect("an entry");
    assert_eq!(format!("{:?}", entry.clone()), r#"DocumentsByBody { id: "doc", size: 1, body: 2 }"#);
    assert_eq!(entry.key(), DocumentsKey { id: "doc".to_owned() });
    let _ = Documents::<u8, 32>::by_owner().query("me");
    let _ = Keyed::<String>::get("id".to_owned());
    let _ = Keyed::<Id<u64>>::get(KeyedKey { id: Id(1) });
    let _ = Keyed::<u64>::get(&KeyedKey { id: 1 });
    let _ = Wrapper::<u8>::INNER;
}
