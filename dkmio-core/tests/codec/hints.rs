//! How many elements remain, as a type is told that reserves room for them.

use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::json::{Reader, from_text, read_borrowed};
use dkmio_core::codec::{Item, from_value, to_item, to_value};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use crate::{b, l, m, n, s, ss};

const LIST: u8 = 0;
const MAP: u8 = 1;
const STRUCT: u8 = 2;

/// The hints before each element, and behind the last one.
#[derive(Debug, PartialEq)]
struct Hints<const KIND: u8>(Vec<Option<usize>>);

impl<'de, const KIND: u8> Deserialize<'de> for Hints<KIND> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match KIND {
            LIST => deserializer.deserialize_seq(HintVisitor),
            MAP => deserializer.deserialize_map(HintVisitor),
            // Of a struct with two fields, the first may be read before the other.
            _ => deserializer.deserialize_struct("Struct", &["a", "b", "c"], HintVisitor),
        }
        .map(Self)
    }
}

struct HintVisitor;

impl<'de> Visitor<'de> for HintVisitor {
    type Value = Vec<Option<usize>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("elements")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut hints = vec![elements.size_hint()];
        while elements.next_element::<IgnoredAny>()?.is_some() {
            hints.push(elements.size_hint());
        }
        hints.push(elements.size_hint());
        Ok(hints)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut hints = vec![entries.size_hint()];
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            hints.push(entries.size_hint());
        }
        hints.push(entries.size_hint());
        Ok(hints)
    }
}

fn hints<const KIND: u8>(value: &AttributeValue) -> Vec<Option<usize>> {
    from_value::<Hints<KIND>>(value).unwrap().0
}

#[test]
fn a_type_is_told_how_many_elements_remain() {
    let two = [Some(2), Some(1), Some(0), Some(0)];
    for value in [l([n("1"), n("2")]), ss(&["a", "b"]), crate::ns(&["1", "2"]), crate::bs(&[&[1], &[2]]), b(&[1, 2])] {
        assert_eq!(hints::<LIST>(&value), two, "{value:?}");
    }
    assert_eq!(hints::<MAP>(&m([("a", n("1")), ("b", n("2"))])), two);
    assert_eq!(hints::<STRUCT>(&m([("a", n("1")), ("b", n("2"))])), two);
    assert_eq!(hints::<LIST>(&l([])), [Some(0), Some(0)]);
}

#[test]
fn the_text_of_a_response_tells_only_that_none_remain() {
    let two = [None, None, None, Some(0)];
    #[derive(serde::Deserialize)]
    struct Outer<const KIND: u8> {
        x: Hints<KIND>,
    }
    assert_eq!(from_text::<Outer<LIST>>(r#"{"x":{"L":[{"N":"1"},{"N":"2"}]}}"#).unwrap().x.0, two);
    assert_eq!(from_text::<Outer<LIST>>(r#"{"x":{"SS":["a","b"]}}"#).unwrap().x.0, two);
    assert_eq!(from_text::<Outer<MAP>>(r#"{"x":{"M":{"a":{"N":"1"},"b":{"N":"2"}}}}"#).unwrap().x.0, two);
    assert_eq!(from_text::<Outer<STRUCT>>(r#"{"x":{"M":{"a":{"N":"1"},"b":{"N":"2"}}}}"#).unwrap().x.0, two);
}

#[test]
fn an_error_names_the_position_of_its_element() {
    let error = |value: &AttributeValue| from_value::<Vec<u16>>(value).unwrap_err().to_string();
    assert_eq!(error(&l([n("1"), n("2"), s("x")])), "[2]: expected a number, found a string");
}

#[test]
fn an_item_tells_how_many_attributes_it_has() {
    let item = Item::new().with("a", 1).unwrap().with("b", 2).unwrap();
    assert_eq!((item.iter().len(), item.clone().into_iter().len()), (2, 2));
}

/// A list or a map of a type that announces far more elements than it has.
struct Announcing<T> {
    elements: Vec<T>,
    is_map: bool,
}

impl<T: Serialize> Serialize for Announcing<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_map {
            let mut map = serializer.serialize_map(Some(usize::MAX))?;
            self.elements.iter().zip(0..).try_for_each(|(element, name)| map.serialize_entry(&name, element))?;
            return map.end();
        }
        let mut list = serializer.serialize_seq(Some(usize::MAX))?;
        self.elements.iter().try_for_each(|element| list.serialize_element(element))?;
        list.end()
    }
}

#[test]
fn no_room_is_reserved_for_more_elements_than_there_are() {
    let list = Announcing { elements: vec![1_u16, 2], is_map: false };
    assert_eq!(to_value(&list).unwrap(), Some(l([n("1"), n("2")])));
    let bytes = Announcing { elements: vec![1_u8, 2], is_map: false };
    assert_eq!(to_value(&bytes).unwrap(), Some(b(&[1, 2])));
    let map = Announcing { elements: vec![1_u16, 2], is_map: true };
    assert_eq!(to_value(&map).unwrap(), Some(m([("0", n("1")), ("1", n("2"))])));
}

#[test]
fn an_element_that_cannot_be_stored_is_named_by_its_position() {
    let error =
        |result: Result<Option<AttributeValue>, dkmio_core::codec::EncodeError>| result.unwrap_err().to_string();
    let text = "cannot store NaN or infinity";
    assert_eq!(error(to_value(&[f64::NAN])), format!("[0]: {text}"));
    assert_eq!(error(to_value(&[0.5, 1.5, f64::NAN])), format!("[2]: {text}"));
    // Bytes so far.
    assert_eq!(error(to_value(&(1_u8, 2_u8, f64::NAN))), format!("[2]: {text}"));
}

#[test]
fn a_name_has_at_most_the_bytes_that_dynamodb_stores() {
    let named = |bytes: usize| to_item(&std::collections::BTreeMap::from([("x".repeat(bytes), 1)]));
    assert!(named(65_535).is_ok());
    assert_eq!(named(65_536).unwrap_err().to_string(), "an attribute name has 65536 bytes; the limit is 65535");
}

/// Reads a given number of entries of a map, and leaves the rest unread.
#[derive(Debug, PartialEq)]
struct AtMost<const ENTRIES: usize>;

impl<'de, const ENTRIES: usize> Deserialize<'de> for AtMost<ENTRIES> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntryVisitor<const ENTRIES: usize>;
        impl<'de, const ENTRIES: usize> Visitor<'de> for EntryVisitor<ENTRIES> {
            type Value = AtMost<ENTRIES>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
                for _ in 0..ENTRIES {
                    entries.next_entry::<IgnoredAny, IgnoredAny>()?;
                }
                Ok(AtMost)
            }
        }
        deserializer.deserialize_map(EntryVisitor)
    }
}

#[test]
fn a_type_that_does_not_read_all_entries_is_an_error() {
    let one = Item::new().with("a", "x").unwrap();
    let text = r#"{"a":{"S":"x"}}"#;
    assert!(one.decode::<AtMost<1>>().is_ok() && from_text::<AtMost<1>>(text).is_ok());
    assert!(Item::new().decode::<AtMost<0>>().is_ok() && from_text::<AtMost<0>>("{}").is_ok());
    for error in [one.decode::<AtMost<0>>().unwrap_err(), from_text::<AtMost<0>>(text).unwrap_err()] {
        assert!(error.to_string().contains("the type did not read this attribute"), "{error}");
    }
    // A type that reads all entries without asking whether there are more is read from the text.
    let parsed = std::cell::OnceCell::new();
    assert!(read_borrowed::<AtMost<1>>(&Reader::new(text), &parsed).is_ok());
    assert!(parsed.get().is_none());
}
