// An entity may have the shapes that a table may have: parameters, borrowed fields, types of other crates, and a place in a function.
#![deny(warnings)]
#![allow(dead_code)]

use std::borrow::Cow;
use std::collections::HashMap;

use dkmio::{DynamoCollection, DynamoEntity, DynamoTable};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

mod app {
    #[derive(dkmio::DynamoTable)]
    #[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = optional("_et"), delimiter = "|", ttl = "until")]
    #[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK", projection = ["total"])]
    pub(crate) struct App;

    #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, dkmio::DynamoEntity)]
    #[dynamo(table = self::App)]
    #[pk = "USER|{user}"]
    #[sk = "USER"]
    pub(crate) struct User {
        pub(crate) user: String,
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = crate::app::App, entity = "DOC")]
#[pk = "USER|{user}"]
#[sk = "DOC|{id}"]
#[index(by_title = app::App::gsi1, pk = "{title}", sk = "{id}", projection = [total])]
#[serde(bound(serialize = "T: Serialize", deserialize = "T: DeserializeOwned"))]
struct Document<'a, T>
where
    T: Clone,
{
    user: Cow<'a, str>,
    id: Box<str>,
    title: Option<Cow<'a, str>>,
    total: u64,
    body: T,
    #[serde(flatten)]
    rest: HashMap<String, u8>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = app::App)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[pk = "USER|{user_id}"]
#[sk = "NOTE|{note_id:05}"]
pub(crate) struct Note {
    pub(crate) user_id: String,
    #[key_only]
    pub(crate) note_id: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    #[ttl]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<dkmio::Ttl>,
    #[serde(skip)]
    cached: Vec<u8>,
}

#[derive(DynamoCollection)]
#[dynamo(partition = app::User)]
enum Entry {
    User(app::User),
    Document(Document<'static, u8>),
    #[other]
    Other(dkmio::Item),
}

fn generic<T: DynamoTable<Version = (), Unique = ()>>(item: &T) -> dkmio::Put<T>
where
    T: Serialize,
{
    item.put()
}

fn main() {
    #[derive(Serialize, Deserialize, DynamoEntity)]
    #[dynamo(table = app::App)]
    #[pk = "LOCAL|{id}"]
    #[sk = "LOCAL"]
    struct Local {
        id: i8,
    }

    let _ = (Local::get(1), Document::<u8>::get(("u", "d")), Document::<u8>::BODY);
    let _ = Document::<u8>::by_title().query("t").sk_eq("d");
    let _ = (Entry::query("u"), Note::TEXT);
    let _ = generic(&Local { id: 1 });
}
