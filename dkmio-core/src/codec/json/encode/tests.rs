use std::borrow::Cow;
use std::collections::HashMap;

use serde::ser::{SerializeMap, Serializer};

use super::*;

/// A map that may hold a name twice.
struct Pairs(Vec<(String, u32)>);

impl Serialize for Pairs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn pairs(names: impl IntoIterator<Item = String>) -> Pairs {
    Pairs(names.into_iter().zip(0..).collect())
}

fn number_of(text: &ItemText, name: &str) -> Option<String> {
    match text.key_value(name) {
        Some(KeyValue::Number(Cow::Borrowed(digits))) => Some(digits.to_owned()),
        _ => None,
    }
}

#[test]
fn a_name_that_is_written_twice_is_an_error_among_any_number_of_names() {
    for count in [2, 3, 23, 24, 25, 26, 100] {
        let unique = || (0..count).map(|number| format!("name {number}"));
        assert!(to_text(&pairs(unique())).is_ok(), "{count}");
        for twice in [0, count / 2, count - 1] {
            let names = unique().chain([format!("name {twice}")]);
            assert!(to_text(&pairs(names)).is_err(), "{twice} of {count}");
        }
    }
}

#[test]
fn a_key_is_found_in_each_of_several_items_on_one_thread() {
    let long = pairs(["some other name", "and another one", "id"].map(str::to_owned));
    let short = pairs(["id".to_owned()]);
    for (item, expected) in [(&long, "2"), (&short, "0"), (&long, "2"), (&short, "0")] {
        let found = with_text(item, |text| number_of(text, "id")).unwrap();
        assert_eq!(found.as_deref(), Some(expected));
    }
}

#[test]
fn a_key_is_found_if_its_name_needs_escapes() {
    for name in ["a\"b", "a\\b", "a\nb", "\u{1}", "é", "a/b"] {
        let item = pairs(["x".to_owned(), name.to_owned(), "y".to_owned()]);
        assert_eq!(number_of(&to_text(&item).unwrap(), name).as_deref(), Some("1"), "{name:?}");
        let attributes = to_item(&item).unwrap();
        assert_eq!(number_of(&item_to_text(&attributes).unwrap(), name).as_deref(), Some("1"), "{name:?}");
    }
}

#[derive(serde::Serialize)]
struct Newtype<T>(T);

#[derive(serde::Serialize)]
struct Tuple(u8, u8);

#[derive(serde::Serialize)]
enum Variant {
    Unit,
    New(u8),
    Absent(Option<u8>),
    Tuple(u8, bool),
    Struct { a: Option<u8>, b: u8 },
}

/// Returns the text that the fast path writes, which is the item that the slow path makes.
fn fast<T: Serialize>(value: &T) -> String {
    let written = encode_fast(value, ItemText::EMPTY).unwrap();
    let item = to_item(value).unwrap();
    assert_eq!(parse::item(&written.text).unwrap(), item, "{}", written.text);
    assert_eq!(written.size, item.size(), "{}", written.text);
    written.text
}

#[test]
fn common_values_are_written_in_one_pass() {
    let of = |text: String| text.strip_prefix(r#"{"a":"#).and_then(|text| text.strip_suffix('}')).unwrap().to_owned();
    macro_rules! written {
        ($($value:expr => $text:literal),* $(,)?) => {
            $(assert_eq!(of(fast(&HashMap::from([("a", $value)]))), $text);)*
        };
    }
    written!(
        1_u8 => r#"{"N":"1"}"#,
        -1_i64 => r#"{"N":"-1"}"#,
        u128::MAX / 10 => r#"{"N":"34028236692093846346337460743176821145"}"#,
        0.5_f32 => r#"{"N":"0.5"}"#,
        -1.5_f64 => r#"{"N":"-1.5"}"#,
        'é' => r#"{"S":"é"}"#,
        () => r#"{"NULL":true}"#,
        Some(true) => r#"{"BOOL":true}"#,
        vec![1_u8, 2] => r#"{"B":"AQI="}"#,
        Vec::<u8>::new() => r#"{"B":""}"#,
        Vec::<u16>::new() => r#"{"L":[]}"#,
        vec![1_u16, 2] => r#"{"L":[{"N":"1"},{"N":"2"}]}"#,
        vec![Some(1_u8), Some(2)] => r#"{"L":[{"N":"1"},{"N":"2"}]}"#,
        vec![Some(1_u8), None] => r#"{"L":[{"N":"1"},{"NULL":true}]}"#,
        vec![None, Some(1_u8)] => r#"{"L":[{"NULL":true},{"N":"1"}]}"#,
        vec![vec![1_u8], vec![]] => r#"{"L":[{"B":"AQ=="},{"B":""}]}"#,
        ("x", 1_u8) => r#"{"L":[{"S":"x"},{"N":"1"}]}"#,
        Newtype("x") => r#"{"S":"x"}"#,
        Tuple(1, 2) => r#"{"L":[{"N":"1"},{"N":"2"}]}"#,
        Variant::Unit => r#"{"S":"Unit"}"#,
        Variant::New(1) => r#"{"M":{"New":{"N":"1"}}}"#,
        Variant::Absent(None) => r#"{"S":"Absent"}"#,
        Variant::Tuple(1, true) => r#"{"M":{"Tuple":{"L":[{"N":"1"},{"BOOL":true}]}}}"#,
        Variant::Struct { a: Some(1), b: 2 } => r#"{"M":{"Struct":{"M":{"a":{"N":"1"},"b":{"N":"2"}}}}}"#,
        Variant::Struct { a: None, b: 2 } => r#"{"M":{"Struct":{"M":{"b":{"N":"2"}}}}}"#,
        HashMap::from([(1_u8, "x")]) => r#"{"M":{"1":{"S":"x"}}}"#,
        HashMap::<u8, u8>::new() => r#"{"M":{}}"#,
        crate::codec::set::Set(["x"]) => r#"{"SS":["x"]}"#,
        "1.50".parse::<crate::codec::number::Number>().unwrap() => r#"{"N":"1.50"}"#,
    );
    assert_eq!(fast(&Variant::New(1)), r#"{"New":{"N":"1"}}"#);
    assert_eq!(fast(&Variant::Tuple(1, true)), r#"{"Tuple":{"L":[{"N":"1"},{"BOOL":true}]}}"#);
    assert_eq!(fast(&Variant::Struct { a: None, b: 2 }), r#"{"Struct":{"M":{"b":{"N":"2"}}}}"#);
    assert_eq!(fast(&pairs([])), "{}");
    fast(&pairs(["x".repeat(crate::codec::MAX_NAME_SIZE)]));
}

#[test]
fn what_the_fast_path_does_not_know_is_left_to_the_slow_path() {
    let is_left = |result: Result<ItemText, EncodeError>| result.is_err();
    assert!(is_left(encode_fast(&HashMap::from([("a", (1_u8, "x"))]), ItemText::EMPTY)));
    assert_eq!(to_text(&HashMap::from([("a", (1_u8, "x"))])).unwrap().text, r#"{"a":{"L":[{"N":"1"},{"S":"x"}]}}"#);
    // No item at all.
    assert!(to_text(&1).is_err() && to_text(&[1_u8]).is_err() && to_text(&None::<u8>).is_err());
    assert!(to_text(&Variant::Unit).is_err() && to_text(&Variant::Absent(None)).is_err());
    assert!(to_text(&HashMap::from([("a", f64::NAN)])).is_err());
}

#[test]
fn the_fast_path_nests_as_deep_as_dynamodb() {
    #[derive(serde::Serialize)]
    struct Nested {
        #[serde(skip_serializing_if = "Option::is_none")]
        inner: Option<Box<Nested>>,
        bytes: Vec<u8>,
    }
    let nested = |levels: u8| {
        let inner = || Nested { inner: None, bytes: vec![1] };
        (0..levels).fold(inner(), |inner, _| Nested { inner: Some(Box::new(inner)), bytes: vec![1] })
    };
    fast(&nested(32));
    assert!(encode_fast(&nested(33), ItemText::EMPTY).is_err() && to_text(&nested(33)).is_err());
}

#[test]
fn an_absent_attribute_leaves_no_trace() {
    let item = || {
        [("a", None), ("b", Some(1)), ("c", None)].into_iter().collect::<std::collections::BTreeMap<_, Option<u8>>>()
    };
    // The second item is written into the buffers of the first.
    for _ in 0..2 {
        let text = to_text(&item()).unwrap();
        assert_eq!((text.text.as_str(), text.size, text.names.len()), (r#"{"b":{"N":"1"}}"#, 3, 1));
        assert!(text.key_value("a").is_none() && text.key_value("b").is_some());
    }
}

#[test]
fn an_item_is_amended_by_leaving_out_and_adding_attributes() {
    let whole = to_text(&pairs(["id", "n"].map(str::to_owned))).unwrap();
    let parsed = ItemText { names: Vec::new(), ..whole.clone() };
    let amended = |item: &ItemText, is_left_out: &dyn Fn(&str) -> bool, added: &[_]| {
        let mut item = item.clone();
        item.amend(is_left_out, added).map(|()| item)
    };
    let added = [("v", AttributeValue::S("new".to_owned())), ("a\"", AttributeValue::N("7".to_owned()))];
    for item in [&whole, &parsed] {
        let is_added = |item: &ItemText, names: &[&str]| {
            let read = parse::item(&item.text).unwrap();
            assert_eq!(item.size, read.size(), "{}", item.text);
            assert_eq!(read.len(), names.len(), "{}", item.text);
            names.iter().all(|name| read.contains_key(name) && item.key_value(name).is_some())
        };
        assert!(is_added(&amended(item, &|_| false, &[]).unwrap(), &["id", "n"]));
        assert!(is_added(&amended(item, &|_| false, &added).unwrap(), &["id", "n", "v", "a\""]));
        assert!(is_added(&amended(item, &|name| name == "n", &added).unwrap(), &["id", "v", "a\""]));
        assert!(is_added(&amended(item, &|name| name == "id", &[]).unwrap(), &["n"]));
        let all = amended(item, &|_| true, &added[..1]).unwrap();
        assert_eq!((all.text.as_str(), all.size), (r#"{"v":{"S":"new"}}"#, 4));
    }
    // The attributes keep their order, so the text of the first ones stays as it is.
    let longer = amended(&whole, &|_| false, &added[..1]).unwrap();
    assert_eq!(longer.text, r#"{"id":{"N":"0"},"n":{"N":"1"},"v":{"S":"new"}}"#);
    assert_eq!(number_of(&longer, "n").as_deref(), Some("1"));
    let empty = amended(&to_text(&pairs([])).unwrap(), &|_| false, &added[..1]).unwrap();
    assert_eq!(empty.text, r#"{"v":{"S":"new"}}"#);
    assert!(amended(&ItemText { text: "x".to_owned(), ..ItemText::EMPTY }, &|_| false, &[]).is_err());
    // An attribute whose name has to be escaped is replaced as well.
    let escaped = to_text(&pairs(["id", "a\""].map(str::to_owned))).unwrap();
    let replaced = amended(&escaped, &|name| name == "a\"", &added[1..]).unwrap();
    assert_eq!((number_of(&replaced, "a\"").as_deref(), replaced.text.matches("a\\\"").count()), (Some("7"), 1));
}

#[test]
fn any_attributes_can_be_left_out_and_the_others_are_still_found() {
    #[derive(serde::Serialize)]
    struct Mixed {
        a: &'static str,
        list: Vec<Option<u8>>,
        #[serde(rename = "naïve")]
        text: &'static str,
        map: std::collections::BTreeMap<&'static str, u8>,
        z: i64,
    }
    let map = [("a", 1), ("z", 2)].into();
    let whole = to_text(&Mixed { a: "}\"", list: vec![Some(1), None], text: "ü,", map, z: -10 }).unwrap();
    let names = ["a", "list", "naïve", "map", "z"];
    for left_out in 0..1_u32 << names.len() {
        let is_left_out =
            |name: &str| names.iter().position(|known| *known == name).is_some_and(|at| left_out >> at & 1 == 1);
        let mut item = whole.clone();
        item.amend(is_left_out, &[("new", AttributeValue::Bool(true))]).unwrap();
        let mut expected = parse::item(&whole.text).unwrap().into_inner();
        expected.retain(|name, _| !is_left_out(name));
        expected.insert("new".to_owned(), AttributeValue::Bool(true));
        let read = parse::item(&item.text).unwrap();
        assert_eq!(read.as_map(), &expected, "{}", item.text);
        assert_eq!(item.size, read.size(), "{}", item.text);
        for name in names {
            let found = item.key_value(name).map(|value| value.to_attribute_value());
            let as_key = |value: &AttributeValue| KeyValue::from(value).to_attribute_value();
            assert_eq!(found, expected.get(name).map(as_key), "{name} in {}", item.text);
        }
    }
}

#[test]
fn one_large_item_does_not_keep_its_memory() {
    let kept = |bytes: usize| {
        let text = "x".repeat(bytes);
        with_text(&HashMap::from([("a", text)]), |item| assert!(item.text.len() > bytes)).unwrap();
        BUFFERS.take().text.capacity()
    };
    assert!((1000..MAX_KEPT).contains(&kept(1000)));
    assert_eq!(kept(2 * MAX_KEPT), 0);
}

#[test]
fn maps_are_written_in_the_order_of_their_names_if_that_is_asked_for() {
    let names = ["g", "c", "a", "h", "e", "b", "f", "d"];
    let map = || names.iter().map(|name| ((*name).to_owned(), AttributeValue::Null(true)));
    let inner = AttributeValue::L(vec![AttributeValue::M(map().collect())]);
    let item: Item = map().chain([("i".to_owned(), inner)]).collect();
    let mut sorted = names;
    sorted.sort_unstable();
    let sorted = sorted.map(|name| format!(r#""{name}":{{"NULL":true}}"#)).join(",");
    let text = item_to_sorted_text(&item).unwrap().text;
    assert_eq!(text, format!(r#"{{{sorted},"i":{{"L":[{{"M":{{{sorted}}}}}]}}}}"#));
}
