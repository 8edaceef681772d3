//! The rules of `#[derive(DynamoDocument)]`.

use super::arguments::Arguments;
use super::fields::Fields;
use super::marks::check_places;
use super::shape::{check_named_struct, check_not_reshaped, check_rename_all};
use super::{begin, check_no_field_arguments, check_no_table_marks, facade_name, owner};
use crate::attrs::Input;
use crate::errors::Errors;
use crate::model::Document;

const DERIVE: &str = "DynamoDocument";

/// Checks a nested document; an error holds all mistakes.
pub(crate) fn document(input: &Input) -> syn::Result<Document> {
    let mut errors = begin(input);
    let checked = checked(input, &mut errors);
    errors.finish()?;
    checked.ok_or_else(|| syn::Error::new_spanned(&input.item.ident, "the document could not be derived"))
}

fn checked(input: &Input, errors: &mut Errors) -> Option<Document> {
    if !check_named_struct(DERIVE, input, errors) {
        return None;
    }
    check_no_table_marks(DERIVE, input, errors);
    check_places(input, errors);
    check_no_field_arguments(input, errors);
    let facade = Arguments::check(&input.dynamo, &["crate"], errors).facade(errors).unwrap_or_default();
    check_not_reshaped(input, errors);
    check_rename_all(input, errors);
    let fields = Fields::check(input, &facade_name(&facade), errors);
    Some(Document { owner: owner(input, facade), attributes: fields.attributes })
}
