//! Rules of the indexes that an entity names: their kind, keys and projection must be those that the table declares.

#![expect(clippy::panic, reason = "the compiler evaluates these functions; a panic is how it reports an error")]

use super::definition::{IndexDefinition, IndexKind, Projection};
use super::entity::EntityDefinition;
use super::key_templates::KeyTemplates;
use super::source::{Index, Source};
use crate::key::{KeyAttribute, PartType};
use crate::template::{Element, Form, Template, is_same_text};

/// A secondary index of a shared table, which an entity names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a secondary index of a shared table",
    label = "not a secondary index",
    note = "name an index that the table declares, as in `App::gsi1`; a vector index also needs its field, as in `on = embedding`"
)]
pub trait SecondaryIndex {
    /// The definition, unless it is of a table.
    const INDEX: Option<IndexDefinition>;
}

impl<S: Source> SecondaryIndex for Index<S> {
    const INDEX: Option<IndexDefinition> = S::INDEX;
}

/// Returns the definition of an index of a shared table.
#[must_use]
#[track_caller]
pub const fn definition_of<I: SecondaryIndex>(_: &I) -> IndexDefinition {
    match I::INDEX {
        Some(index) => index,
        None => panic!("expected an index of a shared table"),
    }
}

/// Checks that an entity uses an index by its kind, and with a sort key if the table declares one.
#[track_caller]
pub const fn check_index(index: &IndexDefinition, used: IndexKind, has_sort: bool) {
    match (index.kind, used) {
        (IndexKind::Local, IndexKind::Local) | (IndexKind::Global, IndexKind::Global) => {}
        (IndexKind::Local, IndexKind::Global) => {
            panic!("a local index has the partition key of its table; remove `pk`")
        }
        (IndexKind::Global, IndexKind::Local) => {
            panic!("a global index has a partition key of its own; add `pk = \"..\"`")
        }
    }
    assert!(has_sort || index.key.sort.is_empty(), "the index declares a sort key; add `sk = \"..\"`");
}

/// Checks the attributes of an index key without templates against those that the table declares.
#[track_caller]
pub const fn check_attribute_index(declared: &[KeyAttribute], used: &[KeyAttribute]) {
    assert!(
        declared.len() == used.len(),
        "the table declares another number of attributes for this key; name one field for each of them"
    );
    let mut at = 0;
    while at < used.len() {
        assert!(
            is_same_text(declared[at].name, used[at].name),
            "the table declares another attribute for this index key; the field must be stored under its name"
        );
        assert!(
            // `PartialEq` cannot be called in a constant.
            declared[at].key_type as u8 == used[at].key_type as u8,
            "the table declares another type for this index key, `number(\"..\")` or a string"
        );
        at += 1;
    }
}

/// Checks that the entity declares the projection that the table does.
#[track_caller]
pub const fn check_projection(declared: &Projection, used: &Projection) {
    let is_same = match (declared, used) {
        (Projection::All, Projection::All) | (Projection::KeysOnly, Projection::KeysOnly) => true,
        // The table lists the attributes of all its entities, and each of them repeats its own.
        (Projection::Include(declared), Projection::Include(used)) => is_subset(used, declared),
        _ => false,
    };
    assert!(
        is_same,
        "the table declares another projection for this index; write it here too, as in `projection = KEYS_ONLY`"
    );
}

const fn is_subset(names: &[&str], all: &[&str]) -> bool {
    let mut at = 0;
    while at < names.len() {
        let mut of = 0;
        while of < all.len() && !is_same_text(names[at], all[of]) {
            of += 1;
        }
        if of == all.len() {
            return false;
        }
        at += 1;
    }
    true
}

/// Checks that the templates of an index render the attributes that other templates of the entity render too, as those do: an item has
/// one value of each attribute. The entity attribute has the name of the entity.
#[track_caller]
pub const fn check_shared_keys(entity: &EntityDefinition, index: usize) {
    let key = entity.indexes[index].key;
    let mut is_same = agree(key, entity.key);
    let mut at = 0;
    // Loops with a counter, here and below: a constant cannot use iterators.
    while at < index {
        is_same = is_same && agree(key, entity.indexes[at].key);
        at += 1;
    }
    assert!(is_same, "another key of the entity has this attribute; write the same template for both");
    assert!(
        names_entity(entity, key.partition) && names_entity(entity, key.sort),
        "a key attribute of this index is the entity attribute; write the name of the entity as its template, without parts"
    );
}

/// Returns whether a template renders another attribute than the entity attribute, or the name of the entity.
const fn names_entity(entity: &EntityDefinition, template: Option<Template>) -> bool {
    let (Some(attribute), Some(template)) = (entity.entity_attribute, template) else { return true };
    if !is_same_text(attribute.name, template.key) {
        return true;
    }
    match template.elements {
        [Element::Text(text)] => is_same_text(text, entity.name),
        _ => false,
    }
}

const fn agree(key: KeyTemplates, other: KeyTemplates) -> bool {
    render_alike(key.partition, other.partition)
        && render_alike(key.partition, other.sort)
        && render_alike(key.sort, other.partition)
        && render_alike(key.sort, other.sort)
}

/// Returns whether two templates give one attribute the same value, or render different attributes.
const fn render_alike(one: Option<Template>, other: Option<Template>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    if !is_same_text(one.key, other.key) {
        return true;
    }
    if one.elements.len() != other.elements.len() {
        return false;
    }
    let mut at = 0;
    while at < one.elements.len() {
        let is_same = match (&one.elements[at], &other.elements[at]) {
            (Element::Text(one), Element::Text(other)) => is_same_text(one, other),
            (Element::Part(one), Element::Part(other)) => {
                // Both forms write a number alike.
                let is_unpadded = matches!(one.value_type, PartType::Number)
                    && matches!(one.form.form, Form::Plain | Form::Unpadded)
                    && matches!(other.form.form, Form::Plain | Form::Unpadded);
                is_same_text(one.attribute, other.attribute) && (is_unpadded || one.form.is_same(&other.form))
            }
            _ => false,
        };
        if !is_same {
            return false;
        }
        at += 1;
    }
    true
}
