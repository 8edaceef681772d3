//! Secondary indexes: a marker type and an accessor for each.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::attributes::marker_type;
use super::definition::{projects_all, schema, sort_type};
use super::generics::{Head, applied, head, marker, owner_type};
use super::projected::projected_type;
use crate::model::{Index, Owner, Projection, Table};

/// All indexes of a table.
pub(super) fn indexes(table: &Table, bounds: &[TokenStream]) -> TokenStream {
    let each = table.indexes.iter().map(|index| {
        let parts = [
            marker(&table.owner, &index.marker),
            definition(table, index, bounds),
            source(table, index, bounds),
            projects(table, index, bounds),
        ];
        quote!(#(#parts)*)
    });
    let each: TokenStream = each.collect();
    let accessors = accessors(table);
    quote!(#each #accessors)
}

/// The index as data.
fn definition(table: &Table, index: &Index, bounds: &[TokenStream]) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let (accessor, name) = (index.accessor.unraw().to_string(), &index.name);
    let kind = if index.local { quote!(Local) } else { quote!(Global) };
    let schema = schema(table, &index.partition, &index.sort);
    let projection = match &index.projection {
        Projection::All => quote!(All),
        Projection::KeysOnly => quote!(KeysOnly),
        Projection::Include { declared, undeclared } => {
            let names = table.at(declared).map(|attribute| &attribute.name).chain(undeclared);
            quote!(Include(&[#(#names),*]))
        }
    };
    let this = applied(&index.marker, generics);
    let Head { params, wheres } = head(generics, &[], bounds);
    quote! {
        #[automatically_derived]
        impl #params #this #wheres {
            const DEFINITION: #runtime::IndexDefinition = #runtime::IndexDefinition {
                accessor: #accessor,
                name: #name,
                kind: #runtime::IndexKind::#kind,
                key: #schema,
                projection: #runtime::Projection::#projection,
            };
        }
    }
}

/// The index as a source of queries and scans.
fn source(table: &Table, index: &Index, bounds: &[TokenStream]) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let this = applied(&index.marker, generics);
    let owner = owner_type(&table.owner);
    let types: Vec<_> = table.at(&index.partition).map(|part| part.key_type()).collect();
    let partition = match types.as_slice() {
        [one] => quote!(#runtime::One<#one>),
        many => quote!(#runtime::Many<(#(#many,)*)>),
    };
    let sort = sort_type(table, &index.sort);
    let item = projected_type(table, index).unwrap_or_else(|| owner.clone());
    let kind = if index.local { quote!(LocalIndex) } else { quote!(GlobalIndex) };
    let Head { params, wheres } = head(generics, &[], bounds);
    let consistent = index.local.then(|| {
        let Head { params, wheres } = head(generics, &[], &[]);
        quote! {
            #[automatically_derived]
            impl #params #runtime::SupportsConsistentRead for #this #wheres {}
        }
    });
    quote! {
        #[automatically_derived]
        impl #params #runtime::Source for #this #wheres {
            type Table = #owner;
            type Partition = #partition;
            type Sort = #sort;
            type Item = #item;
            const INDEX: ::core::option::Option<#runtime::IndexDefinition> =
                ::core::option::Option::Some(Self::DEFINITION);
        }
        #[automatically_derived]
        impl #params #runtime::#kind for #this #wheres {}
        #consistent
    }
}

/// What can be read through the index. A local index fetches from the table what it does not hold itself.
fn projects(table: &Table, index: &Index, bounds: &[TokenStream]) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let this = applied(&index.marker, generics);
    let Head { params, wheres } = head(generics, &[], bounds);
    let all = matches!(index.projection, Projection::All);
    let everything = all.then(|| {
        quote! {
            #[automatically_derived]
            impl #params #runtime::ProjectsAll for #this #wheres {}
        }
    });
    if all || index.local {
        let each = projects_all(table, &this);
        return quote!(#everything #each);
    }
    let held = table.held_by(index);
    let Head { params, wheres } = head(generics, &[], &[]);
    let held = table.at(&held).map(|attribute| marker_type(&table.owner, attribute));
    quote! {
        #(
            #[automatically_derived]
            impl #params #runtime::Projects<#held> for #this #wheres {}
        )*
    }
}

/// `Orders::by_status()` and its like.
fn accessors(table: &Table) -> Option<TokenStream> {
    let Owner { vis, runtime, generics, .. } = &table.owner;
    let functions = table.indexes.iter().map(|index| {
        let accessor = &index.accessor;
        let this = applied(&index.marker, generics);
        let kind = if index.local { "local" } else { "global" };
        let doc = format!("The {kind} secondary index `{}`.", index.name.value());
        quote! {
            #[doc = #doc]
            #[must_use]
            #vis const fn #accessor() -> #runtime::Index<#this> { #runtime::Index::new() }
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
