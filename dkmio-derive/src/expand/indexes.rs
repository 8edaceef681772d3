//! Secondary indexes: a marker type and an accessor for each.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;
use syn::ext::IdentExt;

use super::definition::{index_kind, key_types, projection, projects_all, projects_each, schema};
use super::generics::{Head, applied, head, owner_type};
use super::index_ident::{index_ident, index_types};
use super::projected::{projected_ident, projected_type};
use crate::model::{Index, IndexKind, Owner, Projection, Table};

/// Returns the types of the indexes, beside the table's struct so that users can name them.
pub(super) fn types(owner: &Owner, accessors: &[&Ident]) -> TokenStream {
    let with_docs = accessors.iter().map(|accessor| {
        let (table, ident) = (owner.ident.unraw(), index_ident(owner, accessor));
        let accessor_name = accessor.unraw();
        let doc = format!(
            "The type of the index that `{table}::{accessor_name}` leads to. A query on it is a `Query<{ident}>`."
        );
        (*accessor, doc)
    });
    index_types(owner, with_docs)
}

/// Returns all indexes of a table.
pub(super) fn indexes(table: &Table, bounds: &[TokenStream]) -> TokenStream {
    let each = table.indexes.iter().map(|index| {
        let parts = [definition(table, index, bounds), source(table, index, bounds), projects(table, index, bounds)];
        quote!(#(#parts)*)
    });
    let each: TokenStream = each.collect();
    let accessors = accessors(table);
    quote!(#each #accessors)
}

/// Returns the index as data.
fn definition(table: &Table, index: &Index, bounds: &[TokenStream]) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let (accessor, name) = (index.accessor.unraw().to_string(), &index.name);
    let kind = index_kind(&table.owner, index.kind);
    let schema = schema(table, &index.partition, &index.sort);
    let projection = projection(table, &index.projection);
    let this = index_type(table, index);
    let Head { params, wheres } = head(generics, &[], bounds);
    quote! {
        #[automatically_derived]
        impl #params #this #wheres {
            const __DEFINITION: #runtime::IndexDefinition = #runtime::IndexDefinition {
                accessor: #accessor,
                name: #name,
                kind: #kind,
                key: #schema,
                projection: #projection,
            };
        }
    }
}

/// Returns the index as a source of queries and scans.
fn source(table: &Table, index: &Index, bounds: &[TokenStream]) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let this = index_type(table, index);
    let owner = owner_type(&table.owner);
    let key = key_types(table, &index.partition, &index.sort);
    let item = projected_type(table, index).unwrap_or_else(|| owner.clone());
    let Head { params, wheres } = head(generics, &[], bounds);
    let kind = match index.kind {
        IndexKind::Global => quote!(impl #params #runtime::GlobalIndex for #this #wheres {}),
        IndexKind::Local => {
            let Head { params: plain_params, wheres: plain_wheres } = head(generics, &[], &[]);
            quote! {
                impl #params #runtime::LocalIndex for #this #wheres {}
                #[automatically_derived]
                #[diagnostic::do_not_recommend]
                impl #plain_params #runtime::SupportsConsistentRead for #this #plain_wheres {}
            }
        }
    };
    quote! {
        #[automatically_derived]
        impl #params #runtime::Source for #this #wheres {
            type Table = #owner;
            #key
            type Item = #item;
            const INDEX: ::core::option::Option<#runtime::IndexDefinition> =
                ::core::option::Option::Some(Self::__DEFINITION);
        }
        #[automatically_derived]
        #kind
    }
}

/// Returns the implementations for the attributes that can be read through the index. A local index fetches from the
/// table attributes that it does not project.
fn projects(table: &Table, index: &Index, bounds: &[TokenStream]) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let this = index_type(table, index);
    let Head { params, wheres } = head(generics, &[], bounds);
    let all = matches!(index.projection, Projection::All);
    let everything = all.then(|| {
        quote! {
            #[automatically_derived]
            impl #params #runtime::ProjectsAll for #this #wheres {}
        }
    });
    if all || index.kind == IndexKind::Local {
        let each = projects_all(table, &this);
        return quote!(#everything #each);
    }
    let positions = table.projected_by(index);
    projects_each(table, &this, &positions)
}

/// Returns the type of the index with the generics of its table.
fn index_type(table: &Table, index: &Index) -> TokenStream {
    applied(&index_ident(&table.owner, &index.accessor), &table.owner.generics)
}

/// Returns the accessors of the indexes, such as `Orders::by_status()`.
pub(super) fn accessors(table: &Table) -> Option<TokenStream> {
    let Owner { vis, facade, runtime, generics, .. } = &table.owner;
    let functions = table.indexes.iter().map(|index| {
        let accessor = &index.accessor;
        let this = index_type(table, index);
        let docs = docs(table, index);
        quote! {
            #(#[doc = #docs])*
            #[must_use]
            #vis const fn #accessor() -> #facade::table::Index<#this> { #runtime::Index::new() }
        }
    });
    let this = owner_type(&table.owner);
    let Head { params, wheres } = head(generics, &[], &[]);
    (!table.indexes.is_empty()).then(|| {
        quote! {
            #[automatically_derived]
            impl #params #this #wheres { #(#functions)* }
        }
    })
}

/// Returns the docs of an accessor: the index, its keys, its projection and the type that a query returns.
fn docs(table: &Table, index: &Index) -> [String; 5] {
    let owner = table.owner.ident.unraw();
    let names = |positions: &[usize]| listed(table.at(positions).map(|attribute| attribute.name.as_str()));
    let sort = if index.sort.is_empty() { String::new() } else { format!(", sort key {}", names(&index.sort)) };
    let projected = match &index.projection {
        Projection::All => "all attributes".to_owned(),
        Projection::KeysOnly => "only keys".to_owned(),
        Projection::Include { declared, undeclared } => {
            let declared = table.at(declared).map(|attribute| attribute.name.as_str());
            format!("keys and {}", listed(declared.chain(undeclared.iter().map(String::as_str))))
        }
    };
    let key = match index.partition.as_slice() {
        // An entity may leave the key to the table, or have no part in it that can be read back.
        [] if sort.is_empty() => String::new(),
        partition => format!("Partition key {}{sort}; ", names(partition)),
    };
    let item = match index.projection {
        Projection::All => owner.to_string(),
        Projection::KeysOnly | Projection::Include { .. } => projected_ident(&table.owner, &index.accessor).to_string(),
    };
    [
        format!("The {} secondary index `{}`.", index.kind.word(), index.name.value()),
        String::new(),
        format!("{key}projects {projected}."),
        String::new(),
        format!("Queries and scans return `{item}`."),
    ]
}

/// Returns the role of an attribute in the key of the index, for the docs of the attribute.
pub(super) fn role_in(index: &Index, at: usize) -> Option<String> {
    // The partition key of a local index is the table's, which is a role already.
    let part = if index.partition.contains(&at) && index.kind == IndexKind::Global {
        "partition key"
    } else if index.sort.contains(&at) {
        "sort key"
    } else {
        return None;
    };
    Some(format!("{part} of `{}`", index.accessor.unraw()))
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
