//! What is common takes the quick way: straight from the text, nothing parsed into attribute values.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use dkmio_core::codec::json::{Reader, read_borrowed};
use dkmio_core::codec::{Item, to_item};
use serde::Deserialize;

use crate::json::{Spelling, item_text};
use crate::targets::types::{Adjacently, Borrowed, Externally, Fields, Flattened, Inner, Internally, Pair, Untagged};

/// Decodes, and says whether it went straight.
fn is_quick<'de, T: Deserialize<'de>>(text: &'de str, parsed: &'de OnceCell<Item>) -> bool {
    assert!(read_borrowed::<T>(&Reader::new(text), parsed).is_ok(), "{text}");
    parsed.get().is_none()
}

fn goes_quick<T: serde::Serialize + for<'de> Deserialize<'de>>(value: &T) {
    let text = item_text(&to_item(value).unwrap(), Spelling::Compact);
    assert!(is_quick::<T>(&text, &OnceCell::new()), "{text}");
}

#[test]
fn structs_enums_sets_and_free_form_items_do() {
    let extra = Item::new().with("n", u128::MAX / 10).unwrap().with("bytes", [1_u8, 2]).unwrap();
    let mut fields = Fields { a: Some("quote \" and line\n".to_owned()), letter: 'x', ..Fields::default() };
    fields.b = Some(1.5);
    fields.c = Some(vec![1, 2, 3]);
    fields.e = BTreeSet::from(["x".to_owned()]);
    fields.codes = BTreeSet::from([300, 400]);
    fields.buffer = vec![1];
    fields.content = Some([1, 2]);
    goes_quick(&Fields { renamed: Some(vec![fields]), letter: 'y', ..Fields::default() });
    let flattened = || Flattened { a: Some(1), inner: Inner { b: Some(0.5) }, extra: extra.clone() };
    goes_quick(&flattened());
    goes_quick(&Internally::New(flattened()));
    goes_quick(&Untagged::Nested { a: Box::new(Untagged::Item(extra.clone())) });
    goes_quick(&Adjacently::Struct { a: Some(1 << 70), c: extra.clone() });
    goes_quick(&Externally::New(extra.clone()));
    goes_quick(&Pair { tag: Some(extra.clone()), content: Some(Externally::Unit) });
    goes_quick(&extra);
}

#[test]
fn a_tag_behind_its_content_does() {
    let text = r#"{"content":{"L":[{"N":"5"},{"B":"AQI="}]},"tag":{"S":"Tuple"}}"#;
    let parsed = OnceCell::new();
    let read = read_borrowed::<Adjacently>(&Reader::new(text), &parsed).unwrap();
    assert_eq!(read, Adjacently::Tuple(5, vec![1, 2]));
    assert!(parsed.get().is_none());
}

#[test]
fn borrowed_text_does_and_an_escape_is_unescaped_aside() {
    let parsed = OnceCell::new();
    assert!(is_quick::<Borrowed<'_>>(r#"{"a":{"S":"x"},"b":{"S":"\n"}}"#, &parsed));
    assert!(!is_quick::<Borrowed<'_>>(r#"{"a":{"S":"\n"}}"#, &parsed));
}
