//! `#[derive(DynamoProjection)]`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::generics::{Head, head, mentions_generics, owner_type};
use super::{decimals, hidden};
use crate::model::{Owner, PartialField, PartialStruct};

/// Expands a partial struct. Its attributes are those of the table's constants, so a misspelled one is rustc's own
/// error, with its suggestion.
///
/// The type behind a constant has no name here. The table numbers its attributes, so the number of the constant stands for it.
/// The number is a constant too, which cannot mention parameters. A generic table is therefore read whole, or through an index
/// that projects everything.
pub(crate) fn partial(partial: &PartialStruct) -> TokenStream {
    let Owner { runtime, generics, .. } = &partial.owner;
    let (this, table) = (owner_type(&partial.owner), &partial.table);
    let names = partial.attributes.iter().map(|field| &field.name);
    let Head { params, wheres } = head(generics, &[], &[]);
    let is_generic = mentions_generics(generics, table);
    let (source, checks) = if is_generic {
        (quote!(#runtime::ProjectsAll), generic_checks(partial))
    } else {
        let fields = (0..partial.attributes.len()).map(|at| projects_field(partial, at));
        (quote!(#(#fields)+*), checks(partial))
    };
    // A projection without fields is refused, so `source` is not empty.
    let source = quote!(__S: #runtime::BelongsTo<#table> + #source);
    let from = head(generics, &[quote!(__S)], &[source]);
    let (from_params, from_wheres) = (from.params, from.wheres);
    let plain = partial.attributes.iter().filter(|field| field.is_plain);
    let decimals = decimals::checks(&partial.owner, plain.map(|field| (&field.ident, &field.ty)));
    hidden(quote! {
        #[automatically_derived]
        impl #params #runtime::ProjectionOf for #this #wheres {
            type Table = #table;
            const ATTRIBUTES: &'static [&'static str] = &[#(#names),*];
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #from_params #runtime::ReadableFrom<__S> for #this #from_wheres {}
        #checks
        #decimals
    })
}

fn number(at: usize) -> Ident {
    format_ident!("__ATTRIBUTE_{at}")
}

/// Returns a type that stands for the field in messages, and is therefore named like it.
fn marker(field: &PartialField) -> Ident {
    let mut marker = field.ident.clone();
    marker.set_span(Span::call_site().located_at(field.ident.span()));
    marker
}

/// Returns the bound that the source projects the attribute of a field.
fn projects_field(partial: &PartialStruct, at: usize) -> Option<TokenStream> {
    let (runtime, number) = (&partial.owner.runtime, number(at));
    let marker = marker(partial.attributes.get(at)?);
    Some(quote!(#runtime::ProjectsField<__field::#marker, { #number }>))
}

/// Returns the checks that each field reads the type of the table's field, under the same stored name, and that the
/// named index projects it.
fn checks(partial: &PartialStruct) -> TokenStream {
    let (runtime, table) = (&partial.owner.runtime, &partial.table);
    let fields = partial.attributes.iter().enumerate().map(|(at, field)| {
        let PartialField { ty, name, constant, .. } = field;
        let (number, message) = (number(at), name_differs(field));
        // The constant stands here only, so that a missing one is one error.
        let check = quote_spanned!(ty.span()=> #runtime::check::declared(&<#table>::#constant).read_as::<#ty>());
        let stored = quote!(<#table as #runtime::Table>::DEFINITION.attributes[#number]);
        let same_name = quote_spanned! {field.ident.span()=>
            ::core::assert!(#runtime::is_same_name(#stored, #name), #message)
        };
        quote! {
            const #number: usize = #check;
            const _: () = #same_name;
        }
    });
    let markers = partial.attributes.iter().map(marker);
    let projected = partial.index.as_ref().map(|index| {
        let projected = partial.attributes.iter().map(|field| {
            let constant = &field.constant;
            // The tokens of the constant are those of the check above: rustc reports a missing one once.
            quote_spanned!(field.ident.span()=> #runtime::check::projected(&<#table>::#constant, __index);)
        });
        let Head { params, wheres } = head(&partial.owner.generics, &[], &[]);
        quote! {
            fn __checks #params () #wheres {
                let __index = <#table>::#index;
                #(#projected)*
            }
        }
    });
    quote! {
        mod __field { #(pub struct #markers {})* }
        #(#fields)*
        #projected
    }
}

/// Returns the checks that need no number of an attribute: that the constants exist, and that the index projects them.
fn generic_checks(partial: &PartialStruct) -> TokenStream {
    let (runtime, table) = (&partial.owner.runtime, &partial.table);
    let checks = partial.attributes.iter().map(|field| {
        let (ty, constant) = (&field.ty, &field.constant);
        let projected = partial.index.as_ref().map(|index| {
            quote_spanned!(field.ident.span()=> #runtime::check::projected(&<#table>::#constant, <#table>::#index);)
        });
        let reads = quote_spanned!(ty.span()=> #runtime::check::declared(&<#table>::#constant).read_as::<#ty>(););
        quote! {
            let _ = #reads
            #projected
        }
    });
    let Head { params, wheres } = head(&partial.owner.generics, &[], &[]);
    quote!(fn __checks #params () #wheres { #(#checks)* })
}

fn name_differs(field: &PartialField) -> String {
    format!(
        "the field `{}` reads the attribute `{}`, and the table stores `{}` under another name; give both the same \
         `#[serde(rename = \"..\")]`",
        field.ident.unraw(),
        field.name,
        field.constant
    )
}
