//! Vector indexes of a shared table that an entity uses.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::definition::{key_attributes, projection, projects_all, projects_each};
use super::generics::{Head, applied, head, mentions_generics, owner_type};
use super::key_types::KeyType;
use super::projected::projected_ident;
use super::respanned::checked_at;
use super::templates::{TemplateConst, partition_type};
use super::vectors;
use crate::entity_model::{Entity, EntityVectorIndex, Template};
use crate::model::{Projection, Table, VectorIndex};

/// Names the constant with the definition of a vector index.
fn definition(at: usize) -> Ident {
    format_ident!("__VECTOR_{at}")
}

fn templates(at: usize) -> Ident {
    format_ident!("__VECTOR_{at}_TEMPLATES")
}

fn partition<'a>(table: &'a Table, at: usize, template: &'a Template) -> TemplateConst<'a> {
    TemplateConst::new(table, template, &format!("__VECTOR_{at}_PARTITION"), false)
}

fn all<'a>(
    table: &'a Table,
    entity: &'a Entity,
) -> impl Iterator<Item = (usize, (&'a VectorIndex, &'a EntityVectorIndex))> {
    table.vectors.iter().zip(&entity.vectors).enumerate()
}

/// Returns the constants that everything else refers to: the definitions and the templates.
pub(super) fn constants(table: &Table, entity: &Entity) -> TokenStream {
    let runtime = &table.owner.runtime;
    let each = all(table, entity).map(|(at, (index, used))| {
        let (path, definition, templates) = (&used.path, definition(at), templates(at));
        let accessor = index.accessor.unraw().to_string();
        let found = quote_spanned!(path.span()=> #runtime::vector_definition_of(&#path));
        let template = used.partition.as_ref().map(|template| partition(table, at, template));
        let constant =
            template.as_ref().map(|template| template.definition(&quote!(#runtime::vector_partition(&#definition))));
        let some = match &template {
            Some(TemplateConst { ident, .. }) => quote!(::core::option::Option::Some(#ident)),
            None => quote!(::core::option::Option::None),
        };
        quote! {
            const #definition: #runtime::VectorIndexDefinition =
                #runtime::VectorIndexDefinition { accessor: #accessor, ..#found };
            #constant
            const #templates: #runtime::KeyTemplates =
                #runtime::KeyTemplates { partition: #some, sort: ::core::option::Option::None };
        }
    });
    each.collect()
}

/// Returns the use of each vector index as data, to stand behind those of the other indexes.
pub(super) fn used(table: &Table) -> Vec<TokenStream> {
    let runtime = &table.owner.runtime;
    let used = table.vectors.iter().enumerate().map(|(at, index)| {
        let (accessor, definition, templates) = (index.accessor.unraw().to_string(), definition(at), templates(at));
        quote!(#runtime::EntityIndex { accessor: #accessor, name: #definition.name, key: #templates })
    });
    used.collect()
}

/// Returns the vector indexes as sources of searches, and their accessors.
pub(super) fn vectors(table: &Table, entity: &Entity, bounds: &[TokenStream]) -> TokenStream {
    let each = all(table, entity).map(|(at, (index, used))| {
        let parts = [source(table, at, index, bounds), vectors::searchable(table, index), projects(table, index, used)];
        quote!(#(#parts)*)
    });
    let each: TokenStream = each.collect();
    let types = all(table, entity).map(|(at, (index, used))| match &used.partition {
        Some(template) => Some(partition_type(&partition(table, at, template).types())),
        None => KeyType::all(table, &index.partition).first().map(|key| key.ty.clone()),
    });
    let accessors = vectors::accessors(table, &types.collect::<Vec<_>>());
    quote!(#each #accessors)
}

fn source(table: &Table, at: usize, index: &VectorIndex, bounds: &[TokenStream]) -> TokenStream {
    let runtime = &table.owner.runtime;
    let (this, owner) = (vectors::index_type(table, index), owner_type(&table.owner));
    let item = applied(&projected_ident(&table.owner, &index.accessor), &table.owner.generics);
    let (definition, templates) = (definition(at), templates(at));
    let metric =
        quote!(<#runtime::MetricNumber<{ #runtime::metric_number(&#definition) }> as #runtime::NumberedMetric>::Metric);
    let Head { params, wheres } = head(&table.owner.generics, &[], bounds);
    quote! {
        #[automatically_derived]
        impl #params #runtime::VectorSource for #this #wheres {
            type Table = #owner;
            type Item = #item;
            type Metric = #metric;
            const DEFINITION: #runtime::VectorIndexDefinition = #definition;
            const TEMPLATES: #runtime::KeyTemplates = #templates;
        }
        #[automatically_derived]
        impl #params #runtime::BelongsTo<#owner> for #this #wheres {}
        #[automatically_derived]
        impl #params #runtime::HitItem for #item #wheres {
            type Metric = #metric;
        }
    }
}

/// Returns the implementations for the attributes that are stored in the entries of the index. Parts of rendered keys are
/// read with whole hits only.
fn projects(table: &Table, index: &VectorIndex, used: &EntityVectorIndex) -> TokenStream {
    let this = vectors::index_type(table, index);
    let mut positions = index.filters.clone();
    match &index.projection {
        Projection::All => return projects_all(table, &this),
        Projection::Include { declared, .. } => positions.extend(declared),
        Projection::KeysOnly => {}
    }
    if used.partition.is_none() {
        positions.extend(&index.partition);
    }
    positions.sort_unstable();
    positions.dedup();
    projects_each(table, &this, &positions)
}

/// Returns the rules that depend on the table and on the types of fields, one constant each.
pub(super) fn checks(table: &Table, entity: &Entity) -> TokenStream {
    all(table, entity).map(|(at, (index, used))| index_checks(table, at, index, used)).collect()
}

fn index_checks(table: &Table, at: usize, index: &VectorIndex, used: &EntityVectorIndex) -> TokenStream {
    let runtime = &table.owner.runtime;
    let (definition, span) = (definition(at), used.path.span());
    let has_partition = used.partition.is_some() || !index.partition.is_empty();
    let position = table.indexes.len() + at;
    let projection = projection(table, &index.projection);
    let partition = match &used.partition {
        Some(template) => partition(table, at, template).checks(),
        None if index.partition.is_empty() => TokenStream::new(),
        None => {
            let partition = key_attributes(table, &index.partition);
            let check =
                quote!(#runtime::check_attribute_index(#runtime::vector_partition(&#definition), &[#(#partition),*]));
            checked_at(span, check)
        }
    };
    let filters = key_attributes(table, &index.filters)
        .into_iter()
        .map(|filter| checked_at(span, quote!(#runtime::check_vector_filter(&#definition, &#filter))));
    let checks = [
        quote!(#runtime::check_vector_partition(&#definition, #has_partition)),
        quote!(#runtime::check_projection(&#definition.projection, &#projection)),
        quote!(#runtime::check_shared_keys(__entity(), #position)),
    ];
    let checks = checks.into_iter().map(|check| checked_at(span, check));
    let field = field_check(table, index, &definition);
    quote!(#(#checks)* #partition #(#filters)* #field)
}

/// Returns the check of the field with the vectors, at its type.
fn field_check(table: &Table, index: &VectorIndex, definition: &Ident) -> Option<TokenStream> {
    let runtime = &table.owner.runtime;
    let attribute = table.attributes.get(index.attribute)?;
    let (ty, name) = (&attribute.ty, &attribute.name);
    // A constant cannot mention the parameters of a generic struct.
    if mentions_generics(&table.owner.generics, ty) {
        return None;
    }
    Some(checked_at(ty.span(), quote!(#runtime::check_vector_field::<#ty>(&#definition, #name))))
}
