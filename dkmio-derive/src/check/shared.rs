//! The rules of `#[derive(DynamoTable)]` on a struct without fields: a table that several entities share.

use std::collections::HashSet;

use proc_macro2::Span;
use syn::{Ident, LitStr, Type};

use super::arguments::Arguments;
use super::indexes::{MAX_PARTS, check_distinct, check_local_count, check_no_local_partition, is_local_partition};
use super::marks::check_places;
use super::names::{check_resource_name, check_shared_accessor, is_taken_in_shared};
use super::shape::check_named_struct;
use super::shared_attributes::{attribute_name, key, key_name, projection};
use super::shared_rules::{check_key_parts, check_key_types, check_names_of_table, check_projected_count};
use super::shared_vector::shared_vectors;
use super::table::is_of_entity;
use super::{begin, owner};
use crate::attrs::{self, IndexKind, Input, Name, Value};
use crate::errors::Errors;
use crate::shared_model::{KeyName, Projection, SharedIndex, SharedTable};

/// The delimiter of keys, unless the table declares another one.
const DELIMITER: char = '#';

/// Checks a shared table; an error holds all mistakes.
pub(crate) fn shared(input: &Input) -> syn::Result<SharedTable> {
    let mut errors = begin(input);
    let checked = checked(input, &mut errors);
    errors.finish()?;
    checked.ok_or_else(|| syn::Error::new_spanned(&input.item.ident, "the table could not be derived"))
}

/// Returns a refused table as far as its declaration can be read. Stand-ins take the place of what is missing, so that the entities
/// report nothing because of it.
pub(crate) fn best_effort_shared(input: &Input) -> Option<SharedTable> {
    let mut quiet = Errors::default();
    let mut table = checked(input, &mut quiet)?;
    // They were reported already.
    drop(quiet.finish());
    // The keys of entities may be equal only because of the mistake.
    table.entities.clear();
    let mut seen = HashSet::new();
    let mut is_free = |accessor: &Ident| seen.insert(accessor.clone()) && !is_taken_in_shared(accessor);
    table.indexes.retain(|index| is_free(&index.accessor));
    table.vectors.retain(|index| is_free(&index.accessor));
    Some(table)
}

fn checked(input: &Input, errors: &mut Errors) -> Option<SharedTable> {
    let known = ["table", "pk", "sk", "entity_attribute", "ttl", "delimiter", "entities", "crate"];
    let arguments = Arguments::check(&input.dynamo, &known, errors);
    let facade = arguments.facade(errors).unwrap_or_default();
    if !input.item.generics.params.is_empty() {
        errors.on(&input.item.generics, "a shared table has no parameters");
    }
    if !matches!(&input.item.data, syn::Data::Struct(data) if matches!(data.fields, syn::Fields::Unit)) {
        let name = &input.item.ident;
        errors.on(name, format!("a table that several entities share has no fields; write `struct {name};`"));
    }
    check_places(input, errors);
    for mark in input.item.attrs.iter().filter(|attribute| is_of_entity(attribute)) {
        errors.on(mark, "this belongs to an entity; a shared table names its keys, as in `#[dynamo(pk = \"PK\")]`");
    }
    // A struct without fields is a shared table if it names keys. Otherwise its fields are missing.
    if arguments.lacks("pk") && !check_named_struct("DynamoTable", input, errors) {
        return None;
    }
    if arguments.lacks("table") && input.unreadable.is_none() {
        errors.on(&input.item.ident, "missing `table`; add `#[dynamo(table = \"app\")]`");
    }
    let name = arguments.text("table", errors);
    if let Some(name) = name {
        check_resource_name("a table", name, errors);
    }
    let partition = arguments.name_of("pk").and_then(|_| key(arguments.get("pk", errors)?, errors));
    let sort = arguments.name_of("sk").and_then(|_| key(arguments.get("sk", errors)?, errors));
    let delimiter = match arguments.name_of("delimiter") {
        None => DELIMITER,
        Some(_) => arguments.text("delimiter", errors).and_then(|text| delimiter(text, errors)).unwrap_or(DELIMITER),
    };
    let indexes: Vec<_> = input.indexes.iter().map(|index| self::index(index, sort.is_some(), errors)).collect();
    let keys: Vec<_> = partition.iter().chain(&sort).collect();
    let vectors = shared_vectors(&input.vectors, &keys, indexes.iter().flatten(), errors);
    let secondary = indexes.iter().flatten().map(|index| (&index.name, &index.accessor));
    let names: Vec<_> = secondary.chain(vectors.iter().flatten().map(|index| (&index.name, &index.accessor))).collect();
    check_distinct(&names, &input.item.ident, errors);
    check_local_count(input, errors);
    check_projected_count(indexes.iter().flatten(), vectors.iter().flatten(), errors);
    for (written, index) in input.indexes.iter().zip(&indexes) {
        check_key_parts(written, index.as_ref(), partition.as_ref(), errors);
    }
    let entity_attribute = arguments
        .name_of("entity_attribute")
        .and_then(|_| entity_attribute(arguments.get("entity_attribute", errors)?, errors));
    let ttl = arguments.name_of("ttl").and_then(|_| attribute_name(arguments.text("ttl", errors)?, errors));
    check_names_of_table(partition.as_ref(), sort.as_ref(), entity_attribute.as_ref().map(|(name, _)| name), errors);
    let of_indexes = indexes.iter().flatten().map(|index| index.partition.iter().chain(&index.sort).collect());
    let of_vectors = vectors.iter().flatten().map(|index| index.partition.iter().chain(&index.filters).collect());
    let of_table = std::iter::once(partition.iter().chain(&sort).collect::<Vec<_>>());
    let roles = entity_attribute.iter().map(|(name, _)| (name, false)).chain(ttl.map(|name| (name, true)));
    check_key_types(of_table.chain(of_indexes).chain(of_vectors), roles, errors);
    let entities = arguments.name_of("entities").and_then(|_| entities(arguments.get("entities", errors)?, errors));
    let span = input.item.ident.span();
    Some(SharedTable {
        owner: owner(input, facade),
        name: name.cloned().unwrap_or_else(|| LitStr::new("", span)),
        partition: partition.unwrap_or_else(|| stand_in("pk", span)),
        sort: sort.or_else(|| arguments.name_of("sk").map(|_| stand_in("sk", span))),
        entity_attribute,
        ttl: ttl.cloned(),
        delimiter,
        // One without an accessor is reported, and nothing can name it.
        indexes: indexes.into_iter().flatten().collect(),
        vectors: vectors.unwrap_or_default(),
        entities: entities.unwrap_or_default(),
    })
}

/// Returns a key attribute in the place of one that was reported. Each place has its own, since an item has one value of each attribute.
fn stand_in(place: &str, span: Span) -> KeyName {
    KeyName { name: LitStr::new(&format!("__refused_{place}"), span), is_number: false }
}

/// Reads one attribute, or a list of up to four.
fn keys(value: &Value, errors: &mut Errors) -> Option<Vec<KeyName>> {
    let Value::List(names, span) = value else { return key(value, errors).map(|key| vec![key]) };
    if !(1..=MAX_PARTS).contains(&names.len()) {
        errors.at(*span, "a side of an index key has one to four attributes");
    }
    let names = names.iter().map(|name| match name {
        Name::Text(name) => key_name(name, false, errors),
        Name::Number(name) => key_name(name, true, errors),
        Name::Field(field) => {
            errors.on(field, "a shared table has no fields; write the name of the attribute in quotes");
            None
        }
    });
    names.collect()
}

fn delimiter(text: &LitStr, errors: &mut Errors) -> Option<char> {
    let value = text.value();
    let mut characters = value.chars();
    match (characters.next(), characters.next()) {
        // `*` stands for a part in patterns, braces enclose parts, and `%` begins an escape.
        (Some(delimiter), None) if delimiter.is_ascii_punctuation() && !"*{}%".contains(delimiter) => Some(delimiter),
        _ => {
            errors.on(text, "a delimiter is one ASCII punctuation character, and none of `*`, `%`, `{` and `}`");
            None
        }
    }
}

/// Reads `"_et"` or `optional("_et")`.
fn entity_attribute(value: &Value, errors: &mut Errors) -> Option<(LitStr, bool)> {
    match value {
        Value::Text(name) => Some((attribute_name(name, errors)?.clone(), false)),
        Value::Call(word, name) if word == "optional" => Some((attribute_name(name, errors)?.clone(), true)),
        other => {
            errors.at(
                other.span(),
                "the entity attribute is a name in quotes, or `optional(\"..\")` if some items lack it",
            );
            None
        }
    }
}

fn entities(value: &Value, errors: &mut Errors) -> Option<Vec<Ident>> {
    let Value::List(names, _) = value else {
        errors.at(value.span(), "`entities` takes a list of types, as in `entities = [Tenant, Order]`");
        return None;
    };
    let name = |name: &Name| match name {
        Name::Field(ident) => Some(ident.clone()),
        Name::Text(text) | Name::Number(text) => {
            errors.on(text, "an entity is a type; write its name without quotes");
            None
        }
    };
    names.iter().map(name).collect()
}

fn index(written: &attrs::Index, has_sort: bool, errors: &mut Errors) -> Option<SharedIndex> {
    let accessor = super::indexes::accessor(&written.arguments).cloned();
    match &accessor {
        Some(accessor) => check_shared_accessor(accessor, errors),
        None => errors.on(
            &written.path,
            "missing accessor; write its name first, as in `#[gsi(gsi1, name = \"GSI1\", pk = \"GSI1PK\")]`",
        ),
    }
    check_no_local_partition(written, errors);
    let rest = written.arguments.iter().skip(usize::from(accessor.is_some()));
    let rest: Vec<_> = rest.filter(|argument| !is_local_partition(written.kind, argument)).cloned().collect();
    let known: &[&str] = match written.kind {
        IndexKind::Global => &["name", "pk", "sk", "projection"],
        IndexKind::Local => &["name", "sk", "projection"],
    };
    let arguments = Arguments::check(&rest, known, errors);
    if written.kind == IndexKind::Local && !has_sort {
        errors
            .on(&written.path, "a local secondary index needs a table with a sort key; add `sk = \"..\"` to the table");
    }
    let name = super::indexes::index_name_of(&written.path, &arguments, errors);
    let (required, missing) = match written.kind {
        IndexKind::Global => ("pk", "missing partition key of the index; add `pk = \"..\"`"),
        IndexKind::Local => ("sk", "missing sort key of the index; add `sk = \"..\"`"),
    };
    if arguments.lacks(required) {
        errors.on(&written.path, missing);
    }
    let accessor = accessor?;
    let span = accessor.span();
    let side = |name: &str, is_required: bool, errors: &mut Errors| {
        let given = arguments.name_of(name).map(|_| arguments.get(name, errors).and_then(|value| keys(value, errors)));
        match given {
            Some(keys) => keys.unwrap_or_else(|| vec![stand_in(&format!("{accessor}_{name}"), span)]),
            None if is_required => vec![stand_in(&format!("{accessor}_{name}"), span)],
            None => Vec::new(),
        }
    };
    let is_global = written.kind == IndexKind::Global;
    let (partition, sort) = (side("pk", is_global, errors), side("sk", !is_global, errors));
    let projection = match arguments.name_of("projection") {
        Some(_) => arguments.get("projection", errors).and_then(|value| projection(value, errors)),
        None => Some(Projection::All),
    };
    Some(SharedIndex {
        kind: written.kind,
        name: name.cloned().unwrap_or_else(|| LitStr::new("", span)),
        accessor,
        partition,
        sort,
        projection: projection.unwrap_or(Projection::All),
    })
}

/// Returns an entity as a type.
pub(crate) fn entity_type(ident: &Ident) -> Type {
    Type::Path(syn::TypePath { qself: None, path: syn::Path::from(ident.clone()) })
}
