//! `#[derive(DynamoProjection)]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
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
    let Head { params, wheres } = head(generics, &[], &[]);
    let from = head(generics, &[quote!(__S)], &readable(partial));
    let (from_params, from_wheres) = (from.params, from.wheres);
    let checks = checks(partial);
    hidden(quote! {
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

/// The source is of the table, and holds or can fetch every attribute. That the table declares them is assumed here, so
/// that it is said only once, at the field.
fn readable(partial: &PartialStruct) -> Vec<TokenStream> {
    let (runtime, table) = (&partial.owner.runtime, &partial.table);
    let declared = partial.attributes.iter().map(|field| {
        let declares = declares(partial, field);
        quote!(for<'__a> #table: #declares)
    });
    let projected = partial.attributes.iter().map(|field| attribute(partial, field));
    let source = quote!(__S: #runtime::Source<Table = #table> #(+ #runtime::Projects<#projected>)*);
    declared.chain([source]).collect()
}

fn declares(partial: &PartialStruct, field: &PartialField) -> TokenStream {
    let (runtime, this, hash) = (&partial.owner.runtime, owner_type(&partial.owner), hash(&field.name));
    quote!(#runtime::Declares<#this, #hash>)
}

/// The table's attribute of the field's stored name, located at the field.
fn attribute(partial: &PartialStruct, field: &PartialField) -> TokenStream {
    let (table, declares) = (&partial.table, declares(partial, field));
    located_at(quote!(<#table as #declares>::Attribute), field.ident.span())
}

fn located_at(tokens: TokenStream, span: proc_macro2::Span) -> TokenStream {
    let located = tokens.into_iter().map(|mut token| {
        if let proc_macro2::TokenTree::Group(group) = &token {
            let mut inner = proc_macro2::Group::new(group.delimiter(), located_at(group.stream(), span));
            inner.set_span(group.span().located_at(span));
            return inner.into();
        }
        token.set_span(token.span().located_at(span));
        token
    });
    located.collect()
}

/// Each field reads what the table's field writes, and the named index holds it.
fn checks(partial: &PartialStruct) -> TokenStream {
    let (runtime, table) = (&partial.owner.runtime, &partial.table);
    let fields = partial.attributes.iter().map(|field| {
        let (ty, attribute) = (&field.ty, attribute(partial, field));
        quote_spanned!(ty.span()=> #runtime::check::field_reads::<#ty, <#attribute as #runtime::Attribute>::Field>();)
    });
    let held = partial.index.as_ref().map(|index| {
        let held = partial.attributes.iter().map(|field| {
            let attribute = attribute(partial, field);
            quote_spanned!(field.ident.span()=> #runtime::check::held::<#attribute, _>(__index);)
        });
        quote! {
            let __index = <#table>::#index;
            #(#held)*
        }
    });
    let Head { params, wheres } = head(&partial.owner.generics, &[], &[]);
    let checks = quote!(#(#fields)* #held).into_token_stream();
    quote!(fn __checks #params () #wheres { #checks })
}
