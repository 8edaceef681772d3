//! Conditions, filters, projections and updates.

mod attribute_against_attribute;
mod combinators;
mod names_from_users;
mod operators;
mod properties;
mod raw_values;
mod redacted;
mod selected_elements;
mod untyped;

use std::collections::{BTreeMap, BTreeSet};

use dkmio::{Condition, DynamoDb, DynamoDocument, DynamoTable, Item};
use serde::{Deserialize, Serialize};

use crate::engine::db_with;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Place {
    city: String,
    rooms: Vec<Room>,
    #[serde(default)]
    heights: BTreeMap<String, u32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Room {
    name: String,
    area: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "subjects")]
struct Subjects {
    #[pk]
    id: String,
    text: String,
    number: i64,
    other: i64,
    float: f64,
    flag: bool,
    bytes: Vec<u8>,
    list: Vec<u32>,
    #[serde(with = "dkmio::set", default)]
    tags: BTreeSet<String>,
    #[serde(with = "dkmio::set", default)]
    lucky: BTreeSet<u32>,
    map: BTreeMap<String, u32>,
    place: Place,
    #[serde(rename = "some.where")]
    renamed: Option<String>,
    absent: Option<u32>,
    #[serde(flatten)]
    extra: Item,
}

fn subject() -> Subjects {
    Subjects {
        id: "s".to_owned(),
        text: "hello".to_owned(),
        number: 10,
        other: 20,
        float: 0.5,
        flag: true,
        bytes: vec![1, 2, 3],
        list: vec![4, 5, 6],
        tags: BTreeSet::from(["a".to_owned(), "b".to_owned()]),
        lucky: BTreeSet::from([7, 13]),
        map: BTreeMap::from([("k.1".to_owned(), 1), ("plain".to_owned(), 2)]),
        place: Place {
            city: "Lima".to_owned(),
            rooms: vec![Room { name: "hall".to_owned(), area: 30 }],
            heights: BTreeMap::from([("door".to_owned(), 2)]),
        },
        renamed: Some("here".to_owned()),
        absent: None,
        extra: Item::new().with("free", 3).expect("a value"),
    }
}

/// A table with one subject.
async fn one() -> DynamoDb {
    let db = db_with::<Subjects>().await;
    subject().put().send(&db).await.expect("put");
    db
}

/// Which of the conditions hold of the subject, as a filter finds.
async fn held(db: &DynamoDb, conditions: Vec<Condition<Subjects>>) -> Vec<bool> {
    let mut held = Vec::new();
    for condition in conditions {
        held.push(Subjects::scan().filter(condition).count(db).await.expect("a count") == 1);
    }
    held
}

/// All of the conditions hold.
async fn assert_hold(db: &DynamoDb, conditions: Vec<Condition<Subjects>>) {
    let texts: Vec<_> = conditions.iter().map(|condition| format!("{condition:?}")).collect();
    for (text, held) in texts.iter().zip(held(db, conditions).await) {
        assert!(held, "does not hold: {text}");
    }
}

/// None of the conditions holds.
async fn assert_fail(db: &DynamoDb, conditions: Vec<Condition<Subjects>>) {
    let texts: Vec<_> = conditions.iter().map(|condition| format!("{condition:?}")).collect();
    for (text, held) in texts.iter().zip(held(db, conditions).await) {
        assert!(!held, "holds: {text}");
    }
}
