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
use crate::model::Owner;

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
            errors.on(mark, format!("this mark belongs to a field of a table; `{derive}` knows no keys and no time to live"));
        }
    }
}
