//! The rules of `#[derive(DynamoProjection)]`.

use quote::format_ident;
use syn::Ident;
use syn::ext::IdentExt;

use super::arguments::Arguments;
use super::fields::stored_name;
use super::keys::check_bare;
use super::names::check_no_keyword;
use super::shape::{check_named_struct, check_not_reshaped, check_rename_all};
use super::{begin, check_no_table_marks, owner};
use crate::attrs::{self, Input};
use crate::errors::Errors;
use crate::model::{PartialField, PartialStruct};

const DERIVE: &str = "DynamoProjection";

/// Checks a partial struct; an error holds all mistakes.
pub(crate) fn partial(input: &Input) -> syn::Result<PartialStruct> {
    let mut errors = begin(input);
    let checked = checked(input, &mut errors);
    errors.finish()?;
    checked.ok_or_else(|| syn::Error::new_spanned(&input.item.ident, "the projection could not be derived"))
}

fn checked(input: &Input, errors: &mut Errors) -> Option<PartialStruct> {
    if !check_named_struct(DERIVE, input, errors) {
        return None;
    }
    check_no_table_marks(DERIVE, input, errors);
    let arguments = Arguments::check(&input.dynamo, &["table", "index", "crate"], errors);
    let facade = arguments.facade(errors).unwrap_or_default();
    check_not_reshaped(input, errors);
    check_rename_all(input, errors);
    check_unknown_fields_allowed(input, errors);
    // The argument may be in an attribute that cannot be parsed, which is reported already.
    if arguments.lacks("table") && input.unreadable.is_none() {
        errors.on(&input.item.ident, "missing table; add `#[dynamo(table = Orders)]` with the struct that declares it");
    }
    let table = arguments.ty("table", errors);
    let index = arguments.name_of("index").and_then(|_| arguments.ident("index", "by_status", errors)).cloned();
    if let Some(index) = &index {
        check_no_keyword(index, errors);
    }
    let attributes: Vec<_> = input.fields.iter().filter_map(|read| attribute(read, input, errors)).collect();
    if input.fields.iter().all(is_not_read) {
        errors.on(
            &input.item.ident,
            "a projection reads at least one attribute; add a field that is named like one of the table",
        );
    }
    Some(PartialStruct { owner: owner(input, facade), table: table?, index, attributes })
}

/// Refuses `deny_unknown_fields`: a read asks for key attributes besides the projected ones, to know where the next
/// page starts.
fn check_unknown_fields_allowed(input: &Input, errors: &mut Errors) {
    if let Some(span) = input.serde.deny_unknown_fields {
        errors.at(
            span,
            "dkmio reads key attributes besides those of a projection, and serde would refuse them; remove \
             `deny_unknown_fields`",
        );
    }
}

/// Returns whether serde does not read the field from an item.
fn is_not_read(read: &attrs::Field) -> bool {
    read.serde.skip.is_some() || read.serde.skip_deserializing.is_some()
}

fn attribute(read: &attrs::Field, input: &Input, errors: &mut Errors) -> Option<PartialField> {
    if let Some(span) = read.serde.flatten {
        errors.at(span, "a projection names what it reads; declare the attributes one by one and remove `flatten`");
        return None;
    }
    if is_not_read(read) {
        return None;
    }
    let arguments = Arguments::check(&read.dynamo, &["attribute"], errors);
    let ident = read.ident()?;
    let attribute = match arguments.name_of("attribute") {
        Some(_) => arguments.ident("attribute", "total", errors)?,
        None => ident,
    };
    if let Some(mark) = read.key_only.first() {
        check_bare("key_only", mark, errors);
    }
    Some(PartialField {
        constant: if read.key_only.is_empty() { constant(attribute) } else { key_only_constant(&constant(attribute)) },
        name: stored_name(read, &input.serde, errors)?,
        ident: ident.clone(),
        ty: read.field.ty.clone(),
        is_plain: read.serde.with.is_none() && read.serde.deserialize_with.is_none(),
    })
}

/// Returns the constant of an attribute, at the place of its name.
pub(super) fn constant(attribute: &Ident) -> Ident {
    format_ident!("{}", attribute.unraw().to_string().to_uppercase(), span = attribute.span())
}

/// Returns the hidden constant of an attribute that is stored inside the primary key alone.
pub(crate) fn key_only_constant(constant: &Ident) -> Ident {
    format_ident!("__KEY_ONLY_{}", constant, span = constant.span())
}
