//! Vector indexes of a table that several entities share.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::index_ident::index_ident;
use super::shared_key::key_type;
use super::vectors::metric_ident;
use crate::shared_model::{KeyName, Projection, SharedTable, SharedVectorIndex};

/// Returns the indexes as sources of searches, whose hits are free-form, and their names.
pub(super) fn vectors(table: &SharedTable) -> TokenStream {
    let (runtime, this, vis) = (&table.owner.runtime, &table.owner.ident, &table.owner.vis);
    let each = table.vectors.iter().map(|index| {
        let (ident, accessor, metric) =
            (index_ident(&table.owner, &index.accessor), &index.accessor, metric_ident(&index.distance));
        let definition = definition(table, index);
        let partition = match &index.partition {
            Some(key) => {
                let ty = key_type(key);
                quote!(#runtime::Partitioned<#ty>)
            }
            None => quote!(#runtime::Unpartitioned),
        };
        let doc = format!(
            "The vector index `{}`, for `#[index(..)]` of entities and for free-form searches.",
            index.name.value()
        );
        quote! {
            #[automatically_derived]
            impl #runtime::VectorSource for #ident {
                type Table = #this;
                type Item = #runtime::Item;
                type Metric = #runtime::#metric;
                const DEFINITION: #runtime::VectorIndexDefinition = #definition;
            }
            #[automatically_derived]
            impl #this {
                #[doc = #doc]
                #[allow(non_upper_case_globals)]
                #vis const #accessor: #runtime::VectorIndex<#ident, #partition> = #runtime::VectorIndex::new();
            }
        }
    });
    each.collect()
}

/// Returns an index as data.
pub(super) fn definition(table: &SharedTable, index: &SharedVectorIndex) -> TokenStream {
    let runtime = &table.owner.runtime;
    let (accessor, name, attribute) = (index.accessor.unraw().to_string(), &index.name, &index.attribute);
    let (dimensions, distance) = (&index.dimensions, metric_ident(&index.distance));
    let key = |KeyName { name, is_number }: &KeyName| {
        let key_type = if *is_number { quote!(Number) } else { quote!(String) };
        quote!(#runtime::KeyAttribute { name: #name, key_type: #runtime::KeyType::#key_type })
    };
    let partition = match index.partition.as_ref().map(key) {
        Some(key) => quote!(::core::option::Option::Some(#key)),
        None => quote!(::core::option::Option::None),
    };
    let filters = index.filters.iter().map(key);
    let projection = match &index.projection {
        Projection::All => quote!(All),
        Projection::KeysOnly => quote!(KeysOnly),
        Projection::Include(names) => quote!(Include(&[#(#names),*])),
    };
    quote! {
        #runtime::VectorIndexDefinition {
            accessor: #accessor,
            name: #name,
            attribute: #attribute,
            dimensions: #dimensions,
            distance: #runtime::DistanceFunction::#distance,
            partition: #partition,
            filters: &[#(#filters),*],
            projection: #runtime::Projection::#projection,
            // The field may be a `Vec<f32>` in any of the entities.
            has_open_length: true,
        }
    }
}
