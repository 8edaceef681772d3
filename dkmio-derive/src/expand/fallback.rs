//! The expansion of a refused item: the messages, and stand-ins that keep the rest of the program free of errors because of it.
//!
//! Sound parts are expanded as always. Error types take the place of the others: the messages are part of the constant
//! `__REFUSED`, and rustc reports no error about a type that depends on a constant which does not compile. So any use
//! of such a part is accepted.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::attributes::{Of, attributes};
use super::definition::expires;
use super::generics::{Head, applied, head, owner_type};
use super::hidden;
use super::index_ident::index_ident;
use super::indexes::types;
use super::key::key_ident;
use super::projected::projected_ident;
use super::vectors;
use crate::attrs::Input;
use crate::check::{self, BestEffort};
use crate::model::Owner;

/// Expands a refused table.
pub(crate) fn table(input: &Input, errors: &syn::Error) -> TokenStream {
    sound_parts(check::best_effort_model(input), errors, &quote!(::core::option::Option::None))
}

/// Expands a refused entity.
pub(crate) fn entity(input: &Input, errors: &syn::Error) -> TokenStream {
    // A shared table and collections read the definition in constants, to see whether the struct is an entity. They depend
    // on the messages in this way, and rustc reports no error about them.
    let entity = quote!(if __REFUSED { ::core::option::Option::None } else { ::core::unreachable!() });
    sound_parts(check::best_effort_entity(input), errors, &entity)
}

/// Expands the sound parts of a refused item. `entity` is the value for the definition of one whose key is refused.
fn sound_parts(parts: BestEffort, errors: &syn::Error, entity: &TokenStream) -> TokenStream {
    let refused = refused(errors);
    let BestEffort { table, owner, attributes, ttl, refused_indexes, refused_vectors } = parts;
    let indexes = Indexes { owner: &owner, accessors: &refused_indexes };
    let (beside, inside) = match &table {
        Some(table) => super::parts(table),
        None => {
            let of =
                Of { is_key: &|_| false, is_managed: &|_| false, guarded_by: &|_| None, role: &|_| None, intro: "" };
            let parts = [
                self::attributes(&owner, &attributes, &of),
                table_stand_in(&owner, entity),
                ttl.map(|name| expires(&owner, &name, &[])).unwrap_or_default(),
            ];
            (key_stand_in(&owner), quote!(#(#parts)*))
        }
    };
    let vector_indexes = Vectors { owner: &owner, accessors: &refused_vectors };
    let (beside_indexes, inside_indexes) = (indexes.beside(), indexes.inside());
    let (beside_vectors, inside_vectors) = (vector_indexes.beside(), vector_indexes.inside());
    let hidden = hidden(quote!(#refused #inside #inside_indexes #inside_vectors));
    quote!(#beside #beside_indexes #beside_vectors #hidden)
}

/// Expands a refused document.
pub(crate) fn document(input: &Input, errors: &syn::Error) -> TokenStream {
    let messages = errors.to_compile_error();
    let BestEffort { owner, attributes, table, .. } = check::best_effort_model(input);
    let attributes = table.map_or(attributes, |table| table.attributes);
    let attributes = hidden(self::attributes(
        &owner,
        &attributes,
        &Of { is_key: &|_| false, is_managed: &|_| false, guarded_by: &|_| None, role: &|_| None, intro: "" },
    ));
    quote!(#messages #attributes)
}

/// Expands a refused key type, as a key with all capabilities.
pub(crate) fn dynamo_key(input: &Input, errors: &syn::Error) -> TokenStream {
    let refused = refused(errors);
    let owner = check::best_effort_model(input).owner;
    let runtime = &owner.runtime;
    let (this, anything) = (owner_type(&owner), anything(&owner));
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let plain = ["StoredAsKey", "Ordered", "Measurable"].map(|name| format_ident!("{name}"));
    quote! {
        const _: () = {
            #refused
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
            #(
                #[automatically_derived]
                impl #params #runtime::#plain for #this #wheres {}
            )*
            #[automatically_derived]
            impl #params #runtime::NumberAttribute for #this #wheres { type Number = #anything; }
            #[automatically_derived]
            impl #params #runtime::Prefixed for #this #wheres { type Prefix = #anything; }
            #[automatically_derived]
            impl #params #runtime::Contains for #this #wheres { type Element = #anything; }
        };
    }
}

/// Expands a refused projection, which can be read from any source.
pub(crate) fn partial(input: &Input, errors: &syn::Error) -> TokenStream {
    let refused = refused(errors);
    let owner = check::best_effort_model(input).owner;
    let runtime = &owner.runtime;
    let this = owner_type(&owner);
    let table = check::best_effort_table(input).map_or_else(|| anything(&owner), |table| quote!(#table));
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let from = head(&owner.generics, &[quote!(__S)], &[]);
    let (from_params, from_wheres) = (from.params, from.wheres);
    hidden(quote! {
        #refused
        #[automatically_derived]
        impl #params #runtime::ProjectionOf for #this #wheres {
            type Table = #table;
            const ATTRIBUTES: &'static [&'static str] = &[];
        }
        #[automatically_derived]
        impl #from_params #runtime::ReadableFrom<__S> for #this #from_wheres {}
    })
}

/// Expands a refused collection, whose functions accept anything.
pub(crate) fn collection(input: &Input, errors: &syn::Error) -> TokenStream {
    let refused = refused(errors);
    let owner = check::best_effort_model(input).owner;
    let (this, anything, vis) = (owner_type(&owner), anything(&owner), &owner.vis);
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let functions = ["query", "from_item"].map(|name| format_ident!("{name}"));
    hidden(quote! {
        #refused
        #[automatically_derived]
        impl #params #this #wheres {
            #(
                // A constant can be called with any number of arguments if its type is an error.
                #[allow(dead_code, missing_docs, non_upper_case_globals)]
                #vis const #functions: #anything = ::core::unreachable!();
            )*
        }
    })
}

/// Expands a refused shared table, as far as its declaration can be read.
pub(crate) fn shared(input: &Input, errors: &syn::Error) -> TokenStream {
    let messages = errors.to_compile_error();
    let table = check::best_effort_shared(input).map(|table| super::shared(&table));
    quote!(#messages #table)
}

/// Returns the messages, in a constant that others depend on.
fn refused(errors: &syn::Error) -> TokenStream {
    let messages = errors.to_compile_error();
    quote!(const __REFUSED: bool = { #messages true };)
}

/// Returns a type about which rustc reports no error.
fn anything(owner: &Owner) -> TokenStream {
    let runtime = &owner.runtime;
    quote!(<() as #runtime::Proved<{ __REFUSED }>>::Itself)
}

/// Returns an alias with the name of the key, for any use.
fn key_stand_in(owner: &Owner) -> TokenStream {
    let Owner { vis, runtime, .. } = owner;
    let (ident, this) = (key_ident(owner), owner_type(owner));
    let (params, wheres) = alias_head(owner);
    quote! {
        #[allow(dead_code, missing_docs, type_alias_bounds)]
        #vis type #ident #params #wheres = <#this as #runtime::Table>::Key;
    }
}

/// Returns the parameters of an alias that names the owner.
fn alias_head(owner: &Owner) -> (TokenStream, TokenStream) {
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    (params, wheres)
}

/// Returns the stand-in for a table whose key is refused.
fn table_stand_in(owner: &Owner, entity: &TokenStream) -> TokenStream {
    let runtime = &owner.runtime;
    let (this, anything) = (owner_type(owner), anything(owner));
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let of_any = head(&owner.generics, &[quote!(__A)], &[]);
    let (any_params, any_wheres) = (of_any.params, of_any.wheres);
    let of_field = head(&owner.generics, &[quote!(__F), quote!(const __N: usize)], &[]);
    let (field_params, field_wheres) = (of_field.params, of_field.wheres);
    let vis = &owner.vis;
    quote! {
        #[automatically_derived]
        impl #params #runtime::Table for #this #wheres {
            type Key = #anything;
            type Version = ();
            type Unique = ();
            const DEFINITION: #runtime::TableDefinition = #runtime::TableDefinition {
                name: "",
                key: #runtime::KeySchema { partition: &[], sort: &[] },
                indexes: &[],
                vector_indexes: &[],
                attributes: &[],
                ttl: ::core::option::Option::None,
                managed: #runtime::ManagedAttributes::NONE,
                shared: ::core::option::Option::None,
                entity: #entity,
            };
        }
        #[automatically_derived]
        impl #params #runtime::TableItem for #this #wheres {
            fn primary_key(&self) -> Self::Key { ::core::unreachable!() }
        }
        #[automatically_derived]
        impl #params #runtime::Source for #this #wheres {
            type Table = Self;
            type Partition = #anything;
            type Sort = #anything;
            type Item = Self;
            const INDEX: ::core::option::Option<#runtime::IndexDefinition> = ::core::option::Option::None;
        }
        #[automatically_derived]
        impl #params #runtime::SupportsConsistentRead for #this #wheres {}
        #[automatically_derived]
        impl #params #runtime::ProjectsAll for #this #wheres {}
        #[automatically_derived]
        impl #any_params #runtime::Projects<__A> for #this #any_wheres {}
        #[automatically_derived]
        impl #field_params #runtime::ProjectsField<__F, __N> for #this #field_wheres {}
        #[automatically_derived]
        impl #params #this #wheres {
            // A constant can be called with any number of arguments if its type is an error.
            #[allow(missing_docs, non_upper_case_globals)]
            #vis const key_of: #anything = ::core::unreachable!();
        }
    }
}

/// Refused indexes, whose accessors return stand-ins.
struct Indexes<'a> {
    owner: &'a Owner,
    accessors: &'a [Ident],
}

impl Indexes<'_> {
    fn beside(&self) -> TokenStream {
        let Owner { vis, runtime, generics, .. } = self.owner;
        let definitions = types(self.owner, &self.accessors.iter().collect::<Vec<_>>());
        let (params, wheres) = alias_head(self.owner);
        let items = self.accessors.iter().map(|accessor| {
            let (item, index) = (projected_ident(self.owner, accessor), index_ident(self.owner, accessor));
            let index = applied(&index, generics);
            quote! {
                #[allow(dead_code, missing_docs, type_alias_bounds)]
                #vis type #item #params #wheres = <#index as #runtime::Source>::Item;
            }
        });
        quote!(#definitions #(#items)*)
    }

    fn inside(&self) -> TokenStream {
        let Owner { vis, runtime, generics, .. } = self.owner;
        let (this, anything) = (owner_type(self.owner), anything(self.owner));
        let Head { params, wheres } = head(generics, &[], &[]);
        let (params, wheres) = (&params, &wheres);
        let any = head(generics, &[quote!(__A)], &[]);
        let (any_params, any_wheres) = (&any.params, &any.wheres);
        let of_field = head(generics, &[quote!(__F), quote!(const __N: usize)], &[]);
        let (field_params, field_wheres) = (&of_field.params, &of_field.wheres);
        let each = self.accessors.iter().map(|accessor| {
            let index = applied(&index_ident(self.owner, accessor), generics);
            quote! {
                #[automatically_derived]
                impl #params #runtime::Source for #index #wheres {
                    type Table = #this;
                    type Partition = #anything;
                    type Sort = #anything;
                    type Item = #anything;
                    const INDEX: ::core::option::Option<#runtime::IndexDefinition> = ::core::option::Option::None;
                }
                #[automatically_derived]
                impl #params #runtime::SupportsConsistentRead for #index #wheres {}
                #[automatically_derived]
                impl #params #runtime::LocalIndex for #index #wheres {}
                #[automatically_derived]
                impl #params #runtime::ProjectsAll for #index #wheres {}
                #[automatically_derived]
                impl #any_params #runtime::Projects<__A> for #index #any_wheres {}
                #[automatically_derived]
                impl #field_params #runtime::ProjectsField<__F, __N> for #index #field_wheres {}
                #[automatically_derived]
                impl #params #this #wheres {
                    #[allow(missing_docs)]
                    #vis fn #accessor() -> #runtime::Index<#index> { #runtime::Index::new() }
                }
            }
        });
        each.collect()
    }
}

/// Vector indexes that are refused: their accessors lead to anything.
struct Vectors<'a> {
    owner: &'a Owner,
    accessors: &'a [Ident],
}

impl Vectors<'_> {
    fn beside(&self) -> TokenStream {
        let Owner { vis, runtime, generics, .. } = self.owner;
        let definitions = vectors::types(self.owner, &self.accessors.iter().collect::<Vec<_>>());
        let (params, wheres) = alias_head(self.owner);
        let items = self.accessors.iter().map(|accessor| {
            let (item, index) = (projected_ident(self.owner, accessor), index_ident(self.owner, accessor));
            let index = applied(&index, generics);
            quote! {
                #[allow(dead_code, missing_docs, type_alias_bounds)]
                #vis type #item #params #wheres = <#index as #runtime::VectorSource>::Item;
            }
        });
        quote!(#definitions #(#items)*)
    }

    fn inside(&self) -> TokenStream {
        let Owner { vis, runtime, generics, .. } = self.owner;
        let (this, anything) = (owner_type(self.owner), anything(self.owner));
        let Head { params, wheres } = head(generics, &[], &[]);
        let each = self.accessors.iter().map(|accessor| {
            let index = applied(&index_ident(self.owner, accessor), generics);
            quote! {
                #[automatically_derived]
                impl #params #runtime::VectorSource for #index #wheres {
                    type Table = #this;
                    type Item = #anything;
                    type Metric = #anything;
                    const DEFINITION: #runtime::VectorIndexDefinition = ::core::unreachable!();
                }
                #[automatically_derived]
                impl #params #this #wheres {
                    #[allow(missing_docs)]
                    #vis fn #accessor() -> #anything { ::core::unreachable!() }
                }
            }
        });
        each.collect()
    }
}
