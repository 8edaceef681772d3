//! The rules of `#[derive(DynamoTable)]`.

use super::fields::{Fields, names_in_use};
use super::indexes::{Context, indexes};
use super::keys::marked;
use super::names::check_resource_name;
use super::settings::Settings;
use super::shape::{check_named_struct, check_not_reshaped, check_rename_all};
use super::{begin, owner, runtime_name};
use crate::attrs::{self, Input};
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
    let settings = Settings::check(&input.dynamo, &["table", "crate"], errors);
    let runtime = settings.runtime(errors).unwrap_or_default();
    let name = name(input, &settings, errors);
    check_not_reshaped(input, errors);
    check_rename_all(input, errors);
    let fields = Fields::check(input, &runtime_name(&runtime), errors);
    let marked = marked(&input.item.ident, &fields, errors);
    let taken = names_in_use(input);
    let indexes = indexes(input, &Context { fields: &fields, marked, taken: &taken }, errors);
    Some(Table {
        owner: owner(input, runtime),
        name: name?,
        partition: marked.partition?,
        sort: marked.sort,
        ttl: marked.ttl,
        indexes,
        flattened: flattened(&input.fields),
        container: copied_to_projections(input),
        attributes: fields.attributes,
    })
}

fn name(input: &Input, settings: &Settings<'_>, errors: &mut Errors) -> Option<syn::LitStr> {
    if settings.lacks("table") && input.unreadable.is_none() {
        errors.on(&input.item.ident, "missing table name; add `#[dynamo(table = \"..\")]`");
    }
    let name = settings.text("table", errors)?;
    check_resource_name("a table", name, errors);
    Some(name.clone())
}

fn flattened(fields: &[attrs::Field]) -> Vec<syn::Field> {
    fields.iter().filter(|field| field.serde.flatten.is_some()).map(|field| field.field.clone()).collect()
}

/// What serde does to the whole struct it does to a part of it; defaults are given field by field.
fn copied_to_projections(input: &Input) -> Vec<syn::Meta> {
    let copied = |meta: &syn::Meta| ["rename_all", "bound"].iter().any(|name| meta.path().is_ident(name));
    serde_attrs::metas(&input.item.attrs).filter(copied).collect()
}
