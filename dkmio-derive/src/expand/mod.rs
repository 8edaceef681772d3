//! From the checked model to tokens. No step here can fail.

mod attributes;
mod collection;
mod decimals;
mod declared_index;
mod definition;
mod document;
mod dynamo_key;
mod entity;
mod entity_vectors;
pub(crate) mod fallback;
mod generics;
mod index_ident;
mod indexes;
mod key;
mod key_types;
mod managed;
mod projected;
mod projection;
mod respanned;
mod serde_stand_in;
mod shared;
mod shared_key;
mod shared_vectors;
mod standard;
mod templates;
mod unique;
mod vectors;

pub(crate) use collection::collection;
pub(crate) use document::document;
pub(crate) use dynamo_key::dynamo_key;
pub(crate) use projection::partial;
pub(crate) use serde_stand_in::serde_stand_in;
pub(crate) use shared::shared;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use crate::model::{Owner, Table};
use attributes::Of;
use key::KeyStruct;

/// The docs above the constants of a table. Its page shows the operations only among the impls of traits, far below.
const TABLE_INTRO: &str = "The attributes, for conditions, projections and updates. The operations, such as `get`, `put` and `query`, are \
    methods of the trait `dkmio::DynamoTable`.";

/// Returns the expansion of a table: the key, the index types and the projected items beside the struct, and the rest
/// out of sight.
pub(crate) fn table(table: &Table) -> TokenStream {
    let (beside, inside) = parts(table);
    let hidden = hidden(inside);
    quote!(#beside #hidden)
}

/// Returns the items beside the struct, and those out of sight.
fn parts(table: &Table) -> (TokenStream, TokenStream) {
    let bounds = key_types::bounds(table);
    let key = KeyStruct::of(table);
    let projected = projected::all(table);
    let key_definition = key.definition();
    let accessors: Vec<_> = table.indexes.iter().map(|index| &index.accessor).collect();
    let index_types = indexes::types(&table.owner, &accessors);
    let accessors: Vec<_> = table.vectors.iter().map(|index| &index.accessor).collect();
    let vector_types = vectors::types(&table.owner, &accessors);
    let definitions = projected.iter().map(|projected| projected.definition());
    let beside = quote!(#key_definition #index_types #vector_types #(#definitions)*);
    let key_positions = table.key_positions();
    let is_key = |at| key_positions.contains(&at);
    let is_managed = |at| table.managed.contains(at);
    let guarded_by = |at| unique::guarded_by(table, at);
    let role = |at| role(table, at);
    let impls = [
        key_types::proofs(table),
        attributes::attributes(
            &table.owner,
            &table.attributes,
            &Of { is_key: &is_key, is_managed: &is_managed, guarded_by: &guarded_by, role: &role, intro: TABLE_INTRO },
        ),
        key.impls(&bounds),
        of_table(table, &key, &bounds),
        projected.iter().map(|projected| projected.impls(&key, &bounds)).collect(),
        mentions(&table.owner, &table.attributes, &table.mentions),
    ];
    let checks = definition::checks(table);
    (beside, quote!(#(#impls)* #checks))
}

/// Returns the definition, the sources of reads and the indexes.
fn of_table(table: &Table, key: &KeyStruct<'_>, bounds: &[TokenStream]) -> TokenStream {
    let parts = match &table.entity {
        None => vec![
            unique::own_entity(table, &definition::schema(table, &[table.partition], table.sort.as_slice()))
                .unwrap_or_default(),
            unique::checks(table),
            if table.uniques.is_empty() { TokenStream::new() } else { entity::backfill(table, bounds) },
            definition::table(table, key, bounds),
            definition::source(table, bounds),
            indexes::indexes(table, bounds),
            vectors::vectors(table, bounds),
        ],
        Some(entity) => vec![
            entity::constants(table, entity),
            entity::table(table, entity, key, bounds),
            entity::source(table, entity, bounds),
            declared_index::types(table, entity, bounds).unwrap_or_default(),
            entity::indexes(table, entity, bounds),
            entity_vectors::vectors(table, entity, bounds),
            entity::sort_keys(table, entity).unwrap_or_default(),
            entity::backfill(table, bounds),
            entity::checks(table, entity),
            unique::checks(table),
        ],
    };
    quote!(#(#parts)*)
}

/// Returns the role of an attribute: in keys, or as the time to live.
fn role(table: &Table, at: usize) -> Option<String> {
    let is_part = table.entity.as_ref().is_some_and(|entity| entity.key_parts().contains(&at));
    let is_partition = table.partition == at && table.entity.is_none();
    let own = [
        is_part.then(|| "a part of the primary key".to_owned()),
        is_partition.then(|| "the partition key".to_owned()),
        (table.sort == Some(at)).then(|| "the sort key".to_owned()),
        (table.ttl == Some(at)).then(|| "the time to live".to_owned()),
        table.uniques.iter().any(|unique| unique.at == at).then(|| "unique".to_owned()),
        (table.managed.version == Some(at)).then(|| "the version, which dkmio writes".to_owned()),
        (table.managed.created_at == Some(at)).then(|| "the time of creation, which dkmio writes".to_owned()),
        (table.managed.updated_at == Some(at)).then(|| "the time of the last change, which dkmio writes".to_owned()),
    ];
    let indexed = table.indexes.iter().filter_map(|index| indexes::role_in(index, at));
    let searched = table.vectors.iter().filter_map(|index| vectors::role_in(index, at));
    let roles: Vec<String> = own.into_iter().flatten().chain(indexed).chain(searched).collect();
    (!roles.is_empty()).then(|| roles.join(", "))
}

/// Returns a function that is never called. It names fields at the places where attributes name them, so that editors
/// lead from there to the field and rename both.
fn mentions(owner: &Owner, attributes: &[crate::model::Attribute], mentions: &[syn::Ident]) -> TokenStream {
    let fields = mentions.iter().filter_map(|mention| {
        let field = attributes.iter().find(|attribute| attribute.ident.unraw() == mention.unraw())?;
        let mut ident = field.ident.clone();
        ident.set_span(mention.span());
        Some(ident)
    });
    let fields: Vec<_> = fields.collect();
    if fields.is_empty() {
        return TokenStream::new();
    }
    let this = generics::owner_type(owner);
    let generics::Head { params, wheres } = generics::head(&owner.generics, &[], &[]);
    quote!(fn __mentions #params (__item: &#this) #wheres { #(let _ = &__item.#fields;)* })
}

/// Puts items where no path leads to them. Their names are lower case like the fields they stand for, not all are used,
/// and bounds on a generic key stand beside those of the struct.
fn hidden(items: TokenStream) -> TokenStream {
    quote! {
        #[allow(
            clippy::multiple_bound_locations,
            dead_code,
            deprecated,
            missing_debug_implementations,
            non_camel_case_types,
            unreachable_pub
        )]
        const _: () = { #items };
    }
}
