use super::*;

/// Returns a writer of an object with these names.
fn named<N: AsRef<str>>(names: &[N]) -> Writer {
    let mut writer = Writer::default();
    names.iter().for_each(|name| writer.name(name.as_ref()));
    writer
}

#[test]
fn finds_every_byte_that_is_escaped_and_no_other() {
    for byte in 0..=0x7F_u8 {
        for (len, at) in (1..20).flat_map(|len| (0..len).map(move |at| (len, at))) {
            let mut text = vec![b'a'; len];
            text[at] = byte;
            let text = String::from_utf8(text).unwrap();
            assert_eq!(needs_escape(&text), is_special(byte), "{byte} at {at} of {len}");
            assert_eq!(is_special(byte), byte < b' ' || byte == b'"' || byte == b'\\');
        }
    }
    assert!(!needs_escape("¢¢¢¢ é ñ 中文字符 \u{10FFFF}\u{7F}\u{80}"));
}

#[test]
fn strings_are_escaped_as_json_requires() {
    for (text, expected) in [
        ("", r#""""#),
        ("plain text", r#""plain text""#),
        ("\"", r#""\"""#),
        ("a\"b\\c\nd\re\tf", r#""a\"b\\c\nd\re\tf""#),
        ("\u{0}\u{8}\u{1f} \u{7f}é", "\"\\u0000\\u0008\\u001f \u{7f}é\""),
        ("some longer text\n", r#""some longer text\n""#),
    ] {
        let mut out = String::from("[");
        push_quoted(&mut out, text);
        assert_eq!(out, format!("[{expected}"));
    }
}

#[test]
fn a_name_that_is_written_twice_is_always_found() {
    for number in 0..2000 {
        for name in [format!("n{number}"), format!("a longer name {number}"), format!("{number}_of_a_name")] {
            assert!(signs_differ(&named(&[&name]).names), "{name}");
            let twice = named(&[&name, &name]);
            assert!(!signs_differ(&twice.names), "{name}");
            assert!(twice.has_same_names(0), "{name}");
        }
    }
    for (names, expected) in [
        (&[][..], false),
        (&["a"], false),
        (&["a", "b", "c"], false),
        (&["a", "b", "a"], true),
        (&["a", "a", "b", "c"], true),
        // The hash is that of the end.
        (&["the first address", "the other address"], false),
        (&["x", "the first address", "the other address", "the first address"], true),
        (&["name", "\"name\"", "na\nme", "name\\"], false),
        (&["na\nme", "x", "na\nme"], true),
    ] {
        assert_eq!(named(names).has_same_names(0), expected, "{names:?}");
    }
    // Only the names of one map are compared.
    assert!(named(&["a", "b", "a"]).has_same_names(0) && !named(&["a", "b", "a"]).has_same_names(1));
}

#[test]
fn most_names_are_told_apart_by_their_hashes() {
    let proven = (0..200).filter(|number| {
        let ends_alike = ["a", "b", "c", "d"].map(|first| format!("{first}{number}"));
        let begins_alike = ["id", "name", "city", "zip"].map(|last| format!("address_{number}_{last}"));
        signs_differ(&named(&ends_alike).names) && signs_differ(&named(&begins_alike).names)
    });
    let count = proven.count();
    assert!(count > 150, "{count} of 200");
}

#[test]
fn what_is_taken_back_was_never_written() {
    let mut writer = named(&["a"]);
    writer.integer(5);
    let before = writer.mark();
    let (text, size, names) = (writer.text.clone(), writer.size, writer.names.clone());
    writer.name("b");
    writer.string("text");
    writer.take_back(before);
    assert_eq!((&writer.text, writer.size, &writer.names), (&text, size, &names));
    writer.empty_list();
    assert_eq!(writer.text, format!("{text}{{\"L\":[]}}"));
    assert_eq!(writer.size, size + CONTAINER);
    writer.take_back_empty_list();
    assert_eq!((&writer.text, writer.size), (&text, size));
}

#[test]
fn every_value_is_written_with_its_size() {
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let n = |digits: &str| AttributeValue::N(digits.to_owned());
    let s = |text: &str| AttributeValue::S(text.to_owned());
    let map = |name: &str, value| HashMap::from([(name.to_owned(), value)]);
    for (value, text) in [
        (s("é\""), r#"{"S":"é\""}"#),
        (n("-12.5"), r#"{"N":"-12.5"}"#),
        (n("1\""), r#"{"N":"1\""}"#),
        (AttributeValue::B(vec![1, 2, 3, 4].into()), r#"{"B":"AQIDBA=="}"#),
        (AttributeValue::Bool(true), r#"{"BOOL":true}"#),
        (AttributeValue::Bool(false), r#"{"BOOL":false}"#),
        (AttributeValue::Null(false), r#"{"NULL":true}"#),
        (AttributeValue::Ss(texts(&["a", "b\n", "c"])), r#"{"SS":["a","b\n","c"]}"#),
        (AttributeValue::Ns(texts(&["1", "22"])), r#"{"NS":["1","22"]}"#),
        (AttributeValue::Bs(vec![vec![1].into(), vec![2, 3].into()]), r#"{"BS":["AQ==","AgM="]}"#),
        (AttributeValue::Ss(vec![]), r#"{"SS":[]}"#),
        (AttributeValue::L(vec![]), r#"{"L":[]}"#),
        (
            AttributeValue::L(vec![n("1"), s("a"), AttributeValue::L(vec![n("2")])]),
            r#"{"L":[{"N":"1"},{"S":"a"},{"L":[{"N":"2"}]}]}"#,
        ),
        (AttributeValue::M(HashMap::new()), r#"{"M":{}}"#),
        (
            AttributeValue::M(map("a\"b", AttributeValue::M(map("c", n("1"))))),
            r#"{"M":{"a\"b":{"M":{"c":{"N":"1"}}}}}"#,
        ),
    ] {
        let mut writer = Writer::default();
        assert!(writer.value(&value));
        assert_eq!(writer.text, text);
        assert_eq!(writer.size, crate::codec::value_size(&value), "{text}");
    }
}

#[test]
fn entries_are_sorted_on_demand() {
    let letters = || "hgfedcba".chars().map(|letter| (letter.to_string(), AttributeValue::Bool(true)));
    let mut map: HashMap<String, AttributeValue> = letters().collect();
    map.insert("m".to_owned(), AttributeValue::M(letters().collect()));
    let mut writer = Writer { is_sorted: true, ..Writer::default() };
    assert!(writer.attributes(&map, false));
    let sorted: Vec<_> = "abcdefgh".chars().map(|letter| format!("\"{letter}\":{{\"BOOL\":true}}")).collect();
    let sorted = sorted.join(",");
    assert_eq!(writer.text, format!("{{{sorted},\"m\":{{\"M\":{{{sorted}}}}}}}"));
    assert_eq!(writer.size, crate::codec::item_size(&map));
}
