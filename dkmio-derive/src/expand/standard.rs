//! The standard traits of generated structs.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Generics, Ident, Type};

use super::generics::{Head, applied, distinct, head, maybe};

/// The parts of a generated struct that the standard traits need.
pub(super) struct Shape<'a> {
    pub(super) ident: &'a Ident,
    pub(super) generics: &'a Generics,
    pub(super) fields: Vec<(&'a Ident, &'a Type)>,
}

/// The comparison of the fields of a key: through the codecs of their types, without bounds of their own.
pub(super) struct View {
    pub(super) codecs: Vec<TokenStream>,
    /// The bounds on types that mention a parameter.
    pub(super) bounds: Vec<TokenStream>,
}

impl Shape<'_> {
    /// Returns `Debug`, `Clone` and `PartialEq`, each if all fields have it.
    pub(super) fn value_traits(&self) -> TokenStream {
        let fields = self.idents();
        let debug = self.debug();
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
                // A tuple of the fields would have no `PartialEq` beyond twelve of them.
                fn eq(&self, __other: &Self) -> bool {
                    true #(&& ::core::cmp::PartialEq::eq(&self.#fields, &__other.#fields))*
                }
            },
        );
        quote!(#debug #clone #equal)
    }

    /// Returns the standard traits of a key. All but `Debug` come from the proof that its parts are keys.
    pub(super) fn key_traits(&self, view: &View) -> TokenStream {
        let (fields, codecs) = (self.idents(), &view.codecs);
        let debug = self.debug();
        let this = applied(self.ident, self.generics);
        let Head { params, wheres } = head(self.generics, &[], &view.bounds);
        quote! {
            #debug
            #[automatically_derived]
            impl #params ::core::clone::Clone for #this #wheres {
                fn clone(&self) -> Self { Self { #(#fields: #codecs.cloned(&self.#fields)),* } }
            }
            #[automatically_derived]
            impl #params ::core::cmp::PartialEq for #this #wheres {
                fn eq(&self, __other: &Self) -> bool {
                    (#(#codecs.view(&self.#fields),)*) == (#(#codecs.view(&__other.#fields),)*)
                }
            }
            #[automatically_derived]
            impl #params ::core::cmp::Eq for #this #wheres {}
            #[automatically_derived]
            impl #params ::core::hash::Hash for #this #wheres {
                fn hash<__H: ::core::hash::Hasher>(&self, __state: &mut __H) {
                    ::core::hash::Hash::hash(&(#(#codecs.view(&self.#fields),)*), __state);
                }
            }
            #[automatically_derived]
            impl #params ::core::cmp::PartialOrd for #this #wheres {
                fn partial_cmp(&self, __other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                    ::core::option::Option::Some(::core::cmp::Ord::cmp(self, __other))
                }
            }
            #[automatically_derived]
            impl #params ::core::cmp::Ord for #this #wheres {
                fn cmp(&self, __other: &Self) -> ::core::cmp::Ordering {
                    ::core::cmp::Ord::cmp(
                        &(#(#codecs.view(&self.#fields),)*),
                        &(#(#codecs.view(&__other.#fields),)*),
                    )
                }
            }
        }
    }

    fn idents(&self) -> Vec<&Ident> {
        self.fields.iter().map(|(ident, _)| *ident).collect()
    }

    fn debug(&self) -> TokenStream {
        let name = self.ident.unraw().to_string();
        // The field `__of` only uses the parameters that no other field uses.
        let shown: Vec<&Ident> = self.idents().into_iter().filter(|field| *field != "__of").collect();
        let names = shown.iter().map(|field| field.unraw().to_string());
        self.one(
            &quote!(::core::fmt::Debug),
            quote! {
                fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    __f.debug_struct(#name)#(.field(#names, &self.#shown))*.finish()
                }
            },
        )
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
