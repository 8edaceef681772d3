//! What is stored for each kind of Rust value, and that it reads back.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::{from_absent, from_value, to_item, to_value};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{NULL, b, l, m, n, s};

/// Asserts the stored form, and that it reads back as the same.
#[track_caller]
fn stored<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, form: AttributeValue) {
    assert_eq!(to_value(&value).unwrap(), Some(form.clone()));
    assert_eq!(from_value::<T>(&form).unwrap(), value);
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Unit;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Wrapped(u32);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Rgb(u8, u8, u8);

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Pending,
    InTransit,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Shape {
    Dot,
    Circle(f64),
    Maybe(Option<u8>),
    Rect(u8, u8),
    Poly { sides: u32, name: Option<String> },
}

#[test]
fn scalars_are_stored_by_their_type() {
    stored(true, AttributeValue::Bool(true));
    stored("x".to_owned(), s("x"));
    stored(String::new(), s(""));
    stored('é', s("é"));
    stored((), NULL);
    stored(Unit, NULL);
    stored(Wrapped(7), n("7"));
}

#[test]
fn integers_of_every_width_are_numbers() {
    stored(u8::MAX, n("255"));
    stored(i8::MIN, n("-128"));
    stored(u16::MAX, n("65535"));
    stored(i16::MIN, n("-32768"));
    stored(u32::MAX, n("4294967295"));
    stored(i32::MIN, n("-2147483648"));
    stored(u64::MAX, n("18446744073709551615"));
    stored(i64::MIN, n("-9223372036854775808"));
    stored(10_i128.pow(38) - 1, n(&"9".repeat(38)));
    stored(1 - 10_i128.pow(38), n(&format!("-{}", "9".repeat(38))));
    stored(10_u128.pow(38), n(&format!("1{}", "0".repeat(38))));
}

#[test]
fn floats_are_their_shortest_text() {
    stored(0.1_f64, n("0.1"));
    stored(0.1_f32, n("0.1"));
    stored(1.0_f64, n("1"));
    stored(f64::EPSILON, n("2.220446049250313e-16"));
    stored(1e125_f64, n("1e125"));
    stored(-1.5_f32, n("-1.5"));
}

#[test]
fn none_is_absent_at_every_depth() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Inner {
        a: Option<u8>,
        b: Option<Option<u8>>,
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Outer {
        gone: Option<String>,
        inner: Inner,
        map: HashMap<String, Option<u8>>,
    }
    let map = HashMap::from([("x".to_owned(), None), ("y".to_owned(), Some(1))]);
    let outer = Outer { gone: None, inner: Inner { a: None, b: None }, map };
    let item = to_item(&outer).unwrap();
    assert_eq!(AttributeValue::M(item.as_map().clone()), m([("inner", m([])), ("map", m([("y", n("1"))]))]));
    let back: Outer = item.decode().unwrap();
    assert_eq!((back.gone, back.inner), (outer.gone, outer.inner));
    assert_eq!(to_value(&None::<u8>).unwrap(), None);
    assert_eq!(from_absent::<Option<u8>>().unwrap(), None);
    assert_eq!(from_absent::<Option<Wrapped>>().unwrap(), None);
    assert!(from_absent::<()>().is_err());
}

#[test]
fn null_reads_as_none_and_as_unit_only() {
    assert_eq!(from_value::<Option<u8>>(&NULL).unwrap(), None);
    assert_eq!(from_value::<Option<Vec<String>>>(&NULL).unwrap(), None);
    from_value::<()>(&NULL).unwrap();
    assert_eq!(from_value::<u8>(&NULL).unwrap_err().to_string(), "expected a number, found null");
    assert_eq!(from_value::<String>(&NULL).unwrap_err().to_string(), "expected a string, found null");
    assert_eq!(from_value::<Vec<u8>>(&NULL).unwrap_err().to_string(), "expected a list, found null");
}

#[test]
fn sequences_are_lists() {
    stored(vec![1_u16, 2], l([n("1"), n("2")]));
    stored(vec!["a".to_owned()], l([s("a")]));
    stored((1_u8, "a".to_owned()), l([n("1"), s("a")]));
    stored((1_u8, 2_u8, -3_i8), l([n("1"), n("2"), n("-3")]));
    stored(Vec::<String>::new(), l([]));
    stored(vec![vec![1_i32], vec![]], l([l([n("1")]), l([])]));
    stored(Rgb(1, 2, 3), l([n("1"), n("2"), n("3")]));
    stored(vec![Some(1_u8), Some(2)], l([n("1"), n("2")]));
    stored(vec![Some(1_u8), None], l([n("1"), NULL]));
}

#[test]
fn sequences_of_bytes_are_binary() {
    stored(vec![1_u8, 2], b(&[1, 2]));
    stored([1_u8, 2, 3], b(&[1, 2, 3]));
    stored(vec![vec![1_u8], vec![2]], l([b(&[1]), b(&[2])]));
    assert_eq!(to_value(&[1_u8, 2][..]).unwrap(), Some(b(&[1, 2])));
    assert_eq!(to_value(&Some(vec![9_u8])).unwrap(), Some(b(&[9])));
}

#[test]
fn maps_have_the_keys_of_their_type() {
    stored(BTreeMap::from([("a".to_owned(), 1)]), m([("a", n("1"))]));
    stored(BTreeMap::from([(-5_i64, true)]), m([("-5", AttributeValue::Bool(true))]));
    stored(BTreeMap::from([(5_u8, true)]), m([("5", AttributeValue::Bool(true))]));
    stored(BTreeMap::from([(u128::MAX / 10, 1)]), m([(&(u128::MAX / 10).to_string(), n("1"))]));
    stored(BTreeMap::from([(true, 1)]), m([("true", n("1"))]));
    stored(BTreeMap::from([('x', 1)]), m([("x", n("1"))]));
    stored(BTreeMap::from([(Status::InTransit, 1)]), m([("in_transit", n("1"))]));
    stored(BTreeMap::<String, u8>::new(), m([]));
}

#[test]
fn enums_are_tagged_from_outside_unless_told_otherwise() {
    stored(Status::InTransit, s("in_transit"));
    stored(Shape::Dot, s("Dot"));
    stored(Shape::Circle(0.5), m([("Circle", n("0.5"))]));
    stored(Shape::Maybe(Some(1)), m([("Maybe", n("1"))]));
    stored(Shape::Maybe(None), s("Maybe"));
    stored(Shape::Rect(1, 2), m([("Rect", l([n("1"), n("2")]))]));
    stored(Shape::Poly { sides: 3, name: None }, m([("Poly", m([("sides", n("3"))]))]));
}

#[test]
fn a_unit_variant_is_also_read_from_a_map() {
    assert_eq!(from_value::<Shape>(&m([("Dot", NULL)])).unwrap(), Shape::Dot);
}

#[test]
fn thirty_two_levels_are_stored_and_no_more() {
    fn nested(levels: usize) -> serde_json::Value {
        use serde_json::Value;
        (1..levels).fold(Value::Array(vec![Value::Null]), |inner, level| match level % 2 {
            0 => Value::Array(vec![inner]),
            _ => Value::Object([("a".to_owned(), inner)].into_iter().collect()),
        })
    }
    assert!(to_value(&nested(32)).is_ok());
    let error = to_value(&nested(33)).unwrap_err();
    assert!(error.to_string().ends_with("nested deeper than the 32 levels DynamoDB allows"), "{error}");
    assert!(to_item(&HashMap::from([("top", nested(32))])).is_ok());
    assert!(to_item(&HashMap::from([("top", nested(33))])).is_err());
    assert!(to_value(&nested(2_000)).is_err());
}

#[test]
fn bytes_and_sets_are_no_level() {
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Tree {
        Node([Box<Tree>; 1]),
        Bytes(Vec<u8>),
        Numbers(Vec<u16>),
    }
    let nested = |leaf| (0..32).fold(leaf, |inner, _| Tree::Node([Box::new(inner)]));
    assert!(to_value(&nested(Tree::Bytes(vec![1]))).is_ok());
    assert!(to_value(&nested(Tree::Numbers(vec![1]))).is_err());
    assert!(to_value(&nested(Tree::Numbers(vec![]))).is_err());
}

#[test]
fn decoding_stops_at_a_depth_of_its_own() {
    let deep = |levels: usize| (0..levels).fold(n("1"), |inner, _| l([inner]));
    assert!(from_value::<serde_json::Value>(&deep(128)).is_ok());
    let error = from_value::<serde_json::Value>(&deep(129)).unwrap_err();
    assert!(error.to_string().ends_with("nested too deep"), "{error}");
}

/// An empty tuple struct in lists that are nested to a given depth.
struct Deep(usize);

impl serde::Serialize for Deep {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.checked_sub(1) {
            Some(levels) => serializer.collect_seq([Deep(levels)]),
            None => serde::ser::SerializeTupleStruct::end(serializer.serialize_tuple_struct("Empty", 0)?),
        }
    }
}

#[test]
fn an_empty_tuple_struct_is_a_level_too() {
    let allowed = (0..40).filter(|lists| to_value(&Deep(*lists)).is_ok());
    assert_eq!(allowed.max(), Some(31));
    let allowed = (0..40).filter(|lists| to_item(&BTreeMap::from([("a", Deep(*lists))])).is_ok());
    assert_eq!(allowed.max(), Some(31));
}
