//! Rules between the attributes of a shared table and those of its indexes.

use std::collections::{HashMap, HashSet};

use syn::LitStr;

use super::indexes::check_projected_sum;
use crate::attrs::{self, IndexKind};
use crate::errors::Errors;
use crate::shared_model::{KeyName, Projection, SharedIndex, SharedVectorIndex};

/// Checks that the two keys and the entity attribute are different attributes.
pub(super) fn check_names_of_table(
    partition: Option<&KeyName>,
    sort: Option<&KeyName>,
    entity_attribute: Option<&LitStr>,
    errors: &mut Errors,
) {
    let roles = [
        (partition.map(|key| &key.name), "the partition key"),
        (sort.map(|key| &key.name), "the sort key"),
        (entity_attribute, "the entity attribute"),
    ];
    let mut seen: Vec<(String, &str)> = Vec::new();
    for (name, role) in roles.into_iter().filter_map(|(name, role)| Some((name?, role))) {
        let text = name.value();
        match seen.iter().find(|(before, _)| *before == text) {
            Some((_, before)) => {
                errors.on(name, format!("`{text}` is {before} already; name another attribute as {role}"))
            }
            None => seen.push((text, role)),
        }
    }
}

/// Checks that no attribute stands twice in an index key, and that a local index has one sort key. `partition` is the partition key of
/// the table.
pub(super) fn check_key_parts(
    written: &attrs::Index,
    index: Option<&SharedIndex>,
    partition: Option<&KeyName>,
    errors: &mut Errors,
) {
    let Some(index) = index else { return };
    let is_local = index.kind == IndexKind::Local;
    if let Some(second) = index.sort.get(1).filter(|_| is_local) {
        errors.on(&second.name, "the sort key of a local secondary index is one attribute; write `sk = \"..\"`");
    }
    let of_table = partition.filter(|_| is_local).map(|key| key.name.value());
    let mut seen: Vec<String> = of_table.into_iter().collect();
    for KeyName { name, .. } in index.partition.iter().chain(&index.sort) {
        let text = name.value();
        if seen.contains(&text) {
            errors.on(
                name,
                format!("`{text}` stands twice in the key of this `{}`; name another attribute", written.path),
            );
        }
        seen.push(text);
    }
}

/// Checks that an attribute has one type in all keys of the table, which DynamoDB requires. `keys` are the keys of the table, then those of
/// each index. `roles` are attributes whose type follows from their role, each with whether it is a number.
pub(super) fn check_key_types<'a>(
    keys: impl Iterator<Item = Vec<&'a KeyName>>,
    roles: impl Iterator<Item = (&'a LitStr, bool)>,
    errors: &mut Errors,
) {
    let mut types: HashMap<String, bool> = roles.map(|(name, is_number)| (name.value(), is_number)).collect();
    for key in keys {
        let mut seen = HashSet::new();
        // An attribute that stands twice in one key is reported there.
        for KeyName { name, is_number } in key.into_iter().filter(|part| seen.insert(part.name.value())) {
            let text = name.value();
            match types.get(&text) {
                Some(true) if !is_number => errors.on(
                    name,
                    format!(
                        "`{text}` is a number elsewhere in this table; write `number(\"{text}\")`, since an attribute has one type"
                    ),
                ),
                Some(false) if *is_number => errors.on(
                    name,
                    format!("`{text}` is a string elsewhere in this table; remove `number`, since an attribute has one type"),
                ),
                Some(_) => {}
                None => {
                    types.insert(text, *is_number);
                }
            }
        }
    }
}

/// Checks that all indexes together project at most a hundred attributes that are named in them, as those of a table with one struct.
pub(super) fn check_projected_count<'a>(
    indexes: impl Iterator<Item = &'a SharedIndex>,
    vectors: impl Iterator<Item = &'a SharedVectorIndex>,
    errors: &mut Errors,
) {
    let secondary = indexes.map(|index| {
        let named = match &index.projection {
            Projection::Include(names) => names.len(),
            Projection::All | Projection::KeysOnly => 0,
        };
        (&index.accessor, named)
    });
    let of_vectors = vectors.map(|index| {
        let named = match &index.projection {
            Projection::Include(names) => {
                let searched = index.filters.iter().map(|filter| filter.name.value());
                let all: HashSet<_> =
                    names.iter().chain([&index.attribute]).map(LitStr::value).chain(searched).collect();
                all.len()
            }
            Projection::All | Projection::KeysOnly => 0,
        };
        (&index.accessor, named)
    });
    check_projected_sum(secondary.chain(of_vectors), errors);
}
