//! `#[derive(DynamoProjection)]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::attributes::hash;
use super::generics::{Head, head, owner_type};
use super::hidden;
use crate::model::{Owner, PartialField, PartialStruct};

/// A partial struct, with the attributes looked up in the table's declaration.
pub(crate) fn partial(partial: &PartialStruct) -> TokenStream {
    let Owner { runtime, generics, .. } = &partial.owner;
    let (this, table) = (owner_type(&partial.owner), &partial.table);
    let names = partial.attributes.iter().map(|field| &field.name);
    let markers = markers(partial);
    let attributes = partial.attributes.iter().map(|field| attribute(partial, field));
    let bound = quote!(__S: #runtime::Source<Table = #table> #(+ #runtime::Projects<#attributes>)*);
    let Head { params, wheres } = head(generics, &[], &[]);
    let from = head(generics, &[quote!(__S)], &[bound]);
    let (from_params, from_wheres) = (from.params, from.wheres);
    let checks = checks(partial);
    hidden(quote! {
        #markers
        #[automatically_derived]
        impl #params #runtime::ProjectionOf for #this #wheres {
            type Table = #table;
            const ATTRIBUTES: &'static [&'static str] = &[#(#names),*];
        }
        #[automatically_derived]
        impl #from_params #runtime::ReadableFrom<__S> for #this #from_wheres {}
        #checks
    })
}

/// One type per field; messages name the attribute by it.
fn markers(partial: &PartialStruct) -> TokenStream {
    let vis = &partial.owner.vis;
    let markers = partial.attributes.iter().map(marker);
    quote!(#(#vis struct #markers {})*)
}

fn marker(field: &PartialField) -> syn::Ident {
    format_ident!("__{}", field.ident.unraw(), span = field.ident.span())
}

/// The table's attribute of the field's stored name.
fn attribute(partial: &PartialStruct, field: &PartialField) -> TokenStream {
    let (runtime, table, marker, hash) = (&partial.owner.runtime, &partial.table, marker(field), hash(&field.name));
    let span = field.ident.span();
    let table = table.to_token_stream().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(span));
        token
    });
    let table: TokenStream = table.collect();
    quote_spanned!(span=> <#table as #runtime::Declares<#marker, #hash>>::Attribute)
}

/// Each field reads what the table's field writes, and the named index holds them all.
fn checks(partial: &PartialStruct) -> TokenStream {
    let runtime = &partial.owner.runtime;
    let fields = partial.attributes.iter().map(|field| {
        let (ty, attribute) = (&field.ty, attribute(partial, field));
        quote_spanned!(ty.span()=> #runtime::check::field_reads::<#ty, <#attribute as #runtime::Attribute>::Field>();)
    });
    let index = partial.index.as_ref().map(|index| {
        let (this, table) = (owner_type(&partial.owner), &partial.table);
        quote_spanned!(index.span()=> #runtime::check::readable_from::<#this, _>(<#table>::#index);)
    });
    let Head { params, wheres } = head(&partial.owner.generics, &[], &[]);
    quote! {
        fn __checks #params () #wheres {
            #(#fields)*
            #index
        }
    }
}
