//! Selected attributes are read from the text of a response as their attribute values are.

use std::collections::{BTreeMap, BTreeSet};

use dkmio::attribute::{Attribute, Path, Set, Stored};
use dkmio::aws_sdk_dynamodb::primitives::Blob;
use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::codec::PathStep;
use dkmio::{DecodeError, DynamoDocument, DynamoTable, Item, Number, Ttl};
use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::canned::{Canned, CannedClient};
use super::reads::Read;

/// A table with an attribute of each kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "notes")]
struct Kinds {
    #[pk]
    author: String,
    count: u64,
    small: Option<i8>,
    ratio: f64,
    flag: bool,
    text: Option<String>,
    bytes: Vec<u8>,
    #[serde(with = "dkmio::set", default)]
    tags: BTreeSet<String>,
    #[serde(with = "dkmio::set", default)]
    sizes: BTreeSet<u32>,
    #[serde(with = "dkmio::number")]
    exact: Decimal,
    any: Option<Number>,
    until: Option<Ttl>,
    color: Color,
    list: Vec<Option<i64>>,
    map: BTreeMap<String, f32>,
    free: Option<Item>,
    #[serde(default)]
    place: Place,
    rows: Vec<Place>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Color {
    Red,
    Green,
}

/// A document in an attribute, and in a list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Place {
    city: String,
    zip: Option<u32>,
    #[serde(with = "dkmio::set", default)]
    tags: BTreeSet<String>,
}

/// How an item is written.
#[derive(Debug, Clone, Copy)]
struct Spelling {
    spaced: bool,
    escaped: bool,
}

type Members = Vec<(String, AttributeValue)>;

/// What an item has under each name: what is expected there, something else, or nothing.
fn members() -> impl Strategy<Value = Members> {
    let names = [
        "author", "count", "small", "ratio", "flag", "text", "bytes", "tags", "sizes", "exact", "any", "until",
        "color", "list", "map", "free", "place", "rows", "other",
    ];
    let member = |name: &'static str| {
        let value = prop_oneof![8 => fitting(name), 1 => value()];
        proptest::option::weighted(0.9, value).prop_map(move |value| value.map(|value| (name.to_owned(), value)))
    };
    let all: Vec<_> = names.into_iter().map(|name| member(name).boxed()).collect();
    // A name that stands twice is not what DynamoDB sends. The last value counts, whatever reads it.
    let again = proptest::option::weighted(0.1, (proptest::sample::select(names.to_vec()), value()));
    (all, again)
        .prop_map(|(all, again)| {
            let again = again.map(|(name, value)| (name.to_owned(), value));
            all.into_iter().flatten().chain(again).collect::<Members>()
        })
        .prop_shuffle()
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof!["[0-9]{1,2}", "-?[0-9]{1,25}", "-?[0-9]{1,3}\\.[0-9]{1,4}", "[1-9]E[1-9]"]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,12}", "[\"\\\\\né\u{1F600}]{0,4}", "Red|Green"]
}

/// A value that the attribute often takes.
fn fitting(name: &str) -> BoxedStrategy<AttributeValue> {
    let small = || (0..100_u8).prop_map(|number| AttributeValue::N(number.to_string()));
    match name {
        "author" | "text" => text().prop_map(AttributeValue::S).boxed(),
        "color" => "Red|Green".prop_map(AttributeValue::S).boxed(),
        "flag" => any::<bool>().prop_map(AttributeValue::Bool).boxed(),
        "bytes" => vec(any::<u8>(), 0..4).prop_map(|bytes| AttributeValue::B(Blob::new(bytes))).boxed(),
        "tags" => vec("[a-c]", 1..3).prop_map(AttributeValue::Ss).boxed(),
        "sizes" => vec("[0-9]{1,3}", 1..3).prop_map(AttributeValue::Ns).boxed(),
        "list" => vec(prop_oneof![3 => small(), 1 => Just(AttributeValue::Null(true))], 0..3)
            .prop_map(AttributeValue::L)
            .boxed(),
        "map" => proptest::collection::hash_map("[0-9]{1,2}", small(), 0..3).prop_map(AttributeValue::M).boxed(),
        "place" => place().boxed(),
        "rows" => vec(place(), 0..3).prop_map(AttributeValue::L).boxed(),
        "free" | "other" => value().boxed(),
        _ => prop_oneof![3 => small().boxed(), 1 => number().prop_map(AttributeValue::N).boxed()].boxed(),
    }
}

fn place() -> impl Strategy<Value = AttributeValue> {
    let zip = prop_oneof![2 => "[0-9]{1,5}".prop_map(AttributeValue::N), 1 => value()];
    let tags = prop_oneof![2 => vec("[a-c]", 1..3).prop_map(AttributeValue::Ss), 1 => value()];
    let members = (
        proptest::option::weighted(0.9, text().prop_map(AttributeValue::S)),
        proptest::option::of(zip),
        proptest::option::of(tags),
    );
    members.prop_map(|(city, zip, tags)| {
        let all = [("city", city), ("zip", zip), ("tags", tags)];
        AttributeValue::M(all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
    })
}

/// Any value.
fn value() -> impl Strategy<Value = AttributeValue> {
    let leaf = prop_oneof![
        text().prop_map(AttributeValue::S),
        number().prop_map(AttributeValue::N),
        any::<bool>().prop_map(AttributeValue::Bool),
        any::<bool>().prop_map(AttributeValue::Null),
        vec(any::<u8>(), 0..4).prop_map(|bytes| AttributeValue::B(Blob::new(bytes))),
        vec(text(), 1..3).prop_map(AttributeValue::Ss),
        vec(number(), 1..3).prop_map(AttributeValue::Ns),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(AttributeValue::L),
            proptest::collection::hash_map("city|zip|[a-z]{0,3}", inner, 0..3).prop_map(AttributeValue::M),
        ]
    })
}

/// Writes an item with its members in this order.
fn written(members: &[(String, AttributeValue)], spelling: Spelling) -> String {
    let mut text = String::new();
    for (name, value) in members {
        let item: Item = [(name.clone(), value.clone())].into_iter().collect();
        let one = dkmio::expression::readable_attributes(item.as_map());
        let inner = one.trim().strip_prefix('{').and_then(|one| one.strip_suffix('}')).expect("an object");
        text.push_str(if text.is_empty() { "" } else { "," });
        text.push_str(inner);
    }
    respelled(&format!("{{{text}}}"), spelling)
}

/// Writes JSON with white space between all tokens, or with each letter of each string as an escape.
fn respelled(text: &str, spelling: Spelling) -> String {
    let (mut out, mut in_string, mut after_backslash) = (String::new(), false, false);
    for character in text.chars() {
        match character {
            '"' if !after_backslash => {
                in_string = !in_string;
                out.push('"');
            }
            letter if in_string && !after_backslash && spelling.escaped && letter.is_ascii_lowercase() => {
                out.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            '{' | '}' | '[' | ']' | ':' | ',' if !in_string && spelling.spaced => out.extend([' ', character, '\n']),
            other => out.push(other),
        }
        after_backslash = in_string && character == '\\' && !after_backslash;
    }
    out
}

/// Decodes an attribute from its attribute value.
fn by_value<A: Attribute, V>(_: Path<A, V>, item: &Item) -> Result<A::Field, DecodeError> {
    A::decode(item.get(A::NAME)).map_err(|error| error.within(A::NAME))
}

/// Decodes a value inside an attribute, whose list elements stand without gaps.
fn inside<V: Stored>(item: &Item, asked: &[PathStep], returned: &[PathStep]) -> Result<Option<V::Rust>, DecodeError> {
    let Some((PathStep::Name(root), steps)) = returned.split_first() else { panic!("no attribute") };
    let value = steps.iter().fold(item.get(root), |value, step| match (step, value?) {
        (PathStep::Name(name), AttributeValue::M(map)) => map.get(name.as_ref()),
        (PathStep::Index(at), AttributeValue::L(list)) => list.get(*at),
        _ => None,
    });
    match value {
        None | Some(AttributeValue::Null(_)) => Ok(None),
        Some(value) => V::decode(value)
            .map(Some)
            .map_err(|error| asked.iter().rev().fold(error, |error, step| error.within(step.clone()))),
    }
}

/// Compares what a query selects with what the attribute values are decoded as.
macro_rules! assert_selected {
    ($text:expr, $selection:expr, $expected:expr) => {
        let text: &str = $text;
        let client = CannedClient::new([Canned::new(200, Read::Query.body(&[text.to_owned()]))]);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let rows = runtime.block_on(Kinds::query("ana").select($selection).all(&client.db()));
        match ((|| -> Result<_, DecodeError> { Ok($expected) })(), rows) {
            (Ok(expected), Ok(rows)) => prop_assert_eq!(rows, [expected], "{}", text),
            (Err(expected), Err(error)) => {
                // Of several errors inside one attribute, either may come first: a map of values has no order.
                let attribute = expected.to_string().split(['.', '[', ':']).next().map(str::to_owned);
                let wanted = format!("cannot be read: notes[0].{}", attribute.unwrap_or_default());
                prop_assert!(error.to_string().contains(&wanted), "{}: {}, by value {}", text, error, expected);
            }
            (expected, rows) => prop_assert!(false, "{}: {:?}, by value {:?}", text, rows, expected),
        }
    };
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_selection_reads_what_the_attribute_values_are(members in members(), spaced: bool, escaped: bool) {
        // Most items are spelled as DynamoDB spells them.
        let spelling = Spelling { spaced: spaced && escaped, escaped: escaped && members.len() % 2 == 0 };
        let text = written(&members, spelling);
        let item = &dkmio::codec::json::parse_item(&text).expect("an item");

        assert_selected!(&text, Kinds::COUNT, by_value(Kinds::COUNT, item)?);
        assert_selected!(
            &text,
            (
                Kinds::AUTHOR, Kinds::COUNT, Kinds::SMALL, Kinds::RATIO, Kinds::FLAG, Kinds::TEXT, Kinds::BYTES,
                Kinds::TAGS, Kinds::SIZES, Kinds::EXACT, Kinds::ANY, Kinds::UNTIL
            ),
            (
                by_value(Kinds::AUTHOR, item)?, by_value(Kinds::COUNT, item)?, by_value(Kinds::SMALL, item)?,
                by_value(Kinds::RATIO, item)?, by_value(Kinds::FLAG, item)?, by_value(Kinds::TEXT, item)?,
                by_value(Kinds::BYTES, item)?, by_value(Kinds::TAGS, item)?, by_value(Kinds::SIZES, item)?,
                by_value(Kinds::EXACT, item)?, by_value(Kinds::ANY, item)?, by_value(Kinds::UNTIL, item)?
            )
        );
        assert_selected!(
            &text,
            (Kinds::ROWS, Kinds::PLACE, Kinds::FREE, Kinds::MAP, Kinds::LIST, Kinds::COLOR),
            (
                by_value(Kinds::ROWS, item)?, by_value(Kinds::PLACE, item)?, by_value(Kinds::FREE, item)?,
                by_value(Kinds::MAP, item)?, by_value(Kinds::LIST, item)?, by_value(Kinds::COLOR, item)?
            )
        );
    }

    #[test]
    fn a_selection_inside_documents_reads_what_their_values_are(members in members(), spaced: bool, escaped: bool) {
        let spelling = Spelling { spaced: spaced && escaped, escaped: escaped && members.len() % 2 == 0 };
        let text = written(&members, spelling);
        let item = &dkmio::codec::json::parse_item(&text).expect("an item");

        let path = |name: &str, rest: &[PathStep]| [&[PathStep::from(name)], rest].concat();
        let place = |name: &str| path("place", &[PathStep::from(name)]);
        let rows = |at: usize, name: &str| path("rows", &[PathStep::from(at), PathStep::from(name)]);
        let entry = path("map", &[PathStep::from("7")]);
        assert_selected!(
            &text,
            (
                Kinds::ROWS.at(4).dot(Place::CITY), Kinds::PLACE.dot(Place::ZIP), Kinds::COUNT,
                Kinds::ROWS.at(1).dot(Place::ZIP), Kinds::MAP.entry("7"), Kinds::PLACE.dot(Place::TAGS),
                Kinds::PLACE.dot(Place::CITY), Kinds::ROWS.at(4).dot(Place::TAGS)
            ),
            (
                inside::<String>(item, &rows(4, "city"), &rows(1, "city"))?,
                inside::<u32>(item, &place("zip"), &place("zip"))?,
                by_value(Kinds::COUNT, item)?,
                inside::<u32>(item, &rows(1, "zip"), &rows(0, "zip"))?,
                inside::<f32>(item, &entry, &entry)?,
                inside::<Set<BTreeSet<String>>>(item, &place("tags"), &place("tags"))?,
                inside::<String>(item, &place("city"), &place("city"))?,
                inside::<Set<BTreeSet<String>>>(item, &rows(4, "tags"), &rows(1, "tags"))?
            )
        );
    }
}
