//! Items of every kind.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::Item;
use dkmio_core::codec::number::canonical;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;

/// The text of a number DynamoDB can hold, in any spelling.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|value| value.to_string()),
        (any::<bool>(), 0..10_u128.pow(38), -80..80_i32)
            .prop_map(|(negative, digits, power)| format!("{}{digits}E{power}", if negative { "-" } else { "" })),
        "-?[0-9]{1,10}\\.[0-9]{1,20}",
        "[0-9]{1,2}",
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

/// Names, some of which the test types know.
pub(crate) fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-e]",
        4 => prop_oneof![Just("kind"), Just("tag"), Just("content"), Just("id"), Just("Unit"), Just("New"), Just("Tuple"), Just("Struct")]
            .prop_map(str::to_owned),
        1 => "[a-z.]{1,6}",
        1 => Just("$serde_json::private::Number".to_owned()),
        1 => "[\"\\\\\u{1}\u{1F600}/é]{1,3}",
        1 => "\\PC{1,3}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,5}",
        "[\"\\\\\n\t\u{0}\u{1f}\u{1F600}\u{7f}\u{2028}/é]{0,6}",
        "[a-z\"]{0,120}",
        prop_oneof![Just("Unit"), Just("New"), Just("Tuple"), Just("Struct")].prop_map(str::to_owned),
    ]
}

/// A value that holds no others, apart from the members of a set.
fn leaf() -> impl Strategy<Value = AttributeValue> {
    let bytes = || vec(any::<u8>(), 0..5);
    prop_oneof![
        text().prop_map(AttributeValue::S),
        number().prop_map(AttributeValue::N),
        bytes().prop_map(|bytes| AttributeValue::B(Blob::new(bytes))),
        any::<bool>().prop_map(AttributeValue::Bool),
        Just(AttributeValue::Null(true)),
        btree_set("[a-z\"]{0,3}", 1..4).prop_map(|texts| AttributeValue::Ss(texts.into_iter().collect())),
        numbers().prop_map(AttributeValue::Ns),
        btree_set(bytes(), 1..4).prop_map(|blobs| AttributeValue::Bs(blobs.into_iter().map(Blob::new).collect())),
    ]
}

pub(crate) fn value() -> impl Strategy<Value = AttributeValue> {
    leaf().prop_recursive(5, 24, 4, |inner| {
        let key = prop_oneof![9 => name(), 1 => Just(String::new())];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(AttributeValue::L),
            btree_map(key, inner, 0..4).prop_map(|map| AttributeValue::M(map.into_iter().collect())),
        ]
    })
}

pub(crate) fn item() -> impl Strategy<Value = Item> {
    btree_map(name(), value(), 0..6).prop_map(|map| map.into_iter().collect())
}

/// An item that nests one value in lists and maps, as deep as DynamoDB allows.
pub(crate) fn deep() -> impl Strategy<Value = Item> {
    (value(), vec(any::<bool>(), 20..27)).prop_map(|(value, levels)| {
        let nested = levels.into_iter().fold(value, |inner, list| match list {
            true => AttributeValue::L(vec![inner]),
            false => AttributeValue::M([("a".to_owned(), inner)].into()),
        });
        [("deep".to_owned(), nested)].into_iter().collect()
    })
}

/// An item without siblings at any level, so that there is only one error that can be met first.
pub(crate) fn chain() -> impl Strategy<Value = Item> {
    let level = proptest::option::of(name());
    (name(), leaf(), vec(level, 0..4)).prop_map(|(top, value, levels)| {
        let nested = levels.into_iter().fold(value, |inner, level| match level {
            None => AttributeValue::L(vec![inner]),
            Some(name) => AttributeValue::M([(name, inner)].into()),
        });
        [(top, nested)].into_iter().collect()
    })
}
