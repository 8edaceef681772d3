use super::scan::find_special;
use super::{MAX_OPEN, Reader};

/// Returns what `read` returns, and the text that it leaves unread.
fn after<'t, R>(text: &'t str, read: impl FnOnce(&Reader<'t>) -> R) -> (R, &'t str) {
    let reader = Reader::new(text);
    let found = read(&reader);
    (found, &text[reader.position()..])
}

/// Returns what `read` returns and the text that it leaves unread, or `None` if it fails.
fn read<'t, R, E>(text: &'t str, read: impl FnOnce(&Reader<'t>) -> Result<R, E>) -> Option<(R, &'t str)> {
    let reader = Reader::new(text);
    let found = read(&reader).ok()?;
    Some((found, &text[reader.position()..]))
}

#[test]
fn the_end_of_a_string_is_found_wherever_it_is() {
    // Neighbors of the two bytes, and bytes of other characters.
    for filler in ["a", "!", "#", "[", "]", "\u{80}", "é", "\u{10FFFF}"] {
        for special in ["\"", "\\"] {
            for before in 0..120 {
                let text = filler.repeat(before) + special + "a\"\\";
                for start in 0..=filler.len() * before {
                    assert_eq!(find_special(text.as_bytes(), start), filler.len() * before, "{text} from {start}");
                }
            }
        }
        let text = filler.repeat(100);
        for start in 0..=text.len() {
            assert_eq!(find_special(text.as_bytes(), start), text.len());
        }
    }
    assert_eq!(find_special(b"abc", 4), 3);
}

#[test]
fn strings_are_read_with_every_escape_of_json() {
    let long = "x".repeat(100);
    let cases = [
        (r#""" rest"#, ""),
        (r#"  "abc" rest"#, "abc"),
        (r#""\"\\\/\n\t\r\b\f" rest"#, "\"\\/\n\t\r\u{8}\u{c}"),
        (r#""a\"b\"c" rest"#, "a\"b\"c"),
        (r#""\u0041\u00e9\u4E2D." rest"#, "Aé中."),
        (r#""\uD7FF\uE000\uFFFF" rest"#, "\u{D7FF}\u{E000}\u{FFFF}"),
        (r#""\uD800\uDC00\uDBFF\uDFFF!" rest"#, "\u{10000}\u{10FFFF}!"),
        (r#""\ud83d\ude00" rest"#, "😀"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text, Reader::string), Some((expected.into(), " rest")), "{text}");
    }
    for (text, expected) in
        [(format!("\"{long}\"!"), long.clone()), (format!("\"{long}\\n{long}\"!"), format!("{long}\n{long}"))]
    {
        assert_eq!(read(&text, Reader::string), Some((expected.into(), "!")));
    }
    let malformed = [
        "",
        "x",
        "abc\"",
        r#"""#,
        r#""abc"#,
        r#""\"#,
        r#""\""#,
        r#""\x""#,
        r#""\u12""#,
        r#""\u12"#,
        r#""\u000g""#,
        r#""\u00+1""#,
        r#""\uD83D""#,
        r#""\uD83Dabcdef""#,
        r#""\uD83Dx\uDE00""#,
        r#""\uD83D\nDE00""#,
        r#""\uD83DxxDE00""#,
        r#""\uD83D\uD83D""#,
        r#""\uDE00""#,
        r#""\uDE00\uD83D""#,
        r#""\uDC00\uDC00""#,
    ];
    for text in malformed {
        let reader = Reader::new(text);
        assert!(reader.string().is_err(), "{text}");
        assert!(reader.has_failed(), "{text}");
    }
}

#[test]
fn a_plain_string_has_no_escapes() {
    assert_eq!(read(r#" "abc" rest"#, Reader::plain_string), Some(("abc", " rest")));
    assert_eq!(read(r#""" rest"#, Reader::plain_string), Some(("", " rest")));
    for text in ["", "abc\"", "\"abc", r#""a\"b""#, r#""a\nb""#] {
        assert!(read(text, Reader::plain_string).is_none(), "{text}");
    }
}

#[test]
fn values_are_skipped_as_a_whole() {
    let values = [
        "1",
        "-1.5e3",
        "true",
        "false",
        "null",
        r#""""#,
        r#""abc""#,
        r#""a\"b\\""#,
        r#""\\""#,
        r#""]}""#,
        "{}",
        "[]",
        r#"{"a":1}"#,
        r#"{ "a" : [ 1 , 2 ] }"#,
        r#"[{},[],{"a":{}}]"#,
        r#"{"a":{"S":"x"},"b":{"N":"1"}}"#,
        r#"{"a":{"S":"x"} ,"b":{"N":"1"}, "c":{"S":"y"}}"#,
        r#"{"a\"":{"S":"x"},"b":{"S":"\\"},"c":{"S":"\""}}"#,
        r#"{"a":{"SS":["x"]},"b":{"BOOL":true},"c":{"M":{"d":{"S":"x"}}}}"#,
        r#"{"S":{"N":"1"}}"#,
        r#"["a",{"b":{"S":"c"}}]"#,
        r#"["a","b"]"#,
        r#"{"S":"abc"}"#,
        r#"{"S":""}"#,
        r#"{"S":"a\"b"}"#,
        r#"{"S":"a" }"#,
        r#"{"SS":["a","b"]}"#,
        r#"{"S":"a","b":1}"#,
        r#"{"\":":"x"}"#,
        r#"{"M":{"a":{"L":[{"S":"x"},{"NULL":true}]}}}"#,
    ];
    for value in values {
        for rest in ["", ",1", "}", "]", " "] {
            let text = format!("{value}{rest}");
            assert_eq!(read(&text, Reader::skip), Some(((), rest)), "{text}");
        }
    }
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    assert_eq!(read(&deep, Reader::skip), Some(((), "")));
    for text in ["", " ", ",1", ":1", "]", "}", "[", r#"{"a":1"#, r#"{"a":"#, "[1,", r#""abc"#, r#""abc\""#, "[[]"] {
        assert!(read(text, Reader::skip).is_none(), "{text}");
    }
}

#[test]
fn a_scalar_in_the_spelling_of_dynamodb_is_skipped_by_one_search() {
    for text in [r#"{"S":"abc"}"#, r#"{"N":"1"}"#, r#"{"B":""}"#] {
        let followed = format!("{text},1");
        assert_eq!(after(&followed, Reader::skip_scalar), (true, ",1"), "{text}");
    }
    let others = [
        "",
        "1",
        r#"{"S":"a\"b"}"#,
        r#"{"S":"a"#,
        r#"{"S":"abc" }"#,
        r#"{"S" :"abc"}"#,
        r#"{"SS":["a"]}"#,
        r#"{""":"x"}"#,
        r#"{"\":"x"}"#,
        r#"{"S":"a","T":"b"}"#,
    ];
    for text in others {
        assert_eq!(after(text, Reader::skip_scalar), (false, text), "{text}");
    }
}

#[test]
fn entries_of_text_in_the_spelling_of_dynamodb_are_skipped_by_two_searches_each() {
    let entries = [r#""a":{"S":"abc"}"#, r#""":{"N":""}"#, r#""a":{"B":"=="}"#];
    for before in [",", "{"] {
        for rest in ["", "}", " ,", "x"] {
            let all = format!("{before}{}{rest}", entries.join(","));
            assert_eq!(after(&all, Reader::skip_entries), ((), rest), "{all}");
            let comma = format!("{before}{},{rest}", entries.join(","));
            assert_eq!(after(&comma, Reader::skip_entries), ((), rest), "{comma}");
        }
    }
    // The name is skipped if it is written in this way, and the value is left.
    for (other, rest) in [
        ("", ""),
        ("\"", "\""),
        (r#""a"#, r#""a"#),
        (r#""a":{"#, r#""a":{"#),
        (r#""a":{"S":"#, r#""a":{"S":"#),
        (r#" "a":{"S":"b"}"#, r#" "a":{"S":"b"}"#),
        (r#""a" :{"S":"b"}"#, r#""a" :{"S":"b"}"#),
        (r#""a": {"S":"b"}"#, r#" {"S":"b"}"#),
        (r#""a\"":{"S":"b"}"#, r#""a\"":{"S":"b"}"#),
        (r#""a":{"S":"b\""}"#, r#"{"S":"b\""}"#),
        (r#""a":{"S":"b" }"#, r#"{"S":"b" }"#),
        (r#""a":{"S":"b"#, r#"{"S":"b"#),
        (r#""a":{"SS":["b"]}"#, r#"{"SS":["b"]}"#),
        (r#""a":{"M":{"b":{"S":"c"}}}"#, r#"{"M":{"b":{"S":"c"}}}"#),
        (r#""a":{"S":"b","T":"c"}"#, r#"{"S":"b","T":"c"}"#),
        (r#""a":{""":"x"}"#, r#"{""":"x"}"#),
        (r#""a":{"\":"x"}"#, r#"{"\":"x"}"#),
        (r#""a":"bcdef""#, r#""bcdef""#),
        (r#""a","b","c","d""#, r#""a","b","c","d""#),
    ] {
        let (alone, behind) = (format!("{{{other}"), format!(r#"{{"x":{{"S":"y"}},{other}"#));
        assert_eq!(after(&alone, Reader::skip_entries), ((), rest), "{other}");
        assert_eq!(after(&behind, Reader::skip_entries), ((), rest), "{other}");
    }
}

#[test]
fn white_space_is_skipped_before_a_value_and_nowhere_else() {
    let peeked = [("x", b'x', "x"), (" \n\r\tx", b'x', "x"), ("", 0, ""), ("  ", 0, ""), ("!", b'!', "!")];
    for (text, byte, rest) in peeked {
        assert_eq!(after(text, Reader::peek), (byte, rest), "{text:?}");
    }
    // A zero byte is no end, and no other control character is white space.
    assert_ne!(after("\0", Reader::peek).0, 0);
    assert_eq!(after("\u{b}x", Reader::peek), (0xb, "\u{b}x"));
    assert_eq!(read(" :x", |reader| reader.expect(b':')), Some(((), "x")));
    assert!(read("x", |reader| reader.expect(b':')).is_none());
}

#[test]
fn literals_are_read_in_full() {
    assert_eq!(read(" true,", Reader::boolean), Some((true, ",")));
    assert_eq!(read(" false,", Reader::boolean), Some((false, ",")));
    assert_eq!(read(" null,", Reader::null), Some(((), ",")));
    for text in ["", "tr", "fal", "null", "1", "\"true\"", "True"] {
        assert!(read(text, Reader::boolean).is_none(), "{text}");
    }
    for text in ["", "nul", "true", "{}"] {
        assert!(read(text, Reader::null).is_none(), "{text}");
    }
}

#[test]
fn numbers_are_read_up_to_the_next_mark() {
    for (text, number, rest) in [
        ("0", "0", ""),
        (" 12,1", "12", ",1"),
        ("1,2", "1", ",2"),
        ("-1.5e+3}", "-1.5e+3", "}"),
        ("2E-7]", "2E-7", "]"),
        ("7 ,", "7", " ,"),
    ] {
        assert_eq!(read(text, Reader::number), Some((number, rest)), "{text}");
    }
    for text in ["", "x", "+1", ".5", "1x", "\"1\"", "true", "1:2"] {
        assert!(read(text, Reader::number).is_none(), "{text}");
    }
    for (text, count) in
        [("0", 0), ("12", 12), ("1e1", 10), ("1.0", 1), ("-3", 0), ("-3.0", 0), ("2147483647", 2147483647)]
    {
        assert_eq!(read(text, Reader::count), Some((count, "")), "{text}");
    }
    for text in ["1.5", "2147483648", "1e400", "-", "x", "\"1\""] {
        assert!(read(text, Reader::count).is_none(), "{text}");
    }
}

#[test]
fn the_rest_of_the_text_is_estimated_by_the_next_value() {
    for (text, start, expected) in [
        ("[1,1]", 1, 4),
        ("[{\"a\":1},{\"a\":1}]", 1, 3),
        ("[{\"a\":1},{\"a\":1},{\"b\":2}]", 1, 4),
        ("[", 1, 0),
        ("]", 0, 0),
    ] {
        let reader = Reader::starting(text, start);
        assert_eq!(reader.estimate_remaining(), expected, "{text}");
        assert_eq!(reader.position(), start, "{text}");
    }
}

#[test]
fn an_object_without_members_is_seen_and_stays_unread() {
    for (text, expected) in
        [("{}", true), (" { } ", true), ("{\"a\":1}", false), ("[}", false), ("}}", false), ("{", false), ("", false)]
    {
        assert_eq!(after(text, Reader::is_at_empty_object), (expected, text), "{text}");
    }
}

#[test]
fn containers_are_counted_up_to_the_limit() {
    let reader = Reader::new("");
    for _ in 0..MAX_OPEN {
        reader.enter().unwrap();
    }
    assert!(reader.enter().is_err());
    assert!(reader.has_failed());
    // One that is closed makes room for another.
    reader.leave();
    reader.clear_error();
    assert!(!reader.has_failed());
    reader.enter().unwrap();
    assert!(reader.enter().is_err());
    // More than there are cannot be closed.
    let closed = Reader::new("");
    closed.leave();
    assert!(closed.is_balanced_since(Reader::new("").mark()));
}

#[test]
fn a_reader_knows_whether_all_it_opened_was_closed() {
    let reader = Reader::new("abc");
    let start = reader.mark();
    assert!(reader.is_balanced_since(start));
    reader.enter().unwrap();
    reader.advance(2);
    assert!(!reader.is_balanced_since(start));
    assert_eq!(reader.since(1), "b");
    reader.reset(start);
    assert!(reader.is_balanced_since(start));
    assert_eq!(reader.position(), 0);
    reader.enter().unwrap();
    reader.enter().unwrap();
    let inside = reader.mark();
    reader.enter().unwrap();
    reader.leave();
    assert!(reader.is_balanced_since(inside));
    reader.leave();
    assert!(!reader.is_balanced_since(inside));
    reader.leave();
    assert!(reader.is_balanced_since(start));
    reader.syntax_error();
    assert!(!reader.is_balanced_since(start));
    reader.clear_error();
    assert!(reader.is_balanced_since(start));
}

#[test]
fn what_was_not_checked_is_told_once() {
    let reader = Reader::new("");
    assert!(!reader.take_unchecked());
    reader.note_unchecked();
    assert!(reader.take_unchecked());
    assert!(!reader.take_unchecked());
}

#[test]
fn the_fast_path_reads_text_in_the_spelling_of_dynamodb_alone() {
    assert_eq!(after(r#"{"S":"abc"}rest"#, |reader| reader.fast_text(b'S')), (Some("abc"), "rest"));
    assert_eq!(after(r#"{"N":""}rest"#, |reader| reader.fast_text(b'N')), (Some(""), "rest"));
    let others = [
        "",
        r#"{"S":"abc"#,
        r#"{"S":"abc""#,
        r#"{"N":"1"}"#,
        r#"{"S":"a\"b"}"#,
        r#"{"S":"abc" }"#,
        r#"{"S": "abc"}"#,
        r#" {"S":"abc"}"#,
        r#"{"SS":["abc"]}"#,
        r#"{"S":"a","T":"b"}"#,
    ];
    for text in others {
        assert_eq!(after(text, |reader| reader.fast_text(b'S')), (None, text), "{text}");
    }
    let entries = [(r#","name":1"#, Some("name"), "1"), (r#","":1"#, Some(""), "1")];
    for (text, name, rest) in entries {
        assert_eq!(after(text, |reader| reader.fast_name(b',')), (name, rest), "{text}");
    }
    for text in ["", r#"{"name":1"#, r#", "name":1"#, r#","name" :1"#, r#","na\nme":1"#, ",1", r#","name""#] {
        assert_eq!(after(text, |reader| reader.fast_name(b',')), (None, text), "{text}");
    }
    assert_eq!(after(r#"{"M":{}"#, |reader| reader.fast_open(b'M')), (true, "{}"));
    for text in ["", r#"{"L":[]}"#, r#"{"M" :{}"#, r#"{ "M":{}"#, r#"{"M"#] {
        assert_eq!(after(text, |reader| reader.fast_open(b'M')), (false, text), "{text}");
    }
    assert_eq!(after(r#"{"BOOL":true},1"#, Reader::fast_boolean), (Some(true), ",1"));
    assert_eq!(after(r#"{"BOOL":false},1"#, Reader::fast_boolean), (Some(false), ",1"));
    for text in ["", r#"{"BOOL": true}"#, r#"{"BOOL":TRUE}"#, r#"{"NULL":true}"#] {
        assert_eq!(after(text, Reader::fast_boolean), (None, text), "{text}");
    }
}

#[test]
fn the_fast_path_reads_integers_of_up_to_18_digits() {
    for (digits, expected) in [
        ("0", 0),
        ("7", 7),
        ("-7", -7),
        ("10", 10),
        ("-120", -120),
        ("007", 7),
        ("999999999999999999", 999_999_999_999_999_999),
        ("-999999999999999999", -999_999_999_999_999_999),
    ] {
        let text = format!("{{\"N\":\"{digits}\"}}rest");
        assert_eq!(after(&text, Reader::fast_integer), (Some(expected), "rest"), "{text}");
    }
    for digits in
        ["", "-", "+1", "1.5", "1E2", "--1", "1-", "1:", "1/", ":", "1000000000000000000", "9999999999999999999"]
    {
        let text = format!("{{\"N\":\"{digits}\"}}rest");
        assert_eq!(after(&text, Reader::fast_integer), (None, text.as_str()), "{text}");
    }
    for text in ["", r#"{"S":"1"}"#, r#"{"N":"1"#, r#"{"N":"1" }"#, r#"{"N":"1","#] {
        assert_eq!(after(text, Reader::fast_integer), (None, text), "{text}");
    }
}
