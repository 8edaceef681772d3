//! What is emitted after a refusal: the messages, and stubs so that the rest of the program gets no messages of its own.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Generics, Ident, Type};

use super::attributes::{constants, marker_type};
use super::generics::{Head, applied, head, marker, owner_type, used_by};
use super::hidden;
use super::key::key_ident;
use crate::attrs::Input;
use crate::check;
use crate::model::{Attribute, Owner};

/// A table that cannot be derived: its attributes, a key and accessors, all without a body.
pub(crate) fn table(input: &Input, errors: &syn::Error) -> TokenStream {
    let messages = errors.to_compile_error();
    let (owner, attributes) = check::lenient(input);
    let key = Key::of(&owner, input);
    let definition = key.definition();
    let impls =
        [attribute_stubs(&owner, &attributes), source(&owner, &key), key.impls(&owner), accessors(&owner, input)];
    let hidden = hidden(quote!(#(#impls)*));
    quote!(#messages #definition #hidden)
}

/// A document that cannot be derived.
pub(crate) fn document(input: &Input, errors: &syn::Error) -> TokenStream {
    let messages = errors.to_compile_error();
    let (owner, attributes) = check::lenient(input);
    let stubs = hidden(attribute_stubs(&owner, &attributes));
    quote!(#messages #stubs)
}

/// A key that cannot be derived.
pub(crate) fn dynamo_key(input: &Input, errors: &syn::Error) -> TokenStream {
    let messages = errors.to_compile_error();
    let (owner, _) = check::lenient(input);
    let runtime = &owner.runtime;
    let this = owner_type(&owner);
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    quote! {
        #messages
        #[automatically_derived]
        impl #params #runtime::DynamoKey for #this #wheres {
            const TYPE: #runtime::KeyType = #runtime::KeyType::String;
            fn to_key(&self) -> ::core::result::Result<#runtime::AttributeValue, #runtime::KeyError> {
                ::core::unreachable!()
            }
            fn from_key(_: &#runtime::AttributeValue) -> ::core::result::Result<Self, #runtime::KeyError> {
                ::core::unreachable!()
            }
        }
        #[automatically_derived]
        impl #params #runtime::StoredAsKey for #this #wheres {}
        #[automatically_derived]
        impl #params #runtime::Ordered for #this #wheres {}
    }
}

/// A projection that cannot be derived: readable from everything of its table, where that is known.
pub(crate) fn partial(input: &Input, errors: &syn::Error) -> TokenStream {
    let messages = errors.to_compile_error();
    let (owner, _) = check::lenient(input);
    let runtime = &owner.runtime;
    let this = owner_type(&owner);
    let Some(table) = check::lenient_table(input) else { return messages };
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let from = head(&owner.generics, &[quote!(__S: #runtime::Source<Table = #table>)], &[]);
    let (from_params, from_wheres) = (from.params, from.wheres);
    quote! {
        #messages
        #[automatically_derived]
        impl #params #runtime::ProjectionOf for #this #wheres {
            type Table = #table;
            const ATTRIBUTES: &'static [&'static str] = &[];
        }
        #[automatically_derived]
        impl #from_params #runtime::ReadableFrom<__S> for #this #from_wheres {}
    }
}

/// Markers and constants that can do everything.
fn attribute_stubs(owner: &Owner, attributes: &[Attribute]) -> TokenStream {
    let runtime = &owner.runtime;
    let this = owner_type(owner);
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let stubs = attributes.iter().map(|attribute| {
        let definition = marker(owner, &attribute.marker);
        let marker = marker_type(owner, attribute);
        let Attribute { ty, name, .. } = attribute;
        quote! {
            #definition
            #[automatically_derived]
            impl #params #runtime::Attribute for #marker #wheres {
                type Owner = #this;
                type Field = #ty;
                const NAME: &'static str = #name;
                fn decode(
                    _: ::core::option::Option<&#runtime::AttributeValue>,
                ) -> ::core::result::Result<Self::Field, #runtime::DecodeError> {
                    ::core::unreachable!()
                }
            }
            #[automatically_derived]
            impl #params #runtime::Updatable for #marker #wheres {}
            #[automatically_derived]
            impl #params #runtime::Removable for #marker #wheres {}
        }
    });
    let constants = constants(owner, attributes);
    quote!(#(#stubs)* #constants)
}

/// The key, of the fields that are marked.
struct Key<'a> {
    ident: Ident,
    vis: &'a syn::Visibility,
    generics: Generics,
    fields: Vec<(&'a Ident, &'a Type)>,
}

impl<'a> Key<'a> {
    fn of(owner: &'a Owner, input: &'a Input) -> Self {
        let pk = input.fields.iter().find(|field| !field.pk.is_empty());
        let sk = input.fields.iter().find(|field| !field.sk.is_empty() && field.pk.is_empty());
        let fields: Vec<(&Ident, &Type)> = [pk, sk]
            .into_iter()
            .flatten()
            .filter_map(|field| Some((field.field.ident.as_ref()?, &field.field.ty)))
            .collect();
        let generics = used_by(&owner.generics, fields.iter().map(|(_, ty)| *ty));
        Self { ident: key_ident(owner), vis: &owner.vis, generics, fields }
    }

    fn definition(&self) -> TokenStream {
        let (vis, ident) = (self.vis, &self.ident);
        let fields = self.fields.iter().map(|(field, ty)| quote!(#vis #field: #ty));
        let Head { params, wheres } = head(&self.generics, &[], &[]);
        quote! {
            #[allow(dead_code, missing_docs)]
            #vis struct #ident #params #wheres { #(#fields),* }
        }
    }

    fn impls(&self, owner: &Owner) -> TokenStream {
        let runtime = &owner.runtime;
        let this = applied(&self.ident, &self.generics);
        let table = owner_type(owner);
        let own = head(&self.generics, &[], &[]);
        let (own_params, own_wheres) = (own.params, own.wheres);
        let of_any = head(&self.generics, &[quote!(__K)], &[]);
        let (any_params, any_wheres) = (of_any.params, of_any.wheres);
        let Head { params, wheres } = head(&owner.generics, &[], &[]);
        let given = self.fields.iter().map(|(field, _)| quote!(#field: impl ::core::marker::Sized));
        let vis = self.vis;
        quote! {
            #[automatically_derived]
            impl #own_params ::core::clone::Clone for #this #own_wheres {
                fn clone(&self) -> Self { ::core::unreachable!() }
            }
            #[automatically_derived]
            impl #params #runtime::KeyOf<#table> for #this #wheres {
                fn encode(&self) -> ::core::result::Result<#runtime::EncodedKey, #runtime::KeyError> {
                    ::core::unreachable!()
                }
                fn from_item(_: &#runtime::Item) -> ::core::result::Result<Self, #runtime::KeyError> {
                    ::core::unreachable!()
                }
            }
            #[automatically_derived]
            impl #any_params #runtime::KeyFrom<__K> for #this #any_wheres {
                fn key_from(_: __K) -> Self { ::core::unreachable!() }
            }
            #[automatically_derived]
            impl #params #runtime::Table for #table #wheres {
                type Key = #this;
                const DEFINITION: #runtime::TableDefinition = #runtime::TableDefinition {
                    name: "",
                    key: #runtime::KeySchema { partition: &[], sort: &[] },
                    indexes: &[],
                    attributes: &[],
                    ttl: ::core::option::Option::None,
                };
                fn primary_key(&self) -> Self::Key { ::core::unreachable!() }
            }
            #[automatically_derived]
            impl #params #table #wheres {
                #[allow(missing_docs, unused_variables)]
                #vis fn key_of(#(#given),*) -> #this { ::core::unreachable!() }
            }
        }
    }
}

/// The table as a source that gives everything.
fn source(owner: &Owner, key: &Key<'_>) -> TokenStream {
    let runtime = &owner.runtime;
    let this = owner_type(owner);
    let mut types = key.fields.iter().map(|(_, ty)| quote!(#ty));
    let partition = types.next().unwrap_or_else(|| quote!(()));
    let sort = types.next().map_or_else(|| quote!(#runtime::NoSortKey), |ty| quote!(#runtime::SortKeyPart<#ty>));
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let of_any = head(&owner.generics, &[quote!(__A)], &[]);
    let (any_params, any_wheres) = (of_any.params, of_any.wheres);
    quote! {
        #[automatically_derived]
        impl #params #runtime::Source for #this #wheres {
            type Table = Self;
            type Partition = #runtime::One<#partition>;
            type Sort = #sort;
            type Item = Self;
            const INDEX: ::core::option::Option<#runtime::IndexDefinition> = ::core::option::Option::None;
        }
        #[automatically_derived]
        impl #params #runtime::SupportsConsistentRead for #this #wheres {}
        #[automatically_derived]
        impl #params #runtime::ProjectsAll for #this #wheres {}
        #[automatically_derived]
        impl #any_params #runtime::Projects<__A> for #this #any_wheres {}
    }
}

/// Accessors that return the table in place of the index, each name once.
fn accessors(owner: &Owner, input: &Input) -> TokenStream {
    let (runtime, vis) = (&owner.runtime, &owner.vis);
    let this = owner_type(owner);
    let mut names: Vec<&Ident> = Vec::new();
    for accessor in input.indexes.iter().filter_map(check::indexes::accessor) {
        if !names.contains(&accessor) && *accessor != format_ident!("key_of") {
            names.push(accessor);
        }
    }
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let docs = names.iter().map(|name| format!("The index `{}`.", name.unraw()));
    quote! {
        #[automatically_derived]
        impl #params #this #wheres {
            #(#[doc = #docs] #vis fn #names() -> #runtime::Index<Self> { #runtime::Index::new() })*
        }
    }
}
