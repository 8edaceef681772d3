//! The rules of `#[derive(DynamoTable)]`.

use syn::ext::IdentExt;

use super::arguments::Arguments;
use super::fields::Fields;
use super::indexes::{Context, check_together, indexes};
use super::keys::marked;
use super::managed::{check_not_in_key, managed};
use super::marks::check_places;
use super::names::check_resource_name;
use super::shape::{check_named_struct, check_not_reshaped, check_rename_all};
use super::unique::{UniqueContext, uniques};
use super::vectors::vectors;
use super::{begin, check_no_field_arguments, facade_name, owner};
use crate::attrs::{self, Argument, Input, Name, Value};
use crate::errors::Errors;
use crate::model::Table;
use crate::serde_attrs;

/// Checks a table; an error holds all mistakes.
pub(crate) fn table(input: &Input) -> syn::Result<Table> {
    let mut errors = begin(input);
    let checked = checked(input, &mut errors);
    errors.finish()?;
    checked.ok_or_else(|| syn::Error::new_spanned(&input.item.ident, "the table could not be derived"))
}

fn checked(input: &Input, errors: &mut Errors) -> Option<Table> {
    if !check_named_struct("DynamoTable", input, errors) {
        return None;
    }
    // The rest is written as that of an entity, too, so that more messages would not help.
    if let Some(mark) = input.item.attrs.iter().find(|attribute| is_of_entity(attribute)) {
        let message = "this belongs to an entity, whose items share a table with others; derive `DynamoEntity`, or mark the field that \
                       is the key with `#[pk]`";
        errors.on(mark, message);
        return None;
    }
    let arguments = Arguments::check(&input.dynamo, &["table", "crate"], errors);
    let facade = arguments.facade(errors).unwrap_or_default();
    let name = name(input, &arguments, errors);
    check_places(input, errors);
    check_no_field_arguments(input, errors);
    check_not_reshaped(input, errors);
    check_rename_all(input, errors);
    let fields = Fields::check(input, &facade_name(&facade), errors);
    let marked = marked(&input.item.ident, &fields, errors);
    let managed = managed(&fields, errors);
    let key: Vec<usize> = marked.partition.into_iter().chain(marked.sort).collect();
    check_not_in_key(&managed, &key, &fields, errors);
    let name_of_struct = input.item.ident.unraw().to_string();
    let unique_context =
        UniqueContext { fields: &fields, name: &name_of_struct, has_sort: marked.has_sort, managed: &managed };
    let uniques = uniques(input, &unique_context, errors);
    let context = Context { owner: &input.item.ident, fields: &fields, marked };
    let indexes = indexes(input, &context, errors);
    let vectors = vectors(input, &context, &indexes, errors);
    check_together(&indexes, &vectors, context.owner, errors);
    Some(Table {
        owner: owner(input, facade),
        name: name?,
        partition: marked.partition?,
        sort: marked.sort,
        entity: None,
        ttl: marked.ttl,
        managed,
        uniques,
        indexes,
        vectors,
        flattened: flattened(&input.fields),
        container: copied_to_projections(input),
        mentions: mentions(input, of_indexes(input)),
        attributes: fields.attributes,
    })
}

/// Returns whether an attribute of the struct is one of an entity.
pub(super) fn is_of_entity(attribute: &syn::Attribute) -> bool {
    ["pk", "sk", "index", "constant"].iter().any(|name| attribute.path().is_ident(name))
}

fn name(input: &Input, arguments: &Arguments<'_>, errors: &mut Errors) -> Option<syn::LitStr> {
    // The argument may be in an attribute that cannot be parsed, which is reported already.
    if arguments.lacks("table") && input.unreadable.is_none() {
        errors.on(&input.item.ident, "missing table name; add `#[dynamo(table = \"..\")]`");
    }
    let name = arguments.text("table", errors)?;
    check_resource_name("a table", name, errors);
    Some(name.clone())
}

pub(super) fn flattened(fields: &[attrs::Field]) -> Vec<syn::Field> {
    fields.iter().filter(|field| field.serde.flatten.is_some()).map(|field| field.field.clone()).collect()
}

/// Returns the arguments of all indexes.
fn of_indexes(input: &Input) -> impl Iterator<Item = &Argument> {
    let secondary = input.indexes.iter().flat_map(|index| &index.arguments);
    secondary.chain(input.vectors.iter().flat_map(|index| &index.arguments))
}

/// Returns the fields that indexes and the scopes of unique values name, at the places where they name them. Editors lead from there to
/// the field.
pub(super) fn mentions<'a>(input: &'a Input, of_indexes: impl Iterator<Item = &'a Argument>) -> Vec<syn::Ident> {
    let marks = input.fields.iter().flat_map(|field| &field.unique);
    // A mark without arguments names no scope.
    let of_marks = marks.filter_map(|mark| attrs::arguments(mark).ok()).flatten();
    let values = of_indexes.cloned().chain(of_marks).filter_map(|argument| argument.value);
    let names = values.flat_map(|value| match value {
        Value::Name(name) => vec![name],
        Value::List(names, _) => names.iter().filter_map(Name::field).cloned().collect(),
        Value::Text(_) | Value::Call(..) | Value::Type(_) | Value::Other(_) => Vec::new(),
    });
    names.collect()
}

/// Returns serde's attributes of the struct that apply to a part of it, too. Defaults are given field by field.
pub(super) fn copied_to_projections(input: &Input) -> Vec<syn::Meta> {
    let copied =
        |meta: &syn::Meta| ["rename_all", "bound", "deny_unknown_fields"].iter().any(|name| meta.path().is_ident(name));
    serde_attrs::metas(&input.item.attrs).filter(copied).collect()
}
