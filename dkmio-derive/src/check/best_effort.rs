//! The parts of a refused struct that are sound, so that the rest of the program gets no errors because of it.

use std::collections::HashSet;

use proc_macro2::Span;
use quote::{format_ident, quote};
use syn::{Ident, LitStr};

use super::arguments::Arguments;
use super::fields::Fields;
use super::indexes::{Context, accessor, index};
use super::keys::marked;
use super::managed::managed;
use super::table::{copied_to_projections, flattened};
use super::vectors::vector;
use super::{facade_name, names, owner};
use crate::attrs::Input;
use crate::entity_attrs::EntityAttrs;
use crate::errors::Errors;
use crate::model::{Attribute, Index, Owner, Table, VectorIndex};

/// A refused struct: its sound parts, and the names of the others.
pub(crate) struct BestEffort {
    /// The table, if its key is sound; with the attributes and the indexes that are.
    pub(crate) table: Option<Table>,
    pub(crate) owner: Owner,
    /// The attributes, each constant once. Empty if `table` has them.
    pub(crate) attributes: Vec<Attribute>,
    /// The name of the time to live, for a table without a sound key.
    pub(crate) ttl: Option<String>,
    /// The accessors of indexes that are refused, or of all if the key is.
    pub(crate) refused_indexes: Vec<Ident>,
    /// The accessors of vector indexes that are refused, or of all if the key is.
    pub(crate) refused_vectors: Vec<Ident>,
}

/// Reads as much as possible of a struct whose mistakes are known already. Every mistake that is found here is one of
/// them, so it is dropped.
pub(crate) fn best_effort_model(input: &Input) -> BestEffort {
    best_effort(input, true)
}

/// Does the same for an entity. Its key comes from the templates on the struct, never from marked fields.
pub(crate) fn best_effort_entity(input: &Input) -> BestEffort {
    best_effort(input, false)
}

fn best_effort(input: &Input, has_key_fields: bool) -> BestEffort {
    let facade = quietly(|errors| Arguments::check(&input.dynamo, &[], errors).facade(errors)).0;
    let facade = facade.unwrap_or_else(|| quote!(::dkmio));
    let fields = quietly(|errors| Fields::check(input, &facade_name(&facade), errors)).0;
    let (marked, key_is_sound) = quietly(|errors| marked(&input.item.ident, &fields, errors));
    let key_is_sound = key_is_sound && has_key_fields;
    let managed = quietly(|errors| managed(&fields, errors)).0;
    let context = Context { owner: &input.item.ident, fields: &fields, marked };
    let mut indexes: Vec<Index> = Vec::new();
    let mut refused_indexes: Vec<Ident> = Vec::new();
    let mut generated = HashSet::new();
    // Two items of one name would be an error of their own.
    let mut is_free = |accessor: &Ident| {
        generated.insert(names::projected_name(&input.item.ident, accessor)) && !names::is_taken(accessor)
    };
    for written in &input.indexes {
        let Some(accessor) = accessor(&written.arguments).filter(|accessor| is_free(accessor)) else { continue };
        let (index, is_sound) = quietly(|errors| index(written, &context, &mut HashSet::new(), errors));
        match index.filter(|_| is_sound && key_is_sound) {
            Some(index) => indexes.push(index),
            None => refused_indexes.push(accessor.clone()),
        }
    }
    let index_keys = indexes.iter().flat_map(|index| index.partition.iter().chain(&index.sort)).copied().collect();
    let mut vectors: Vec<VectorIndex> = Vec::new();
    let mut refused_vectors: Vec<Ident> = Vec::new();
    for written in &input.vectors {
        let Some(accessor) = accessor(&written.arguments).filter(|accessor| is_free(accessor)) else { continue };
        let (vector, is_sound) = quietly(|errors| vector(written, &context, &index_keys, &mut HashSet::new(), errors));
        match vector.filter(|_| is_sound && key_is_sound) {
            Some(vector) => vectors.push(vector),
            None => refused_vectors.push(accessor.clone()),
        }
    }
    let (entity, _) = quietly(|errors| EntityAttrs::read(&input.item, errors));
    for index in &entity.indexes {
        let Some(accessor) = index.accessor().filter(|accessor| is_free(accessor)) else { continue };
        if index.is_vector() { &mut refused_vectors } else { &mut refused_indexes }.push(accessor.clone());
    }
    let ttl = marked.ttl.and_then(|at| fields.attributes.get(at)).map(|attribute| attribute.name.clone());
    let owner = owner(input, facade);
    let mut attributes = fields.attributes;
    make_constants_differ(&mut attributes);
    let Some(partition) = marked.partition.filter(|_| key_is_sound) else {
        return BestEffort { table: None, owner, attributes, ttl, refused_indexes, refused_vectors };
    };
    let name = quietly(|errors| Arguments::check(&input.dynamo, &[], errors).text("table", errors).cloned()).0;
    let table = Table {
        owner: owner.clone(),
        name: name.unwrap_or_else(|| LitStr::new("", Span::call_site())),
        attributes,
        partition,
        sort: marked.sort,
        entity: None,
        ttl: marked.ttl,
        managed,
        uniques: Vec::new(),
        indexes,
        vectors,
        flattened: flattened(&input.fields),
        container: copied_to_projections(input),
        mentions: Vec::new(),
    };
    BestEffort { table: Some(table), owner, attributes: Vec::new(), ttl, refused_indexes, refused_vectors }
}

/// Returns the table that a refused projection names.
pub(crate) fn best_effort_table(input: &Input) -> Option<syn::Type> {
    quietly(|errors| Arguments::check(&input.dynamo, &[], errors).ty("table", errors)).0
}

/// Returns the result of a check, and whether it found no mistake.
fn quietly<T>(check: impl FnOnce(&mut Errors) -> T) -> (T, bool) {
    let mut errors = Errors::default();
    let checked = check(&mut errors);
    // The mistakes are dropped, because they are a part of the report that led here.
    (checked, errors.finish().is_ok())
}

/// Renames constants until each name is unique. The fields are reported already, and two constants of one name would be another error.
fn make_constants_differ(attributes: &mut [Attribute]) {
    let mut seen = HashSet::new();
    for attribute in attributes {
        while !seen.insert(attribute.constant.to_string()) {
            attribute.constant = format_ident!("{}_", attribute.constant);
        }
    }
}
