//! An item through another format is plain data.

use dkmio_core::codec::{Item, from_item};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{NULL, b, bs, l, m, n, ns, s, ss};

#[test]
fn json_shows_plain_values() {
    let item: Item = [
        ("s", s("x")),
        ("int", n("5")),
        ("neg", n("-5")),
        ("float", n("0.5")),
        ("spelled", n("1.0")),
        ("long", n("12345678901234567890123")),
        ("bool", aws_sdk_dynamodb::types::AttributeValue::Bool(true)),
        ("null", NULL),
        ("bytes", b(&[1, 2])),
        ("list", l([n("1"), s("a")])),
        ("map", m([("x", n("1"))])),
        ("ss", ss(&["a"])),
        ("ns", ns(&["1"])),
        ("bs", bs(&[&[1]])),
    ]
    .into_iter()
    .collect();
    let expected = json!({
        "s": "x", "int": 5, "neg": -5, "float": 0.5, "spelled": 1, "long": "12345678901234567890123",
        "bool": true, "null": null, "bytes": [1, 2], "list": [1, "a"], "map": { "x": 1 },
        "ss": ["a"], "ns": [1], "bs": [[1]],
    });
    assert_eq!(serde_json::to_value(&item).unwrap(), expected);
}

#[test]
fn json_reads_as_the_nearest_types() {
    let text = r#"{"s":"x","i":5,"n":-5,"f":0.1,"b":true,"z":null,"l":[1,"a"],"m":{"x":1.5}}"#;
    let expected: Item = [
        ("s", s("x")),
        ("i", n("5")),
        ("n", n("-5")),
        ("f", n("0.1")),
        ("b", aws_sdk_dynamodb::types::AttributeValue::Bool(true)),
        ("z", NULL),
        ("l", l([n("1"), s("a")])),
        ("m", m([("x", n("1.5"))])),
    ]
    .into_iter()
    .collect();
    assert_eq!(serde_json::from_str::<Item>(text).unwrap(), expected);
    assert_eq!(serde_json::from_value::<Item>(serde_json::from_str(text).unwrap()).unwrap(), expected);
    assert!(serde_json::from_str::<Item>("[1]").is_err());
    assert!(serde_json::from_str::<Item>(r#"{"a":1e200}"#).is_err());
}

#[test]
fn a_number_as_text_from_json_is_a_number() {
    let text = r#"{"a":{"$serde_json::private::Number":"12345678901234567890.5"}}"#;
    assert_eq!(serde_json::from_str::<Item>(text).unwrap().get("a"), Some(&n("12345678901234567890.5")));
}

#[test]
fn one_struct_serves_both_formats() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        id: u32,
        #[serde(flatten)]
        extra: Item,
    }
    let holder: Holder = serde_json::from_value(json!({ "id": 1, "tags": ["a"], "n": 2.5 })).unwrap();
    let item = Item::from_serialize(&holder).unwrap();
    assert_eq!(from_item::<Holder>(&item).unwrap(), holder);
    assert_eq!(serde_json::to_value(&holder).unwrap(), json!({ "id": 1, "tags": ["a"], "n": 2.5 }));
}
