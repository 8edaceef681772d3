//! The struct of the full primary key, and what it can be made from.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Generics, Ident, Type};

use super::generics::{Head, applied, head, maybe, mentions_parameter, owner_type, used_by};
use super::standard::Shape;
use crate::model::{Attribute, Owner, Table};

/// The generated key struct.
pub(super) struct KeyStruct<'a> {
    table: &'a Table,
    pub(super) ident: Ident,
    generics: Generics,
    parts: Vec<&'a Attribute>,
}

impl<'a> KeyStruct<'a> {
    pub(super) fn of(table: &'a Table) -> Self {
        let parts: Vec<&Attribute> = table.key().collect();
        let generics = used_by(&table.owner.generics, parts.iter().map(|part| &part.ty));
        Self { ident: key_ident(&table.owner), generics, parts, table }
    }

    /// `OrdersKey<T>`
    pub(super) fn ty(&self) -> TokenStream {
        applied(&self.ident, &self.generics)
    }

    fn fields(&self) -> Vec<&'a Ident> {
        self.parts.iter().map(|part| &part.ident).collect()
    }

    fn types(&self) -> Vec<&'a Type> {
        self.parts.iter().map(|part| &part.ty).collect()
    }

    fn clonable(&self) -> Vec<TokenStream> {
        self.parts.iter().filter_map(|part| maybe(&part.ty, quote!(::core::clone::Clone))).collect()
    }

    /// The struct itself, beside the table's.
    pub(super) fn definition(&self) -> TokenStream {
        let Owner { vis, ident: owner, .. } = &self.table.owner;
        let (ident, fields, types) = (&self.ident, self.fields(), self.types());
        let doc = format!("The primary key of an item of `{}`.", owner.unraw());
        let docs = fields
            .iter()
            .zip(["partition", "sort"])
            .map(|(field, what)| format!("The {what} key, `{}`.", field.unraw()));
        let Head { params, wheres } = head(&self.generics, &[], &[]);
        quote! {
            #[doc = #doc]
            #[allow(dead_code)]
            #vis struct #ident #params #wheres {
                #(#[doc = #docs] #vis #fields: #types,)*
            }
        }
    }

    /// Everything implemented for it.
    pub(super) fn impls(&self, bounds: &[TokenStream]) -> TokenStream {
        let shape = Shape {
            ident: &self.ident,
            generics: &self.generics,
            fields: self.fields().into_iter().zip(self.types()).collect(),
        };
        let standard = [shape.value_traits(), shape.key_traits()];
        let others = [self.key_of_table(bounds), self.of_itself(), self.of_parts(), self.of_item(), self.key_of()];
        quote!(#(#standard)* #(#others)*)
    }

    /// `KeyOf`: to and from attributes.
    fn key_of_table(&self, bounds: &[TokenStream]) -> TokenStream {
        let runtime = &self.table.owner.runtime;
        let (this, table, fields, types) = (self.ty(), owner_type(&self.table.owner), self.fields(), self.types());
        let names: Vec<&String> = self.parts.iter().map(|part| &part.name).collect();
        let steps = self.parts.iter().zip(["partition", "sort"]).map(|(part, what)| {
            let (field, name, what) = (&part.ident, &part.name, format_ident!("{what}"));
            quote!(let __key = __key.#what(#name, &self.#field)?;)
        });
        let Head { params, wheres } = head(&self.table.owner.generics, &[], bounds);
        quote! {
            #[automatically_derived]
            impl #params #runtime::KeyOf<#table> for #this #wheres {
                fn encode(&self) -> ::core::result::Result<#runtime::EncodedKey, #runtime::KeyError> {
                    let __key = #runtime::EncodedKey::new();
                    #(#steps)*
                    ::core::result::Result::Ok(__key)
                }
                fn from_item(__item: &#runtime::Item) -> ::core::result::Result<Self, #runtime::KeyError> {
                    ::core::result::Result::Ok(Self { #(#fields: #runtime::key_part::<#types>(__item, #names)?),* })
                }
            }
        }
    }

    /// `KeyFrom` the key and a reference to it.
    fn of_itself(&self) -> TokenStream {
        let runtime = &self.table.owner.runtime;
        let this = self.ty();
        let Head { params, wheres } = head(&self.generics, &[], &[]);
        let Head { params: ref_params, wheres: ref_wheres } = head(&self.generics, &[], &self.clonable());
        quote! {
            #[automatically_derived]
            impl #params #runtime::KeyFrom<#this> for #this #wheres {
                fn key_from(__key: #this) -> Self { __key }
            }
            #[automatically_derived]
            impl #ref_params #runtime::KeyFrom<&#this> for #this #ref_wheres {
                fn key_from(__key: &#this) -> Self { ::core::clone::Clone::clone(__key) }
            }
        }
    }

    /// `KeyFrom` and `From` the parts: a tuple, or the partition key alone.
    fn of_parts(&self) -> TokenStream {
        let runtime = &self.table.owner.runtime;
        let (this, fields, types) = (self.ty(), self.fields(), self.types());
        let given = [format_ident!("__P"), format_ident!("__S")];
        let given = given.iter().take(fields.len());
        // A type parameter might be the key itself one day, so only its own values are taken for it.
        let exact = match types.as_slice() {
            [partition] if mentions_parameter(&self.generics, partition) => Some(partition),
            _ => None,
        };
        let params: Vec<TokenStream> = match exact {
            Some(_) => Vec::new(),
            None => given.clone().zip(&types).map(|(given, ty)| quote!(#given: #runtime::ValueOf<#ty>)).collect(),
        };
        let (from, pattern) = match (exact, fields.as_slice()) {
            (Some(partition), [field]) => (quote!(#partition), quote!(#field)),
            (_, [field]) => (quote!(__P), quote!(#field)),
            _ => (quote!((#(#given),*)), quote!((#(#fields),*))),
        };
        let Head { params, wheres } = head(&self.generics, &params, &[]);
        quote! {
            #[automatically_derived]
            impl #params #runtime::KeyFrom<#from> for #this #wheres {
                fn key_from(#pattern: #from) -> Self {
                    Self { #(#fields: #runtime::ValueOf::<#types>::into_value(#fields)),* }
                }
            }
            #[automatically_derived]
            impl #params ::core::convert::From<#from> for #this #wheres {
                fn from(__parts: #from) -> Self { #runtime::KeyFrom::key_from(__parts) }
            }
        }
    }

    /// `From` a reference to the item.
    fn of_item(&self) -> TokenStream {
        let (this, table, fields) = (self.ty(), owner_type(&self.table.owner), self.fields());
        let Head { params, wheres } = head(&self.table.owner.generics, &[], &self.clonable());
        quote! {
            #[automatically_derived]
            impl #params ::core::convert::From<&#table> for #this #wheres {
                fn from(__item: &#table) -> Self {
                    Self { #(#fields: ::core::clone::Clone::clone(&__item.#fields)),* }
                }
            }
        }
    }

    /// `Orders::key_of(..)`.
    fn key_of(&self) -> TokenStream {
        let Owner { vis, runtime, generics, .. } = &self.table.owner;
        let (this, table, fields, types) = (self.ty(), owner_type(&self.table.owner), self.fields(), self.types());
        let Head { params, wheres } = head(generics, &[], &[]);
        let ident = &self.ident;
        let doc = match fields.as_slice() {
            [_] => "The primary key with this partition key.",
            _ => "The primary key with this partition key and this sort key.",
        };
        quote! {
            #[automatically_derived]
            impl #params #table #wheres {
                #[doc = #doc]
                #[must_use]
                #vis fn key_of(#(#fields: impl #runtime::ValueOf<#types>),*) -> #this {
                    #ident { #(#fields: #runtime::ValueOf::<#types>::into_value(#fields)),* }
                }
            }
        }
    }
}

/// `OrdersKey`
pub(super) fn key_ident(owner: &Owner) -> Ident {
    format_ident!("{}Key", owner.ident.unraw(), span = owner.ident.span())
}
