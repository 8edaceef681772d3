//! From the written input to the checked model: one small function per rule, and all mistakes are reported together.

mod arguments;
mod best_effort;
mod collection;
mod document;
mod dynamo_key;
mod entity;
mod entity_index;
mod entity_vector;
mod fields;
mod indexes;
mod key_only;
mod keys;
mod managed;
mod marks;
mod names;
mod partial;
mod projections;
mod shape;
mod shared;
mod shared_attributes;
mod shared_rules;
mod shared_vector;
mod table;
mod template;
mod unique;
mod vectors;

pub(crate) use best_effort::{BestEffort, best_effort_entity, best_effort_model, best_effort_table};
pub(crate) use collection::collection;
pub(crate) use document::document;
pub(crate) use dynamo_key::dynamo_key;
pub(crate) use entity::entity;
#[cfg(test)]
pub(crate) use names::TABLE_FUNCTIONS;
pub(crate) use names::{index_name, projected_name};
pub(crate) use partial::{key_only_constant, partial};
pub(crate) use shape::{optional, ungrouped};
pub(crate) use shared::{best_effort_shared, entity_type, shared};
pub(crate) use table::table;

use proc_macro2::TokenStream;
use quote::quote;

use crate::attrs::Input;
use crate::errors::Errors;
use crate::model::Owner;

/// Returns the collector, which starts with the attributes that could not be parsed.
fn begin(input: &Input) -> Errors {
    let mut errors = Errors::default();
    if let Some(error) = &input.unreadable {
        errors.push(error.clone());
    }
    errors
}

fn owner(input: &Input, facade: TokenStream) -> Owner {
    let item = &input.item;
    let runtime = quote!(#facade::__private);
    Owner { ident: item.ident.clone(), vis: item.vis.clone(), generics: item.generics.clone(), facade, runtime }
}

/// Returns the path of dkmio as `with = ".."` names it, without colons in front.
fn facade_name(facade: &TokenStream) -> String {
    let path: String = facade.to_string().chars().filter(|letter| !letter.is_whitespace()).collect();
    let path = path.trim_start_matches("::");
    // The text of `with` cannot contain `$crate`. In the crate of the macro both are the same path.
    path.strip_prefix('$').unwrap_or(path).to_owned()
}

/// Refuses `#[dynamo(..)]` on fields, which belongs to a projection.
fn check_no_field_arguments(input: &Input, errors: &mut Errors) {
    for argument in input.fields.iter().flat_map(|field| &field.dynamo) {
        errors.on(
            &argument.name,
            format!(
                "`#[dynamo({}..)]` on a field belongs to `DynamoProjection`; the stored name is that of the field, or \
                 of `#[serde(rename = \"..\")]`",
                argument.name
            ),
        );
    }
}

/// Refuses the marks of a table on another item.
fn check_no_table_marks(derive: &str, input: &Input, errors: &mut Errors) {
    for index in &input.indexes {
        errors.on(&index.path, format!("`{}` belongs to a table; `{derive}` has no indexes", index.path));
    }
    for index in &input.vectors {
        errors.on(&index.path, format!("`{}` belongs to a table; `{derive}` has no indexes", index.path));
    }
    for field in &input.fields {
        for mark in [&field.pk, &field.sk, &field.ttl].into_iter().flatten() {
            errors.on(mark, format!("this belongs to a field of a table; `{derive}` has no keys and no time to live"));
        }
    }
}
