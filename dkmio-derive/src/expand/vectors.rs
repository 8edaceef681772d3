//! Vector indexes: their types as sources of searches, and their accessors.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::attributes::marker_type;
use super::definition::{key_attributes, projection, projects_all, projects_each};
use super::generics::{Head, applied, head, mentions_generics, owner_type};
use super::index_ident::{index_ident, index_types};
use super::key_types::KeyType;
use super::projected::projected_ident;
use super::respanned::respanned;
use crate::model::{Owner, Projection, Table, VectorIndex};

/// Returns the types of the vector indexes, beside the table's struct so that users can name them.
pub(super) fn types(owner: &Owner, accessors: &[&Ident]) -> TokenStream {
    let with_docs = accessors.iter().map(|accessor| {
        let (table, ident) = (owner.ident.unraw(), index_ident(owner, accessor));
        let accessor_name = accessor.unraw();
        let doc =
            format!("The type of the vector index that `{table}::{accessor_name}` leads to. A search of it is a `Search<{ident}>`.");
        (*accessor, doc)
    });
    index_types(owner, with_docs)
}

/// Returns all vector indexes of a table.
pub(super) fn vectors(table: &Table, bounds: &[TokenStream]) -> TokenStream {
    let each = table.vectors.iter().enumerate().map(|(at, index)| {
        let parts = [
            shape(table, at, index).unwrap_or_default(),
            source(table, at, index, bounds),
            searchable(table, index),
            projects(table, index),
        ];
        quote!(#(#parts)*)
    });
    let each: TokenStream = each.collect();
    let field_type = |index: &VectorIndex| KeyType::all(table, &index.partition).first().map(|key| key.ty.clone());
    let accessors = accessors(table, &table.vectors.iter().map(field_type).collect::<Vec<_>>());
    quote!(#each #accessors)
}

/// Returns the constant with the shape of the vectors, if it mentions no parameter. `cargo check` evaluates such a
/// constant, and a mistake is one error at the field.
fn shape(table: &Table, at: usize, index: &VectorIndex) -> Option<TokenStream> {
    let ty = &table.attributes.get(index.attribute)?.ty;
    let (runtime, constant, value) = (&table.owner.runtime, shape_ident(at), shape_value(table, index));
    let is_generic = mentions_generics(&table.owner.generics, ty);
    (!is_generic).then(|| quote!(const #constant: #runtime::VectorShape = #value;))
}

fn shape_ident(at: usize) -> Ident {
    format_ident!("__VECTOR_{at}")
}

fn shape_value(table: &Table, index: &VectorIndex) -> TokenStream {
    let runtime = &table.owner.runtime;
    let declared = match &index.dimensions {
        Some(dimensions) => quote!(::core::option::Option::Some(#dimensions)),
        None => quote!(::core::option::Option::None),
    };
    let field = table.attributes.get(index.attribute).map(|attribute| {
        let ty = &attribute.ty;
        respanned(quote!(#runtime::vector_shape::<#ty>(#declared)), ty.span())
    });
    quote!(#field)
}

/// Returns the index as a source of searches.
fn source(table: &Table, at: usize, index: &VectorIndex, bounds: &[TokenStream]) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let (this, owner) = (index_type(table, index), owner_type(&table.owner));
    let item = applied(&projected_ident(&table.owner, &index.accessor), generics);
    let metric = metric(index);
    let definition = definition(table, at, index);
    let Head { params, wheres } = head(generics, &[], bounds);
    quote! {
        #[automatically_derived]
        impl #params #runtime::VectorSource for #this #wheres {
            type Table = #owner;
            type Item = #item;
            type Metric = #runtime::#metric;
            const DEFINITION: #runtime::VectorIndexDefinition = #definition;
        }
        #[automatically_derived]
        impl #params #runtime::BelongsTo<#owner> for #this #wheres {}
        #[automatically_derived]
        impl #params #runtime::HitItem for #item #wheres {
            type Metric = #runtime::#metric;
        }
    }
}

/// Returns the name of the metric, as a type and as data.
fn metric(index: &VectorIndex) -> Ident {
    index.distance.as_ref().map_or_else(|| format_ident!("Cosine"), metric_ident)
}

/// Returns the name of the metric that a declaration names, as a type and as data.
pub(super) fn metric_ident(distance: &Ident) -> Ident {
    let name = match distance.to_string().as_str() {
        "EUCLIDEAN" => "Euclidean",
        "DOT_PRODUCT" => "DotProduct",
        _ => "Cosine",
    };
    format_ident!("{name}")
}

/// Returns the index as data.
fn definition(table: &Table, at: usize, index: &VectorIndex) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let (accessor, name, metric) = (index.accessor.unraw().to_string(), &index.name, metric(index));
    let field = table.attributes.get(index.attribute);
    let attribute = field.map(|attribute| &attribute.name);
    let ty = field.map(|attribute| &attribute.ty);
    let is_generic = ty.is_some_and(|ty| mentions_generics(generics, ty));
    let shape = if is_generic {
        shape_value(table, index)
    } else {
        let constant = shape_ident(at);
        quote!(#constant)
    };
    let partition = match key_attributes(table, &index.partition).first() {
        Some(partition) => quote!(::core::option::Option::Some(#partition)),
        None => quote!(::core::option::Option::None),
    };
    let filters = key_attributes(table, &index.filters);
    let projection = projection(table, &index.projection);
    quote! {
        #runtime::VectorIndexDefinition {
            accessor: #accessor,
            name: #name,
            attribute: #attribute,
            dimensions: #shape.dimensions,
            distance: #runtime::DistanceFunction::#metric,
            partition: #partition,
            filters: &[#(#filters),*],
            projection: #projection,
            has_open_length: #shape.has_open_length,
        }
    }
}

/// Returns the implementations for the filters of a search.
pub(super) fn searchable(table: &Table, index: &VectorIndex) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let this = index_type(table, index);
    let Head { params, wheres } = head(generics, &[], &[]);
    let filters = table.at(&index.filters).map(|attribute| marker_type(&table.owner, attribute));
    quote! {
        #(
            #[automatically_derived]
            impl #params #runtime::FiltersBy<#filters> for #this #wheres {}
        )*
    }
}

/// Returns the implementations for the attributes that can be read through the index. The vector is one of them only if
/// the index projects it.
fn projects(table: &Table, index: &VectorIndex) -> TokenStream {
    let this = index_type(table, index);
    if matches!(index.projection, Projection::All) {
        return projects_all(table, &this);
    }
    let positions = table.projected_by_vector(index);
    projects_each(table, &this, &positions)
}

/// Returns the type of the index with the generics of its table.
pub(super) fn index_type(table: &Table, index: &VectorIndex) -> TokenStream {
    applied(&index_ident(&table.owner, &index.accessor), &table.owner.generics)
}

/// Returns the accessors of the vector indexes, such as `Docs::by_meaning()`. `partitions` has the types of their partition
/// attributes.
pub(super) fn accessors(table: &Table, partitions: &[Option<TokenStream>]) -> Option<TokenStream> {
    let Owner { vis, facade, runtime, generics, .. } = &table.owner;
    let functions = table.vectors.iter().zip(partitions).map(|(index, partition)| {
        let accessor = &index.accessor;
        let this = index_type(table, index);
        let partition = match partition {
            Some(ty) => quote!(#facade::table::Partitioned<#ty>),
            None => quote!(#facade::table::Unpartitioned),
        };
        let docs = docs(table, index);
        quote! {
            #(#[doc = #docs])*
            #[must_use]
            #vis const fn #accessor() -> #facade::table::VectorIndex<#this, #partition> { #runtime::VectorIndex::new() }
        }
    });
    let this = owner_type(&table.owner);
    let Head { params, wheres } = head(generics, &[], &[]);
    (!table.vectors.is_empty()).then(|| {
        quote! {
            #[automatically_derived]
            impl #params #this #wheres { #(#functions)* }
        }
    })
}

/// Returns the docs of an accessor: the index, the attribute that it compares, its partition attribute and filters, and
/// the type of the hits.
fn docs(table: &Table, index: &VectorIndex) -> [String; 5] {
    let names = |positions: &[usize]| {
        table.at(positions).map(|attribute| format!("`{}`", attribute.name)).collect::<Vec<_>>().join(", ")
    };
    let distance = index.distance.as_ref().map(|distance| format!(" by {distance}")).unwrap_or_default();
    let partition = match index.partition.as_slice() {
        [] => String::new(),
        partition => format!("; a search gives the value of {}", names(partition)),
    };
    let filters = if index.filters.is_empty() { String::new() } else { format!("; filters {}", names(&index.filters)) };
    [
        format!("The vector index `{}`.", index.name.value()),
        String::new(),
        format!("Compares {}{distance}{partition}{filters}.", names(&[index.attribute])),
        String::new(),
        format!("Searches return hits with a `{}`.", projected_ident(&table.owner, &index.accessor)),
    ]
}

/// Returns the role of an attribute in the index, for the docs of the attribute.
pub(super) fn role_in(index: &VectorIndex, at: usize) -> Option<String> {
    let role = if index.attribute == at {
        "vector"
    } else if index.partition.contains(&at) {
        "partition attribute"
    } else if index.filters.contains(&at) {
        "filter"
    } else {
        return None;
    };
    Some(format!("{role} of `{}`", index.accessor.unraw()))
}
