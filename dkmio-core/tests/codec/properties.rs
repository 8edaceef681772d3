//! Whatever an item holds comes back unchanged, by every way there is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::number::canonical;
use dkmio_core::codec::{Item, from_item, to_item};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

/// The text of a number DynamoDB can hold, in any spelling.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|value| value.to_string()),
        (any::<bool>(), 0..10_u128.pow(38), -80..80_i32)
            .prop_map(|(negative, digits, power)| { format!("{}{digits}E{power}", if negative { "-" } else { "" }) }),
        "-?[0-9]{1,10}\\.[0-9]{1,20}",
        (-1e30..1e30_f64).prop_map(|value| value.to_string()),
    ]
}

/// Elements of a number set: no number twice, in whatever spelling.
fn numbers() -> impl Strategy<Value = Vec<String>> {
    vec(number(), 1..4).prop_map(|texts| {
        let unique: BTreeMap<_, _> = texts.into_iter().map(|text| (canonical(&text).unwrap(), text)).collect();
        unique.into_values().collect()
    })
}

/// Names, few enough to meet again at other levels.
fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]", "[a-z.]{1,6}", Just("$serde_json::private::Number".to_owned()), "\\PC{1,3}"]
}

fn value() -> impl Strategy<Value = AttributeValue> {
    let bytes = || vec(any::<u8>(), 0..5);
    let leaf = prop_oneof![
        "\\PC{0,5}".prop_map(AttributeValue::S),
        number().prop_map(AttributeValue::N),
        bytes().prop_map(|bytes| AttributeValue::B(Blob::new(bytes))),
        any::<bool>().prop_map(AttributeValue::Bool),
        Just(AttributeValue::Null(true)),
        btree_set("[a-z]{0,3}", 1..4).prop_map(|texts| AttributeValue::Ss(texts.into_iter().collect())),
        numbers().prop_map(AttributeValue::Ns),
        btree_set(bytes(), 1..4).prop_map(|blobs| AttributeValue::Bs(blobs.into_iter().map(Blob::new).collect())),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key = prop_oneof![9 => name(), 1 => Just(String::new())];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(AttributeValue::L),
            btree_map(key, inner, 0..4).prop_map(|map| AttributeValue::M(map.into_iter().collect())),
        ]
    })
}

fn item() -> impl Strategy<Value = Item> {
    btree_map(name(), value(), 0..6).prop_map(|map| map.into_iter().collect())
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flattened {
    #[serde(rename = "!known")]
    known: BTreeSet<u32>,
    #[serde(flatten)]
    extra: Item,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Document { document: Box<Untagged> },
    Item(Item),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "!tag")]
enum Tagged {
    Item(Item),
    Fields { list: Vec<Item>, map: HashMap<String, Item> },
}

proptest! {
    #[test]
    fn an_item_comes_back(item in item()) {
        prop_assert_eq!(&to_item(&item).unwrap(), &item);
        prop_assert_eq!(&from_item::<Item>(&item).unwrap(), &item);
    }

    #[test]
    fn a_flattened_item_comes_back(extra in item()) {
        let holder = Flattened { known: BTreeSet::from([1, 300]), extra };
        let stored = to_item(&holder).unwrap();
        prop_assert_eq!(from_item::<Flattened>(&stored).unwrap(), holder);
    }

    #[test]
    fn an_item_in_an_untagged_enum_comes_back(mut item in item()) {
        item.remove("document");
        let value = Untagged::Document { document: Box::new(Untagged::Item(item)) };
        let stored = to_item(&value).unwrap();
        prop_assert_eq!(from_item::<Untagged>(&stored).unwrap(), value);
    }

    #[test]
    fn an_item_in_an_internally_tagged_enum_comes_back(a in item(), b in item()) {
        for value in [
            Tagged::Item(a.clone()),
            Tagged::Fields { list: vec![a.clone(), b.clone()], map: HashMap::from([("a".to_owned(), b.clone())]) },
        ] {
            let stored = to_item(&value).unwrap();
            prop_assert_eq!(from_item::<Tagged>(&stored).unwrap(), value);
        }
    }

    #[test]
    fn json_takes_every_item(item in item()) {
        prop_assert!(serde_json::to_string(&item).is_ok());
    }
}
