//! What `put` stores in a field and what the field's path sends as an operand are the same value, for each type of field.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use dkmio::{DynamoDocument, DynamoTable, Ttl};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Kind {
    Plain,
    Named { name: String },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Wrapped(u32);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Body {
    data: Vec<u8>,
    text: String,
    list: Vec<u32>,
    #[serde(with = "dkmio::set", default)]
    labels: BTreeSet<String>,
    note: Option<String>,
    boxed: Box<[u8]>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "fields")]
struct Fields {
    #[pk]
    id: String,
    text: String,
    cow: Cow<'static, str>,
    letter: char,
    flag: bool,
    small: u8,
    signed: i64,
    large: u64,
    wide: i128,
    float: f64,
    single: f32,
    data: Vec<u8>,
    array: [u8; 3],
    none_at_all: [u8; 0],
    boxed: Box<[u8]>,
    shared: bytes::Bytes,
    list: Vec<u32>,
    texts: VecDeque<String>,
    blobs: Vec<Vec<u8>>,
    optional: Option<u32>,
    optional_data: Option<Vec<u8>>,
    #[serde(with = "dkmio::set", default)]
    labels: BTreeSet<String>,
    #[serde(with = "dkmio::set", default)]
    numbers: BTreeSet<u32>,
    #[serde(with = "dkmio::set", default)]
    binary: BTreeSet<Vec<u8>>,
    map: BTreeMap<String, u32>,
    hashed: HashMap<String, Vec<u8>>,
    kind: Kind,
    wrapped: Wrapped,
    uuid: uuid::Uuid,
    body: Body,
    bodies: Vec<Body>,
    #[ttl]
    expires: Option<Ttl>,
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..3)
}

fn text() -> impl Strategy<Value = String> {
    "[a-c☃\"\\\\\n]{0,3}"
}

fn body() -> impl Strategy<Value = Body> {
    let labels = btree_set(text(), 0..3);
    (bytes(), text(), vec(any::<u32>(), 0..3), labels, proptest::option::of(text()), bytes()).prop_map(
        |(data, text, list, labels, note, boxed)| Body { data, text, list, labels, note, boxed: boxed.into() },
    )
}

fn fields() -> impl Strategy<Value = Fields> {
    let texts = (text(), text(), any::<char>(), any::<bool>());
    let numbers = (any::<u8>(), any::<i64>(), any::<u64>(), any::<i64>(), -1.0e9..1.0e9_f64, -1.0e9..1.0e9_f32);
    let binary = (bytes(), any::<[u8; 3]>(), bytes(), bytes(), vec(bytes(), 0..3), proptest::option::of(bytes()));
    let lists = (vec(any::<u32>(), 0..3), vec(text(), 0..3), proptest::option::of(any::<u32>()));
    let sets = (btree_set(text(), 0..3), btree_set(any::<u32>(), 0..3), btree_set(bytes(), 0..3));
    let maps = (btree_map("[a-d]{1,2}", any::<u32>(), 0..3), btree_map("[a-d]{1,2}", bytes(), 0..3));
    let kind = prop_oneof![Just(Kind::Plain), text().prop_map(|name| Kind::Named { name })];
    let rest = (kind, any::<u32>(), any::<u128>(), body(), vec(body(), 0..3));
    let expires = proptest::option::of(0..4_000_000_000_u64);
    (texts, numbers, binary, lists, sets, maps, rest, expires).prop_map(
        |(texts, numbers, binary, lists, sets, maps, rest, expires)| Fields {
            id: "id".to_owned(),
            text: texts.0,
            cow: texts.1.into(),
            letter: texts.2,
            flag: texts.3,
            small: numbers.0,
            signed: numbers.1,
            large: numbers.2,
            wide: i128::from(numbers.3) * 1_000_000_007,
            float: numbers.4,
            single: numbers.5,
            data: binary.0,
            array: binary.1,
            none_at_all: [],
            boxed: binary.2.into(),
            shared: binary.3.into(),
            blobs: binary.4,
            optional_data: binary.5,
            list: lists.0,
            texts: lists.1.into(),
            optional: lists.2,
            labels: sets.0,
            numbers: sets.1,
            binary: sets.2,
            map: maps.0,
            hashed: maps.1.into_iter().collect(),
            kind: rest.0,
            wrapped: Wrapped(rest.1),
            uuid: uuid::Uuid::from_u128(rest.2),
            body: rest.3,
            bodies: rest.4,
            expires: expires.map(Ttl::from_epoch_seconds),
        },
    )
}

/// The item as it is put.
fn stored(fields: &Fields) -> Value {
    let explained = fields.put().explain().expect("a put");
    let (_, item) = explained.parameters.iter().find(|(name, _)| *name == "Item").expect("an item");
    serde_json::from_str(item).expect("JSON")
}

/// The operand that a filter sends; `None` if it is refused as absent.
fn sent(filter: dkmio::Condition<Fields>) -> Option<Value> {
    match Fields::scan().filter(filter).explain() {
        Ok(explained) => {
            let values: Value = serde_json::from_str(&explained.values_json()).expect("JSON");
            Some(values[":v0"].clone())
        }
        Err(error) => {
            assert!(error.to_string().contains("compared with or set to `None`"), "{error}");
            None
        }
    }
}

/// Compares what is stored under a pointer with the operands of `eq`, given by value and by reference.
macro_rules! assert_agree {
    ($item:expr, $pointer:expr, $path:expr, $value:expr) => {{
        let stored = $item.pointer($pointer).cloned();
        let value = &$value;
        prop_assert_eq!(&sent($path.eq(value.clone())), &stored, "{} by value", $pointer);
        prop_assert_eq!(&sent($path.eq(value)), &stored, "{} by reference", $pointer);
    }};
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_field_is_stored_as_its_operand_is_sent(fields in fields()) {
        let item = stored(&fields);
        assert_agree!(item, "/text", Fields::TEXT, fields.text);
        assert_agree!(item, "/cow", Fields::COW, fields.cow);
        assert_agree!(item, "/letter", Fields::LETTER, fields.letter);
        assert_agree!(item, "/flag", Fields::FLAG, fields.flag);
        assert_agree!(item, "/small", Fields::SMALL, fields.small);
        assert_agree!(item, "/signed", Fields::SIGNED, fields.signed);
        assert_agree!(item, "/large", Fields::LARGE, fields.large);
        assert_agree!(item, "/wide", Fields::WIDE, fields.wide);
        assert_agree!(item, "/float", Fields::FLOAT, fields.float);
        assert_agree!(item, "/single", Fields::SINGLE, fields.single);
        assert_agree!(item, "/data", Fields::DATA, fields.data);
        assert_agree!(item, "/array", Fields::ARRAY, fields.array);
        assert_agree!(item, "/none_at_all", Fields::NONE_AT_ALL, fields.none_at_all);
        assert_agree!(item, "/boxed", Fields::BOXED, fields.boxed);
        assert_agree!(item, "/shared", Fields::SHARED, fields.shared);
        assert_agree!(item, "/list", Fields::LIST, fields.list);
        assert_agree!(item, "/texts", Fields::TEXTS, fields.texts);
        assert_agree!(item, "/blobs", Fields::BLOBS, fields.blobs);
        assert_agree!(item, "/labels", Fields::LABELS, fields.labels);
        assert_agree!(item, "/numbers", Fields::NUMBERS, fields.numbers);
        assert_agree!(item, "/binary", Fields::BINARY, fields.binary);
        assert_agree!(item, "/map", Fields::MAP, fields.map);
        assert_agree!(item, "/hashed", Fields::HASHED, fields.hashed);
        assert_agree!(item, "/kind", Fields::KIND, fields.kind);
        assert_agree!(item, "/wrapped", Fields::WRAPPED, fields.wrapped);
        assert_agree!(item, "/uuid", Fields::UUID, fields.uuid);
        assert_agree!(item, "/body", Fields::BODY, fields.body);
        assert_agree!(item, "/bodies", Fields::BODIES, fields.bodies);
        if let Some(optional) = fields.optional {
            assert_agree!(item, "/optional", Fields::OPTIONAL, optional);
        }
        if let Some(data) = &fields.optional_data {
            assert_agree!(item, "/optional_data", Fields::OPTIONAL_DATA, data.clone());
        }
        if let Some(expires) = fields.expires {
            assert_agree!(item, "/expires", Fields::EXPIRES, expires);
        }
        let body = &fields.body;
        assert_agree!(item, "/body/M/data", Fields::BODY.dot(Body::DATA), body.data);
        assert_agree!(item, "/body/M/text", Fields::BODY.dot(Body::TEXT), body.text);
        assert_agree!(item, "/body/M/list", Fields::BODY.dot(Body::LIST), body.list);
        assert_agree!(item, "/body/M/labels", Fields::BODY.dot(Body::LABELS), body.labels);
        assert_agree!(item, "/body/M/boxed", Fields::BODY.dot(Body::BOXED), body.boxed);
        for (at, body) in fields.bodies.iter().enumerate() {
            let bodies = || Fields::BODIES.at(at);
            assert_agree!(item, &format!("/bodies/L/{at}/M/data"), bodies().dot(Body::DATA), body.data);
            assert_agree!(item, &format!("/bodies/L/{at}/M/labels"), bodies().dot(Body::LABELS), body.labels);
        }
        for (name, bytes) in &fields.hashed {
            assert_agree!(item, &format!("/hashed/M/{name}"), Fields::HASHED.entry(name.as_str()), bytes.clone());
        }
    }
}
