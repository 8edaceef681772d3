// Types, paths and literals that come through a macro are read like written ones.
#![deny(warnings)]

use dkmio::{DynamoCollection, DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

macro_rules! table {
    ($name:ident, $table:literal, $key:ty, $optional:ty) => {
        #[derive(Serialize, Deserialize, DynamoTable)]
        #[dynamo(table = $table)]
        #[gsi(by_region, name = "gsi-region", pk = region)]
        struct $name {
            #[pk]
            id: $key,
            region: $optional,
        }
    };
}

table!(Orders, "orders", String, Option<String>);
table!(Users, "users", u64, std::option::Option<u32>);

macro_rules! renamed {
    ($name:ident, $dkmio:path, $rule:literal, $stored:expr, $module:literal) => {
        #[derive(Serialize, Deserialize, DynamoTable)]
        #[dynamo(table = "renamed", crate = $dkmio)]
        #[serde(rename_all = $rule)]
        struct $name {
            #[pk]
            id: String,
            #[serde(rename = $stored, default)]
            note: String,
            #[serde(with = $module, default)]
            tags: Vec<String>,
        }
    };
}

renamed!(Renamed, ::dkmio, "UPPERCASE", "the-note", "dkmio::set");

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct App;

macro_rules! entity {
    ($name:ident, $table:ty, $index:path, $pk:literal, $sk:expr) => {
        #[derive(Serialize, Deserialize, DynamoEntity)]
        #[dynamo(table = $table)]
        #[pk = $pk]
        #[sk = $sk]
        #[index(by_id = $index, pk = $pk, sk = $sk)]
        struct $name {
            id: String,
        }
    };
}

entity!(Device, App, App::gsi1, "DEVICE#{id}", "DEVICE");

macro_rules! collection {
    ($name:ident, $partition:ty, $entity:ty) => {
        #[derive(DynamoCollection)]
        #[dynamo(partition = $partition)]
        struct $name {
            all: Vec<$entity>,
        }
    };
}

collection!(OfDevice, Device, Device);
collection!(OfIndex, Device::by_id, Device);

fn main() {
    let _ = Orders::update("id").remove(Orders::REGION);
    let _ = Orders::by_region().query("EU");
    let _ = Users::by_region().query(7_u32);
    let filter = Renamed::NOTE.eq("x").and(Renamed::TAGS.contains("a"));
    let explained = Renamed::query("1").filter(filter).explain().expect("a request").to_string();
    for condition in ["ID = ", "the-note = ", "contains(TAGS, "] {
        assert!(explained.contains(condition), "{explained}");
    }
    let _ = (OfDevice::query("d1"), OfIndex::query("d1"));
    let _ = |one: &OfDevice, other: &OfIndex| one.all.len() + other.all.len();
}
