//! From what is written to what is proved: one small function per rule, all mistakes reported together.

mod document;
mod dynamo_key;
mod fields;
pub(crate) mod indexes;
mod keys;
mod names;
mod partial;
mod projections;
mod settings;
mod shape;
mod table;

pub(crate) use document::document;
pub(crate) use dynamo_key::dynamo_key;
pub(crate) use partial::partial;
pub(crate) use table::table;

use proc_macro2::TokenStream;

use crate::attrs::Input;
use crate::errors::Errors;
use crate::model::{Attribute, Codec, Form, Owner};

/// The collector, with what could not be read already in it.
fn begin(input: &Input) -> Errors {
    let mut errors = Errors::default();
    if let Some(error) = &input.unreadable {
        errors.push(error.clone());
    }
    errors
}

fn owner(input: &Input, runtime: TokenStream) -> Owner {
    let item = &input.item;
    Owner { ident: item.ident.clone(), vis: item.vis.clone(), generics: item.generics.clone(), runtime }
}

/// The path of dkmio as a `with = ".."` would name it: `dkmio` of `::dkmio::__private`.
fn runtime_name(runtime: &TokenStream) -> String {
    let path: String = runtime.to_string().chars().filter(|letter| !letter.is_whitespace()).collect();
    path.trim_start_matches("::").trim_end_matches("::__private").to_owned()
}

/// Marks of a table stand on nothing else.
fn check_no_table_marks(derive: &str, input: &Input, errors: &mut Errors) {
    for index in &input.indexes {
        errors.on(&index.path, format!("`{}` belongs to a table; under `{derive}` there are no indexes", index.path));
    }
    for field in &input.fields {
        for mark in [&field.pk, &field.sk, &field.ttl].into_iter().flatten() {
            errors.on(
                mark,
                format!("this mark belongs to a field of a table; `{derive}` knows no keys and no time to live"),
            );
        }
    }
}

/// What can be said of a refused struct: its fields as attributes, each name once. Mistakes are reported already.
pub(crate) fn lenient(input: &Input) -> (Owner, Vec<Attribute>) {
    let mut quiet = Errors::default();
    let settings = settings::Settings::check(&input.dynamo, &[], &mut Errors::default());
    let runtime = settings.runtime(&mut quiet).unwrap_or_else(|| quote::quote!(::dkmio::__private));
    let mut attributes = fields::Fields::check(input, &runtime_name(&runtime), &mut quiet).attributes;
    let mut seen = std::collections::HashSet::new();
    attributes.retain(|attribute| seen.insert(attribute.constant.to_string()));
    for attribute in &mut attributes {
        attribute.codec = Codec::Plain;
        if let Form::Custom(ty) | Form::Key(ty) = &attribute.form {
            attribute.form = Form::Plain(ty.clone());
        }
    }
    drop(quiet.finish());
    (owner(input, runtime), attributes)
}

/// The table a refused projection names.
pub(crate) fn lenient_table(input: &Input) -> Option<syn::Type> {
    let mut quiet = Errors::default();
    let table =
        settings::Settings::check(&input.dynamo, &["table", "index", "crate"], &mut quiet).ty("table", &mut quiet);
    drop(quiet.finish());
    table
}
