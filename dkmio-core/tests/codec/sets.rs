//! Sets: which collections are stored as sets, which values are read as sets, and which elements are refused.

use std::borrow::Cow;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashSet};
use std::hash::BuildHasherDefault;

use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::{Item, from_item, set, to_item};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::{NULL, b, bs, l, ns, s, ss};

/// A struct with one set.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "C: set::WriteSet", deserialize = "C: set::ReadSet<'de> + Default"))]
struct Holder<C> {
    #[serde(with = "set", default)]
    elements: C,
}

fn write<C: set::WriteSet>(elements: C) -> Option<AttributeValue> {
    to_item(&Holder { elements }).unwrap().remove("elements")
}

fn read<C: for<'de> set::ReadSet<'de> + Default>(value: AttributeValue) -> C {
    let item: Item = [("elements", value)].into_iter().collect();
    from_item::<Holder<C>>(&item).unwrap().elements
}

fn refused<C: set::WriteSet>(elements: C) -> String {
    to_item(&Holder { elements }).unwrap_err().to_string()
}

#[test]
fn the_elements_decide_the_type() {
    assert_eq!(write(BTreeSet::from(["a", "b"])), Some(ss(&["a", "b"])));
    assert_eq!(write(BTreeSet::from([Cow::Borrowed("a")])), Some(ss(&["a"])));
    assert_eq!(write(BTreeSet::from(["a".to_owned()])), Some(ss(&["a"])));
    assert_eq!(write(BTreeSet::from(['x'])), Some(ss(&["x"])));
    assert_eq!(write(BTreeSet::from([1_u64, 20])), Some(ns(&["1", "20"])));
    assert_eq!(write(BTreeSet::from([1_u8, 2])), Some(ns(&["1", "2"])));
    assert_eq!(write(BTreeSet::from([i128::MAX / 10])), Some(ns(&[&(i128::MAX / 10).to_string()])));
    assert_eq!(write(vec![0.5_f64, 1.5]), Some(ns(&["0.5", "1.5"])));
    assert_eq!(write(BTreeSet::from([vec![1_u8], vec![2]])), Some(bs(&[&[1], &[2]])));
    assert_eq!(write(BTreeSet::from([ByteBuf::from([1])])), Some(bs(&[&[1]])));
    assert_eq!(write(BTreeSet::from([vec![], vec![1_u8]])), Some(bs(&[&[], &[1]])));
}

#[test]
fn every_collection_reads_back() {
    assert_eq!(read::<BTreeSet<String>>(ss(&["a"])), BTreeSet::from(["a".to_owned()]));
    assert_eq!(read::<HashSet<u32>>(ns(&["1", "2E0"])), HashSet::from([1, 2]));
    let hashed: HashSet<i8, BuildHasherDefault<DefaultHasher>> = read(ns(&["-1"]));
    assert_eq!(write(hashed), Some(ns(&["-1"])));
    assert_eq!(read::<Vec<f64>>(ns(&["0.5"])), [0.5]);
    assert_eq!(read::<BTreeSet<u8>>(ns(&["5"])), BTreeSet::from([5]));
    assert_eq!(read::<BTreeSet<Vec<u8>>>(bs(&[&[1], &[]])), BTreeSet::from([vec![1], vec![]]));
    assert_eq!(read::<BTreeSet<ByteBuf>>(bs(&[&[1]])), BTreeSet::from([ByteBuf::from([1])]));
    assert_eq!(read::<Option<BTreeSet<u8>>>(ns(&["5"])), Some(BTreeSet::from([5])));
}

#[test]
fn strings_in_a_set_may_be_borrowed() {
    #[derive(Deserialize)]
    struct Tags<'a> {
        #[serde(with = "set", default, borrow)]
        tags: BTreeSet<&'a str>,
    }
    let item: Item = [("tags", ss(&["a"]))].into_iter().collect();
    assert_eq!(from_item::<Tags<'_>>(&item).unwrap().tags, BTreeSet::from(["a"]));
}

#[test]
fn an_empty_set_is_absent() {
    assert_eq!(write(BTreeSet::<String>::new()), None);
    assert_eq!(write(Vec::<u8>::new()), None);
    assert_eq!(write(Some(HashSet::<u32>::new())), None);
    assert_eq!(write(None::<BTreeSet<String>>), None);
    assert_eq!(from_item::<Holder<BTreeSet<u8>>>(&Item::new()).unwrap().elements, BTreeSet::new());
    assert_eq!(from_item::<Holder<Option<BTreeSet<u8>>>>(&Item::new()).unwrap().elements, None);
}

#[test]
fn lists_and_null_read_as_sets() {
    assert_eq!(read::<BTreeSet<String>>(l([s("a"), s("b")])), BTreeSet::from(["a".to_owned(), "b".to_owned()]));
    assert_eq!(read::<BTreeSet<u8>>(l([])), BTreeSet::new());
    assert_eq!(read::<BTreeSet<u8>>(NULL), BTreeSet::new());
    assert_eq!(read::<Option<BTreeSet<u8>>>(NULL), None);
    assert_eq!(read::<BTreeSet<Vec<u8>>>(l([b(&[1])])), BTreeSet::from([vec![1]]));
}

#[test]
fn other_types_do_not_read_as_sets() {
    #[track_caller]
    fn error<C: DeserializeOwned + std::fmt::Debug>(value: AttributeValue) -> String {
        let item: Item = [("elements", value)].into_iter().collect();
        from_item::<C>(&item).unwrap_err().to_string()
    }
    type Strings = Holder<BTreeSet<String>>;
    assert_eq!(error::<Strings>(s("a")), "elements: expected a set, found a string");
    assert_eq!(error::<Strings>(ns(&["1"])), "elements[0]: expected a string, found a number");
    assert_eq!(
        error::<Holder<BTreeSet<u8>>>(ns(&["1", "300"])),
        "elements[1]: expected u8, found a number out of its range"
    );
}

#[test]
fn duplicates_are_refused() {
    assert_eq!(refused(vec!["a", "b", "a"]), "elements[2]: a set cannot hold an element twice");
    assert_eq!(refused(vec![1.0, 2.0, 1.0]), "elements[2]: a set cannot hold an element twice");
    assert_eq!(refused(vec![vec![1_u8], vec![1]]), "elements[1]: a set cannot hold an element twice");
}

#[test]
fn elements_of_other_types_are_refused() {
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Any {
        Text(&'static str),
        Number(u32),
        Flag(bool),
    }
    assert_eq!(
        refused(vec![Any::Text("a"), Any::Number(1)]),
        "elements[1]: a set has elements of one type, expected a string, found a number"
    );
    assert_eq!(refused(vec![Any::Flag(true)]), "elements[0]: a set holds strings, numbers or binary, not a boolean");
    assert_eq!(refused(vec![vec![300_u16]]), "elements[0]: a set holds strings, numbers or binary, not a list");
    assert_eq!(refused(vec![Some(1), None]), "elements[1]: a set holds strings, numbers or binary, not null");
}

#[test]
fn other_formats_see_a_sequence() {
    let holder = Holder { elements: BTreeSet::from([1_u8, 2]) };
    let json = serde_json::to_string(&holder).unwrap();
    assert_eq!(json, r#"{"elements":[1,2]}"#);
    assert_eq!(serde_json::from_str::<Holder<BTreeSet<u8>>>(&json).unwrap(), holder);
    assert_eq!(serde_json::to_string(&Holder { elements: BTreeSet::<u8>::new() }).unwrap(), r#"{"elements":[]}"#);
    assert_eq!(serde_json::from_str::<Holder<Vec<u8>>>(r#"{"elements":null}"#).unwrap().elements, Vec::<u8>::new());
}
