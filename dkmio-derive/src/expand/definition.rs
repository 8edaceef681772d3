//! The definition of a table: as data, as a source, as trait bounds.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::attributes::marker_type;
use super::generics::{Head, applied, head, owner_type};
use super::index_ident::index_ident;
use super::key::KeyStruct;
use super::key_types::KeyType;
use super::managed;
use super::unique;
use crate::model::{IndexKind, Owner, Projection, Table};

/// Returns `impl Table`.
pub(super) fn table(table: &Table, key: &KeyStruct<'_>, bounds: &[TokenStream]) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let (this, key_type, name) = (owner_type(&table.owner), key.ty(), &table.name);
    let schema = schema(table, &[table.partition], table.sort.as_slice());
    let indexes = table.indexes.iter().map(|index| applied(&index_ident(&table.owner, &index.accessor), generics));
    let vectors = table.vectors.iter().map(|index| applied(&index_ident(&table.owner, &index.accessor), generics));
    let names = table.attributes.iter().map(|attribute| &attribute.name);
    let ttl_name = table.ttl.and_then(|at| table.attributes.get(at)).map(|attribute| &attribute.name);
    let ttl = match ttl_name {
        Some(name) => quote!(::core::option::Option::Some(#name)),
        None => quote!(::core::option::Option::None),
    };
    let (version, managed) = (managed::version_type(table), managed::definition(table));
    let unique = unique::marker(table);
    let entity = if table.uniques.is_empty() {
        quote!(::core::option::Option::None)
    } else {
        quote!(::core::option::Option::Some(__entity()))
    };
    let Head { params, wheres } = head(generics, &[], bounds);
    let expires = ttl_name.map(|name| expires(&table.owner, name, bounds));
    quote! {
        #expires
        #[automatically_derived]
        impl #params #runtime::Table for #this #wheres {
            type Key = #key_type;
            #version
            #unique
            const DEFINITION: #runtime::TableDefinition = #runtime::TableDefinition {
                name: #name,
                key: #schema,
                indexes: &[#(<#indexes>::__DEFINITION),*],
                vector_indexes: &[#(<#vectors as #runtime::VectorSource>::DEFINITION),*],
                attributes: &[#(#names),*],
                ttl: #ttl,
                managed: #managed,
                shared: ::core::option::Option::None,
                entity: #entity,
            };
        }
        #[automatically_derived]
        impl #params #runtime::TableItem for #this #wheres {
            fn primary_key(&self) -> Self::Key { ::core::convert::From::from(self) }
        }
    }
}

/// Returns `impl Expires`, for the name of the time to live.
pub(super) fn expires(owner: &Owner, name: &str, bounds: &[TokenStream]) -> TokenStream {
    expires_by(owner, &quote!(#name), bounds)
}

/// Returns `impl Expires` for an entity without a field for the time to live, whose table may declare one: a collection of its partition
/// reads other entities, too.
pub(super) fn expires_as_table(owner: &Owner, shared: &syn::Type, bounds: &[TokenStream]) -> TokenStream {
    let runtime = &owner.runtime;
    // Without `for` rustc would refuse the bound where the table declares none.
    let declares = quote!(for<'__a> #shared: #runtime::Expires);
    let bounds: Vec<_> = bounds.iter().cloned().chain([declares]).collect();
    expires_by(owner, &quote!(<#shared as #runtime::Expires>::TTL), &bounds)
}

fn expires_by(owner: &Owner, name: &TokenStream, bounds: &[TokenStream]) -> TokenStream {
    let runtime = &owner.runtime;
    let this = owner_type(owner);
    let Head { params, wheres } = head(&owner.generics, &[], bounds);
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #params #runtime::Expires for #this #wheres {
            const TTL: &'static str = #name;
        }
    }
}

/// Returns a key schema as data.
pub(super) fn schema(table: &Table, partition: &[usize], sort: &[usize]) -> TokenStream {
    let runtime = &table.owner.runtime;
    let (partition, sort) = (key_attributes(table, partition), key_attributes(table, sort));
    quote!(#runtime::KeySchema { partition: &[#(#partition),*], sort: &[#(#sort),*] })
}

/// Returns the attributes at these positions as key attributes: their names and types.
pub(super) fn key_attributes(table: &Table, positions: &[usize]) -> Vec<TokenStream> {
    let runtime = &table.owner.runtime;
    let types = KeyType::all(table, positions);
    let attributes = table.at(positions).zip(types).map(|(attribute, KeyType { codec, .. })| {
        let name = &attribute.name;
        quote!(#runtime::KeyAttribute { name: #name, key_type: #codec.key_type() })
    });
    attributes.collect()
}

/// Returns the kind of an index as data.
pub(super) fn index_kind(owner: &Owner, kind: IndexKind) -> TokenStream {
    let runtime = &owner.runtime;
    match kind {
        IndexKind::Global => quote!(#runtime::IndexKind::Global),
        IndexKind::Local => quote!(#runtime::IndexKind::Local),
    }
}

/// Returns the projection of an index as data.
pub(super) fn projection(table: &Table, projection: &Projection) -> TokenStream {
    let runtime = &table.owner.runtime;
    match projection {
        Projection::All => quote!(#runtime::Projection::All),
        Projection::KeysOnly => quote!(#runtime::Projection::KeysOnly),
        Projection::Include { declared, undeclared } => {
            let names = table.at(declared).map(|attribute| &attribute.name).chain(undeclared);
            quote!(#runtime::Projection::Include(&[#(#names),*]))
        }
    }
}

/// Returns the struct as a source of reads, and as the projection that leaves nothing out.
pub(super) fn source(table: &Table, bounds: &[TokenStream]) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let this = owner_type(&table.owner);
    let key = key_types(table, &[table.partition], table.sort.as_slice());
    let Head { params, wheres } = head(generics, &[], bounds);
    let readable = readable_from(table, bounds);
    quote! {
        #[automatically_derived]
        impl #params #runtime::Source for #this #wheres {
            type Table = Self;
            #key
            type Item = Self;
            const INDEX: ::core::option::Option<#runtime::IndexDefinition> = ::core::option::Option::None;
        }
        #readable
    }
}

/// Returns the attributes that can be read of the struct, and that any source of the whole table can be read as it.
pub(super) fn readable_from(table: &Table, bounds: &[TokenStream]) -> TokenStream {
    let Owner { runtime, generics, .. } = &table.owner;
    let this = owner_type(&table.owner);
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
        #[diagnostic::do_not_recommend]
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
        #[diagnostic::do_not_recommend]
        impl #from_params #runtime::ReadableFrom<__S> for #this #from_wheres {}
    }
}

/// Returns the implementations of a source that projects, or can fetch, every attribute of the table.
pub(super) fn projects_all(table: &Table, source: &TokenStream) -> TokenStream {
    let runtime = &table.owner.runtime;
    let this = owner_type(&table.owner);
    let attribute = quote!(__A: #runtime::Attribute<Owner = #this>);
    let Head { params, wheres } = head(&table.owner.generics, &[attribute], &[]);
    let of_field = head(&table.owner.generics, &[quote!(__F), quote!(const __N: usize)], &[]);
    let (field_params, field_wheres) = (of_field.params, of_field.wheres);
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #params #runtime::Projects<__A> for #source #wheres {}
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #field_params #runtime::ProjectsField<__F, __N> for #source #field_wheres {}
    }
}

/// Returns the implementations of a source that has the attributes at these positions alone.
pub(super) fn projects_each(table: &Table, source: &TokenStream, positions: &[usize]) -> TokenStream {
    let runtime = &table.owner.runtime;
    let Head { params, wheres } = head(&table.owner.generics, &[], &[]);
    let projected = table.at(positions).map(|attribute| marker_type(&table.owner, attribute));
    let of_field = head(&table.owner.generics, &[quote!(__F)], &[]);
    let (field_params, field_wheres) = (of_field.params, of_field.wheres);
    quote! {
        #(
            impl #params #runtime::Projects<#projected> for #source #wheres {}
            #[diagnostic::do_not_recommend]
            impl #field_params #runtime::ProjectsField<__F, #positions> for #source #field_wheres {}
        )*
    }
}

/// Returns the associated types of a key, each at the place of its first field.
pub(super) fn key_types(table: &Table, partition: &[usize], sort: &[usize]) -> TokenStream {
    let runtime = &table.owner.runtime;
    let place = |positions: &[usize]| table.at(positions).next().map_or_else(Span::call_site, |part| part.ty.span());
    let types: Vec<TokenStream> = KeyType::all(table, partition).into_iter().map(|part| part.ty).collect();
    let partition_type = match types.as_slice() {
        [one] => quote!(#one),
        many => quote!((#(#many,)*)),
    };
    // Each part contains the type of those behind it, so the last one comes first.
    let mut parts = KeyType::all(table, sort).into_iter().rev().map(|part| part.ty);
    let sort_type = match parts.next() {
        None => quote!(#runtime::NoSortKey),
        Some(last) => {
            parts.fold(quote!(#runtime::SortKeyPart<#last>), |rest, part| quote!(#runtime::SortKeyPart<#part, #rest>))
        }
    };
    let partition = quote_spanned!(place(partition)=> type Partition = #partition_type;);
    let sort = quote_spanned!(place(sort)=> type Sort = #sort_type;);
    quote!(#partition #sort)
}

/// Returns the rules that only the compiler can check, each at the type of its field.
pub(super) fn checks(table: &Table) -> Option<TokenStream> {
    let runtime = &table.owner.runtime;
    let attribute = table.ttl.and_then(|at| table.attributes.get(at))?;
    let ty = &attribute.ty;
    let ttl = quote_spanned!(ty.span()=> #runtime::check::time_to_live::<#ty>(););
    let Head { params, wheres } = head(&table.owner.generics, &[], &[]);
    Some(quote!(fn __checks #params () #wheres { #ttl }))
}
