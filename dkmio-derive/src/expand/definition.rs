//! The definition of a table: as data, as a source, as trait bounds.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::generics::{Head, applied, distinct, head, maybe, owner_type};
use super::key::KeyStruct;
use crate::model::{Attribute, Owner, Table};

/// What every trait of the table rests on: its key fields, and those of its indexes, are keys.
pub(super) fn key_bounds(table: &Table) -> Vec<TokenStream> {
    let runtime = &table.owner.runtime;
    let keys = key_attributes(table).into_iter().filter_map(|part| maybe(part.key_type(), quote!(#runtime::DynamoKey)));
    let clones = table.key().filter_map(|part| maybe(&part.ty, quote!(::core::clone::Clone)));
    distinct(keys.chain(clones))
}

/// The attributes in any key, each once.
fn key_attributes(table: &Table) -> Vec<&Attribute> {
    let mut positions: Vec<usize> = [Some(table.partition), table.sort].into_iter().flatten().collect();
    for index in &table.indexes {
        positions.extend(index.partition.iter().chain(&index.sort));
    }
    positions.sort_unstable();
    positions.dedup();
    positions.into_iter().filter_map(|at| table.attributes.get(at)).collect()
}

/// `impl Table`.
pub(super) fn table(table: &Table, key: &KeyStruct<'_>, bounds: &[TokenStream]) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let (this, key_type, name) = (owner_type(&table.owner), key.ty(), &table.name);
    let schema = schema(table, &[table.partition], table.sort.as_slice());
    let indexes = table.indexes.iter().map(|index| applied(&index.marker, generics));
    let names = table.attributes.iter().map(|attribute| &attribute.name);
    let expires = table.ttl.and_then(|at| table.attributes.get(at)).map(|attribute| &attribute.name);
    let ttl = match expires {
        Some(name) => quote!(::core::option::Option::Some(#name)),
        None => quote!(::core::option::Option::None),
    };
    let Head { params, wheres } = head(generics, &[], bounds);
    let expires = expires.map(|name| {
        quote! {
            #[automatically_derived]
            impl #params #runtime::Expires for #this #wheres {
                const TTL: &'static str = #name;
            }
        }
    });
    quote! {
        #expires
        #[automatically_derived]
        impl #params #runtime::Table for #this #wheres {
            type Key = #key_type;
            const DEFINITION: #runtime::TableDefinition = #runtime::TableDefinition {
                name: #name,
                key: #schema,
                indexes: &[#(<#indexes>::DEFINITION),*],
                attributes: &[#(#names),*],
                ttl: #ttl,
            };
            fn primary_key(&self) -> Self::Key { ::core::convert::From::from(self) }
        }
    }
}

/// A key schema as data.
pub(super) fn schema(table: &Table, partition: &[usize], sort: &[usize]) -> TokenStream {
    let runtime = &table.owner.runtime;
    let part = |attribute: &Attribute| {
        let (name, ty) = (&attribute.name, attribute.key_type());
        quote!(#runtime::KeyAttribute { name: #name, key_type: <#ty as #runtime::DynamoKey>::TYPE })
    };
    let partition = table.at(partition).map(part);
    let sort = table.at(sort).map(part);
    quote!(#runtime::KeySchema { partition: &[#(#partition),*], sort: &[#(#sort),*] })
}

/// The struct as a source of reads, and as the projection that leaves nothing out.
pub(super) fn source(table: &Table, bounds: &[TokenStream]) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let this = owner_type(&table.owner);
    let partition = table.at(&[table.partition]).map(|part| part.key_type().clone()).collect::<Vec<_>>();
    let sort = sort_type(table, table.sort.as_slice());
    let names = table.attributes.iter().map(|attribute| &attribute.name);
    let Head { params, wheres } = head(generics, &[], bounds);
    let plain = head(generics, &[], &[]);
    let (plain_params, plain_wheres) = (plain.params, plain.wheres);
    let mut from_bounds = bounds.to_vec();
    from_bounds.push(quote!(__S: #runtime::ProjectsAll + #runtime::Source<Table = #this>));
    let from = head(generics, &[quote!(__S)], &from_bounds);
    let (from_params, from_wheres) = (from.params, from.wheres);
    let projects = projects_all(table, &this);
    quote! {
        #[automatically_derived]
        impl #params #runtime::Source for #this #wheres {
            type Table = Self;
            type Partition = #runtime::One<#(#partition)*>;
            type Sort = #sort;
            type Item = Self;
            const INDEX: ::core::option::Option<#runtime::IndexDefinition> = ::core::option::Option::None;
        }
        #[automatically_derived]
        impl #plain_params #runtime::SupportsConsistentRead for #this #plain_wheres {}
        #[automatically_derived]
        impl #params #runtime::ProjectsAll for #this #wheres {}
        #projects
        #[automatically_derived]
        impl #params #runtime::ProjectionOf for #this #wheres {
            type Table = Self;
            const ATTRIBUTES: &'static [&'static str] = &[#(#names),*];
        }
        #[automatically_derived]
        impl #from_params #runtime::ReadableFrom<__S> for #this #from_wheres {}
    }
}

/// A source that holds, or can fetch, every attribute of the table.
pub(super) fn projects_all(table: &Table, source: &TokenStream) -> TokenStream {
    let runtime = &table.owner.runtime;
    let this = owner_type(&table.owner);
    let attribute = quote!(__A: #runtime::Attribute<Owner = #this>);
    let Head { params, wheres } = head(&table.owner.generics, &[attribute], &[]);
    quote! {
        #[automatically_derived]
        impl #params #runtime::Projects<__A> for #source #wheres {}
    }
}

/// The type of a sort key: its parts, the first outermost.
pub(super) fn sort_type(table: &Table, positions: &[usize]) -> TokenStream {
    let runtime = &table.owner.runtime;
    let parts: Vec<&Attribute> = table.at(positions).collect();
    let mut parts = parts.into_iter().rev().map(Attribute::key_type);
    let Some(last) = parts.next() else { return quote!(#runtime::NoSortKey) };
    parts.fold(quote!(#runtime::SortKeyPart<#last>), |rest, part| quote!(#runtime::SortKeyPart<#part, #rest>))
}

/// Whether the type is known not to be a key: then the message need not speak of types that nearly are.
fn is_no_key(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(path) if ["f32", "f64", "bool", "char"].iter().any(|name| path.path.is_ident(name)))
}

/// Rules only the compiler can check, each at the type of its field.
pub(super) fn checks(table: &Table) -> TokenStream {
    let runtime = &table.owner.runtime;
    let keys = key_attributes(table).into_iter().map(|attribute| {
        let ty = attribute.key_type();
        if attribute.in_key_form() || is_no_key(ty) {
            quote_spanned!(ty.span()=> #runtime::check::key::<#ty>();)
        } else {
            quote_spanned!(ty.span()=> #runtime::check::stored_as_key::<#ty>();)
        }
    });
    let clones = table.key().map(|attribute| {
        let ty = &attribute.ty;
        quote_spanned!(ty.span()=> #runtime::check::clonable::<#ty>();)
    });
    let ttl = table.ttl.and_then(|at| table.attributes.get(at)).map(|attribute| {
        let ty = &attribute.ty;
        quote_spanned!(ty.span()=> #runtime::check::time_to_live::<#ty>();)
    });
    let generic = key_attributes(table)
        .into_iter()
        .filter(|attribute| super::generics::mentions_parameter(&table.owner.generics, &attribute.ty))
        .flat_map(|attribute| {
            let ty = attribute.key_type();
            let form = if attribute.in_key_form() { quote!(DynamoKey) } else { quote!(StoredAsKey) };
            [quote!(#ty: #runtime::#form), quote!(#ty: ::core::clone::Clone)]
        })
        .collect::<Vec<_>>();
    let Head { params, wheres } = head(&table.owner.generics, &[], &generic);
    quote! {
        fn __checks #params () #wheres {
            #(#keys)*
            #(#clones)*
            #ttl
        }
    }
}
