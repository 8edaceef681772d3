//! The fast path of the encoder writes what the encoder of attribute values returns.

use std::collections::{BTreeMap, BTreeSet};

use dkmio_core::codec::json::{item_to_text, parse_item, to_text};
use dkmio_core::codec::{Item, from_item, item_size, to_item};
use proptest::prelude::*;
use serde::Serialize;

use crate::strategies::{deep, item};
use crate::targets::types::{Adjacently, Externally, Fields, Flattened, Inner, Internally, Pair, Untagged};

/// Compares the two encoders.
fn agree<T: Serialize>(value: &T) -> Result<(), TestCaseError> {
    match (to_text(value), to_item(value)) {
        (Ok(text), Ok(item)) => {
            prop_assert_eq!(&parse_item(&text.text).unwrap(), &item, "{}", &text.text);
            prop_assert_eq!(text.size, item_size(item.as_map()), "{}", &text.text);
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text.text).is_ok(), "{}", &text.text);
        }
        (text, item) => {
            prop_assert_eq!(text.err().map(|error| error.to_string()), item.err().map(|error| error.to_string()))
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn on_any_item(item in prop_oneof![4 => item(), 1 => deep()], number: i64, wide: i128, float: f64, flag: bool) {
        agree(&item)?;
        let written = item_to_text(&item).unwrap();
        prop_assert_eq!(&parse_item(&written.text).unwrap(), &item);
        prop_assert_eq!(written.size, item.size());
        let extra = || {
            let mut item = item.clone();
            ["a", "b", "kind", "tag", "content"].into_iter().for_each(|name| drop(item.remove(name)));
            item
        };
        let flattened = || Flattened { a: u64::try_from(number).ok(), inner: Inner { b: Some(float) }, extra: extra() };
        agree(&flattened())?;
        agree(&Flattened { extra: item.clone(), ..flattened() })?;
        agree(&Internally::Unit)?;
        agree(&Internally::New(flattened()))?;
        agree(&Internally::Struct { a: Some(item.clone()), b: vec![item.clone(), extra()] })?;
        agree(&Adjacently::Tuple(wide, vec![1, 2]))?;
        agree(&Adjacently::Struct { a: flag.then_some(wide), c: item.clone() })?;
        agree(&Externally::Unit)?;
        agree(&Externally::New(item.clone()))?;
        agree(&Externally::Tuple(wide, "\u{1}\"\\/é".to_owned()))?;
        agree(&Externally::Struct { a: flag.then_some(1), c: item.clone() })?;
        agree(&Untagged::Many { a: vec![Untagged::Item(item.clone()), Untagged::Binary { c: vec![] }] })?;
        agree(&Pair { tag: Some(item.clone()), content: Some(Externally::Struct { a: None, c: item.clone() }) })?;
        if let Ok(fields) = from_item::<Fields>(&item) {
            agree(&fields)?;
            agree(&Fields { renamed: Some(vec![fields, Fields::default()]), b: Some(float), ..Fields::default() })?;
        }
    }
}

#[derive(Serialize)]
struct Unit;

#[derive(Serialize)]
struct Newtype<T>(T);

#[derive(Serialize)]
struct Tuple(u8, u8);

#[derive(Serialize)]
enum Variant<T> {
    Plain,
    New(T),
    Tuple(T, u8),
    Struct { only: T },
}

fn in_all_places<T: Serialize + Clone>(value: T) {
    agree(&BTreeMap::from([("x", value.clone())])).unwrap();
    agree(&BTreeMap::from([("x", vec![value.clone(), value.clone()])])).unwrap();
    agree(&BTreeMap::from([("x", (1_u8, value.clone(), 2_u8))])).unwrap();
    agree(&BTreeMap::from([("x", BTreeMap::from([(1_u8, value.clone()), (2, value.clone())]))])).unwrap();
    agree(&BTreeMap::from([("x", Some(Some(value.clone())))])).unwrap();
    agree(&BTreeMap::from([("x", Variant::New(value.clone()))])).unwrap();
    agree(&BTreeMap::from([("x", Variant::Tuple(value.clone(), 1))])).unwrap();
    agree(&BTreeMap::from([("x", Variant::Struct { only: value.clone() })])).unwrap();
    agree(&Variant::New(value.clone())).unwrap();
    agree(&Variant::Tuple(value.clone(), 1)).unwrap();
    agree(&Variant::Struct { only: value.clone() }).unwrap();
    agree(&Newtype(value.clone())).unwrap();
    agree(&value).unwrap();
}

#[test]
fn on_every_type_in_every_place() {
    in_all_places(1_u8);
    in_all_places(300_u16);
    in_all_places(-5_i8);
    in_all_places(u64::MAX);
    in_all_places(u128::MAX);
    in_all_places(i128::MAX / 10);
    in_all_places(0.1_f32);
    in_all_places(f64::NAN);
    in_all_places(-0.0_f64);
    in_all_places(1e300_f64);
    in_all_places(true);
    in_all_places('\u{1F600}');
    in_all_places("text \u{7f} \n \u{1} \" \\");
    in_all_places(None::<u8>);
    in_all_places(());
    in_all_places(Vec::<u8>::new());
    in_all_places(vec![1_u8, 2]);
    in_all_places(vec![vec![1_u8], vec![]]);
    in_all_places(vec![Some(1_u8), None]);
    in_all_places(serde_bytes::ByteBuf::from(vec![1, 2]));
    in_all_places(BTreeMap::from([(true, 1)]));
    in_all_places(BTreeMap::<u8, u8>::new());
    in_all_places(Item::new());
    agree(&Unit).unwrap();
    agree(&BTreeMap::from([("x", Tuple(1, 2))])).unwrap();
    agree(&BTreeMap::from([("x", Variant::<u8>::Plain)])).unwrap();
    agree(&BTreeMap::from([("", 1)])).unwrap();
}

#[test]
fn one_name_twice_is_the_encoders_error() {
    #[derive(Serialize)]
    struct Twice {
        a: u8,
        #[serde(rename = "a")]
        b: u16,
        #[serde(skip_serializing_if = "Option::is_none")]
        c: Option<Box<Twice>>,
    }
    let twice = || Twice { a: 1, b: 2, c: None };
    assert!(to_text(&twice()).is_err());
    agree(&twice()).unwrap();
    agree(&BTreeMap::from([("x", twice())])).unwrap();
    agree(&Twice { c: Some(Box::new(twice())), ..twice() }).unwrap();
    let many: BTreeMap<u16, u16> = (0..100).map(|n| (n, n)).collect();
    agree(&many).unwrap();
    let set: BTreeSet<String> = (0..100).map(|n| n.to_string()).collect();
    agree(&BTreeMap::from([("x", set)])).unwrap();
}

#[test]
fn as_deep_as_dynamodb_allows_and_no_deeper() {
    #[derive(Serialize)]
    struct Nested {
        #[serde(skip_serializing_if = "Option::is_none")]
        a: Option<Box<Nested>>,
        b: Vec<u8>,
        c: Option<Vec<Vec<u8>>>,
    }
    for depth in 28..36 {
        for (b, c) in [(vec![], None), (vec![1], Some(vec![vec![1]])), (vec![1], None)] {
            let mut nested = Nested { a: None, b: b.clone(), c: c.clone() };
            for _ in 0..depth {
                nested = Nested { a: Some(Box::new(nested)), b: vec![1], c: None };
            }
            agree(&nested).unwrap();
        }
    }
}

#[test]
fn an_attribute_of_a_type_unknown_to_the_sdk_cannot_be_written() {
    for text in [r#"{"a":{"S":"x"},"b":{"XX":"y"}}"#, r#"{"a":{"L":[{"XX":"y"}]}}"#, r#"{"a":{"M":{"b":{"XX":"y"}}}}"#]
    {
        let item = crate::sdk::read_by_sdk(text);
        assert!(item_to_text(&item).is_err() && to_item(&item).is_err() && to_text(&item).is_err(), "{text}");
    }
}
