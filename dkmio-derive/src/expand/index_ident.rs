//! The types of indexes, and their names.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::generics::marker;
use crate::check::index_name;
use crate::model::Owner;

/// Returns `OrdersByStatusIndex`.
pub(super) fn index_ident(owner: &Owner, accessor: &Ident) -> Ident {
    format_ident!("{}", index_name(&owner.ident, accessor), span = accessor.span())
}

/// Returns the types of indexes with their docs, beside the table's struct so that users can name them.
pub(super) fn index_types<'a>(owner: &Owner, indexes: impl Iterator<Item = (&'a Ident, String)>) -> TokenStream {
    let types = indexes.map(|(accessor, doc)| {
        let definition = marker(owner, &owner.vis, &index_ident(owner, accessor));
        quote! {
            #[doc = #doc]
            #[allow(dead_code, missing_debug_implementations)]
            #definition
        }
    });
    types.collect()
}
