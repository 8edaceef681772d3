//! The stored forms that `serde_dynamo` writes too, and those that differ.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::{from_value, to_value};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{NULL, b, l, m, n};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Order {
    id: String,
    total: u64,
    delta: i64,
    ratio: f64,
    paid: bool,
    letter: char,
    lines: Vec<Line>,
    labels: BTreeMap<String, i32>,
    status: Status,
    wrapped: Wrapped,
    pair: (u16, String),
    unit: (),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Line {
    sku: String,
    qty: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Wrapped(i8);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Status {
    Open,
    Closed(String),
    Moved { to: u32 },
}

fn other<T: Serialize>(value: T) -> AttributeValue {
    serde_dynamo::to_attribute_value(value).unwrap()
}

fn ours<T: Serialize>(value: T) -> AttributeValue {
    to_value(&value).unwrap().unwrap()
}

prop_compose! {
    fn order()(
        id in ".{0,8}", total: u64, delta: i64, ratio in -1e15..1e15_f64, paid: bool, letter: char,
        lines in proptest::collection::vec((".{0,4}", any::<u32>()), 0..3),
        labels in proptest::collection::btree_map(".{1,4}", any::<i32>(), 0..3),
        kind in 0..3_u8, wrapped: i8, pair: u16,
    ) -> Order {
        Order {
            status: match kind {
                0 => Status::Open,
                1 => Status::Closed(id.clone()),
                _ => Status::Moved { to: u32::from(pair) },
            },
            pair: (pair, id.clone()),
            lines: lines.into_iter().map(|(sku, qty)| Line { sku, qty }).collect(),
            wrapped: Wrapped(wrapped),
            unit: (),
            id, total, delta, ratio, paid, letter, labels,
        }
    }
}

proptest! {
    #[test]
    fn common_types_have_the_same_form_and_read_each_other(order in order()) {
        let form = ours(&order);
        // The one float that differs is zero below zero, which DynamoDB does not have.
        prop_assume!(order.ratio.to_bits() != (-0.0_f64).to_bits());
        prop_assert_eq!(&form, &other(&order));
        prop_assert_eq!(from_value::<Order>(&other(&order)).unwrap(), order.clone());
        prop_assert_eq!(serde_dynamo::from_attribute_value::<_, Order>(form).unwrap(), order);
    }
}

#[test]
fn none_is_absent_instead_of_null_but_in_a_list() {
    #[derive(Serialize)]
    struct Holder {
        a: Option<u8>,
    }
    assert_eq!(other(Holder { a: None }), m([("a", NULL)]));
    assert_eq!(ours(Holder { a: None }), m([]));
    assert_eq!(other(None::<u8>), NULL);
    assert_eq!(to_value(&None::<u8>).unwrap(), None);
    assert_eq!(other([None::<u8>]), l([NULL]));
    assert_eq!(to_value(&[None::<u8>]).unwrap(), Some(l([NULL])), "a position cannot be absent");
}

#[test]
fn bytes_are_binary_instead_of_a_list() {
    assert_eq!(other(vec![1_u8, 2]), l([n("1"), n("2")]));
    assert_eq!(ours(vec![1_u8, 2]), b(&[1, 2]));
    assert_eq!(from_value::<Vec<u8>>(&other(vec![1_u8, 2])).unwrap(), [1, 2]);
    assert!(serde_dynamo::from_attribute_value::<_, Vec<u8>>(ours(vec![1_u8, 2])).is_err());
    assert!(serde_dynamo::from_attribute_value::<_, [u8; 2]>(ours([1_u8, 2])).is_err());
    assert_eq!(other(serde_bytes::Bytes::new(&[1])), ours(serde_bytes::Bytes::new(&[1])));
}

#[test]
fn what_the_service_refuses_is_refused_here() {
    assert!(serde_dynamo::to_attribute_value::<_, AttributeValue>(f64::NAN).is_ok());
    assert!(to_value(&f64::NAN).is_err());
    assert!(to_value(&u128::MAX).is_err());
}

#[test]
fn other_maps_are_the_same() {
    let map: HashMap<u32, bool> = HashMap::from([(1, true)]);
    assert_eq!(ours(&map), m([("1", AttributeValue::Bool(true))]));
    assert_eq!(serde_dynamo::to_attribute_value::<_, AttributeValue>(&map).ok(), Some(ours(&map)));
}
