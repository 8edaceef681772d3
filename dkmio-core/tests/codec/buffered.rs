//! Behind serde's buffer: flattened fields, untagged and internally tagged enums.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::{Item, from_item, from_value, number, set, to_item};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};

use crate::{NULL, b, bs, l, m, n, ns, s, ss};

const LONG: &str = "12345678901234567890123456789012345678";
const FINE: &str = "0.1000000000000000055511151231257827";

/// Fields of every kind that serde's buffer has trouble with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Typed {
    bytes: Vec<u8>,
    array: [u8; 2],
    #[serde(with = "set", default)]
    tags: BTreeSet<String>,
    #[serde(with = "set", default)]
    codes: BTreeSet<u32>,
    #[serde(with = "set", default)]
    blobs: BTreeSet<Vec<u8>>,
    #[serde(with = "set", default)]
    nothing: BTreeSet<u8>,
    float: f64,
    single: f32,
    signed: i64,
    unsigned: u64,
    gone: Option<u8>,
    null: Option<u8>,
    #[serde(with = "serde_bytes")]
    buffer: Vec<u8>,
    nested: HashMap<String, Vec<u8>>,
}

fn typed() -> Typed {
    Typed {
        bytes: vec![1, 2],
        array: [3, 4],
        tags: BTreeSet::from(["a".to_owned()]),
        codes: BTreeSet::from([7, 8]),
        blobs: BTreeSet::from([vec![9]]),
        nothing: BTreeSet::new(),
        float: 0.1,
        single: 0.1,
        signed: -5,
        unsigned: u64::MAX,
        gone: None,
        null: None,
        buffer: vec![],
        nested: HashMap::from([("x".to_owned(), vec![1])]),
    }
}

#[test]
fn typed_fields_decode_beside_a_free_form_item() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        id: u32,
        #[serde(flatten)]
        typed: Typed,
        #[serde(flatten)]
        extra: Item,
    }
    // A flattened struct takes its fields out of the buffer, and the item gets the rest.
    let mut stored = to_item(&typed()).unwrap();
    stored.insert("id", n("1"));
    stored.insert("null", NULL);
    stored.insert("more", b(&[1]));
    stored.insert("long", n(LONG));
    let holder: Holder = from_item(&stored).unwrap();
    assert_eq!(holder.typed, typed());
    let extra: Item = [("more", b(&[1])), ("long", n(LONG))].into_iter().collect();
    assert_eq!(holder.extra, extra);
    stored.remove("null");
    assert_eq!(to_item(&holder).unwrap(), stored);
}

#[test]
fn internally_tagged_enums_decode_typed_and_free_form_fields() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind")]
    enum Event {
        Typed(Typed),
        Free(Item),
        Both { bytes: Vec<u8>, document: Item, many: Vec<Item> },
    }
    let free: Item = [("x", ss(&["a"])), ("y", n(LONG)), ("z", l([b(&[])]))].into_iter().collect();
    for event in [
        Event::Typed(typed()),
        Event::Free(free.clone()),
        Event::Both { bytes: vec![1], document: free.clone(), many: vec![free.clone(), free.clone()] },
    ] {
        let item = to_item(&event).unwrap();
        assert_eq!(from_item::<Event>(&item).unwrap(), event);
    }
}

#[test]
fn untagged_enums_keep_a_free_form_item_exactly() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Document {
        Known { id: u32, bytes: Vec<u8> },
        Other(Item),
    }
    let other: Item = [("id", b(&[1])), ("n", n("1.0")), ("s", bs(&[&[1]]))].into_iter().collect();
    assert_eq!(from_item::<Document>(&other).unwrap(), Document::Other(other.clone()));
    let known = Document::Known { id: 1, bytes: vec![1] };
    assert_eq!(from_item::<Document>(&to_item(&known).unwrap()).unwrap(), known);
    let list = AttributeValue::L(vec![AttributeValue::M(other.clone().into_inner())]);
    assert_eq!(from_value::<Vec<Document>>(&list).unwrap(), [Document::Other(other)]);
}

#[test]
fn equal_names_at_different_levels_are_told_apart() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Level {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        below: Vec<Level>,
        #[serde(flatten)]
        extra: Item,
    }
    let level = |value: AttributeValue, below| Level { below, extra: [("x", value)].into_iter().collect() };
    let tree = level(
        n(LONG),
        vec![level(b(&[]), vec![level(ss(&["a"]), vec![])]), level(n("1.0"), vec![]), level(l([]), vec![])],
    );
    assert_eq!(from_item::<Level>(&to_item(&tree).unwrap()).unwrap(), tree);
}

#[test]
fn maps_inside_a_flattened_item_are_exact_with_their_lists() {
    let deep = m([("a", l([m([("b", l([m([("c", b(&[]))]), n("1.0")]))])]))]);
    #[derive(Deserialize)]
    struct Holder {
        #[serde(flatten)]
        extra: Item,
    }
    let item: Item = [("deep", deep)].into_iter().collect();
    assert_eq!(from_item::<Holder>(&item).unwrap().extra, item);
}

#[test]
fn two_flattened_items_both_hold_everything() {
    #[derive(Deserialize)]
    struct Holder {
        #[serde(flatten)]
        one: Item,
        #[serde(flatten)]
        two: Item,
        #[serde(flatten)]
        three: Option<Item>,
    }
    let item: Item = [("a", n(LONG)), ("b", ss(&["x"]))].into_iter().collect();
    let holder: Holder = from_item(&item).unwrap();
    assert_eq!((&holder.one, &holder.two, &holder.three), (&item, &item, &Some(item.clone())));
}

#[test]
fn names_that_mean_something_elsewhere_are_kept() {
    #[derive(Deserialize)]
    struct Holder {
        #[serde(flatten)]
        extra: Item,
    }
    let number = "$serde_json::private::Number";
    let item: Item = [
        (number, s("1")),
        ("a", m([(number, s("1"))])),
        ("b", l([m([(number, s("1"))])])),
        ("c", m([("", b(&[1]))])),
        ("d", l([m([("", n("1.0"))]), m([("", n("2.0"))])])),
        ("e", m([(number, s("1")), ("x", s("2"))])),
        ("$dkmio::Set", l([s("a")])),
    ]
    .into_iter()
    .collect();
    assert_eq!(from_item::<Holder>(&item).unwrap().extra, item);
}

#[test]
fn decimals_are_exact_behind_the_buffer() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "kind")]
    enum Payment {
        Cash {
            #[serde(with = "number")]
            amount: Decimal,
        },
    }
    let text = "1234567890.123456789012345678";
    let item: Item = [("kind", s("Cash")), ("amount", n(text))].into_iter().collect();
    let Payment::Cash { amount } = from_item(&item).unwrap();
    assert_eq!(amount.to_string(), text);
}

#[test]
fn floats_are_rounded_behind_the_buffer_where_another_writer_was_finer() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        ratio: f64,
        large: f64,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Holder {
        #[serde(flatten)]
        inner: Inner,
        #[serde(flatten)]
        extra: Item,
    }
    let extra: Item = [("exact", n(LONG))].into_iter().collect();
    let mut item = extra.clone();
    item.extend([("ratio", n(FINE)), ("large", n(LONG))]);
    let holder: Holder = from_item(&item).unwrap();
    assert_eq!(holder.inner, Inner { ratio: 0.1, large: 1.2345678901234568e37 });
    assert_eq!(holder.extra.get("exact"), extra.get("exact"));
}

#[test]
fn a_decimal_keeps_its_digits_beside_a_float_that_is_rounded() {
    #[derive(Debug, Deserialize)]
    #[serde(tag = "kind")]
    enum Payment {
        Card {
            #[serde(with = "number")]
            before: Decimal,
            ratio: f64,
            #[serde(with = "number")]
            after: Decimal,
            large: f64,
        },
    }
    let text = "1234567890.123456789012345678";
    let item: Item =
        [("kind", s("Card")), ("before", n(text)), ("ratio", n(FINE)), ("after", n(text)), ("large", n(LONG))]
            .into_iter()
            .collect();
    let Payment::Card { before, ratio, after, large } = from_item(&item).unwrap();
    assert_eq!((before.to_string().as_str(), after.to_string().as_str()), (text, text));
    assert_eq!((ratio, large), (0.1, 1.2345678901234568e37));
}

#[test]
fn a_decoding_inside_another_has_its_own_state() {
    /// Decodes another item in the middle of being decoded.
    #[derive(Debug, PartialEq)]
    struct Nosy(Item);
    impl<'de> Deserialize<'de> for Nosy {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            #[derive(Deserialize)]
            struct Holder {
                #[serde(flatten)]
                extra: Item,
            }
            let name = String::deserialize(deserializer)?;
            let inner: Item = [(name, b(&[5]))].into_iter().collect();
            Ok(Self(from_item::<Holder>(&inner).map_err(serde::de::Error::custom)?.extra))
        }
    }
    #[derive(Deserialize)]
    struct Holder {
        #[serde(flatten)]
        nosy: HashMap<String, Nosy>,
        #[serde(flatten)]
        extra: Item,
    }
    #[derive(Deserialize)]
    struct First {
        nosy: Nosy,
        #[serde(flatten)]
        extra: Item,
    }
    let item: Item = [("nosy", s("a")), ("a", b(&[1])), ("z", n(LONG))].into_iter().collect();
    let first: First = from_item(&item).unwrap();
    assert_eq!(first.nosy.0.get("a"), Some(&b(&[5])));
    assert_eq!(first.extra, [("a", b(&[1])), ("z", n(LONG))].into_iter().collect());
    let texts: Item = [("x", s("a"))].into_iter().collect();
    let holder: Holder = from_item(&texts).unwrap();
    assert_eq!(holder.nosy["x"].0.get("a"), Some(&b(&[5])));
    assert_eq!(holder.extra, texts);
}

#[test]
fn a_panic_in_a_decoding_leaves_no_trace() {
    struct Panics;
    impl<'de> Deserialize<'de> for Panics {
        fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            panic!("as some types do");
        }
    }
    #[derive(Deserialize)]
    #[allow(dead_code)]
    struct Holder {
        #[serde(flatten)]
        extra: Item,
        #[serde(flatten)]
        panics: HashMap<String, Panics>,
    }
    let item: Item = [("a", b(&[1])), ("n", n(LONG))].into_iter().collect();
    let caught = std::panic::catch_unwind(|| from_item::<Holder>(&item).is_ok());
    assert!(caught.is_err());
    assert!(from_value::<f64>(&ns(&["1"])).is_err());
    assert_eq!(from_item::<Item>(&item).unwrap(), item);
    let plain: Item = serde_json::from_str(r#"{"a":[1]}"#).unwrap();
    assert_eq!(plain.get("a"), Some(&l([n("1")])));
}

#[test]
fn json_inside_a_string_is_read_as_json() {
    struct Embedded(Item);
    impl<'de> Deserialize<'de> for Embedded {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = <&str>::deserialize(deserializer)?;
            serde_json::from_str(text).map(Self).map_err(serde::de::Error::custom)
        }
    }
    #[derive(Deserialize)]
    struct Holder {
        embedded: Embedded,
        #[serde(flatten)]
        extra: Item,
    }
    let item: Item = [("embedded", s(r#"{"a":[1]}"#)), ("a", b(&[1]))].into_iter().collect();
    let holder: Holder = from_item(&item).unwrap();
    assert_eq!(holder.embedded.0.get("a"), Some(&l([n("1")])));
    assert_eq!(holder.extra.get("a"), Some(&b(&[1])));
}

#[test]
fn wide_integers_are_refused_rather_than_rounded() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Inner {
        wide: i128,
    }
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Holder {
        #[serde(flatten)]
        inner: Inner,
    }
    let item: Item = [("wide", n(LONG))].into_iter().collect();
    assert_eq!(
        from_item::<Holder>(&item).unwrap_err().to_string(),
        "serde cannot read integers of 128 bits behind `flatten`, `tag` or `untagged`; use `#[serde(with = \"dkmio::number\")]`"
    );
}

#[test]
fn a_map_with_keys_of_128_bits_is_refused_behind_a_buffer() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Inner {
        counts: BTreeMap<u128, u8>,
    }
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Holder {
        #[serde(flatten)]
        inner: Inner,
    }
    for key in [7, u128::MAX] {
        let counts = HashMap::from([(key.to_string(), n("1"))]);
        let item: Item = [("counts", AttributeValue::M(counts))].into_iter().collect();
        assert_eq!(from_item::<Inner>(&item).unwrap().counts, BTreeMap::from([(key, 1)]));
        let error = from_item::<Holder>(&item).unwrap_err().to_string();
        assert!(
            error.starts_with("serde cannot read integers of 128 bits behind `flatten`, `tag` or `untagged`"),
            "{error}"
        );
    }
}
