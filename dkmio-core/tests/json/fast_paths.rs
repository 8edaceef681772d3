//! Common items take the fast path: they are read straight from the text, without attribute values in between.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use dkmio_core::codec::json::{Reader, read_borrowed, read_item};
use dkmio_core::codec::number::Number;
use dkmio_core::codec::{Item, to_item};
use dkmio_core::ttl::Ttl;
use serde::Deserialize;

use crate::spelling::{Spelling, item_text};
use crate::targets::types::{Adjacently, Borrowed, Externally, Fields, Flattened, Inner, Internally, Pair, Untagged};

/// Decodes, and returns whether the fast path was enough.
fn uses_fast_path<'de, T: Deserialize<'de>>(text: &'de str, parsed: &'de OnceCell<Item>) -> bool {
    assert!(read_borrowed::<T>(&Reader::new(text), parsed).is_ok(), "{text}");
    parsed.get().is_none()
}

fn assert_fast_path<T: serde::Serialize + for<'de> Deserialize<'de>>(value: &T) {
    // White space is no reason to leave the fast path either.
    for spelling in [Spelling::Compact, Spelling::Spaced] {
        let text = item_text(&to_item(value).unwrap(), spelling);
        assert!(uses_fast_path::<T>(&text, &OnceCell::new()), "{text}");
    }
}

#[test]
fn structs_enums_sets_and_items_take_the_fast_path() {
    let extra = Item::new().with("n", u128::MAX / 10).unwrap().with("bytes", [1_u8, 2]).unwrap();
    let lists = ([vec![0.5, 1.5], vec![]], BTreeMap::from([("a", [1])]), "x");
    let extra = extra.with("f", 0.25).and_then(|extra| extra.with("lists", lists)).unwrap();
    let mut fields = Fields { a: Some("quote \" and line\n".to_owned()), letter: 'x', ..Fields::default() };
    fields.b = Some(1.5);
    fields.c = Some(vec![1, 2, 3]);
    fields.e = BTreeSet::from(["x".to_owned()]);
    fields.codes = BTreeSet::from([300, 400]);
    fields.buffer = vec![1];
    fields.content = Some([1, 2]);
    assert_fast_path(&Fields { renamed: Some(vec![fields]), letter: 'y', ..Fields::default() });
    let flattened = || Flattened { a: Some(1), inner: Inner { b: Some(0.5) }, extra: extra.clone() };
    assert_fast_path(&flattened());
    assert_fast_path(&Internally::New(flattened()));
    assert_fast_path(&Untagged::Nested { a: Box::new(Untagged::Item(extra.clone())) });
    assert_fast_path(&Adjacently::Struct { a: Some(1 << 70), c: extra.clone() });
    assert_fast_path(&Externally::New(extra.clone()));
    assert_fast_path(&Pair { tag: Some(extra.clone()), content: Some(Externally::Unit) });
    assert_fast_path(&extra);
}

#[test]
fn a_tag_behind_its_content_takes_the_fast_path() {
    let text = r#"{"content":{"L":[{"N":"5"},{"B":"AQI="}]},"tag":{"S":"Tuple"}}"#;
    let parsed = OnceCell::new();
    let read = read_borrowed::<Adjacently>(&Reader::new(text), &parsed).unwrap();
    assert_eq!(read, Adjacently::Tuple(5, vec![1, 2]));
    assert!(parsed.get().is_none());
}

#[test]
fn borrowed_text_takes_the_fast_path_unless_it_has_escapes() {
    let parsed = OnceCell::new();
    assert!(uses_fast_path::<Borrowed<'_>>(r#"{"a":{"S":"x"},"b":{"S":"\n"}}"#, &parsed));
    assert!(!uses_fast_path::<Borrowed<'_>>(r#"{"a":{"S":"\n"}}"#, &parsed));
}

#[test]
fn an_item_takes_the_fast_path_behind_one_that_did_not() {
    let text = r#"{"a":{"S":"\n"}}{"a":{"S":"x"}}{"a":{"S":"\t"}}{"a":{"S":"y"}}"#;
    let reader = Reader::new(text);
    for expected in [false, true, false, true] {
        let parsed = OnceCell::new();
        assert!(read_borrowed::<Borrowed<'_>>(&reader, &parsed).is_ok());
        assert_eq!(parsed.get().is_none(), expected);
    }
    let reader = Reader::new(text);
    assert_eq!(read_item::<Item>(&reader).unwrap().get("a").unwrap().as_s().unwrap(), "\n");
    let parsed = OnceCell::new();
    assert!(read_borrowed::<Borrowed<'_>>(&reader, &parsed).is_ok());
    assert!(parsed.get().is_none());
}

/// A variant that is decoded without its content, and a time to live.
#[derive(Debug, PartialEq, Deserialize)]
struct Ignoring {
    #[serde(default)]
    variant: Option<Ignored>,
    #[serde(default)]
    expires_at: Option<Ttl>,
}

#[derive(Debug, PartialEq, Deserialize)]
enum Ignored {
    New(serde::de::IgnoredAny),
}

#[test]
fn what_is_not_read_is_skipped_on_the_fast_path() {
    let ignored = Some(Ignored::New(serde::de::IgnoredAny));
    for (text, variant) in [
        (r#"{"variant":{"M":{"New":{"L":[{"S":"x"},{"M":{"a":{"SS":["b"]}}}]}}}}"#, &ignored),
        (r#"{"variant":{"M":{"New":{"N":"1"}}}}"#, &ignored),
        (r#"{"expires_at":{"N":"-1"}}"#, &None),
        (r#"{"expires_at":{"L":[{"S":"x"}]},"other":{"BOOL":true}}"#, &None),
        (r#"{"expires_at":{"S":"never"}}"#, &None),
    ] {
        let parsed = OnceCell::new();
        let read = read_borrowed::<Ignoring>(&Reader::new(text), &parsed).unwrap();
        assert_eq!((&read.variant, read.expires_at), (variant, None), "{text}");
        assert!(parsed.get().is_none(), "{text}");
    }
}

#[test]
fn an_escaped_name_ends_the_fast_path_for_its_item_alone() {
    let text = r#"{"\u0061":{"S":"x"}}{"a":{"S":"y"}}"#;
    let reader = Reader::new(text);
    assert_eq!(read_item::<Item>(&reader).unwrap().get("a").unwrap().as_s().unwrap(), "x");
    let parsed = OnceCell::new();
    assert!(read_borrowed::<Borrowed<'_>>(&reader, &parsed).is_ok());
    assert!(parsed.get().is_none());
    let reader = Reader::new(text);
    for (expected, is_fast) in [("x", false), ("y", true)] {
        let parsed = OnceCell::new();
        let read = read_borrowed::<Borrowed<'_>>(&reader, &parsed).unwrap();
        assert_eq!((read.a, parsed.get().is_none()), (Some(expected), is_fast));
    }
}

#[test]
fn a_number_that_has_to_be_looked_up_is_found_when_text_is_borrowed() {
    #[derive(Debug, Deserialize)]
    struct Exact {
        n: Number,
    }
    #[derive(Debug, Deserialize)]
    struct Outer<'a> {
        a: &'a str,
        #[serde(flatten)]
        exact: Exact,
    }
    let text = r#"{"a":{"S":"x"},"n":{"N":"0.12345678901234567890123"}}"#;
    let parsed = OnceCell::new();
    let read = read_borrowed::<Outer<'_>>(&Reader::new(text), &parsed).unwrap();
    assert_eq!((read.a, read.exact.n.as_str()), ("x", "0.12345678901234567890123"));
    assert!(parsed.get().is_some());
}
