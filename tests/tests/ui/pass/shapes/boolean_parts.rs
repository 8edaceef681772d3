//! Booleans as parts of keys, in every place and spelling.

use std::borrow::Cow;

use dkmio::{DynamoEntity, DynamoKeyPart, DynamoTable, SortKey};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et", entities = [Lamp])]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(inverted, name = "GSI2", pk = "SK", sk = "PK")]
struct App;

type Flag = bool;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "SWITCH#{on}#{room}"]
#[sk = "{locked}!{id:04}"]
#[index(by_use = App::gsi1, pk = "{used}", sk = "USE#{used}#{room}")]
#[index(inverted = App::inverted)]
struct Switch<'a> {
    on: Flag,
    room: Cow<'a, str>,
    #[key_only]
    locked: std::primitive::bool,
    id: u16,
    used: Option<Flag>,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "LAMP#{on}"]
#[sk = "{on}"]
struct Lamp {
    on: bool,
    #[unique(within = on)]
    main: Option<bool>,
}

fn is_part<K: DynamoKeyPart>() {}

fn main() {
    let _ = Switch::query((true, "hall")).sk_eq(false).sk_between(1, 9);
    let _ = Switch::query((&true, "hall")).sk_prefix((true, 3));
    let _ = Switch::by_use().query(true).sk_prefix((true,)).sk_begins_with("h");
    let _ = Switch::inverted().query((true, 3)).sk_eq(true).sk_gte("h");
    let _ = Lamp::get(true);
    let _ = Lamp::query(false).sk_eq(false);
    let key: LampKey = LampKey { on: true };
    assert!(key == Lamp::key_of(true) && key > LampKey { on: false });
    let _: SortKey<bool> = SortKey::eq(true);
    is_part::<bool>();
    is_part::<String>();
}
