//! Types of every way in which serde reads.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use dkmio_core::value::{Item, set};
use serde::{Deserialize, Deserializer, Serialize};

/// Plain fields, all of which may be absent.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(crate) struct Fields {
    pub(crate) a: Option<String>,
    pub(crate) b: Option<f64>,
    pub(crate) c: Option<Vec<u8>>,
    #[serde(rename = "d")]
    pub(crate) renamed: Option<Vec<Fields>>,
    #[serde(with = "set")]
    pub(crate) e: BTreeSet<String>,
    pub(crate) id: Option<i128>,
    pub(crate) kind: Option<HashMap<String, u8>>,
    pub(crate) tag: Option<(u8, i64)>,
    pub(crate) content: Option<[u8; 2]>,
    #[serde(with = "set")]
    pub(crate) codes: BTreeSet<u64>,
    #[serde(with = "set")]
    pub(crate) blobs: Option<Vec<Vec<u8>>>,
    #[serde(with = "serde_bytes")]
    pub(crate) buffer: Vec<u8>,
    pub(crate) flag: bool,
    pub(crate) unit: (),
    pub(crate) letter: char,
}

/// Declared fields, and whatever else there is.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Flattened {
    #[serde(default)]
    pub(crate) a: Option<u64>,
    #[serde(flatten)]
    pub(crate) inner: Inner,
    #[serde(flatten)]
    pub(crate) extra: Item,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Inner {
    #[serde(default)]
    pub(crate) b: Option<f64>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Untagged {
    Numbers { a: f64, b: f32 },
    Nested { a: Box<Untagged> },
    Binary { c: Vec<u8> },
    Many { a: Vec<Untagged> },
    Item(Item),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub(crate) enum Internally {
    Unit,
    New(Flattened),
    Struct { a: Option<Item>, b: Vec<Item> },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "tag", content = "content")]
pub(crate) enum Adjacently {
    Unit,
    New(Item),
    Tuple(i128, Vec<u8>),
    Struct { a: Option<i128>, c: Item },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Externally {
    Unit,
    New(Item),
    Tuple(i128, String),
    Struct { a: Option<u8>, c: Item },
}

/// Two fields, so that the first is looked for first.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pair {
    pub(crate) tag: Option<Item>,
    #[serde(default)]
    pub(crate) content: Option<Externally>,
}

/// Takes an error for a value, as hand-written code does, in the middle of what it reads.
#[derive(Debug, PartialEq)]
pub(crate) struct Lenient(Option<BTreeMap<String, Vec<u8>>>);

impl<'de> Deserialize<'de> for Lenient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(BTreeMap::deserialize(deserializer).ok()))
    }
}

/// Does not look at what it is given.
#[derive(Debug, PartialEq)]
pub(crate) struct Blind;

impl<'de> Deserialize<'de> for Blind {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Careless {
    pub(crate) a: Option<Lenient>,
    pub(crate) b: Option<Blind>,
    pub(crate) c: Option<Lenient>,
    #[serde(flatten)]
    pub(crate) extra: HashMap<String, Item>,
}

/// Reads its one borrowed text.
#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Borrowed<'a> {
    #[serde(default)]
    pub(crate) a: Option<&'a str>,
    #[serde(borrow, default)]
    pub(crate) b: Option<Cow<'a, str>>,
    #[serde(default)]
    pub(crate) c: Option<&'a [u8]>,
}
