//! Bytes: stored as binary, and read from binary or a list of numbers.

use bytes::Bytes;
use dkmio_core::codec::{Item, binary, from_item, from_value, to_item, to_value};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::{b, l, n, s};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Blobs {
    #[serde(with = "binary")]
    vector: Vec<u8>,
    #[serde(with = "binary")]
    boxed: Box<[u8]>,
    #[serde(with = "binary")]
    array: [u8; 2],
    #[serde(with = "binary")]
    none: [u8; 0],
    #[serde(with = "binary", default)]
    maybe: Option<Vec<u8>>,
    #[serde(with = "binary", default)]
    absent: Option<Vec<u8>>,
}

#[test]
fn empty_bytes_are_binary_with_the_module() {
    let blobs =
        Blobs { vector: vec![], boxed: Box::new([]), array: [1, 2], none: [], maybe: Some(vec![]), absent: None };
    let item = to_item(&blobs).unwrap();
    let expected: Item =
        [("vector", b(&[])), ("boxed", b(&[])), ("array", b(&[1, 2])), ("none", b(&[])), ("maybe", b(&[]))]
            .into_iter()
            .collect();
    assert_eq!(item, expected);
    assert_eq!(from_item::<Blobs>(&item).unwrap(), blobs);
    let json = serde_json::to_string(&blobs).unwrap();
    assert_eq!(serde_json::from_str::<Blobs>(&json).unwrap(), blobs);
}

#[test]
fn empty_bytes_are_binary_without_the_module_too() {
    assert_eq!(to_value(&Vec::<u8>::new()).unwrap(), Some(b(&[])));
    assert_eq!(from_value::<Vec<u8>>(&l([])).unwrap(), Vec::<u8>::new());
    assert_eq!(from_value::<Vec<u8>>(&b(&[])).unwrap(), Vec::<u8>::new());
}

#[test]
fn byte_buffers_of_other_crates_are_binary() {
    assert_eq!(to_value(&ByteBuf::from([1, 2])).unwrap(), Some(b(&[1, 2])));
    assert_eq!(to_value(&ByteBuf::new()).unwrap(), Some(b(&[])));
    assert_eq!(to_value(&Bytes::from_static(b"x")).unwrap(), Some(b(b"x")));
    assert_eq!(from_value::<ByteBuf>(&b(&[1])).unwrap(), ByteBuf::from([1]));
    assert_eq!(from_value::<Bytes>(&b(b"x")).unwrap(), Bytes::from_static(b"x"));
}

#[test]
fn bytes_are_read_from_lists_of_numbers() {
    let list = l([n("1"), n("2.0")]);
    assert_eq!(from_value::<Vec<u8>>(&list).unwrap(), [1, 2]);
    assert_eq!(from_value::<[u8; 2]>(&list).unwrap(), [1, 2]);
    assert_eq!(from_value::<ByteBuf>(&list).unwrap(), ByteBuf::from([1, 2]));
    assert_eq!(from_value::<Bytes>(&list).unwrap(), Bytes::from_static(&[1, 2]));
}

#[test]
fn bytes_are_borrowed() {
    let value = b(&[1, 2]);
    let bytes: &[u8] = from_value(&value).unwrap();
    assert_eq!(bytes.as_ptr(), value.as_b().unwrap().as_ref().as_ptr());
}

#[test]
fn bytes_are_not_read_from_strings() {
    assert_eq!(from_value::<Vec<u8>>(&s("ab")).unwrap_err().to_string(), "expected a list, found a string");
    assert_eq!(from_value::<ByteBuf>(&s("ab")).unwrap_err().to_string(), "expected binary, found a string");
}

#[test]
fn an_array_has_its_length() {
    let item: Item = [("array", b(&[1, 2, 3]))].into_iter().collect();
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct One {
        #[serde(with = "binary")]
        array: [u8; 2],
    }
    let error = from_item::<One>(&item).unwrap_err();
    assert_eq!(error.to_string(), "array: expected 2 bytes, found 3 elements");
}
