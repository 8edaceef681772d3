//! Stored values under serde's attributes, and in types of other crates.

use std::borrow::Cow;
use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::{Item, from_item, from_value, to_item, to_value};
use rust_decimal::Decimal;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::{NULL, b, l, m, n, s, ss};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order<'a> {
    order_id: &'a str,
    #[serde(borrow)]
    note: Cow<'a, str>,
    #[serde(rename = "descr", default)]
    description: Option<String>,
    #[serde(skip)]
    cached: u32,
    #[serde(default)]
    lines: Vec<Line>,
    region: Option<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Line {
    sku: String,
    qty: u32,
}

#[test]
fn strings_are_borrowed_from_the_item() {
    let item = Item::new().with("orderId", "ord_1").unwrap().with("note", "as is").unwrap();
    let order: Order<'_> = from_item(&item).unwrap();
    assert!(matches!(order.note, Cow::Borrowed("as is")));
    assert_eq!(order.order_id.as_ptr(), item.get("orderId").unwrap().as_s().unwrap().as_ptr());
}

#[test]
fn names_are_those_serde_writes() {
    let order = Order {
        order_id: "1",
        note: "n".into(),
        description: Some("d".to_owned()),
        cached: 0,
        lines: vec![Line { sku: "a".to_owned(), qty: 2 }],
        region: None,
    };
    let item = to_item(&order).unwrap();
    let expected = m([
        ("orderId", s("1")),
        ("note", s("n")),
        ("descr", s("d")),
        ("lines", l([m([("sku", s("a")), ("qty", n("2"))])])),
    ]);
    assert_eq!(AttributeValue::M(item.clone().into_inner()), expected);
    assert_eq!(item.decode::<Order<'_>>().unwrap(), order);
}

#[test]
fn attributes_nobody_asked_for_are_passed_over() {
    #[derive(Deserialize)]
    struct Small {
        a: u8,
    }
    let item: Item = [("a", n("1")), ("big", l([b(&[1]), ss(&["x"]), n("not a number")]))].into_iter().collect();
    assert_eq!(from_item::<Small>(&item).unwrap().a, 1);
    from_value::<IgnoredAny>(&ss(&["x"])).unwrap();
}

#[test]
fn an_unknown_attribute_is_refused_where_the_type_says_so() {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Strict {
        a: u8,
    }
    let item: Item = [("a", n("1")), ("b", n("1"))].into_iter().collect();
    let error = from_item::<Strict>(&item).unwrap_err();
    assert_eq!(error.to_string(), "b: unknown attribute, expected `a`");
}

#[test]
fn adjacently_tagged_enums_round_trip() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "t", content = "c")]
    enum Event {
        Bytes(Vec<u8>),
        Big(i128),
        Pair { a: u8, b: Option<u8> },
    }
    for event in [Event::Bytes(vec![1, 2]), Event::Big(i128::MAX / 10), Event::Pair { a: 1, b: None }] {
        // Each hash map has another order. The tag has to be read first in all of them.
        for _ in 0..20 {
            let item = to_item(&event).unwrap();
            assert_eq!(item.decode::<Event>().unwrap(), event);
        }
    }
}

#[test]
fn a_plain_decimal_reads_the_nearest_float_or_its_own_string() {
    let text = "1234567890.123456789012345678";
    assert_eq!(from_value::<Decimal>(&n(text)).unwrap().to_string(), "1234567890.1234567");
    assert_eq!(from_value::<Decimal>(&n("0.1")).unwrap().to_string(), "0.1");
    assert_eq!(from_value::<Decimal>(&n("12")).unwrap().to_string(), "12");
    assert_eq!(from_value::<Decimal>(&s(text)).unwrap().to_string(), text);
}

#[test]
fn json_values_are_of_the_same_type() {
    assert_eq!(from_value::<serde_json::Value>(&n("0.1")).unwrap(), serde_json::json!(0.1));
    assert_eq!(from_value::<serde_json::Value>(&b(&[1, 2])).unwrap(), serde_json::json!([1, 2]));
    assert_eq!(from_value::<serde_json::Value>(&ss(&["a"])).unwrap(), serde_json::json!(["a"]));
    assert_eq!(from_value::<serde_json::Value>(&m([("a", NULL)])).unwrap(), serde_json::json!({ "a": null }));
}

#[test]
fn a_number_as_text_from_serde_json_is_a_number() {
    /// What `serde_json` writes for a number under its feature `arbitrary_precision`.
    struct JsonNumber(&'static str);
    impl Serialize for JsonNumber {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeStruct as _;
            let mut number = serializer.serialize_struct("$serde_json::private::Number", 1)?;
            number.serialize_field("$serde_json::private::Number", self.0)?;
            number.end()
        }
    }
    let text = "1234567890.123456789012345678";
    assert_eq!(to_value(&JsonNumber(text)).unwrap(), Some(n(text)));
    assert!(to_value(&JsonNumber("x")).is_err());
}

#[test]
fn tuples_and_arrays_take_no_other_number_of_elements() {
    let error = from_value::<[u16; 2]>(&l([n("1"), n("2"), n("3")])).unwrap_err();
    assert_eq!(error.to_string(), "expected fewer elements, found 3 elements");
    assert!(from_value::<(u8, u8)>(&l([n("1")])).is_err());
    assert!(from_value::<[u8; 2]>(&b(&[1, 2, 3])).is_err());
}

#[test]
fn a_set_reads_into_a_plain_collection_too() {
    assert_eq!(from_value::<Vec<String>>(&ss(&["a", "b"])).unwrap(), ["a", "b"]);
    assert_eq!(from_value::<Vec<u8>>(&crate::ns(&["1", "2"])).unwrap(), [1, 2]);
}

#[test]
fn map_keys_are_checked() {
    let error = from_value::<BTreeMap<u8, u8>>(&m([("300", n("1"))])).unwrap_err();
    assert_eq!(error.to_string(), "{..}: expected u8 as the key");
    let error = to_value(&BTreeMap::from([((1, 2), 1)])).unwrap_err();
    assert_eq!(error.to_string(), "{..}: a map key must be a string, a number or a boolean, found a list");
    assert!(to_value(&BTreeMap::from([(None::<u8>, 1)])).is_err());
}
