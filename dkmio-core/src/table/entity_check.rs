//! Rules of entities that only the compiler can check: they depend on the table, which the derive macro of an entity does not see.
//!
//! Each is a constant function that panics with the message for the user.

#![expect(clippy::panic, reason = "the compiler evaluates these functions; a panic is how it reports an error")]

use super::definition::{KeySchema, TableDefinition};
use super::entity::{EntityDefinition, SharedTable};
use crate::template::is_same_text;

/// Returns the properties that all entities of a table share.
#[must_use]
#[track_caller]
pub const fn shared_of(table: &TableDefinition) -> SharedTable {
    match table.shared {
        Some(shared) => shared,
        None => panic!(
            "this table has a struct of its own; an entity needs a shared table, which is a struct without fields"
        ),
    }
}

/// Returns the definition of an entity.
#[must_use]
#[track_caller]
pub const fn entity_of(table: &TableDefinition) -> &'static EntityDefinition {
    match table.entity {
        Some(entity) => entity,
        None => panic!("this struct is no entity; derive `DynamoEntity`"),
    }
}

/// Checks that a field is not stored under the name of an attribute that dkmio writes.
#[track_caller]
pub const fn check_name(entity: &EntityDefinition, name: &str) {
    assert!(
        !entity.is_derived(name),
        "dkmio writes the attribute of this name; store the field under another one, with `#[serde(rename = \"..\")]`"
    );
}

/// Checks that a constant attribute is none that dkmio writes with another value.
#[track_caller]
pub const fn check_constant(entity: &EntityDefinition, name: &str) {
    assert!(
        !entity.is_key_or_entity_attribute(name),
        "dkmio writes this attribute, which is a key or the entity attribute; give the constant another name"
    );
}

/// Checks the key of an entity against the schema: a sort key where the table has one.
#[track_caller]
pub const fn check_key(schema: &KeySchema, has_sort: bool) {
    assert!(has_sort || schema.sort.is_empty(), "the table has a sort key; add `#[sk = \"..\"]` to the entity");
}

/// Checks that the time to live of an entity is stored under the name that the table declares.
#[track_caller]
pub const fn check_ttl(table: &TableDefinition, name: &str) {
    match table.ttl {
        Some(ttl) => assert!(
            is_same_text(ttl, name),
            "the time to live must be stored under the name that the table declares; add `#[serde(rename = \"..\")]`"
        ),
        None => panic!("the table declares no time to live; add `ttl = \"..\"` to its `#[dynamo(..)]`"),
    }
}
