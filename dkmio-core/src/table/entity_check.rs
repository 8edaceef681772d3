//! Rules of entities that only the compiler can check: they depend on the table, which the derive macro of an entity does not see.
//!
//! Each is a constant function that panics with the message for the user.

#![expect(clippy::panic, reason = "the compiler evaluates these functions; a panic is how it reports an error")]

use super::definition::{IndexDefinition, IndexKind, KeySchema, Projection, TableDefinition};
use super::entity::{EntityDefinition, SharedTable};
use super::key_templates::KeyTemplates;
use super::source::{Index, Source};
use super::timestamp::ManagedAttributes;
use crate::key::{KeyAttribute, KeyText, KeyType, PartType};
use crate::template::{Element, Form, PartForm, Template, is_same_text, may_overlap, sorts};

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

/// Checks the kind of an index, and that it has a sort key where the table declares one.
#[track_caller]
pub const fn check_index(index: &IndexDefinition, is_local: bool, has_sort: bool) {
    match index.kind {
        IndexKind::Local => assert!(is_local, "a local index has the partition key of its table; remove `pk`"),
        IndexKind::Global => assert!(!is_local, "a global index has a partition key of its own; add `pk = \"..\"`"),
    }
    assert!(has_sort || index.key.sort.is_empty(), "the index declares a sort key; add `sk = \"..\"`");
}

/// Checks that a field is not stored under the name of an attribute that dkmio writes.
#[track_caller]
pub const fn check_name(entity: &EntityDefinition, name: &str) {
    assert!(
        !entity.writes(name),
        "dkmio writes the attribute of this name; store the field under another one, with `#[serde(rename = \"..\")]`"
    );
}

/// Checks that the templates of an index render the attributes that other templates of the entity render too, as those do: an item has
/// one value of each attribute.
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

/// Returns the one attribute that a template renders.
#[must_use]
#[track_caller]
pub const fn key_attribute(attributes: &[KeyAttribute]) -> KeyAttribute {
    match attributes {
        [attribute] => *attribute,
        [] => panic!("the table declares no sort key here; remove the `sk` of the entity"),
        _ => panic!(
            "this index has a key of several attributes; name the fields, as in `pk = [shop, country]`, instead of templates"
        ),
    }
}

/// Checks the key of an entity against the schema: a sort key where the table has one.
#[track_caller]
pub const fn check_key(schema: &KeySchema, has_sort: bool) {
    assert!(has_sort || schema.sort.is_empty(), "the table declares a sort key here; add `sk = \"..\"`");
}

/// Checks a template against the attribute that it renders.
#[track_caller]
const fn check_number(template: &Template, at: usize) {
    match (template.key_type, template.elements) {
        (KeyType::String, _) => {}
        (KeyType::Number, [Element::Part(part)]) => {
            assert!(
                !matches!(part.form.form, Form::Shard(_)),
                "this key attribute is a number, which holds the value itself; a shard needs a string"
            );
            assert!(
                matches!(part.value_type, PartType::Number),
                "this key attribute is a number; its part must be one, too"
            );
        }
        // A mistake of the whole template is reported at its first part only.
        _ if has_part_before(template.elements, at) => {}
        (KeyType::Number, _) => panic!("this key attribute is a number; its template is one part without text"),
        (KeyType::Binary, _) => panic!("a template cannot render a binary key attribute"),
    }
}

const fn has_part_before(elements: &[Element], mut at: usize) -> bool {
    while at > 0 {
        at -= 1;
        if at < elements.len() && matches!(elements[at], Element::Part(_)) {
            return true;
        }
    }
    false
}

/// Checks a part of a template against the type of its field and the delimiter of the table.
#[track_caller]
pub const fn check_part(template: &Template, at: usize, text: KeyText, is_sort: bool) {
    check_number(template, at);
    let Some(Element::Part(part)) = element(template.elements, at) else { return };
    if matches!(template.key_type, KeyType::Number) {
        return;
    }
    if matches!(part.value_type, PartType::Boolean) {
        assert!(
            matches!(part.form, PartForm { form: Form::Plain, case: None }),
            "a boolean takes no form in a key; write `{{field}}`"
        );
    }
    let is_number = matches!(part.value_type, PartType::Number);
    match part.form.form {
        // As text `10` sorts before `9`.
        Form::Plain if is_number && is_sort && part.form.case.is_none() => {
            panic!("a number in a sort key needs a form; write `{{field:010}}` to sort by value, or `{{field:plain}}`")
        }
        Form::Padded(_) | Form::Unpadded if !is_number => panic!("the forms `plain` and `010` are for numbers"),
        Form::Plain | Form::Padded(_) | Form::Unpadded | Form::Shard(_) if part.form.case.is_none() => {}
        _ if is_number => panic!("this form is for text; write `{{field:010}}` or `{{field:plain}}` for a number"),
        _ => {}
    }
    if matches!(part.value_type, PartType::Binary) {
        panic!("binary cannot be a part of a template");
    }
    if matches!(part.form.form, Form::Plain | Form::Sorted | Form::Unpadded) {
        let ends = match first(after(template.elements, at)) {
            Some(character) => text.has(character) || is_number && character.is_ascii_digit(),
            None => false,
        };
        assert!(
            !(text.has(template.delimiter) || ends),
            "the text of this part always contains a character that ends a part: the delimiter, or the first one of the text after it"
        );
    }
}

/// Returns whether keys sort by the part at a position among the elements of a template.
#[must_use]
pub const fn sorts_at(template: &Template, at: usize, text: KeyText) -> bool {
    match element(template.elements, at) {
        Some(Element::Part(part)) => {
            matches!(template.key_type, KeyType::Number)
                || sorts(&part.form, text, part.value_type, after(template.elements, at))
        }
        _ => false,
    }
}

const fn element(elements: &'static [Element], at: usize) -> Option<Element> {
    if at < elements.len() { Some(elements[at]) } else { None }
}

const fn after(elements: &'static [Element], at: usize) -> &'static str {
    match element(elements, at + 1) {
        Some(Element::Text(text)) => text,
        _ => "",
    }
}

/// Returns the first character of a text if it is ASCII, and U+FFFD for any other.
const fn first(text: &str) -> Option<char> {
    match text.as_bytes() {
        [] => None,
        [byte, ..] if byte.is_ascii() => Some(*byte as char),
        // `KeyText::has` treats all characters that are not ASCII alike, so any of them will do.
        _ => Some(char::REPLACEMENT_CHARACTER),
    }
}

/// Checks the attributes of an index key without templates against those that the table declares.
#[track_caller]
pub const fn check_attribute_index(declared: &[KeyAttribute], used: &[KeyAttribute]) {
    assert!(
        declared.len() == used.len(),
        "the table declares another number of attributes for this side of the index key"
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

/// Returns the definition of a table without the entity, so that a read returns the items of all.
#[must_use]
pub const fn without_entity(table: TableDefinition) -> TableDefinition {
    TableDefinition { entity: None, attributes: &[], managed: ManagedAttributes::NONE, ..table }
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

/// Returns whether two entities have one name, so that their items could not be told apart.
#[must_use]
pub const fn have_same_name(one: &EntityDefinition, other: &EntityDefinition) -> bool {
    is_same_text(one.name, other.name)
}

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
        "a collection needs a sort key that is a string"
    );
}
