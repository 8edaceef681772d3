//! Whatever is written is read back the same: each kind of value, in each shape that serde has, by both encoders and decoders.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fmt::Debug;

use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::json::{from_text, parse_item, to_text};
use dkmio_core::codec::set::Set;
use dkmio_core::codec::{Item, bytes_as_list, from_item, from_value, set, text, to_item, to_value};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{NULL, b, l, m, n, ns, s, ss};

/// A value in every shape that serde has for it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Field<T> {
    id: u32,
    value: T,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Inner<T> {
    value: T,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flattened<T> {
    id: u32,
    #[serde(flatten)]
    inner: Inner<T>,
    #[serde(flatten)]
    extra: Item,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
enum Internally<T> {
    New(Inner<T>),
    Struct { value: T },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "content")]
enum Adjacently<T> {
    New(T),
    Struct { value: T },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged<T> {
    Struct { value: T },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Nested<T> {
    list: Vec<T>,
    map: BTreeMap<String, T>,
    tuple: (T, u8),
    documents: Vec<Inner<T>>,
}

/// Writes by both encoders, which have to agree, and reads by both decoders.
fn kept<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> Result<(), TestCaseError> {
    let item = to_item(value).unwrap();
    let text = to_text(value).unwrap();
    prop_assert_eq!(&parse_item(&text.text).unwrap(), &item, "{}", &text.text);
    prop_assert_eq!(text.size, item.size());
    prop_assert_eq!(&from_item::<T>(&item).unwrap(), value, "{}", &text.text);
    prop_assert_eq!(&from_text::<T>(&text.text).unwrap(), value, "{}", &text.text);
    Ok(())
}

/// Keeps a value where serde does not buffer it.
fn kept_directly<T: Serialize + DeserializeOwned + PartialEq + Debug + Clone>(value: &T) -> Result<(), TestCaseError> {
    let value = || value.clone();
    kept(&Field { id: 1, value: value() })?;
    kept(&Adjacently::New(value()))?;
    kept(&Adjacently::Struct { value: value() })?;
    let map = BTreeMap::from([("a".to_owned(), value()), ("b".to_owned(), value())]);
    let documents = vec![Inner { value: value() }];
    kept(&Nested { list: vec![value(), value()], map, tuple: (value(), 1), documents })
}

/// Keeps a value everywhere.
fn kept_everywhere<T: Serialize + DeserializeOwned + PartialEq + Debug + Clone>(
    value: &T,
) -> Result<(), TestCaseError> {
    kept_directly(value)?;
    let value = || value.clone();
    let extra = Item::new().with("more", [1_u8, 2]).unwrap().with("wide", u128::MAX / 10).unwrap();
    kept(&Flattened { id: 1, inner: Inner { value: value() }, extra })?;
    kept(&Internally::New(Inner { value: value() }))?;
    kept(&Internally::Struct { value: value() })?;
    kept(&Untagged::Struct { value: value() })?;
    kept(&BTreeMap::from([("a", Untagged::Struct { value: value() })].map(|(name, value)| (name.to_owned(), value))))
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
enum Color {
    Red,
    Green,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Wrapped(u64);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn lists_with_none(list in vec(any::<Option<u32>>(), 0..4), bytes in vec(any::<Option<u8>>(), 0..4), text in vec(any::<Option<String>>(), 0..3)) {
        kept_everywhere(&list)?;
        kept_everywhere(&bytes)?;
        kept_everywhere(&text)?;
        kept_everywhere(&vec![list.clone(), vec![None]])?;
        kept_everywhere(&(list.first().copied().flatten(), text.first().cloned().flatten()))?;
        kept_everywhere(&[bytes.first().copied().flatten(), None])?;
        kept_everywhere(&vec![Some(bytes.clone()), None])?;
        kept_everywhere(&vec![Some(BTreeMap::from([("a".to_owned(), 1)])), None])?;
    }

    #[test]
    fn bytes(bytes in vec(any::<u8>(), 0..4)) {
        kept_everywhere(&bytes)?;
        kept_everywhere(&bytes.clone().into_boxed_slice())?;
        kept_everywhere(&VecDeque::from(bytes.clone()))?;
        kept_everywhere(&bytes.iter().copied().collect::<BTreeSet<_>>())?;
        kept_everywhere(&vec![bytes.clone(), vec![]])?;
        kept_everywhere(&BTreeMap::from([("a".to_owned(), bytes.clone())]))?;
        kept_directly(&Some(bytes))?;
    }

    #[test]
    fn maps_with_keys_of_any_type(numbers in btree_map(any::<u64>(), any::<i8>(), 0..4), signed in btree_map(any::<i64>(), any::<Option<u8>>(), 0..4), flags in btree_map(any::<bool>(), any::<u16>(), 0..3), letters in btree_map(any::<char>(), any::<bool>(), 0..3)) {
        kept_everywhere(&numbers)?;
        let present: BTreeMap<i64, u8> = signed.iter().filter_map(|(key, value)| Some((*key, (*value)?))).collect();
        kept_everywhere(&present)?;
        kept_everywhere(&flags)?;
        kept_everywhere(&letters)?;
        kept_everywhere(&BTreeMap::from([(Color::Red, 1), (Color::Green, 2)]))?;
        kept_everywhere(&numbers.iter().map(|(key, value)| (Wrapped(*key), *value)).collect::<BTreeMap<_, _>>())?;
        kept_everywhere(&BTreeMap::from([(5_u8, numbers.clone())]))?;
        kept_everywhere(&(numbers.clone(), BTreeMap::from([("1".to_owned(), 2)])))?;
        kept_everywhere(&vec![numbers])?;
    }

    #[test]
    fn maps_with_wide_keys(wide in btree_map(any::<u128>(), any::<u8>(), 0..3), negative in btree_map(any::<i128>(), any::<u8>(), 0..3)) {
        kept_directly(&wide)?;
        kept_directly(&negative)?;
    }

    #[test]
    fn sets(texts in btree_set("[a-z]{0,3}", 0..4), numbers in btree_set(any::<i64>(), 0..4), blobs in btree_set(vec(any::<u8>(), 0..3), 0..4)) {
        #[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
        struct Sets {
            #[serde(with = "set", default)]
            texts: BTreeSet<String>,
            #[serde(with = "set", default)]
            numbers: Vec<i64>,
            #[serde(with = "set", default)]
            blobs: BTreeSet<Vec<u8>>,
        }
        kept_everywhere(&Sets { texts: texts.clone(), numbers: numbers.iter().copied().collect(), blobs })?;
        kept_everywhere(&vec![Set(texts)])?;
        kept_everywhere(&(Set(numbers), 1))?;
    }

    #[test]
    fn free_form_and_typed_are_written_alike(name in "[a-z]{1,4}", list in vec(any::<Option<u16>>(), 0..4), bytes in vec(any::<u8>(), 0..3), flag: bool) {
        #[derive(Serialize)]
        struct Typed<'a> {
            name: &'a str,
            list: &'a [Option<u16>],
            bytes: &'a [u8],
            flag: bool,
        }
        let typed = to_item(&Typed { name: &name, list: &list, bytes: &bytes, flag }).unwrap();
        let free = dkmio_core::item! { "name" => &name, "list" => &list, "bytes" => &bytes, "flag" => flag }.unwrap();
        prop_assert_eq!(typed, free);
    }
}

#[test]
fn none_in_a_list_is_null() {
    assert_eq!(to_value(&[Some(35), None]).unwrap(), Some(l([n("35"), NULL])));
    assert_eq!(to_value(&[Some(1_u8), None]).unwrap(), Some(l([n("1"), NULL])));
    assert_eq!(to_value(&[None::<u8>, Some(1)]).unwrap(), Some(l([NULL, n("1")])));
    assert_eq!(to_value(&(None::<u8>, "a")).unwrap(), Some(l([NULL, s("a")])));
    assert_eq!(to_value(&vec![Set(BTreeSet::<String>::new())]).unwrap(), Some(l([NULL])));
    assert_eq!(from_value::<Vec<Option<u8>>>(&l([n("35"), NULL])).unwrap(), [Some(35), None]);
    // Earlier versions stored a list without `None` in it as binary.
    assert_eq!(from_value::<Vec<Option<u8>>>(&b(&[35, 36])).unwrap(), [Some(35), Some(36)]);
    let field: Field<Vec<Option<u8>>> = from_text(r#"{"id":{"N":"1"},"value":{"B":"IyQ="}}"#).unwrap();
    assert_eq!(field.value, [Some(35), Some(36)]);
    assert_eq!(to_value(&BTreeMap::from([("a", None::<u8>)])).unwrap(), Some(m([])));
    let item = Item::new().with("a", [None, Some(1)]).unwrap();
    assert_eq!(item.get("a"), Some(&l([NULL, n("1")])));
}

#[test]
fn none_has_no_place_in_a_set() {
    let error = to_value(&Set([Some("a"), None])).unwrap_err();
    assert_eq!(error.to_string(), "[1]: a set holds strings, numbers or binary, not null");
}

#[test]
fn empty_bytes_are_binary_in_every_declared_type() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Data(Vec<u8>);
    #[derive(Serialize)]
    struct Every<'a> {
        vector: Vec<u8>,
        slice: &'a [u8],
        array: [u8; 0],
        boxed: Box<[u8]>,
        shared: Cow<'a, [u8]>,
        some: Option<Vec<u8>>,
        wrapped: Data,
        listed: Vec<Vec<u8>>,
        entry: HashMap<&'a str, Vec<u8>>,
        words: Vec<u16>,
        texts: Vec<String>,
        tuple: (Vec<u8>, Vec<bool>),
    }
    let every = Every {
        vector: vec![],
        slice: &[],
        array: [],
        boxed: Box::new([]),
        shared: Cow::Borrowed(&[]),
        some: Some(vec![]),
        wrapped: Data(vec![]),
        listed: vec![vec![], vec![1]],
        entry: HashMap::from([("a", vec![])]),
        words: vec![],
        texts: vec![],
        tuple: (vec![], vec![]),
    };
    let item = to_item(&every).unwrap();
    assert_eq!(parse_item(&to_text(&every).unwrap().text).unwrap(), item);
    for name in ["vector", "slice", "array", "boxed", "shared", "some", "wrapped"] {
        assert_eq!(item.get(name), Some(&b(&[])), "{name}");
    }
    assert_eq!(item.get("listed"), Some(&l([b(&[]), b(&[1])])));
    assert_eq!(item.get("entry"), Some(&m([("a", b(&[]))])));
    assert_eq!(item.get("words"), Some(&l([])));
    assert_eq!(item.get("texts"), Some(&l([])));
    assert_eq!(item.get("tuple"), Some(&l([b(&[]), l([])])));
    assert_eq!(to_value(&Data(vec![])).unwrap(), Some(b(&[])));
    assert_eq!(to_value(&Vec::<u8>::new()).unwrap(), Some(b(&[])));
}

#[test]
fn bytes_as_a_list_are_a_list() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Upload {
        #[serde(with = "bytes_as_list")]
        content: Vec<u8>,
        #[serde(with = "bytes_as_list")]
        empty: Vec<u8>,
        #[serde(with = "bytes_as_list")]
        array: [u8; 2],
    }
    let upload = Upload { content: vec![1, 255], empty: vec![], array: [1, 2] };
    kept(&upload).unwrap();
    let item = to_item(&upload).unwrap();
    assert_eq!(item.get("content"), Some(&l([n("1"), n("255")])));
    assert_eq!(item.get("empty"), Some(&l([])));
    let by_serde_dynamo: serde_dynamo::Item = serde_dynamo::to_item(&upload).unwrap();
    assert_eq!(serde_dynamo::from_item::<_, Upload>(by_serde_dynamo).unwrap(), upload);
}

#[test]
fn text_is_what_a_value_displays() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Host {
        #[serde(with = "text")]
        port: u16,
        #[serde(with = "text")]
        address: std::net::IpAddr,
        #[serde(with = "text::option", default)]
        limit: Option<u64>,
        #[serde(with = "text::option", default)]
        none: Option<u64>,
    }
    let host = Host { port: 8080, address: "10.0.0.1".parse().unwrap(), limit: Some(u64::MAX), none: None };
    kept(&host).unwrap();
    let item = to_item(&host).unwrap();
    assert_eq!((item.get("port"), item.get("none")), (Some(&s("8080")), None));
    let error = from_item::<Host>(&item.with("port", "many").unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "port: invalid digit found in string");
}

#[test]
fn a_set_can_stand_in_a_free_form_value() {
    let item = Item::new().with("tags", Set(["a", "b"])).unwrap().with("codes", Set(vec![1, 2])).unwrap();
    assert_eq!((item.get("tags"), item.get("codes")), (Some(&ss(&["a", "b"])), Some(&ns(&["1", "2"]))));
    let empty = item.clone().with("tags", Set(Vec::<String>::new())).unwrap();
    assert_eq!(empty.get("tags"), None);
    assert_eq!(item.read::<Set<BTreeSet<String>>>("tags").unwrap().unwrap().0.len(), 2);
    assert!(to_value(&Set(["a", "a"])).is_err());
    let nested = to_value(&BTreeMap::from([("a", vec![Set(["x"])])])).unwrap();
    assert_eq!(nested, Some(m([("a", l([ss(&["x"])]))])));
    let slice: &[&[u8]] = &[&[1], &[]];
    assert!(to_value(&Set(slice)).unwrap().unwrap().is_bs());
}

#[test]
fn sets_written_with_serde_dynamo_are_sets() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sets {
        #[serde(with = "serde_dynamo::string_set", default)]
        texts: Vec<String>,
        #[serde(with = "serde_dynamo::number_set", default)]
        numbers: Vec<u32>,
        #[serde(with = "serde_dynamo::binary_set", default)]
        blobs: Vec<serde_bytes::ByteBuf>,
    }
    let full = Sets {
        texts: vec!["a".to_owned(), "b".to_owned()],
        numbers: vec![1, 2],
        blobs: vec![serde_bytes::ByteBuf::from([1])],
    };
    kept(&full).unwrap();
    let ours = to_item(&full).unwrap();
    let theirs: HashMap<String, AttributeValue> = serde_dynamo::to_item(&full).unwrap();
    assert_eq!(ours, Item::from(theirs));
    let empty = Sets { texts: vec![], numbers: vec![], blobs: vec![] };
    kept(&empty).unwrap();
    assert!(to_item(&empty).unwrap().is_empty());

    #[derive(Serialize)]
    struct Wrong {
        #[serde(with = "serde_dynamo::string_set")]
        numbers: Vec<u32>,
    }
    let error = to_item(&Wrong { numbers: vec![1] }).unwrap_err();
    assert_eq!(error.to_string(), "numbers[0]: a set has elements of one type, expected a string, found a number");
}

#[test]
fn a_key_beside_named_fields_is_read_as_a_number() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Counts {
        id: String,
        #[serde(flatten)]
        counts: BTreeMap<u32, u32>,
    }
    kept(&Counts { id: "x".to_owned(), counts: BTreeMap::from([(1, 2), (30, 4)]) }).unwrap();
}

#[test]
fn a_number_is_never_taken_for_the_position_of_a_field() {
    #[derive(Debug, Deserialize)]
    #[serde(tag = "type")]
    #[allow(dead_code)]
    enum Event {
        Moved { to: u32 },
    }
    let item: Item = [("type", s("Moved")), ("0", n("5"))].into_iter().collect();
    assert_eq!(from_item::<Event>(&item).unwrap_err().to_string(), "to: missing");
}

#[test]
fn an_item_is_made_of_names_and_values() {
    let name = String::from("total");
    let item = dkmio_core::item! { "id" => "x", name => 12, "none" => None::<u8>, "tags" => Set(["a"]) }.unwrap();
    let expected: Item = [("id", s("x")), ("total", n("12")), ("tags", ss(&["a"]))].into();
    assert_eq!(item, expected);
    assert!(dkmio_core::item! {}.unwrap().is_empty());
    assert_eq!(dkmio_core::item! { "a" => f64::NAN }.unwrap_err().path(), "a");
}
