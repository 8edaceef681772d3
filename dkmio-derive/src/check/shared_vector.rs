//! `#[vector(..)]` on a table that several entities share.

use syn::LitStr;

use super::arguments::Arguments;
use super::indexes::index_name_of;
use super::names::check_accessor;
use super::shared_attributes::{attribute_name, key, key_name, projection};
use super::vectors::{MAX_INDEXES, dimensions, distance};
use crate::attrs::{self, Name, Value};
use crate::errors::Errors;
use crate::shared_model::{KeyName, Projection, SharedIndex, SharedVectorIndex};

/// The arguments besides the accessor.
const ARGUMENTS: [&str; 7] = ["name", "on", "dimensions", "distance", "pk", "filter", "projection"];

/// Checks all vector indexes of a shared table, and the rules between them. `keys` are the key attributes of the table.
pub(super) fn shared_vectors<'i>(
    written: &[attrs::VectorIndex],
    keys: &[&KeyName],
    indexes: impl Iterator<Item = &'i SharedIndex>,
    errors: &mut Errors,
) -> Option<Vec<SharedVectorIndex>> {
    let all: Vec<_> = written.iter().map(|index| vector(index, errors)).collect();
    if let Some(sixth) = written.get(MAX_INDEXES) {
        errors.on(&sixth.path, "a table has at most five vector indexes; remove one");
    }
    let index_keys = indexes.flat_map(|index| index.partition.iter().chain(&index.sort));
    let keys: Vec<String> = keys.iter().copied().chain(index_keys).map(|key| key.name.value()).collect();
    for index in all.iter().flatten() {
        if keys.contains(&index.attribute.value()) {
            errors.on(&index.attribute, "this attribute is part of a key, which holds no vector; name another one");
        }
    }
    let all = all.into_iter().collect::<Option<Vec<_>>>()?;
    check_same_dimensions(&all, errors);
    Some(all)
}

fn vector(written: &attrs::VectorIndex, errors: &mut Errors) -> Option<SharedVectorIndex> {
    let accessor = super::indexes::accessor(&written.arguments);
    let rest = written.arguments.get(usize::from(accessor.is_some())..).unwrap_or_default();
    let arguments = Arguments::check(rest, &ARGUMENTS, errors);
    match accessor {
        Some(accessor) => check_accessor(accessor, errors),
        None => errors.on(
            &written.path,
            "missing accessor; write its name first, as in `#[vector(meaning, name = \"..\", on = \"embedding\", ..)]`",
        ),
    }
    let name = index_name_of(&written.path, &arguments, errors);
    for (required, example) in [("on", "on = \"embedding\""), ("dimensions", "dimensions = 1024")] {
        if arguments.lacks(required) {
            errors.on(&written.path, format!("missing `{required}`; add `{example}`"));
        }
    }
    let attribute = match arguments.get("on", errors) {
        Some(Value::Name(field)) => {
            errors.on(field, NO_FIELDS);
            None
        }
        _ => arguments.text("on", errors).and_then(|name| attribute_name(name, errors)),
    };
    let dimensions = arguments.get("dimensions", errors).and_then(|value| dimensions(value, errors));
    let distance = distance(written, &arguments, errors);
    let partition = match arguments.name_of("pk") {
        Some(_) => Some(partition(arguments.get("pk", errors)?, errors)?),
        None => None,
    };
    let filters = match arguments.name_of("filter") {
        Some(_) => filters(arguments.get("filter", errors)?, errors)?,
        None => Vec::new(),
    };
    let projection = match arguments.name_of("projection") {
        Some(_) => projection(arguments.get("projection", errors)?, errors),
        None => Some(Projection::All),
    };
    check_no_name_twice(attribute, partition.iter().chain(&filters), errors);
    Some(SharedVectorIndex {
        accessor: accessor?.clone(),
        name: name?.clone(),
        attribute: attribute?.clone(),
        dimensions: dimensions?,
        distance: distance?.clone(),
        partition,
        filters,
        projection: projection?,
    })
}

const NO_FIELDS: &str = "a shared table has no fields; write the name of the attribute in quotes";

fn partition(value: &Value, errors: &mut Errors) -> Option<KeyName> {
    match value {
        Value::Name(field) => {
            errors.on(field, NO_FIELDS);
            None
        }
        Value::List(_, span) => {
            errors.at(
                *span,
                "a vector index has at most one partition attribute; write `pk = \"..\"`, and the others as `filter`",
            );
            None
        }
        other => key(other, errors),
    }
}

fn filters(value: &Value, errors: &mut Errors) -> Option<Vec<KeyName>> {
    match value {
        Value::List(names, span) if names.is_empty() => {
            errors.at(*span, "an empty list of filters; remove `filter`");
            None
        }
        Value::List(names, _) => {
            let names = names.iter().map(|name| match name {
                Name::Text(name) => key_name(name, false, errors),
                Name::Number(name) => key_name(name, true, errors),
                Name::Field(field) => {
                    errors.on(field, NO_FIELDS);
                    None
                }
            });
            names.collect()
        }
        Value::Name(field) => {
            errors.on(field, NO_FIELDS);
            None
        }
        other => key(other, errors).map(|filter| vec![filter]),
    }
}

/// Checks that no attribute has two roles in one vector index.
fn check_no_name_twice<'k>(on: Option<&LitStr>, others: impl Iterator<Item = &'k KeyName>, errors: &mut Errors) {
    let mut seen: Vec<String> = Vec::new();
    for KeyName { name, .. } in others {
        if on.is_some_and(|on| on.value() == name.value()) {
            errors.on(name, "this is the vector itself; a search cannot have a condition on it");
        } else if seen.contains(&name.value()) {
            errors.on(name, format!("`{}` stands twice in this `vector`; remove one", name.value()));
        }
        seen.push(name.value());
    }
}

/// Checks that all vector indexes on one attribute have the same dimensions.
fn check_same_dimensions(vectors: &[SharedVectorIndex], errors: &mut Errors) {
    for (at, index) in vectors.iter().enumerate() {
        let mut before = vectors.iter().take(at).filter(|before| before.attribute.value() == index.attribute.value());
        if let Some(before) =
            before.find(|before| before.dimensions.base10_digits() != index.dimensions.base10_digits())
        {
            errors.on(
                &index.dimensions,
                format!(
                    "`{}` is on the same attribute and has other dimensions; write the same in both",
                    before.accessor
                ),
            );
        }
    }
}
