//! `#[vector(..)]`.

use std::collections::HashSet;

use syn::ext::IdentExt;
use syn::{Ident, Lit, LitInt};

use super::arguments::Arguments;
use super::fields::{Fields, Found};
use super::indexes::{Context, accessor, index_name_of};
use super::keys::{check_key_field, report_not_stored};
use super::names::{check_accessor, suggestion};
use super::projections::projection;
use crate::attrs::{self, Input, Name, Value};
use crate::errors::Errors;
use crate::model::{Codec, Index, VectorIndex};

/// Vector indexes of a table (Developer Guide, "Quotas").
pub(super) const MAX_INDEXES: usize = 5;
/// Dimensions of a vector index (API Reference, `VectorIndex`).
const DIMENSIONS: std::ops::RangeInclusive<usize> = 1..=4096;
/// The arguments besides the accessor.
const ARGUMENTS: [&str; 7] = ["name", "on", "dimensions", "distance", "pk", "filter", "projection"];
/// The functions that compare two vectors, as the API names them.
const DISTANCES: [&str; 3] = ["COSINE", "EUCLIDEAN", "DOT_PRODUCT"];

/// Checks all vector indexes of a struct, and the rules between them.
pub(super) fn vectors(
    input: &Input,
    context: &Context<'_>,
    indexes: &[Index],
    errors: &mut Errors,
) -> Vec<VectorIndex> {
    let keys = indexes.iter().flat_map(|index| index.partition.iter().chain(&index.sort)).copied().collect();
    let mut checked_fields = HashSet::new();
    let vectors: Vec<_> = input
        .vectors
        .iter()
        .filter_map(|written| vector(written, context, &keys, &mut checked_fields, errors))
        .collect();
    if let Some(sixth) = input.vectors.get(MAX_INDEXES) {
        errors.on(&sixth.path, "a table has at most five vector indexes; remove one");
    }
    check_same_dimensions(&vectors, errors);
    vectors
}

/// Checks one vector index. `index_keys` are the positions in the keys of the secondary indexes, and `checked_fields`
/// holds the key fields of other vector indexes, so that a mistake in a field is reported once.
pub(super) fn vector(
    written: &attrs::VectorIndex,
    context: &Context<'_>,
    index_keys: &HashSet<usize>,
    checked_fields: &mut HashSet<String>,
    errors: &mut Errors,
) -> Option<VectorIndex> {
    let accessor = accessor(&written.arguments);
    let rest = written.arguments.get(usize::from(accessor.is_some())..).unwrap_or_default();
    let arguments = Arguments::check(rest, &ARGUMENTS, errors);
    match accessor {
        Some(accessor) => check_accessor(accessor, errors),
        None => errors.on(
            &written.path,
            "missing accessor; write its name first, as in `#[vector(by_meaning, name = \"..\", on = .., distance = ..)]`",
        ),
    }
    let name = index_name_of(&written.path, &arguments, errors);
    let attribute = attribute(written, &arguments, context, index_keys, errors);
    let dimensions = match arguments.name_of("dimensions") {
        Some(_) => Some(dimensions(arguments.get("dimensions", errors)?, errors)?),
        None => None,
    };
    let distance = distance(written, &arguments, errors);
    let partition = match arguments.name_of("pk") {
        Some(_) => Some(partition(arguments.get("pk", errors)?, errors)?),
        None => None,
    };
    let filters = match arguments.name_of("filter") {
        Some(_) => filters(arguments.get("filter", errors)?, errors)?,
        None => Vec::new(),
    };
    check_no_name_twice(arguments.ident_quietly("on"), partition, &filters, errors);
    let mut positions = |names: &[&Ident], errors: &mut Errors| -> Option<Vec<usize>> {
        let found = names.iter().map(|name| searchable(name, context, checked_fields, errors));
        found.collect::<Vec<_>>().into_iter().collect()
    };
    let partition = positions(partition.as_slice(), errors);
    let filters = positions(&filters, errors);
    let keys: Vec<usize> = [context.marked.partition, context.marked.sort]
        .into_iter()
        .flatten()
        .chain(partition.iter().flatten().copied())
        .chain(filters.iter().flatten().copied())
        .collect();
    let projection = projection(arguments.get("projection", errors), &keys, context.fields, errors);
    Some(VectorIndex {
        accessor: accessor?.clone(),
        name: name?.clone(),
        attribute: attribute?,
        dimensions,
        distance: Some(distance?.clone()),
        partition: partition?,
        filters: filters?,
        projection: projection?,
    })
}

/// Returns the field with the vectors.
fn attribute(
    written: &attrs::VectorIndex,
    arguments: &Arguments<'_>,
    context: &Context<'_>,
    index_keys: &HashSet<usize>,
    errors: &mut Errors,
) -> Option<usize> {
    if arguments.lacks("on") {
        errors.on(&written.path, "missing vector attribute; add `on = field`");
        return None;
    }
    let name = arguments.ident("on", "embedding", errors)?;
    let found = context.fields.find(name, errors)?;
    if report_not_stored(found, "the attribute of a vector index", errors) {
        return None;
    }
    let at = found.attribute?;
    let is_table_key = [context.marked.partition, context.marked.sort].contains(&Some(at));
    if is_table_key || index_keys.contains(&at) {
        let name = name.unraw();
        errors.on(&name, format!("`{name}` is part of a key, which holds no vector; name another field"));
        return None;
    }
    check_stored_as_list(found, context.fields, errors);
    Some(at)
}

/// Refuses a field under `with`, whose module may store anything.
pub(super) fn check_stored_as_list(found: Found<'_>, fields: &Fields<'_>, errors: &mut Errors) {
    let attribute = found.attribute.and_then(|at| fields.attributes.get(at));
    let serde = &found.field.serde;
    let place = serde.with.as_ref().or(serde.serialize_with.as_ref()).or(serde.deserialize_with.as_ref());
    if let (Some(Codec::With { .. }), Some(place)) = (attribute.map(|attribute| &attribute.codec), place) {
        errors.on(
            place,
            "a vector index needs a list of numbers, which this may not store; use `dkmio::Vector<N>` as it is",
        );
    }
}

pub(super) fn dimensions(value: &Value, errors: &mut Errors) -> Option<LitInt> {
    let number = match value {
        Value::Other(Lit::Int(number)) => Some(number),
        _ => None,
    };
    match number.and_then(|number| number.base10_parse::<usize>().ok()) {
        Some(dimensions) if DIMENSIONS.contains(&dimensions) => number.cloned(),
        Some(dimensions) => {
            errors.at(value.span(), format!("a vector index has 1 to 4096 dimensions, not {dimensions}"));
            None
        }
        None => {
            errors.at(value.span(), "`dimensions` takes a number, as in `dimensions = 1024`");
            None
        }
    }
}

pub(super) fn distance<'a>(
    written: &attrs::VectorIndex,
    arguments: &Arguments<'a>,
    errors: &mut Errors,
) -> Option<&'a Ident> {
    if arguments.lacks("distance") {
        errors.on(&written.path, "missing distance; add `distance = COSINE`, `EUCLIDEAN` or `DOT_PRODUCT`");
        return None;
    }
    let name = arguments.ident("distance", "COSINE", errors)?;
    if DISTANCES.iter().any(|known| name == known) {
        return Some(name);
    }
    let maybe = suggestion(&name.to_string(), DISTANCES);
    errors.on(name, format!("expected `COSINE`, `EUCLIDEAN` or `DOT_PRODUCT`{maybe}"));
    None
}

fn partition<'a>(value: &'a Value, errors: &mut Errors) -> Option<&'a Ident> {
    match value {
        Value::Name(name) => Some(name),
        Value::List(_, span) => {
            errors.at(
                *span,
                "a vector index has at most one partition attribute; write `pk = field`, and the others as `filter`",
            );
            None
        }
        other => {
            errors.at(other.span(), "`pk` takes a field, as in `pk = tenant`");
            None
        }
    }
}

pub(super) fn filters<'a>(value: &'a Value, errors: &mut Errors) -> Option<Vec<&'a Ident>> {
    match value {
        Value::Name(name) => Some(vec![name]),
        Value::List(names, span) if names.is_empty() => {
            errors.at(*span, "an empty list of filters; remove `filter`");
            None
        }
        Value::List(names, _) => names
            .iter()
            .map(|name| {
                if let Name::Text(_) | Name::Number(_) = name {
                    errors.at(name.span(), "`filter` takes fields; write the field's name without quotes");
                }
                name.field()
            })
            .collect(),
        other => {
            errors.at(other.span(), "`filter` takes fields, as in `filter = [lang, year]`");
            None
        }
    }
}

/// Returns a field that a search can have a condition on: a string, a number or binary, as a key is.
fn searchable(
    name: &Ident,
    context: &Context<'_>,
    checked_fields: &mut HashSet<String>,
    errors: &mut Errors,
) -> Option<usize> {
    let found = context.fields.find(name, errors)?;
    let of_table = [context.marked.partition, context.marked.sort].contains(&found.attribute);
    if !of_table && checked_fields.insert(name.unraw().to_string()) {
        check_key_field(found, context.fields, errors);
    }
    found.attribute
}

/// Checks that no attribute has two roles in one vector index.
pub(super) fn check_no_name_twice(
    on: Option<&Ident>,
    partition: Option<&Ident>,
    filters: &[&Ident],
    errors: &mut Errors,
) {
    let mut seen: Vec<Ident> = on.map(IdentExt::unraw).into_iter().collect();
    for name in partition.iter().chain(filters) {
        let plain = name.unraw();
        if on.is_some_and(|on| on.unraw() == plain) {
            errors.on(name, format!("`{plain}` is the vector itself; a search cannot have a condition on it"));
        } else if seen.contains(&plain) {
            errors.on(name, format!("`{plain}` stands twice in this `vector`; remove one"));
        }
        seen.push(plain);
    }
}

/// Checks that all vector indexes on one attribute have the same dimensions.
fn check_same_dimensions(vectors: &[VectorIndex], errors: &mut Errors) {
    for (at, index) in vectors.iter().enumerate() {
        let Some(own) = &index.dimensions else { continue };
        let others = vectors.iter().take(at).filter(|before| before.attribute == index.attribute);
        let different = |before: &VectorIndex| {
            let other = before.dimensions.as_ref()?;
            (other.base10_digits() != own.base10_digits()).then(|| before.accessor.unraw())
        };
        if let Some(before) = others.filter_map(different).next() {
            errors.on(
                own,
                format!("`{before}` is on the same attribute and has other dimensions; write the same in both"),
            );
        }
    }
}
