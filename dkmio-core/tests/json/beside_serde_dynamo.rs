//! Compared with the SDK's parser and `serde_dynamo`: the same bytes give the same values, except for the listed differences.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;

use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::json::{from_text, parse_item, to_text};
use dkmio_core::codec::{Item, from_item, set, to_item};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::sdk::read_by_sdk;
use crate::spelling::{SPELLINGS, Spelling, item_text};
use crate::strategies::value;

/// Everything serde does that both know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    order_id: String,
    #[serde(rename = "descr", default)]
    description: Option<String>,
    total: u64,
    delta: i64,
    ratio: f64,
    small: i8,
    paid: bool,
    letter: char,
    #[serde(with = "serde_bytes")]
    blob: Vec<u8>,
    lines: Vec<Line>,
    labels: BTreeMap<String, i32>,
    pair: (u16, String),
    gift: Option<Box<Order>>,
    externally: Vec<Externally>,
    internally: Vec<Internally>,
    adjacently: Vec<Adjacently>,
    untagged: Vec<Untagged>,
    #[serde(flatten)]
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Line {
    sku: String,
    qty: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Place {
    city: Option<String>,
    zip: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Externally {
    Unit,
    New(String),
    Tuple(i32, String),
    Struct { a: Option<bool>, b: Vec<i64> },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Internally {
    Unit,
    New(Line),
    Struct { a: Option<bool>, b: Vec<i64>, c: f64 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "tag", content = "content", rename_all = "UPPERCASE")]
enum Adjacently {
    Unit,
    New(Line),
    Tuple(i32, String),
    Struct { a: Option<bool>, b: Vec<i64> },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Line(Line),
    Number(i64),
    Text(String),
    Many(Vec<Untagged>),
}

/// Texts with what JSON has to escape, characters beyond the first plane, and what means something elsewhere.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,6}", "[\"\\\\\n\t\u{0}\u{1f}\u{7f}\u{2028}\u{1F600}é/]{0,5}", Just("Unit".to_owned())]
}

fn line() -> impl Strategy<Value = Line> {
    (text(), any::<Option<u32>>()).prop_map(|(sku, qty)| Line { sku, qty })
}

fn externally() -> impl Strategy<Value = Externally> {
    prop_oneof![
        Just(Externally::Unit),
        text().prop_map(Externally::New),
        (any::<i32>(), text()).prop_map(|(number, text)| Externally::Tuple(number, text)),
        (any::<Option<bool>>(), vec(any::<i64>(), 0..3)).prop_map(|(a, b)| Externally::Struct { a, b }),
    ]
}

fn internally() -> impl Strategy<Value = Internally> {
    prop_oneof![
        Just(Internally::Unit),
        line().prop_map(Internally::New),
        (any::<Option<bool>>(), vec(any::<i64>(), 0..3), ratio()).prop_map(|(a, b, c)| Internally::Struct { a, b, c }),
    ]
}

fn adjacently() -> impl Strategy<Value = Adjacently> {
    prop_oneof![
        Just(Adjacently::Unit),
        line().prop_map(Adjacently::New),
        (any::<i32>(), text()).prop_map(|(number, text)| Adjacently::Tuple(number, text)),
        (any::<Option<bool>>(), vec(any::<i64>(), 0..3)).prop_map(|(a, b)| Adjacently::Struct { a, b }),
    ]
}

fn untagged() -> impl Strategy<Value = Untagged> {
    let leaf = prop_oneof![
        line().prop_map(Untagged::Line),
        any::<i64>().prop_map(Untagged::Number),
        text().prop_map(Untagged::Text),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| vec(inner, 0..3).prop_map(Untagged::Many))
}

/// Floats DynamoDB can hold; the zero below zero is not among them.
fn ratio() -> impl Strategy<Value = f64> {
    prop_oneof![-1e15..1e15_f64, -1e-5..1e-5_f64, any::<f32>().prop_map(f64::from)]
        .prop_filter("a float DynamoDB can hold", |ratio| {
            ratio.is_finite() && (*ratio == 0.0 && ratio.is_sign_positive() || ratio.abs() > 1e-100)
        })
}

prop_compose! {
    fn order()(
        order_id in text(), description in proptest::option::of(text()), total: u64, delta: i64, ratio in ratio(), small: i8,
        (paid, letter, blob) in (any::<bool>(), any::<char>(), vec(any::<u8>(), 0..9)),
        lines in vec(line(), 0..3), labels in btree_map(text(), any::<i32>(), 0..3), pair in (any::<u16>(), text()),
        externally in vec(externally(), 0..3), internally in vec(internally(), 0..3),
        (adjacently, untagged) in (vec(adjacently(), 0..3), vec(untagged(), 0..3)), zip: u32,
    ) -> Order {
        let place = Place { city: description.clone(), zip };
        Order {
            order_id, description, total, delta, ratio, small, paid, letter, blob, lines, labels, pair, gift: None,
            externally, internally, adjacently, untagged, place,
        }
    }
}

fn by_serde_dynamo<T: DeserializeOwned>(item: Item) -> Result<T, serde_dynamo::Error> {
    serde_dynamo::from_item(item.into_inner())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Also with attributes that the type does not know, in any order (a hash map's), and in any spelling.
    #[test]
    fn common_types_are_read_the_same(order in order(), unknown in btree_map("~.{0,3}", value(), 0..4)) {
        let order = Order { gift: Some(Box::new(order.clone())), ..order };
        let encoded = to_item(&order).unwrap();
        prop_assert_eq!(&parse_item(&to_text(&order).unwrap().text).unwrap(), &encoded);
        let stored: Item = encoded.into_inner().into_iter().chain(unknown).collect();
        for spelling in SPELLINGS {
            let text = item_text(&stored, spelling);
            prop_assert_eq!(&from_text::<Order>(&text).unwrap(), &order, "{}", &text);
            let parsed = parse_item(&text).unwrap();
            prop_assert_eq!(&from_item::<Order>(&parsed).unwrap(), &order);
            let by_sdk = read_by_sdk(&text);
            prop_assert_eq!(&by_sdk, &parsed);
            prop_assert_eq!(&by_serde_dynamo::<Order>(by_sdk).unwrap(), &order, "{}", &text);
        }
    }

    #[test]
    fn what_serde_dynamo_wrote_is_read(order in order()) {
        let theirs: HashMap<String, AttributeValue> = serde_dynamo::to_item(&order).unwrap();
        let text = item_text(&Item::from(theirs), Spelling::Compact);
        prop_assert_eq!(from_text::<Order>(&text).unwrap(), order);
    }
}

/// One field.
#[derive(Debug, Serialize, Deserialize)]
struct Field<T> {
    a: T,
}

#[derive(Debug, Serialize)]
struct OurSet {
    #[serde(with = "set")]
    a: BTreeSet<String>,
}

#[derive(Debug, Serialize)]
struct TheirSet {
    #[serde(with = "serde_dynamo::string_set")]
    a: BTreeSet<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Beside<T> {
    #[serde(flatten)]
    rest: T,
}

fn ours_writes<T: Serialize>(value: T) -> String {
    to_text(&value).map_or_else(|_| "error".to_owned(), |written| written.text)
}

fn theirs_writes<T: Serialize>(value: T) -> String {
    let written: Result<HashMap<String, AttributeValue>, _> = serde_dynamo::to_item(value);
    written.map_or_else(|_| "error".to_owned(), |item| item_text(&item.into(), Spelling::Compact))
}

fn ours_reads<T: DeserializeOwned + Debug>(text: &str) -> String {
    let direct = from_text::<T>(text).map_or_else(|_| "error".to_owned(), |value| format!("{value:?}"));
    let parsed = from_item::<T>(&parse_item(text).unwrap());
    assert_eq!(direct, parsed.map_or_else(|_| "error".to_owned(), |value| format!("{value:?}")));
    direct
}

fn theirs_reads<T: DeserializeOwned + Debug>(text: &str) -> String {
    by_serde_dynamo::<T>(read_by_sdk(text)).map_or_else(|_| "error".to_owned(), |value| format!("{value:?}"))
}

/// A difference: what each of the two does with the same value or the same text.
struct Difference {
    about: &'static str,
    ours: fn() -> String,
    is: &'static str,
    theirs: fn() -> String,
    theirs_is: &'static str,
}

const WIDE: &str = r#"{"a":{"N":"12345678901234567890123456789012345678"}}"#;
const TEXTS: &str = r#"{"a":{"SS":["x"]}}"#;
const BYTES: &str = r#"{"a":{"B":"AQI="}}"#;
const POWER: &str = r#"{"a":{"N":"1E2"}}"#;
const FRACTION: &str = r#"{"a":{"N":"1.0"}}"#;
const NAN: &str = r#"{"a":{"N":"NaN"}}"#;

const DIFFERENCES: &[Difference] = &[
    // `None` is an absent attribute, and `NULL` only in a list.
    Difference {
        about: "`None` in a field",
        ours: || ours_writes(Field { a: None::<u8> }),
        is: "{}",
        theirs: || theirs_writes(Field { a: None::<u8> }),
        theirs_is: r#"{"a":{"NULL":true}}"#,
    },
    Difference {
        about: "`None` in a nested field",
        ours: || ours_writes(Field { a: Field { a: None::<u8> } }),
        is: r#"{"a":{"M":{}}}"#,
        theirs: || theirs_writes(Field { a: Field { a: None::<u8> } }),
        theirs_is: r#"{"a":{"M":{"a":{"NULL":true}}}}"#,
    },
    Difference {
        about: "`None` in a map",
        ours: || ours_writes(Field { a: BTreeMap::from([("x", None::<u8>)]) }),
        is: r#"{"a":{"M":{}}}"#,
        theirs: || theirs_writes(Field { a: BTreeMap::from([("x", None::<u8>)]) }),
        theirs_is: r#"{"a":{"M":{"x":{"NULL":true}}}}"#,
    },
    // Empty sets are absent.
    Difference {
        about: "a set without members",
        ours: || ours_writes(OurSet { a: BTreeSet::new() }),
        is: "{}",
        theirs: || theirs_writes(TheirSet { a: BTreeSet::new() }),
        theirs_is: r#"{"a":{"SS":[]}}"#,
    },
    // Numbers stay text from end to end. Integers of up to 128 bits keep all 38 digits, also in free-form items.
    Difference {
        about: "an integer of 38 digits, written",
        ours: || ours_writes(Field { a: 12_345_678_901_234_567_890_123_456_789_012_345_678_u128 }),
        is: WIDE,
        theirs: || theirs_writes(Field { a: 12_345_678_901_234_567_890_123_456_789_012_345_678_u128 }),
        theirs_is: "error",
    },
    Difference {
        about: "an integer of 38 digits, read",
        ours: || ours_reads::<Field<u128>>(WIDE),
        is: "Field { a: 12345678901234567890123456789012345678 }",
        theirs: || theirs_reads::<Field<u128>>(WIDE),
        theirs_is: "error",
    },
    Difference {
        about: "an integer of 38 digits in a free-form item",
        ours: || ours_reads::<Beside<Item>>(WIDE),
        is: r#"Beside { rest: Item({"a": N("12345678901234567890123456789012345678")}) }"#,
        theirs: || theirs_reads::<Beside<Item>>(WIDE),
        theirs_is: r#"Beside { rest: Item({"a": N("1.2345678901234568e37")}) }"#,
    },
    Difference {
        about: "an integer in another spelling, by its power",
        ours: || ours_reads::<Field<u8>>(POWER),
        is: "Field { a: 100 }",
        theirs: || theirs_reads::<Field<u8>>(POWER),
        theirs_is: "error",
    },
    Difference {
        about: "an integer in another spelling, with a point",
        ours: || ours_reads::<Field<u8>>(FRACTION),
        is: "Field { a: 1 }",
        theirs: || theirs_reads::<Field<u8>>(FRACTION),
        theirs_is: "error",
    },
    // What DynamoDB refuses is refused before it is sent.
    Difference {
        about: "what is not a number, written",
        ours: || ours_writes(Field { a: f64::NAN }),
        is: "error",
        theirs: || theirs_writes(Field { a: f64::NAN }),
        theirs_is: r#"{"a":{"N":"NaN"}}"#,
    },
    Difference {
        about: "what is not a number, read",
        ours: || ours_reads::<Field<f64>>(NAN),
        is: "error",
        theirs: || theirs_reads::<Field<f64>>(NAN),
        theirs_is: "Field { a: NaN }",
    },
    Difference {
        about: "a number outside DynamoDB's range",
        ours: || ours_writes(Field { a: 1e126 }),
        is: "error",
        theirs: || theirs_writes(Field { a: 1e126 }).replace(&"0".repeat(126), "(zeros)"),
        theirs_is: r#"{"a":{"N":"1(zeros)"}}"#,
    },
    Difference {
        about: "zero below zero, which DynamoDB does not have",
        ours: || ours_writes(Field { a: -0.0 }),
        is: r#"{"a":{"N":"0"}}"#,
        theirs: || theirs_writes(Field { a: -0.0 }),
        theirs_is: r#"{"a":{"N":"-0"}}"#,
    },
    // `Vec<u8>` and byte slices are binary
    Difference {
        about: "bytes, written",
        ours: || ours_writes(Field { a: vec![1_u8, 2] }),
        is: BYTES,
        theirs: || theirs_writes(Field { a: vec![1_u8, 2] }),
        theirs_is: r#"{"a":{"L":[{"N":"1"},{"N":"2"}]}}"#,
    },
    Difference {
        about: "bytes, read",
        ours: || ours_reads::<Field<Vec<u8>>>(BYTES),
        is: "Field { a: [1, 2] }",
        theirs: || theirs_reads::<Field<Vec<u8>>>(BYTES),
        theirs_is: "error",
    },
    Difference {
        about: "bytes, read in a flattened struct",
        ours: || ours_reads::<Beside<Field<Vec<u8>>>>(BYTES),
        is: "Beside { rest: Field { a: [1, 2] } }",
        theirs: || theirs_reads::<Beside<Field<Vec<u8>>>>(BYTES),
        theirs_is: "error",
    },
    // Every value of a free-form item survives a round trip.
    Difference {
        about: "a set in a free-form item",
        ours: || ours_reads::<Beside<Item>>(TEXTS),
        is: r#"Beside { rest: Item({"a": Ss(["x"])}) }"#,
        theirs: || theirs_reads::<Beside<Item>>(TEXTS),
        theirs_is: r#"Beside { rest: Item({"a": L([S("x")])}) }"#,
    },
];

#[test]
fn they_differ_in_this_and_on_purpose() {
    for Difference { about, ours, is, theirs, theirs_is } in DIFFERENCES {
        assert_eq!((ours().as_str(), theirs().as_str()), (*is, *theirs_is), "{about}");
        assert_ne!(is, theirs_is, "{about}");
    }
}

/// A key is never changed on its way, by either: no case is folded, nothing trimmed or normalized.
#[test]
fn texts_are_as_they_were_given() {
    for text in [" Ana ", "ANA", "e\u{301}", "\u{e9}", "\u{feff}x", "a\u{0}", ""] {
        let field = || Field { a: text.to_owned() };
        let written = ours_writes(field());
        assert_eq!(parse_item(&written).unwrap().get("a").unwrap().as_s().unwrap(), text);
        assert_eq!(ours_reads::<Field<String>>(&written), format!("{:?}", field()));
        assert_eq!(theirs_reads::<Field<String>>(&written), format!("{:?}", field()));
    }
}
