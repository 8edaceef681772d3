//! Types of every way in which serde reads.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use dkmio_core::codec::{Item, set};
use serde::{Deserialize, Deserializer, Serialize};

/// Plain fields, all of which may be absent.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Fields {
    pub a: Option<String>,
    pub b: Option<f64>,
    pub c: Option<Vec<u8>>,
    #[serde(rename = "d")]
    pub renamed: Option<Vec<Fields>>,
    #[serde(with = "set")]
    pub e: BTreeSet<String>,
    pub id: Option<i128>,
    pub kind: Option<HashMap<String, u8>>,
    pub tag: Option<(u8, i64)>,
    pub content: Option<[u8; 2]>,
    #[serde(with = "set")]
    pub codes: BTreeSet<u64>,
    #[serde(with = "set")]
    pub blobs: Option<Vec<Vec<u8>>>,
    #[serde(with = "serde_bytes")]
    pub buffer: Vec<u8>,
    pub flag: bool,
    pub unit: (),
    pub letter: char,
}

/// Declared fields, and whatever else there is.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Flattened {
    #[serde(default)]
    pub a: Option<u64>,
    #[serde(flatten)]
    pub inner: Inner,
    #[serde(flatten)]
    pub extra: Item,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Inner {
    #[serde(default)]
    pub b: Option<f64>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Untagged {
    Numbers { a: f64, b: f32 },
    Nested { a: Box<Untagged> },
    Binary { c: Vec<u8> },
    Many { a: Vec<Untagged> },
    Item(Item),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Internally {
    Unit,
    New(Flattened),
    Struct { a: Option<Item>, b: Vec<Item> },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "tag", content = "content")]
pub enum Adjacently {
    Unit,
    New(Item),
    Tuple(i128, Vec<u8>),
    Struct { a: Option<i128>, c: Item },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Externally {
    Unit,
    New(Item),
    Tuple(i128, String),
    Struct { a: Option<u8>, c: Item },
}

/// Two fields. The decoder looks for the first one first.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    pub tag: Option<Item>,
    #[serde(default)]
    pub content: Option<Externally>,
}

/// Reads an error as `None` in the middle of an item, as hand-written code does.
#[derive(Debug, PartialEq)]
pub struct Lenient(Option<BTreeMap<String, Vec<u8>>>);

impl<'de> Deserialize<'de> for Lenient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(BTreeMap::deserialize(deserializer).ok()))
    }
}

/// Ignores its value.
#[derive(Debug, PartialEq)]
pub struct Blind;

impl<'de> Deserialize<'de> for Blind {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

#[derive(Debug, PartialEq, Deserialize)]
pub struct Careless {
    pub a: Option<Lenient>,
    pub b: Option<Blind>,
    pub c: Option<Lenient>,
    #[serde(flatten)]
    pub extra: HashMap<String, Item>,
}

/// Reads its one borrowed text.
#[derive(Debug, PartialEq, Deserialize)]
pub struct Borrowed<'a> {
    #[serde(default)]
    pub a: Option<&'a str>,
    #[serde(borrow, default)]
    pub b: Option<Cow<'a, str>>,
    #[serde(default)]
    pub c: Option<&'a [u8]>,
}
