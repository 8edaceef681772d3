//! Numbers read by types that take any value: always as a number, never as a string.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::json::from_text;
use dkmio_core::codec::number::Number;
use dkmio_core::codec::{Item, from_item, from_value, number, to_item};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::de::{DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{l, m, n, s};

/// A number in whatever form it came, or a string.
#[derive(Debug, Clone, PartialEq)]
enum Came {
    Unsigned(u64),
    Signed(i64),
    WideUnsigned(u128),
    WideSigned(i128),
    Float(f64),
    Text(String),
}

impl<'de> Deserialize<'de> for Came {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CameVisitor;
        impl Visitor<'_> for CameVisitor {
            type Value = Came;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }

            fn visit_u64<E>(self, value: u64) -> Result<Came, E> {
                Ok(Came::Unsigned(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Came, E> {
                Ok(Came::Signed(value))
            }

            fn visit_u128<E>(self, value: u128) -> Result<Came, E> {
                Ok(Came::WideUnsigned(value))
            }

            fn visit_i128<E>(self, value: i128) -> Result<Came, E> {
                Ok(Came::WideSigned(value))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Came, E> {
                Ok(Came::Float(value))
            }

            fn visit_str<E>(self, text: &str) -> Result<Came, E> {
                Ok(Came::Text(text.to_owned()))
            }
        }
        deserializer.deserialize_any(CameVisitor)
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum TextOrNumber {
    Text(String),
    Float(f64),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct FlattenedMap {
    id: String,
    #[serde(flatten)]
    rest: serde_json::Map<String, Value>,
}

/// Numbers that neither 64-bit integers nor the shortest text of an `f64` denote.
const WIDE: [&str; 7] = [
    "20000000000000000001",
    "-20000000000000000001",
    "18446744073709551616",
    "-9223372036854775809",
    "12345678901234567890123456789012345678",
    "0.1000000000000000055511151231257827",
    "1234567890.123456789012345678",
];

fn both<T: DeserializeOwned + PartialEq + fmt::Debug>(item: &Item) -> T {
    let text = dkmio_core::codec::json::item_to_text(item).unwrap().text;
    let read: T = from_item(item).unwrap();
    assert_eq!(from_text::<T>(&text).unwrap(), read);
    read
}

fn assert_number(value: &Value, text: &str) {
    let nearest: f64 = text.parse().unwrap();
    assert_eq!(value.as_f64(), Some(nearest), "{text}: {value}");
    assert!(value.is_number(), "{text}: {value}");
}

#[test]
fn json_values_get_a_number_at_every_depth() {
    for text in WIDE {
        let item: Item =
            [("a", n(text)), ("b", l([n(text), l([m([("c", n(text))])])])), ("id", s("x"))].into_iter().collect();
        for read in [both::<Value>(&item), Value::Object(both::<FlattenedMap>(&item).rest)] {
            assert_number(&read["a"], text);
            assert_number(&read["b"][0], text);
            assert_number(&read["b"][1][0]["c"], text);
        }
        let map: HashMap<String, Value> = both(&[("a", n(text))].into_iter().collect());
        assert_number(&map["a"], text);
    }
}

#[test]
fn a_variant_that_takes_text_does_not_get_a_number() {
    for text in WIDE {
        let read: HashMap<String, TextOrNumber> = both(&[("a", n(text))].into_iter().collect());
        assert_eq!(read["a"], TextOrNumber::Float(text.parse().unwrap()), "{text}");
    }
}

#[test]
fn a_type_that_takes_128_bits_gets_them() {
    let came = |text: &str| from_value::<Came>(&n(text)).unwrap();
    assert_eq!(came("18446744073709551615"), Came::Unsigned(u64::MAX));
    assert_eq!(came("-5"), Came::Signed(-5));
    assert_eq!(came("18446744073709551616"), Came::WideSigned(1 << 64));
    assert_eq!(came("-9223372036854775809"), Came::WideSigned(i128::from(i64::MIN) - 1));
    assert_eq!(came("1E25"), Came::WideSigned(10_i128.pow(25)));
    assert_eq!(came(&u128::MAX.to_string()), Came::WideUnsigned(u128::MAX));
    assert_eq!(came("1E60"), Came::Float(1e60));
    assert_eq!(came("0.1000000000000000055511151231257827"), Came::Float(0.1));
}

#[test]
fn a_type_that_takes_128_bits_keeps_them_beside_one_that_does_not() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Both {
        before: Came,
        value: Value,
        after: Came,
    }
    let wide = "20000000000000000001";
    let item: Item = [("before", n(wide)), ("value", n(wide)), ("after", n(wide))].into_iter().collect();
    let read: Both = both(&item);
    assert_eq!((&read.before, &read.after), (&Came::WideSigned(20_000_000_000_000_000_001), &read.before));
    assert_number(&read.value, wide);
}

#[test]
fn what_is_put_back_is_a_number() {
    for text in WIDE {
        let item: Item = [("id", s("x")), ("a", n(text))].into_iter().collect();
        let stored = to_item(&both::<FlattenedMap>(&item)).unwrap();
        assert!(stored.get("a").unwrap().is_n(), "{text}");
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Amounts {
    #[serde(with = "number")]
    decimal: Decimal,
    #[serde(with = "number")]
    wide: u128,
    #[serde(with = "number", default)]
    maybe: Option<i128>,
    #[serde(with = "number", default)]
    none: Option<Decimal>,
    number: Number,
    float: f64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Amounts(Amounts),
    Fields {
        #[serde(with = "number")]
        decimal: Decimal,
    },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Amounts(Amounts),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flattened {
    id: String,
    #[serde(flatten)]
    amounts: Amounts,
    #[serde(flatten)]
    extra: Item,
}

fn amounts() -> Amounts {
    Amounts {
        decimal: "1234567890.123456789012345678".parse().unwrap(),
        wide: 20_000_000_000_000_000_001,
        maybe: Some(-20_000_000_000_000_000_002),
        none: None,
        number: "0.12345678901234567890123456789012345678".parse().unwrap(),
        float: 0.5,
    }
}

/// Writes and reads a value by both encoders and both decoders.
fn kept<T: Serialize + DeserializeOwned + PartialEq + fmt::Debug>(value: &T) -> Item {
    let item = to_item(value).unwrap();
    let text = dkmio_core::codec::json::to_text(value).unwrap().text;
    assert_eq!(dkmio_core::codec::json::parse_item(&text).unwrap(), item);
    assert_eq!(&both::<T>(&item), value);
    item
}

#[test]
fn numbers_under_the_module_are_exact_behind_the_buffer() {
    let item = kept(&amounts());
    assert_eq!(item.get("decimal"), Some(&n("1234567890.123456789012345678")));
    assert_eq!(item.get("none"), None);
    kept(&Tagged::Amounts(amounts()));
    kept(&Tagged::Fields { decimal: amounts().decimal });
    kept(&Untagged::Amounts(amounts()));
    let extra = Item::new().with("other", i128::MAX / 10).unwrap();
    kept(&Flattened { id: "x".to_owned(), amounts: amounts(), extra });
    kept(
        &vec![Untagged::Amounts(amounts()), Untagged::Amounts(Amounts { wide: 7, ..amounts() })]
            .into_iter()
            .enumerate()
            .map(|(at, value)| (at.to_string(), value))
            .collect::<BTreeMap<_, _>>(),
    );
}

#[test]
fn numbers_that_cannot_be_told_apart_are_an_error_and_not_mixed_up() {
    let item: Item = [
        ("kind", s("Amounts")),
        ("decimal", n("0.1000000000000000055511151")),
        ("number", n("0.1")),
        ("wide", n("1")),
        ("float", n("2")),
    ]
    .into_iter()
    .collect();
    let error = from_item::<Tagged>(&item).unwrap_err();
    assert!(error.to_string().starts_with("two numbers have the same nearest `f64`"), "{error}");
    let text = dkmio_core::codec::json::item_to_text(&item).unwrap().text;
    assert_eq!(from_text::<Tagged>(&text).unwrap_err().to_string(), error.to_string());
    assert!(from_item::<Amounts>(&item).is_ok(), "without the buffer there is no doubt");
}

#[test]
fn a_number_that_the_type_cannot_hold_is_refused() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Small {
        #[serde(with = "number")]
        a: Decimal,
    }
    for text in ["1E50", "0.1000000000000000055511151231257827"] {
        let error = from_item::<Small>(&[("a", n(text))].into_iter().collect()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a: expected a number that its type can hold exactly, found a number that does not fit"
        );
    }
    let error = from_item::<Small>(&[("a", s("1"))].into_iter().collect()).unwrap_err();
    assert_eq!(error.to_string(), "a: expected a number, found a string");
}

#[test]
fn a_number_travels_through_json() {
    let json = serde_json::to_string(&amounts()).unwrap();
    assert_eq!(serde_json::from_str::<Amounts>(&json).unwrap(), amounts());
}

#[test]
fn numbers_are_equal_in_every_spelling() {
    let number = |text: &str| text.parse::<Number>().unwrap();
    assert_eq!(number("1.0"), number("1"));
    assert!(number("1E2") > number("99.9"));
    assert_eq!(std::collections::HashSet::from([number("10"), number("1E1")]).len(), 1);
    assert!("NaN".parse::<Number>().is_err());
    assert!(Number::try_from(f64::INFINITY).is_err());
    assert!(Number::try_from(u128::MAX).is_err());
}

#[test]
fn a_float_of_another_format_is_what_it_is() {
    struct Embedded(Item);
    impl<'de> Deserialize<'de> for Embedded {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer)?;
            serde_json::from_str(&text).map(Self).map_err(serde::de::Error::custom)
        }
    }
    #[derive(Deserialize)]
    #[serde(tag = "kind")]
    enum Holder {
        One { exact: Number, embedded: Embedded },
    }
    let fine = "0.1000000000000000055511151";
    let item: Item = [("kind", s("One")), ("exact", n(fine)), ("embedded", s(r#"{"a":0.1}"#))].into_iter().collect();
    let Holder::One { exact, embedded } = from_item(&item).unwrap();
    assert_eq!(exact.as_str(), fine);
    assert_eq!(embedded.0.get("a"), Some(&AttributeValue::N("0.1".to_owned())));
}

proptest! {
    #[test]
    fn every_number_is_a_number_to_every_type(negative: bool, digits in 0..10_u128.pow(38), power in -60..60_i32) {
        let text = format!("{}{digits}E{power}", if negative { "-" } else { "" });
        prop_assume!(dkmio_core::codec::number::validate(&text).is_ok());
        let nearest: f64 = text.parse().unwrap();
        let item: Item = [("a", n(&text))].into_iter().collect();
        prop_assert_eq!(both::<Value>(&item)["a"].as_f64(), Some(nearest));
        let read: HashMap<String, TextOrNumber> = both(&item);
        prop_assert_eq!(&read["a"], &TextOrNumber::Float(nearest));
        prop_assert!(!matches!(from_value::<Came>(&n(&text)).unwrap(), Came::Text(_)));
        let exact: HashMap<String, Number> = both(&item);
        prop_assert_eq!(exact["a"].as_str(), text);
    }
}
