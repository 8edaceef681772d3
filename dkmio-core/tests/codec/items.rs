//! The free-form item.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::{Item, MAX_ITEM_SIZE, from_item, item_size, to_item, to_value};
use serde::{Deserialize, Serialize};

use crate::{NULL, b, bs, l, m, n, ns, s, ss};

/// An item with everything in it that is hard to keep.
fn rich() -> Item {
    [
        ("number", n("1234567890123456789012345678901234567.8")),
        ("spelled", n("1.0")),
        ("integer", n(&"9".repeat(38))),
        ("strings", ss(&["a", "b"])),
        ("numbers", ns(&["1.50", "12345678901234567890123456789"])),
        ("blobs", bs(&[&[1], &[]])),
        ("bytes", b(&[1, 2, 3])),
        ("no_bytes", b(&[])),
        ("null", NULL),
        ("list", l([b(&[1]), NULL, l([n("0.10")]), m([("x", ss(&["y"]))])])),
        ("map", m([("deep", m([("bytes", b(&[])), ("number", n("1E2"))]))])),
    ]
    .into_iter()
    .collect()
}

#[test]
fn attributes_are_set_read_and_removed() {
    let mut item = Item::new();
    item.set("a", 1).unwrap().set("b", "x").unwrap().set("c", None::<u8>).unwrap();
    assert_eq!((item.len(), item.is_empty()), (2, false));
    assert_eq!(item.read::<u8>("a").unwrap(), Some(1));
    assert_eq!(item.read::<u8>("z").unwrap(), None);
    assert_eq!(item.read::<Option<u8>>("a").unwrap(), Some(Some(1)));
    item.set("a", None::<u8>).unwrap();
    assert!(!item.contains_key("a"));
    assert_eq!(item.insert("b", NULL), Some(s("x")));
    assert_eq!(item.read::<u8>("b").unwrap(), None);
    assert_eq!(item.remove("b"), Some(NULL));
    assert!(item.is_empty());
}

#[test]
fn a_failed_set_changes_nothing_and_names_the_attribute() {
    let mut item = Item::new().with("a", 1).unwrap();
    let error = item.set("a", [f64::NAN]).map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "a[0]: cannot store NaN or infinity");
    assert_eq!(item.read::<u8>("a").unwrap(), Some(1));
}

#[test]
fn it_is_a_collection() {
    let mut item: Item = [("a", n("1"))].into_iter().collect();
    item.extend([("b".to_owned(), n("2"))]);
    let mut names: Vec<&str> = (&item).into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(item.keys().count(), 2);
    assert_eq!(item.iter().len(), 2);
    *item.get_mut("a").unwrap() = n("5");
    item.as_map_mut().remove("b");
    let map: HashMap<String, AttributeValue> = item.clone().into();
    assert_eq!(Item::from(map), item);
    assert_eq!(item.into_iter().collect::<Vec<_>>(), [("a".to_owned(), n("5"))]);
}

#[test]
fn our_own_serializer_keeps_it_exactly() {
    let item = rich();
    assert_eq!(to_item(&item).unwrap(), item);
    assert_eq!(from_item::<Item>(&item).unwrap(), item);
    assert_eq!(to_value(&item).unwrap(), Some(AttributeValue::M(item.clone().into_inner())));
}

#[test]
fn as_a_field_it_is_kept_exactly() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        document: Item,
        maybe: Option<Item>,
        many: Vec<Item>,
    }
    let holder = Holder { document: rich(), maybe: None, many: vec![rich(), Item::new()] };
    let item = to_item(&holder).unwrap();
    assert_eq!(item.get("document"), Some(&AttributeValue::M(rich().into_inner())));
    assert_eq!(from_item::<Holder>(&item).unwrap(), holder);
}

#[test]
fn flattened_it_is_kept_exactly() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        id: String,
        #[serde(flatten)]
        extra: Item,
    }
    let holder = Holder { id: "x".to_owned(), extra: rich() };
    let stored = to_item(&holder).unwrap();
    assert_eq!(stored.len(), rich().len() + 1);
    let back: Holder = from_item(&stored).unwrap();
    assert_eq!(back, holder);
    assert_eq!(to_item(&back).unwrap(), stored);
}

#[test]
fn what_a_field_and_the_rest_both_hold_is_refused() {
    #[derive(Serialize)]
    struct Holder {
        a: Option<u8>,
        #[serde(flatten)]
        extra: Item,
    }
    let extra = Item::new().with("a", 1).unwrap();
    assert_eq!(to_item(&Holder { a: Some(2), extra: extra.clone() }).unwrap_err().to_string(), "a: written twice");
    assert_eq!(to_item(&Holder { a: None, extra: extra.clone() }).unwrap(), extra);
}

#[test]
fn an_empty_set_cannot_be_written() {
    for empty in [ss(&[]), ns(&[]), bs(&[])] {
        let item: Item = [("a", empty)].into_iter().collect();
        assert_eq!(to_item(&item).unwrap_err().to_string(), "a: DynamoDB has no empty sets");
    }
    let item: Item = [("a", ns(&["1", "1.0"]))].into_iter().collect();
    assert_eq!(to_item(&item).unwrap_err().to_string(), "a[1]: a set cannot hold an element twice");
}

#[test]
fn only_structs_and_maps_are_items() {
    assert_eq!(to_item(&5).unwrap_err().to_string(), "expected a struct or a map as the item, found a number");
    assert_eq!(to_item(&None::<Item>).unwrap_err().to_string(), "expected a struct or a map as the item, found `None`");
    assert_eq!(to_item(&Some(Item::new())).unwrap(), Item::new());
}

#[test]
fn its_size_counts_names_and_values() {
    let item: Item = [("ab", s("cde")), ("n", n("-12.5")), ("l", l([NULL]))].into_iter().collect();
    assert_eq!(item.size(), (2 + 3) + (1 + 4) + (1 + 3 + 1 + 1));
    assert_eq!(item_size(item.as_map()), item.size());
    assert_eq!(MAX_ITEM_SIZE, 409_600);
}
