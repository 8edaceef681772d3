//! Rules of entities that one table or one collection lists: their items must be told apart, and found by one query.

use super::definition::{IndexDefinition, Projection, TableDefinition};
use super::entity::EntityDefinition;
use super::entity_check::entity_of;
use super::timestamp::ManagedAttributes;
use crate::key::{KeyAttribute, KeyType};
use crate::template::{Element, Template, is_same_text, may_overlap};

/// Checks that the source of a collection has whole items and a sort key.
#[track_caller]
pub const fn check_collection(table: &TableDefinition, index: Option<IndexDefinition>) {
    let sort = match index {
        Some(index) => {
            assert!(
                matches!(index.projection, Projection::All),
                "this index does not project whole items; a collection needs an index with `projection = ALL`"
            );
            index.key.sort
        }
        None => table.key.sort,
    };
    assert!(
        matches!(sort, [KeyAttribute { key_type: KeyType::String, .. }]),
        "a collection needs a sort key that is a string; query each entity by itself"
    );
}

/// Returns whether no item of one entity can have the primary key of one of the other.
#[must_use]
pub const fn are_disjoint(one: &EntityDefinition, other: &EntityDefinition) -> bool {
    sides_are_disjoint(one.key.partition, other.key.partition) || sides_are_disjoint(one.key.sort, other.key.sort)
}

pub(super) const fn sides_are_disjoint(one: Option<Template>, other: Option<Template>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => !may_overlap(one.pattern, other.pattern, one.delimiter),
        _ => false,
    }
}

/// Returns whether two entities have one name, so that their items could not be told apart.
#[must_use]
pub const fn have_same_name(one: &EntityDefinition, other: &EntityDefinition) -> bool {
    is_same_text(one.name, other.name)
}

/// Returns whether two entities render one partition key from the same parts.
#[must_use]
#[track_caller]
pub const fn share_partition(one: &TableDefinition, other: &TableDefinition, index: Option<IndexDefinition>) -> bool {
    if !is_same_text(one.name, other.name) {
        return false;
    }
    match (partition_of(entity_of(one), index), partition_of(entity_of(other), index)) {
        (Some(one), Some(other)) => {
            is_same_text(one.key, other.key)
                && is_same_text(one.pattern, other.pattern)
                && have_same_parts(&one, &other)
        }
        _ => false,
    }
}

const fn have_same_parts(one: &Template, other: &Template) -> bool {
    if one.elements.len() != other.elements.len() {
        return false;
    }
    let mut at = 0;
    while at < one.elements.len() {
        if let (Element::Part(one), Element::Part(other)) = (&one.elements[at], &other.elements[at])
            && (one.value_type as u8 != other.value_type as u8 || !one.form.is_same(&other.form))
        {
            return false;
        }
        at += 1;
    }
    true
}

/// Returns the template of the partition key of an entity in a table or in an index of it.
#[must_use]
pub const fn partition_of(entity: &EntityDefinition, index: Option<IndexDefinition>) -> Option<Template> {
    let Some(index) = index else { return entity.key.partition };
    let mut at = 0;
    while at < entity.indexes.len() {
        if is_same_text(entity.indexes[at].name, index.name) {
            return entity.indexes[at].key.partition;
        }
        at += 1;
    }
    None
}

/// Returns the definition of a table without the entity, so that a read returns the items of all.
#[must_use]
pub const fn without_entity(table: TableDefinition) -> TableDefinition {
    TableDefinition { entity: None, attributes: &[], managed: ManagedAttributes::NONE, ..table }
}
