//! The rules of `#[derive(DynamoProjection)]`.

use super::fields::stored_name;
use super::settings::Settings;
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
    let settings = Settings::check(&input.dynamo, &["table", "index", "crate"], errors);
    let runtime = settings.runtime(errors).unwrap_or_default();
    check_not_reshaped(input, errors);
    check_rename_all(input, errors);
    if settings.lacks("table") && input.unreadable.is_none() {
        errors.on(&input.item.ident, "missing table; add `#[dynamo(table = Orders)]` with the struct that declares it");
    }
    let table = settings.ty("table", errors);
    let index = settings.key("index").and_then(|_| settings.name("index", errors)).cloned();
    let attributes: Vec<_> = input.fields.iter().filter_map(|read| attribute(read, input, errors)).collect();
    if input.fields.is_empty() {
        errors.on(
            &input.item.ident,
            "a projection without fields reads nothing; add a field named like an attribute of the table",
        );
    }
    Some(PartialStruct { owner: owner(input, runtime), table: table?, index, attributes })
}

fn attribute(read: &attrs::Field, input: &Input, errors: &mut Errors) -> Option<PartialField> {
    if let Some(span) = read.serde.flatten {
        errors
            .at(span, "a projection names what it reads; declare the attributes one by one instead of flattening them");
        return None;
    }
    if read.serde.skip.is_some() || read.serde.skip_deserializing.is_some() {
        return None;
    }
    let ident = read.ident()?.clone();
    Some(PartialField { name: stored_name(read, &input.serde, errors)?, ident, ty: read.field.ty.clone() })
}
