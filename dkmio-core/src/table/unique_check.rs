//! Rules of unique attributes that only the compiler can check: they depend on the key of the table and on the types of fields.
//!
//! Each is a constant function that panics with the message for the user.

use super::collection_check::sides_are_disjoint;
use super::definition::{KeySchema, TableDefinition};
use super::entity::EntityDefinition;
use super::entity_check::entity_of;
use super::key_templates::KeyTemplates;
use super::unique::SENTINEL_OWNER;
use crate::key::{KeyAttribute, KeyType, PartType};
use crate::template::is_same_text;

/// Checks that sentinel items can have the default keys, which are text.
#[track_caller]
pub const fn check_default_unique(schema: &KeySchema) {
    assert!(
        all_strings(schema.partition) && all_strings(schema.sort),
        "the keys of sentinel items are strings, and a key of this table is not; write `#[unique(pk = \"..\", sk = \"..\")]`"
    );
}

const fn all_strings(attributes: &[KeyAttribute]) -> bool {
    let mut at = 0;
    while at < attributes.len() {
        if !matches!(attributes[at].key_type, KeyType::String) {
            return false;
        }
        at += 1;
    }
    true
}

/// Checks the type of a part of the default keys.
#[track_caller]
pub const fn check_unique_part(part_type: PartType) {
    assert!(
        !matches!(part_type, PartType::Binary),
        "a unique value is a string, a number or a boolean, and so is its scope"
    );
}

/// Checks that there is a template for each key of the table.
#[track_caller]
pub const fn check_unique_key(table: &TableDefinition, has_sort: bool) {
    assert!(
        has_sort || table.key.sort.is_empty(),
        "the table declares a sort key; add `sk = \"..\"` to `#[unique(..)]`"
    );
}

/// Checks that sentinel items can have the attributes of their own, and that no item has the key of one.
#[track_caller]
pub const fn check_sentinel(table: &TableDefinition) {
    let mut is_free = !(has(table.key.partition, SENTINEL_OWNER) || has(table.key.sort, SENTINEL_OWNER));
    let mut at = 0;
    while at < table.indexes.len() {
        let key = table.indexes[at].key;
        is_free = is_free && !has(key.partition, SENTINEL_OWNER) && !has(key.sort, SENTINEL_OWNER);
        at += 1;
    }
    assert!(is_free, "sentinel items have an attribute `_owner`, which cannot be a key; rename the key attribute");
    // A struct with a table of its own has no templates. Its keys are checked when they are written.
    let entity = entity_of(table);
    let mut at = 0;
    while at < entity.uniques.len() {
        assert!(
            entity.key.partition.is_none() || keys_are_disjoint(&entity.key, &entity.uniques[at].key),
            "an item and a sentinel item can have the same key; start the templates of `#[unique(..)]` with different text"
        );
        let mut of = 0;
        while of < at {
            // A sentinel item names its owner and not the attribute, so it would stand for the values of both.
            assert!(
                keys_are_disjoint(&entity.uniques[of].key, &entity.uniques[at].key),
                "the values of two unique attributes can have the same sentinel item; start the templates of `#[unique(..)]` with \
                 different text"
            );
            of += 1;
        }
        at += 1;
    }
}

const fn has(attributes: &[KeyAttribute], name: &str) -> bool {
    let mut at = 0;
    while at < attributes.len() {
        if is_same_text(attributes[at].name, name) {
            return true;
        }
        at += 1;
    }
    false
}

/// Returns whether no sentinel item of one of two entities can have the primary key of an item, or of a sentinel item, of the other.
#[must_use]
pub const fn sentinels_are_disjoint(one: &EntityDefinition, other: &EntityDefinition) -> bool {
    let mut at = 0;
    while at < one.uniques.len() {
        let key = &one.uniques[at].key;
        if !keys_are_disjoint(key, &other.key) {
            return false;
        }
        let mut of = 0;
        while of < other.uniques.len() {
            if !keys_are_disjoint(key, &other.uniques[of].key) {
                return false;
            }
            of += 1;
        }
        at += 1;
    }
    let mut of = 0;
    while of < other.uniques.len() {
        if !keys_are_disjoint(&one.key, &other.uniques[of].key) {
            return false;
        }
        of += 1;
    }
    true
}

const fn keys_are_disjoint(one: &KeyTemplates, other: &KeyTemplates) -> bool {
    sides_are_disjoint(one.partition, other.partition) || sides_are_disjoint(one.sort, other.sort)
}
