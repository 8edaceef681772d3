//! From the checked model to tokens. Nothing can fail here any more.

mod attributes;
mod definition;
mod document;
mod dynamo_key;
pub(crate) mod fallback;
mod generics;
mod indexes;
mod key;
mod projected;
mod projection;
mod standard;

pub(crate) use document::document;
pub(crate) use dynamo_key::dynamo_key;
pub(crate) use projection::partial;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Table;
use key::KeyStruct;

/// Everything of a table: the key and the projected items beside the struct, the rest out of sight.
pub(crate) fn table(table: &Table) -> TokenStream {
    let bounds = definition::key_bounds(table);
    let key = KeyStruct::of(table);
    let projected = projected::all(table);
    let fixed = |at| at == table.partition || Some(at) == table.sort;
    let key_definition = key.definition();
    let definitions = projected.iter().map(|projected| projected.definition());
    let impls = [
        attributes::attributes(&table.owner, &table.attributes, fixed),
        key.impls(&bounds),
        definition::table(table, &key, &bounds),
        definition::source(table, &bounds),
        indexes::indexes(table, &bounds),
        projected.iter().map(|projected| projected.impls(&key, &bounds)).collect(),
        definition::checks(table),
    ];
    let hidden = hidden(quote!(#(#impls)*));
    quote!(#key_definition #(#definitions)* #hidden)
}

/// Items no path leads to. Their names are lower case like the fields they stand for, not all are used, and bounds on a
/// generic key stand beside those of the struct.
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
