use super::*;

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn n(digits: &str) -> AttributeValue {
    AttributeValue::N(digits.to_owned())
}

/// Returns the value as a text, for comparisons.
fn shown(value: Option<&KeyValue<'_>>) -> String {
    match value {
        Some(KeyValue::Text(text)) => format!("text {text}"),
        Some(KeyValue::Number(digits)) => format!("number {digits}"),
        Some(KeyValue::Binary(bytes)) => format!("bytes {bytes:?}"),
        Some(KeyValue::Boolean(value)) => format!("boolean {value}"),
        Some(KeyValue::Other) => "other".to_owned(),
        None => "none".to_owned(),
    }
}

const ITEM: &str = r#"{ "a":{"S":"x"}, "b" : {"M":{"a":{"S":"inner"}}}, "c\n":{ "N":"1" },"d":{"B":"AQI="},"e":{"L":[]},"f":{"BOOL":false}}"#;

#[test]
fn an_item_is_copied_without_some_of_its_attributes() {
    for (left_out, expected) in [
        (
            "",
            r#"{"a":{"S":"x"},"b" : {"M":{"a":{"S":"inner"}}},"c\n":{ "N":"1" },"d":{"B":"AQI="},"e":{"L":[]},"f":{"BOOL":false}}"#,
        ),
        (
            "a",
            r#"{"b" : {"M":{"a":{"S":"inner"}}},"c\n":{ "N":"1" },"d":{"B":"AQI="},"e":{"L":[]},"f":{"BOOL":false}}"#,
        ),
        ("abdef", r#"{"c\n":{ "N":"1" }}"#),
        ("abc\ndef", "{}"),
    ] {
        let copy = without_attributes(ITEM, |name| left_out.contains(name)).unwrap();
        assert_eq!(copy, expected);
    }
    assert_eq!(without_attributes("{}", |_| false).unwrap(), "{}");
    assert!(without_attributes(r#"{"a"}"#, |_| false).is_err());
    assert!(without_attributes(r#"{"a":{"S":"x"}"#, |_| false).is_err());
}

#[test]
fn key_attributes_are_read_out_of_an_item() {
    for (name, expected) in [
        ("a", "text x"),
        ("b", "other"),
        ("c\n", "number 1"),
        ("d", "bytes [1, 2]"),
        ("e", "other"),
        ("f", "boolean false"),
        ("absent", "none"),
    ] {
        assert_eq!(shown(key_value_of(ITEM, name).unwrap().as_ref()), expected, "{name:?}");
    }
    assert!(key_value_of(r#"{"a"}"#, "a").is_err());
    let names = ["d", "absent", "a"];
    let place_of = |name: &str| names.iter().position(|wanted| *wanted == name);
    let mut places = [None, None, None];
    let reader = Reader::new(ITEM);
    key_values(&reader, place_of, &mut places).unwrap();
    assert_eq!(places.each_ref().map(|value| shown(value.as_ref())), ["bytes [1, 2]", "none", "text x"]);
    assert_eq!(reader.position(), ITEM.len());
    assert!(key_values(&Reader::new(r#"{"a"}"#), place_of, &mut places).is_err());
    // A place that is not there takes no value.
    key_values(&Reader::new(ITEM), |_| Some(7), &mut places).unwrap();
    let mut values = [None, None, None];
    let reader = Reader::new(ITEM);
    selected_values(&reader, place_of, &mut values).unwrap();
    assert_eq!(values, [Some(AttributeValue::B(vec![1, 2].into())), None, Some(s("x"))]);
    assert_eq!(reader.position(), ITEM.len());
}

#[test]
fn key_attributes_are_read_until_there_are_enough() {
    let read = |text: &str, names: &[&str], enough: usize| {
        let mut places = vec![None; names.len()];
        let reader = Reader::new(text);
        let place_of = |name: &str| names.iter().position(|wanted| *wanted == name);
        let is_enough = |places: &[Option<KeyValue<'_>>]| places.iter().flatten().count() >= enough;
        key_values_until(&reader, place_of, &mut places, is_enough)?;
        Ok::<_, DecodeError>((places.iter().map(|place| shown(place.as_ref())).collect::<Vec<_>>(), reader.position()))
    };
    // The rest is not read, so it does not matter that it is malformed.
    let text = r#"{"x":{"N":"0"},"a":{"S":"x"},"b":{"S":"y"}!"#;
    assert_eq!(read(text, &["a", "b"], 1).unwrap(), (vec!["text x".to_owned(), "none".to_owned()], 28));
    assert_eq!(read(text, &["a", "b"], 2).unwrap().0, ["text x", "text y"]);
    assert!(read(text, &["a", "c"], 2).is_err());
    let whole = r#"{"x":{"N":"0"},"a":{"S":"x"}}"#;
    assert_eq!(read(whole, &["a", "c"], 2).unwrap(), (vec!["text x".to_owned(), "none".to_owned()], whole.len()));
    assert_eq!(read("{}", &["a"], 1).unwrap().0, ["none"]);
    for text in ["", "[]", r#"{"a"}"#, r#"{"a":{"S":"x"}"#] {
        assert!(read(text, &["b"], 1).is_err(), "{text}");
    }
}

#[test]
fn values_are_read_in_every_spelling() {
    for (text, expected) in [
        (r#"{"S":"x"}"#, s("x")),
        (r#"{"N":"1"}"#, n("1")),
        (r#" { "S" : "x" } "#, s("x")),
        (r#"{"N":"\u0031"}"#, n("1")),
        (r#"{"B":"AQI="}"#, AttributeValue::B(vec![1, 2].into())),
        (r#"{"BOOL":false}"#, AttributeValue::Bool(false)),
        (r#"{"NULL":true}"#, AttributeValue::Null(true)),
        (r#"{"SS":["a","b"]}"#, AttributeValue::Ss(vec!["a".to_owned(), "b".to_owned()])),
        (r#"{"NS":[]}"#, AttributeValue::Ns(vec![])),
        (r#"{"BS":["AQ=="]}"#, AttributeValue::Bs(vec![vec![1].into()])),
        (r#"{"L":[{"S":"x"}, {"L":[]}]}"#, AttributeValue::L(vec![s("x"), AttributeValue::L(vec![])])),
        (r#"{"M":{"a":{"S":"x"}}}"#, AttributeValue::M(HashMap::from([("a".to_owned(), s("x"))]))),
        // As in the SDK's parser, what is `null` and the type of a Java class do not count.
        (r#"{"N":null,"S":"x","__type":{"a":[1,true,null,"b"]}}"#, s("x")),
    ] {
        let reader = Reader::new(text);
        assert_eq!(value(&reader).unwrap(), expected, "{text}");
        assert_eq!(reader.peek(), 0, "{text}");
    }
    for text in [
        "",
        "{}",
        r#"{"S":null}"#,
        r#"{"S":"x","N":"1"}"#,
        r#"{"S":"x","S":"y"}"#,
        r#"{"S" "x"}"#,
        r#"{"S":"x","__type":x}"#,
        r#"{"S":"x","__type":[1,]}"#,
        r#"{"S":1}"#,
        r#"{"X":"x"}"#,
        r#"{"SS":["a" "b"]}"#,
        r#"{"SS":["a",]}"#,
        r#"["S"]"#,
    ] {
        assert!(value(&Reader::new(text)).is_err(), "{text}");
    }
}

#[test]
fn numbers_and_sets_are_noted_as_unchecked() {
    for (text, expected) in [
        (r#"{"S":"x"}"#, false),
        (r#"{ "S":"x"}"#, false),
        (r#"{"L":[]}"#, false),
        (r#"{"N":"1"}"#, true),
        (r#"{ "N":"1"}"#, true),
        (r#"{"SS":["a"]}"#, true),
        (r#"{"NS":["1"]}"#, true),
        (r#"{"BS":["AQ=="]}"#, true),
        (r#"{"M":{"a":{"N":"1"}}}"#, true),
    ] {
        let reader = Reader::new(text);
        value(&reader).unwrap();
        assert_eq!(reader.take_unchecked(), expected, "{text}");
    }
}

#[test]
fn containers_are_counted_while_they_are_read() {
    let depth = |levels: usize| format!("{}{}", "{\"L\":[".repeat(levels), "]}".repeat(levels));
    for (levels, is_read) in [(1, true), (136, true), (137, false)] {
        let text = depth(levels);
        let reader = Reader::new(&text);
        let start = reader.mark();
        assert_eq!(value(&reader).is_ok(), is_read, "{levels}");
        assert_eq!(reader.is_balanced_since(start), is_read);
    }
    let mut names = Vec::new();
    let reader = Reader::new(r#"{"a":null,"b":1,"c": [null]}"#);
    object_members(&reader, |name| {
        names.push(name.to_owned());
        reader.skip()
    })
    .unwrap();
    // A member that is `null` counts as absent.
    assert_eq!(names, ["b", "c"]);
}
