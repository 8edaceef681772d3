//! The standard traits of generated structs, each where all fields have it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Generics, Ident, Type};

use super::generics::{Head, applied, distinct, head, maybe};

/// A generated struct, as far as the standard traits need it.
pub(super) struct Shape<'a> {
    pub(super) ident: &'a Ident,
    pub(super) generics: &'a Generics,
    pub(super) fields: Vec<(&'a Ident, &'a Type)>,
}

impl Shape<'_> {
    /// `Debug`, `Clone` and `PartialEq`.
    pub(super) fn value_traits(&self) -> TokenStream {
        let fields: Vec<&Ident> = self.fields.iter().map(|(ident, _)| *ident).collect();
        let name = self.ident.unraw().to_string();
        let shown: Vec<&Ident> = fields.iter().copied().filter(|field| *field != "__of").collect();
        let names = shown.iter().map(|field| field.unraw().to_string());
        let debug = self.one(
            &quote!(::core::fmt::Debug),
            quote! {
                fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    __f.debug_struct(#name)#(.field(#names, &self.#shown))*.finish()
                }
            },
        );
        let clone = self.one(
            &quote!(::core::clone::Clone),
            quote! {
                fn clone(&self) -> Self {
                    Self { #(#fields: ::core::clone::Clone::clone(&self.#fields)),* }
                }
            },
        );
        let equal = self.one(
            &quote!(::core::cmp::PartialEq),
            quote! {
                fn eq(&self, __other: &Self) -> bool {
                    (#(&self.#fields,)*) == (#(&__other.#fields,)*)
                }
            },
        );
        quote!(#debug #clone #equal)
    }

    /// `Eq`, `Hash`, `PartialOrd` and `Ord`.
    pub(super) fn key_traits(&self) -> TokenStream {
        let fields: Vec<&Ident> = self.fields.iter().map(|(ident, _)| *ident).collect();
        let eq = self.one(&quote!(::core::cmp::Eq), TokenStream::new());
        let hash = self.one(
            &quote!(::core::hash::Hash),
            quote! {
                fn hash<__H: ::core::hash::Hasher>(&self, __state: &mut __H) {
                    ::core::hash::Hash::hash(&(#(&self.#fields,)*), __state);
                }
            },
        );
        let partial_ord = self.one(
            &quote!(::core::cmp::PartialOrd),
            quote! {
                fn partial_cmp(&self, __other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                    ::core::cmp::PartialOrd::partial_cmp(&(#(&self.#fields,)*), &(#(&__other.#fields,)*))
                }
            },
        );
        let ord = self.one(
            &quote!(::core::cmp::Ord),
            quote! {
                fn cmp(&self, __other: &Self) -> ::core::cmp::Ordering {
                    ::core::cmp::Ord::cmp(&(#(&self.#fields,)*), &(#(&__other.#fields,)*))
                }
            },
        );
        quote!(#eq #hash #partial_ord #ord)
    }

    fn one(&self, bound: &TokenStream, body: TokenStream) -> TokenStream {
        let bounds = distinct(self.fields.iter().filter_map(|(_, ty)| maybe(ty, bound.clone())));
        let Head { params, wheres } = head(self.generics, &[], &bounds);
        let this = applied(self.ident, self.generics);
        quote! {
            #[automatically_derived]
            impl #params #bound for #this #wheres { #body }
        }
    }
}
