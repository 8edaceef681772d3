//! What errors say: the path and the types, never a value.

use std::collections::HashMap;
use std::error::Error;

use dkmio_core::codec::{DecodeError, EncodeError, Item, PathStep, from_item, from_value, to_item};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{NULL, l, m, n, s};

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Order {
    items: Vec<Line>,
    status: Status,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Line {
    qty: u32,
}

#[derive(Debug, Deserialize)]
enum Status {
    Pending,
    Done,
}

fn order(qty: aws_sdk_dynamodb::types::AttributeValue, status: aws_sdk_dynamodb::types::AttributeValue) -> String {
    let item: Item = [("items", l([m([("qty", qty)])])), ("status", status)].into_iter().collect();
    let error = from_item::<Order>(&item).unwrap_err();
    let text = error.to_string();
    assert!(!format!("{error:?}{text}").contains("secret"));
    text
}

#[test]
fn the_path_leads_to_the_attribute() {
    assert_eq!(order(s("secret"), s("Done")), "items[0].qty: expected a number, found a string");
    assert_eq!(order(NULL, s("Done")), "items[0].qty: expected a number, found null");
    assert_eq!(order(n("1"), s("secret")), "status: unknown variant, expected one of `Pending`, `Done`");
    assert_eq!(order(n("1"), n("2")), "status: expected a string or a map that names a variant, found a number");
    assert_eq!(
        order(n("1"), m([("Done", s("secret"))])),
        "status.Done: expected a variant without data, found a string"
    );
}

#[test]
fn a_missing_attribute_is_in_the_path() {
    let item: Item = [("items", l([m([])]))].into_iter().collect();
    let error = from_item::<Order>(&item).unwrap_err();
    assert_eq!((error.to_string(), error.path()), ("items[0].qty: missing".to_owned(), "items[0].qty".to_owned()));
}

#[test]
fn a_caller_puts_its_own_place_in_front() {
    let error = from_value::<u8>(&s("x")).unwrap_err();
    assert_eq!(error.path(), "");
    let error = error.within("qty").within(0).within("items").within(PathStep::Index(3)).within("orders");
    assert_eq!(error.to_string(), "orders[3].items[0].qty: expected a number, found a string");
}

#[test]
fn what_a_type_says_is_a_detail() {
    #[derive(Debug)]
    struct Picky;
    impl<'de> Deserialize<'de> for Picky {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer)?;
            Err(D::Error::custom(format_args!("cannot take {text}")))
        }
    }
    impl Serialize for Picky {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("secret inside"))
        }
    }
    let item = Item::new().with("a", "secret").unwrap();
    let error = from_item::<HashMap<String, Picky>>(&item).unwrap_err();
    assert_eq!(error.to_string(), "{..}: the type rejected the value");
    assert_eq!(format!("{error:?}"), "DecodeError({..}: the type rejected the value)");
    assert_eq!(error.detail(), Some("cannot take secret"));
    assert!(error.source().is_none());

    let error = to_item(&HashMap::from([("a", Picky)])).unwrap_err();
    assert_eq!(error.to_string(), "{..}: the type rejected the value");
    assert_eq!(error.detail(), Some("secret inside"));
}

#[test]
fn messages_of_serde_itself_show_no_value() {
    use serde::de::Unexpected as U;
    let all = [
        DecodeError::custom("secret"),
        DecodeError::invalid_type(U::Str("secret"), &"u8"),
        DecodeError::invalid_value(U::Str("secret"), &"u8"),
        DecodeError::invalid_value(U::Unsigned(424_242), &"u8"),
        DecodeError::invalid_value(U::Bytes(b"secret"), &"u8"),
        DecodeError::invalid_value(U::Char('§'), &"u8"),
        DecodeError::invalid_value(U::Other("secret"), &"u8"),
        DecodeError::unknown_variant("secret", &["A"]),
        DecodeError::unknown_variant("secret", &[]),
        DecodeError::unknown_field("secret", &["a", "b"]),
    ];
    for error in all {
        let text = format!("{error} {error:?}");
        assert!(!["secret", "424242", "§"].iter().any(|value| text.contains(value)), "{text}");
    }
    assert_eq!(
        DecodeError::invalid_value(U::Unsigned(300), &"u8").to_string(),
        "expected u8, found a number that does not fit"
    );
}

#[test]
fn an_untagged_enum_says_which() {
    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    #[allow(dead_code)]
    enum Either {
        Number(u8),
        Flag(bool),
    }
    let item = Item::new().with("a", "secret").unwrap();
    let error = from_item::<HashMap<String, Either>>(&item).unwrap_err();
    assert_eq!(error.to_string(), "{..}: data did not match any variant of untagged enum Either");
}

#[test]
fn errors_are_small_and_travel() {
    fn travels<T: Error + Clone + Send + Sync + 'static>() -> usize {
        size_of::<T>()
    }
    assert_eq!(travels::<DecodeError>(), size_of::<usize>());
    assert_eq!(travels::<EncodeError>(), size_of::<usize>());
}

#[test]
fn encoding_names_the_place_too() {
    #[derive(Serialize)]
    struct Outer {
        lines: Vec<HashMap<&'static str, f64>>,
    }
    let error = to_item(&Outer { lines: vec![HashMap::new(), HashMap::from([("price", f64::NAN)])] }).unwrap_err();
    assert_eq!(error.to_string(), "lines[1]{..}: cannot store NaN or infinity");
    assert_eq!(error.path(), "lines[1]{..}");
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Kinds {
    map: HashMap<String, u32>,
    #[serde(default)]
    by_number: HashMap<u8, Vec<HashMap<String, Line>>>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Flattened {
    kinds: Kinds,
    #[serde(default)]
    total: u32,
    #[serde(flatten)]
    extra: HashMap<String, serde_json::Value>,
}

#[test]
fn keys_of_maps_are_not_shown_and_names_of_fields_are() {
    let error = |item: Item| {
        let error = from_item::<Flattened>(&item).unwrap_err();
        let text = dkmio_core::codec::json::item_to_text(&item).unwrap().text;
        let fast = dkmio_core::codec::json::from_text::<Flattened>(&text).unwrap_err();
        assert_eq!(fast.to_string(), error.to_string());
        assert!(!format!("{error}{error:?}{}", error.path()).contains("SECRET"));
        error.to_string()
    };
    let kinds = |name: &str, value| [("kinds", m([("map", m([])), (name, value)]))].into_iter().collect::<Item>();
    let map: Item = [("kinds", m([("map", m([("SECRET", s("x"))]))]))].into_iter().collect();
    assert_eq!(error(map), "kinds.map{..}: expected a number, found a string");
    let key = kinds("by_number", m([("SECRET", l([]))]));
    assert_eq!(error(key), "kinds.by_number{..}: expected u8 as the key");
    let nested = kinds("by_number", m([("7", l([m([("SECRET", m([("qty", s("SECRET"))]))])]))]));
    assert_eq!(error(nested), "kinds.by_number{..}[0]{..}.qty: expected a number, found a string");
    let beside: Item = [("kinds", m([("map", m([]))])), ("total", s("SECRET"))].into_iter().collect();
    assert_eq!(error(beside), "total: expected a number, found a string");
}

#[test]
fn keys_of_maps_are_not_shown_when_they_are_written() {
    let error = |result: Result<Item, EncodeError>| result.unwrap_err().to_string();
    #[derive(Serialize)]
    struct Prices {
        by_name: HashMap<String, f64>,
    }
    let by_name = HashMap::from([("SECRET".to_owned(), f64::NAN)]);
    assert_eq!(error(to_item(&Prices { by_name: by_name.clone() })), "by_name{..}: cannot store NaN or infinity");
    assert_eq!(error(to_item(&by_name)), "{..}: cannot store NaN or infinity");
    assert_eq!(error(Item::new().with("prices", &by_name)), "prices{..}: cannot store NaN or infinity");
    let document: Item = [("document", m([("SECRET", n("1E999"))]))].into_iter().collect();
    assert_eq!(error(to_item(&document)), "document{..}: cannot store a number outside DynamoDB's range");
    #[derive(Serialize)]
    struct Flat {
        #[serde(flatten)]
        prices: Prices,
        total: f64,
    }
    let flat = Flat { prices: Prices { by_name: HashMap::new() }, total: f64::INFINITY };
    assert_eq!(error(to_item(&flat)), "total: cannot store NaN or infinity");
}

#[test]
fn names_are_escaped_in_paths() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Odd {
        #[serde(rename = "a\nERROR admin")]
        a: u32,
    }
    let error = from_item::<Odd>(&[("a\nERROR admin", s("x"))].into_iter().collect()).unwrap_err();
    assert_eq!(error.to_string(), "a\\nERROR admin: expected a number, found a string");
    let error = from_value::<u8>(&s("x")).unwrap_err().within("\u{1b}[31m\u{202e}");
    assert_eq!(error.path(), "\\u{1b}[31m\\u{202e}");
}

#[test]
fn fixed_reasons_are_shown_and_others_are_not() {
    assert_eq!(from_value::<std::net::IpAddr>(&s("secret")).unwrap_err().to_string(), "invalid IP address syntax");
    for text in ["trailing input: secret", "secret", "invalid digit found in string secret"] {
        let error = DecodeError::custom(text);
        assert_eq!((error.to_string().as_str(), error.detail()), ("the type rejected the value", Some(text)));
    }
    #[derive(Serialize)]
    #[serde(tag = "kind")]
    enum Tagged {
        Number(u32),
    }
    let error = to_item(&Tagged::Number(1)).unwrap_err();
    assert_eq!(error.to_string(), "cannot serialize tagged newtype variant Tagged::Number containing an integer");
}
