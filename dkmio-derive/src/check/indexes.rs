//! `#[gsi(..)]` and `#[lsi(..)]`.

use std::collections::HashSet;

use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use super::arguments::Arguments;
use super::fields::{Fields, Found};
use super::keys::{Marked, check_key_field};
use super::names::{check_accessor, check_resource_name, index_name, projected_name};
use super::projections::projection;
use crate::attrs::{self, IndexKind, Input, Name, Value};
use crate::errors::Errors;
use crate::model::{Index, Projection, VectorIndex};

/// Local secondary indexes of a table (Developer Guide, "Quotas").
const MAX_LOCAL: usize = 5;
/// Attributes of one side of a global index key (Developer Guide, "Multi-attribute keys").
pub(super) const MAX_PARTS: usize = 4;
/// User-chosen projected attributes over all indexes of a table (Developer Guide, "Quotas").
const MAX_PROJECTED: usize = 100;

/// The context in which the indexes of a table are checked.
pub(super) struct Context<'a> {
    pub(super) owner: &'a Ident,
    pub(super) fields: &'a Fields<'a>,
    pub(super) marked: Marked,
}

/// Checks all indexes of a struct, and the rules between them.
pub(super) fn indexes(input: &Input, context: &Context<'_>, errors: &mut Errors) -> Vec<Index> {
    let mut checked_fields = HashSet::new();
    let mut indexes = Vec::new();
    for written in &input.indexes {
        indexes.extend(index(written, context, &mut checked_fields, errors));
    }
    check_local_count(input, errors);
    indexes
}

/// Returns the accessor, which is the first argument: `#[gsi(by_status, ..)]`.
pub(super) fn accessor(arguments: &[attrs::Argument]) -> Option<&Ident> {
    arguments.first().filter(|first| first.value.is_none()).map(|first| &first.name)
}

/// Checks one index. `checked_fields` holds the key fields of other indexes, so that a mistake in a field is reported once.
pub(super) fn index(
    written: &attrs::Index,
    context: &Context<'_>,
    checked_fields: &mut HashSet<String>,
    errors: &mut Errors,
) -> Option<Index> {
    let accessor = accessor(&written.arguments);
    let known: &[&str] = match written.kind {
        IndexKind::Global => &["name", "pk", "sk", "projection"],
        IndexKind::Local => &["name", "sk", "projection"],
    };
    check_no_local_partition(written, errors);
    let rest: Vec<_> = written
        .arguments
        .iter()
        .skip(usize::from(accessor.is_some()))
        // `check_no_local_partition` has reported it with more advice than `unknown argument`.
        .filter(|argument| !is_local_partition(written.kind, argument))
        .cloned()
        .collect();
    let arguments = Arguments::check(&rest, known, errors);
    match accessor {
        Some(accessor) => check_accessor(accessor, errors),
        None => {
            let key = match written.kind {
                IndexKind::Global => "pk",
                IndexKind::Local => "sk",
            };
            errors.on(
                &written.path,
                format!(
                    "missing accessor; write its name first, as in `#[{}(by_status, name = \"..\", {key} = ..)]`",
                    written.path
                ),
            );
        }
    }
    let name = index_name_of(&written.path, &arguments, errors);
    if written.kind == IndexKind::Local && !context.marked.has_sort {
        errors.on(
            &written.path,
            "a local secondary index needs a table with a sort key; mark one field with `#[sk]`, or make this a `gsi`",
        );
    }
    let partition = partition(written, &arguments, context, checked_fields, errors);
    let sort = sort(written, &arguments, context, checked_fields, errors);
    check_no_part_twice(written, &arguments, errors);
    check_not_partition_key(written, &arguments, context, errors);
    let keys: Vec<usize> = [context.marked.partition, context.marked.sort]
        .into_iter()
        .flatten()
        .chain(partition.iter().flatten().copied())
        .chain(sort.iter().flatten().copied())
        .collect();
    let projection = projection(arguments.get("projection", errors), &keys, context.fields, errors);
    let accessor = accessor?;
    Some(Index {
        accessor: accessor.clone(),
        kind: written.kind,
        name: name?.clone(),
        partition: partition?,
        sort: sort?,
        projection: projection?,
    })
}

/// Returns the name of an index in DynamoDB. `path` is the attribute that declares the index.
pub(super) fn index_name_of<'a>(path: &Ident, arguments: &Arguments<'a>, errors: &mut Errors) -> Option<&'a LitStr> {
    if arguments.lacks("name") {
        errors.on(path, "missing index name; add `name = \"..\"` with its name in DynamoDB");
        return None;
    };
    let name = arguments.text("name", errors)?;
    check_resource_name("an index", name, errors);
    Some(name)
}

fn partition(
    written: &attrs::Index,
    arguments: &Arguments<'_>,
    context: &Context<'_>,
    checked_fields: &mut HashSet<String>,
    errors: &mut Errors,
) -> Option<Vec<usize>> {
    if written.kind == IndexKind::Local {
        return context.marked.partition.map(|at| vec![at]);
    }
    if arguments.lacks("pk") {
        errors.on(&written.path, "missing partition key of the index; add `pk = field`");
        return None;
    };
    parts(arguments.get("pk", errors)?, context, checked_fields, errors)
}

fn sort(
    written: &attrs::Index,
    arguments: &Arguments<'_>,
    context: &Context<'_>,
    checked_fields: &mut HashSet<String>,
    errors: &mut Errors,
) -> Option<Vec<usize>> {
    if arguments.name_of("sk").is_none() {
        match written.kind {
            IndexKind::Global => return Some(Vec::new()),
            IndexKind::Local if arguments.lacks("sk") => {
                errors.on(&written.path, "missing sort key of the index; add `sk = field`");
            }
            IndexKind::Local => {}
        }
        return None;
    }
    let value = arguments.get("sk", errors)?;
    if let (IndexKind::Local, Value::List(_, span)) = (written.kind, value) {
        errors.at(*span, "the sort key of a local secondary index is one field; write `sk = field`");
        return None;
    }
    parts(value, context, checked_fields, errors)
}

/// Returns the fields of one side of an index key.
fn parts(
    value: &Value,
    context: &Context<'_>,
    checked_fields: &mut HashSet<String>,
    errors: &mut Errors,
) -> Option<Vec<usize>> {
    let names = part_names(value);
    if names.is_empty() {
        errors.at(value.span(), "expected one field, as in `pk = field`, or up to four, as in `pk = [field, other]`");
        return None;
    }
    if let Some(fifth) = names.get(MAX_PARTS) {
        errors.at(fifth.span(), "an index has at most four partition-key and four sort-key attributes");
    }
    let mut positions = Vec::new();
    for name in &names {
        let Name::Field(name) = name else {
            errors.at(name.span(), "an index key takes fields; write the field's name without quotes");
            continue;
        };
        let Some(found) = context.fields.find(name, errors) else { continue };
        let of_table =
            found.attribute.is_some() && [context.marked.partition, context.marked.sort].contains(&found.attribute);
        // `marked` has checked the key fields of the table.
        if !of_table && checked_fields.insert(name.unraw().to_string()) {
            check_key_field(found, context.fields, errors);
        }
        positions.extend(found.attribute);
    }
    (positions.len() == names.len()).then_some(positions)
}

fn part_names(value: &Value) -> Vec<Name> {
    match value {
        Value::Name(name) => vec![Name::Field(name.clone())],
        Value::Text(text) => vec![Name::Text(text.clone())],
        Value::List(names, _) => names.clone(),
        Value::Call(..) | Value::Type(_) | Value::Other(_) => Vec::new(),
    }
}

/// Returns whether the argument is `pk` of a local index.
pub(super) fn is_local_partition(kind: IndexKind, argument: &attrs::Argument) -> bool {
    kind == IndexKind::Local && argument.name == "pk"
}

/// Refuses `pk` of a local index, which has the table's partition key.
pub(super) fn check_no_local_partition(written: &attrs::Index, errors: &mut Errors) {
    if let Some(pk) = written.arguments.iter().find(|argument| is_local_partition(written.kind, argument)) {
        errors.on(
            &pk.name,
            "a local secondary index has the partition key of its table; remove `pk`, or make this a `gsi`",
        );
    }
}

/// Checks that no field stands twice in one index key.
fn check_no_part_twice(written: &attrs::Index, arguments: &Arguments<'_>, errors: &mut Errors) {
    // `partition` and `sort` have reported a missing value.
    let mut quiet = Errors::default();
    let sides = ["pk", "sk"].map(|key| arguments.get(key, &mut quiet));
    drop(quiet.finish());
    let mut seen: Vec<String> = Vec::new();
    for name in sides.into_iter().flatten().flat_map(part_names) {
        let Name::Field(field) = &name else { continue };
        let plain = field.unraw().to_string();
        if seen.contains(&plain) {
            errors.on(field, format!("`{plain}` stands twice in the key of this `{}`; remove one", written.path));
        }
        seen.push(plain);
    }
}

/// Checks that a local index does not sort by the partition key of the table, which all items of a partition share.
fn check_not_partition_key(
    written: &attrs::Index,
    arguments: &Arguments<'_>,
    context: &Context<'_>,
    errors: &mut Errors,
) {
    let Some(name) = arguments.ident_quietly("sk").filter(|_| written.kind == IndexKind::Local) else { return };
    let is_named = |found: &Found<'_>| found.field.ident().is_some_and(|ident| ident.unraw() == name.unraw());
    let at = context.fields.all().find(is_named).and_then(|found| found.attribute);
    if at.is_some() && at == context.marked.partition {
        errors.on(name, format!("`{}` is the partition key of this index; sort by another field", name.unraw()));
    }
}

/// Checks that the table has at most five local indexes.
pub(super) fn check_local_count(input: &Input, errors: &mut Errors) {
    if let Some(sixth) = input.indexes.iter().filter(|index| index.kind == IndexKind::Local).nth(MAX_LOCAL) {
        errors.on(&sixth.path, "a table has at most five local secondary indexes; make this one a `gsi`");
    }
}

/// Checks the rules between all indexes of a table.
pub(super) fn check_together(indexes: &[Index], vectors: &[VectorIndex], owner: &Ident, errors: &mut Errors) {
    check_projected_count(indexes, vectors, errors);
    let secondary = indexes.iter().map(|index| (&index.name, &index.accessor));
    let names: Vec<_> = secondary.chain(vectors.iter().map(|index| (&index.name, &index.accessor))).collect();
    check_distinct(&names, owner, errors);
}

/// Checks that all indexes together project at most a hundred attributes that are named in them. Those of a vector
/// index include the vector and the filters, but not the partition attribute.
fn check_projected_count(indexes: &[Index], vectors: &[VectorIndex], errors: &mut Errors) {
    let named = |projection: &Projection| match projection {
        Projection::Include { declared, undeclared } => declared.len() + undeclared.len(),
        Projection::All | Projection::KeysOnly => 0,
    };
    let secondary = indexes.iter().map(|index| (&index.accessor, named(&index.projection)));
    let of_vector = |index: &VectorIndex| match &index.projection {
        Projection::Include { declared, .. } => {
            let vector = usize::from(!declared.contains(&index.attribute));
            named(&index.projection) + vector + index.filters.len()
        }
        Projection::All | Projection::KeysOnly => 0,
    };
    check_projected_sum(secondary.chain(vectors.iter().map(|index| (&index.accessor, of_vector(index)))), errors);
}

/// Checks the sum of the projected attributes of all indexes.
pub(super) fn check_projected_sum<'a>(counts: impl Iterator<Item = (&'a Ident, usize)>, errors: &mut Errors) {
    let mut sum = 0;
    for (accessor, count) in counts {
        let before = sum;
        sum += count;
        // Only the index that exceeds the limit is reported, not also those behind it.
        if before <= MAX_PROJECTED && sum > MAX_PROJECTED {
            errors.on(
                accessor,
                "the indexes of a table project at most 100 attributes together; use `projection = ALL` for one of them",
            );
        }
    }
}

/// Checks that no two indexes share a name, an accessor or a generated type.
pub(super) fn check_distinct(indexes: &[(&LitStr, &Ident)], owner: &Ident, errors: &mut Errors) {
    for (at, (name, _)) in indexes.iter().enumerate() {
        if let Some((_, before)) = indexes.iter().take(at).find(|(before, _)| before.value() == name.value()) {
            errors.on(name, format!("duplicate index name; `{}` already has it", before.unraw()));
        }
    }
    let accessors: Vec<_> = indexes.iter().map(|(_, accessor)| *accessor).collect();
    check_distinct_types(&accessors, owner, errors);
}

/// Checks that no two indexes share an accessor or the name of a generated type.
pub(super) fn check_distinct_types(accessors: &[&Ident], owner: &Ident, errors: &mut Errors) {
    for (at, written) in accessors.iter().enumerate() {
        let earlier = || accessors.iter().take(at);
        let accessor = written.unraw();
        let types = |accessor: &Ident| [projected_name(owner, accessor), index_name(owner, accessor)];
        let own = types(written);
        if earlier().any(|before| before.unraw() == accessor) {
            errors.on(written, format!("duplicate accessor; another index is `{accessor}` already"));
        } else if let Some((before, name)) = earlier().find_map(|before| {
            let shared = types(before).into_iter().find(|name| own.contains(name))?;
            Some((before.unraw(), shared))
        }) {
            errors.on(written, format!("`{accessor}` and `{before}` both give a type `{name}`; rename one"));
        }
    }
}
