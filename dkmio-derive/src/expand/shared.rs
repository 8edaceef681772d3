//! A table that several entities share: its definition, its free-form reads, and the names of its indexes.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;

use super::hidden;
use super::index_ident::{index_ident, index_types};
use super::respanned::respanned;
use super::shared_key::key_type;
use crate::attrs::IndexKind;
use crate::check::entity_type;
use crate::shared_model::{KeyName, Projection, SharedIndex, SharedTable};

/// Returns the expansion of a shared table.
pub(crate) fn shared(table: &SharedTable) -> TokenStream {
    let with_docs = table.indexes.iter().map(|index| {
        (&index.accessor, format!("The type of the index `{}`, whose entries are free-form.", index.name.value()))
    });
    let index_types = index_types(&table.owner, with_docs);
    let vectors: Vec<_> = table.vectors.iter().map(|index| &index.accessor).collect();
    let vector_types = super::vectors::types(&table.owner, &vectors);
    let inside = [
        definition(table),
        source(table),
        indexes(table),
        super::shared_vectors::vectors(table),
        functions(table),
        disjoint(table),
    ];
    let hidden = hidden(quote!(#(#inside)*));
    quote!(#index_types #vector_types #hidden)
}

fn attributes(table: &SharedTable, keys: &[&KeyName]) -> TokenStream {
    let runtime = &table.owner.runtime;
    let keys = keys.iter().map(|KeyName { name, is_number }| {
        let key_type = if *is_number { quote!(Number) } else { quote!(String) };
        quote!(#runtime::KeyAttribute { name: #name, key_type: #runtime::KeyType::#key_type })
    });
    quote!(&[#(#keys),*])
}

fn schema(table: &SharedTable, partition: &[&KeyName], sort: &[&KeyName]) -> TokenStream {
    let runtime = &table.owner.runtime;
    let (partition, sort) = (attributes(table, partition), attributes(table, sort));
    quote!(#runtime::KeySchema { partition: #partition, sort: #sort })
}

/// Returns the attributes of the partition key and of the sort key of an index.
fn sides<'a>(table: &'a SharedTable, index: &'a SharedIndex) -> (Vec<&'a KeyName>, Vec<&'a KeyName>) {
    let partition = match index.kind {
        IndexKind::Global => index.partition.iter().collect(),
        IndexKind::Local => vec![&table.partition],
    };
    (partition, index.sort.iter().collect())
}

fn definition(table: &SharedTable) -> TokenStream {
    let (runtime, this, name) = (&table.owner.runtime, &table.owner.ident, &table.name);
    let sort: Vec<_> = table.sort.iter().collect();
    let key = schema(table, &[&table.partition], &sort);
    let indexes = table.indexes.iter().map(|index| index_definition(table, index));
    let vectors = table.vectors.iter().map(|index| super::shared_vectors::definition(table, index));
    let ttl = match &table.ttl {
        Some(name) => quote!(::core::option::Option::Some(#name)),
        None => quote!(::core::option::Option::None),
    };
    let expires = table.ttl.as_ref().map(|name| super::definition::expires(&table.owner, &name.value(), &[]));
    let entity_attribute = match &table.entity_attribute {
        Some((name, is_optional)) => {
            quote!(::core::option::Option::Some(#runtime::EntityAttribute { name: #name, is_optional: #is_optional }))
        }
        None => quote!(::core::option::Option::None),
    };
    let delimiter = table.delimiter;
    let entities = table.entities.iter().map(entity_type);
    quote! {
        #expires
        #[automatically_derived]
        impl #runtime::Table for #this {
            type Key = #runtime::StoredKey;
            type Version = ();
            type Unique = ();
            const DEFINITION: #runtime::TableDefinition = #runtime::TableDefinition {
                name: #name,
                key: #key,
                indexes: &[#(#indexes),*],
                vector_indexes: &[#(#vectors),*],
                attributes: &[],
                ttl: #ttl,
                managed: #runtime::ManagedAttributes::NONE,
                shared: ::core::option::Option::Some(
                    #runtime::SharedTable { entity_attribute: #entity_attribute, delimiter: #delimiter },
                ),
                entity: ::core::option::Option::None,
            };
            fn entities() -> ::std::vec::Vec<#runtime::TableDefinition> {
                ::std::vec![#(<#entities as #runtime::Table>::DEFINITION),*]
            }
        }
    }
}

fn index_definition(table: &SharedTable, index: &SharedIndex) -> TokenStream {
    let runtime = &table.owner.runtime;
    let (accessor, name) = (index.accessor.unraw().to_string(), &index.name);
    let kind = super::definition::index_kind(&table.owner, index.kind);
    let (partition, sort) = sides(table, index);
    let key = schema(table, &partition, &sort);
    let projection = match &index.projection {
        Projection::All => quote!(All),
        Projection::KeysOnly => quote!(KeysOnly),
        Projection::Include(names) => quote!(Include(&[#(#names),*])),
    };
    quote! {
        #runtime::IndexDefinition {
            accessor: #accessor,
            name: #name,
            kind: #kind,
            key: #key,
            projection: #runtime::Projection::#projection,
        }
    }
}

fn source_types(table: &SharedTable, partition: &[&KeyName], sort: &[&KeyName]) -> TokenStream {
    let runtime = &table.owner.runtime;
    let types: Vec<_> = partition.iter().map(|key| key_type(key)).collect();
    let partition = super::templates::partition_type(&types);
    let sorts = quote!(#runtime::SortsByValue<true>);
    let parts: Vec<_> = sort.iter().map(|key| (key_type(key), sorts.clone())).collect();
    let sort = super::templates::sort_type(runtime, &parts);
    quote! {
        type Partition = #partition;
        type Sort = #sort;
        type Item = #runtime::Item;
    }
}

fn source(table: &SharedTable) -> TokenStream {
    let (runtime, this) = (&table.owner.runtime, &table.owner.ident);
    let sort: Vec<_> = table.sort.iter().collect();
    let types = source_types(table, &[&table.partition], &sort);
    quote! {
        #[automatically_derived]
        impl #runtime::Source for #this {
            type Table = Self;
            #types
            const INDEX: ::core::option::Option<#runtime::IndexDefinition> = ::core::option::Option::None;
        }
        #[automatically_derived]
        impl #runtime::SupportsConsistentRead for #this {}
    }
}

fn indexes(table: &SharedTable) -> TokenStream {
    let (runtime, this, vis) = (&table.owner.runtime, &table.owner.ident, &table.owner.vis);
    let each = table.indexes.iter().map(|index| {
        let (ident, accessor) = (index_ident(&table.owner, &index.accessor), &index.accessor);
        let (partition, sort) = sides(table, index);
        let types = source_types(table, &partition, &sort);
        let definition = index_definition(table, index);
        let kind = match index.kind {
            IndexKind::Global => quote!(impl #runtime::GlobalIndex for #ident {}),
            IndexKind::Local => quote! {
                impl #runtime::LocalIndex for #ident {}
                impl #runtime::SupportsConsistentRead for #ident {}
            },
        };
        // The accessor is a constant, because `App::gsi1` in `#[index(..)]` of an entity is used as a value.
        let doc = format!("The index `{}`, for `#[index(..)]` of entities and for free-form reads.", index.name.value());
        quote! {
            #[automatically_derived]
            impl #runtime::Source for #ident {
                type Table = #this;
                #types
                const INDEX: ::core::option::Option<#runtime::IndexDefinition> = ::core::option::Option::Some(#definition);
            }
            #kind
            #[automatically_derived]
            impl #this {
                #[doc = #doc]
                #[allow(non_upper_case_globals)]
                #vis const #accessor: #runtime::Index<#ident> = #runtime::Index::new();
            }
        }
    });
    each.collect()
}

/// Returns the functions of a shared table. It is no item, so it has no operations on items.
fn functions(table: &SharedTable) -> TokenStream {
    let (runtime, facade, this, vis) =
        (&table.owner.runtime, &table.owner.facade, &table.owner.ident, &table.owner.vis);
    quote! {
        #[automatically_derived]
        impl #this {
            /// Returns the table as a value: for templates, a picture, a plan of changes, and settings of a new table.
            #vis fn table() -> #facade::admin::TableSpec<Self> { #runtime::shared::table() }
            /// Creates the table as it is declared, with its indexes and its time to live: CreateTable, UpdateTimeToLive.
            #vis fn create_table() -> #facade::admin::CreateTable<Self> { #runtime::shared::create_table() }
            /// Deletes the table with the items of all entities: DeleteTable.
            #vis fn delete_table() -> #facade::admin::DeleteTable<Self> { #runtime::shared::delete_table() }
            /// Describes the table as it is in DynamoDB: DescribeTable, DescribeTimeToLive.
            #vis fn describe_table() -> #facade::admin::DescribeTable<Self> { #runtime::shared::describe_table() }
            /// Compares the table as it is in DynamoDB with its declaration: DescribeTable, DescribeTimeToLive.
            #vis fn verify_table() -> #facade::admin::VerifyTable<Self> { #runtime::shared::verify_table() }
            /// Reads the items of all entities, free-form: Scan.
            #vis fn scan() -> #facade::Scan<Self> { #runtime::shared::scan() }
            /// Reads the items of all entities with this partition key, free-form: Query.
            #vis fn query<__P>(partition: __P) -> #facade::Query<Self>
            where
                __P: #runtime::PartitionValue<<Self as #runtime::Source>::Partition>,
            {
                #runtime::shared::query(partition)
            }
        }
    }
}

/// Proves that the keys of the listed entities cannot be equal, and that their items can be told apart.
fn disjoint(table: &SharedTable) -> TokenStream {
    let runtime = &table.owner.runtime;
    let pairs = table
        .entities
        .iter()
        .enumerate()
        .flat_map(|(at, one)| table.entities.iter().skip(at + 1).map(move |other| (one, other)));
    let checks = pairs.map(|(one, other)| {
        let message = format!(
            "`{one}` and `{other}` can have the same key; start their `#[sk = ..]` templates with different text",
        );
        let of_sentinels = format!(
            "an item or a sentinel item of `{one}` and one of `{other}` can have the same key; start the templates of `#[unique(..)]` with \
             different text",
        );
        let names =
            format!("`{one}` and `{other}` have the same entity name; give one `#[dynamo(entity = \"..\")]`");
        let entity = |ident: &Ident| {
            let ty = entity_type(ident);
            respanned(quote!(#runtime::entity_of(&<#ty as #runtime::Table>::DEFINITION)), ident.span())
        };
        let (one, other_entity) = (entity(one), entity(other));
        // There are three constants, because a constant reports only its first mistake.
        quote_spanned! {other.span()=>
            const _: () = ::core::assert!(#runtime::are_disjoint(#one, #other_entity), #message);
            const _: () = ::core::assert!(#runtime::sentinels_are_disjoint(#one, #other_entity), #of_sentinels);
            const _: () = ::core::assert!(!#runtime::have_same_name(#one, #other_entity), #names);
        }
    });
    checks.collect()
}
