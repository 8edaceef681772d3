//! Indexes of an entity whose keys only the table declares: its own keys in another order, or the stored names of fields.
//!
//! The expansion does not know which of the two it is. It gives the compiler a number for each field, and a constant that compares the
//! names of the fields with those of the table selects the types.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::generics::{Head, head, mentions_generics, owner_type};
use super::respanned::respanned;
use super::templates::{index_definition, index_templates, partition_type, primary, sort_type};
use crate::entity_model::{Entity, Side};
use crate::model::{Attribute, Codec, Table};

fn is_used(entity: &Entity) -> bool {
    entity.indexes.iter().any(|index| matches!(index.partition, Side::Declared))
}

fn sides_constant(at: usize) -> Ident {
    format_ident!("__INDEX_{at}_SIDES")
}

/// Returns the fields as data, by position.
pub(super) fn fields(table: &Table, entity: &Entity) -> Option<TokenStream> {
    let runtime = &table.owner.runtime;
    let fields = table.attributes.iter().map(|attribute| {
        let name = if attribute.is_key_only { "" } else { attribute.name.as_str() };
        let key_type = key_type(table, attribute);
        quote!(#runtime::DeclaredField { name: #name, key_type: #key_type })
    });
    is_used(entity).then(|| quote!(const __FIELDS: &[#runtime::DeclaredField] = &[#(#fields),*];))
}

/// Returns the key type of a field, or `None` if it is not stored as a key.
fn key_type(table: &Table, attribute: &Attribute) -> TokenStream {
    let (runtime, ty) = (&table.owner.runtime, attribute.key_type());
    let probe = match &attribute.codec {
        Codec::Plain => quote!(StoredProbe),
        Codec::With { .. } if attribute.is_in_key_form() => quote!(KeyProbe),
        Codec::With { .. } | Codec::NotRead => return quote!(::core::option::Option::None),
    };
    // A constant cannot mention the parameters of a generic struct.
    if mentions_generics(&table.owner.generics, ty) {
        return quote!(::core::option::Option::None);
    }
    quote! {{
        #[allow(unused_imports)]
        use #runtime::NoKey as _;
        #runtime::#probe::<#ty>::KEY_TYPE
    }}
}

/// Returns the constants with the content of the sides of the key, and with the templates of those that are keys of the
/// table.
pub(super) fn constants(table: &Table, entity: &Entity, at: usize, span: Span) -> TokenStream {
    let (runtime, shared) = (&table.owner.runtime, &entity.shared);
    let (definition, templates) = (index_definition(at), index_templates(at));
    let schema = quote!(<#shared as #runtime::Table>::DEFINITION.key);
    let sides = sides_constant(at);
    let found = respanned(quote!(#runtime::declared_sides(&#definition.key, &#schema, __FIELDS)), span);
    quote! {
        const #sides: #runtime::DeclaredSides = #found;
        const #templates: #runtime::KeyTemplates =
            #runtime::declared_templates(&#definition.key, &#schema, &__TEMPLATES);
    }
}

/// Returns the types of the partition key and of the sort key.
pub(super) fn sides(runtime: &TokenStream, owner: &TokenStream, at: usize) -> (TokenStream, TokenStream) {
    let sides = sides_constant(at);
    let numbers = |side: TokenStream| {
        let side = quote!(#sides.#side);
        quote!({ #side.kind }, { #side.fields[0] }, { #side.fields[1] }, { #side.fields[2] }, { #side.fields[3] })
    };
    let (partition, sort) = (numbers(quote!(partition)), numbers(quote!(sort)));
    (
        quote!(<#owner as #runtime::DeclaredPartition<#partition>>::Partition),
        quote!(<#owner as #runtime::DeclaredSort<#sort>>::Sort),
    )
}

/// Returns the check that the types follow from the declaration of the table.
pub(super) fn check(runtime: &TokenStream, at: usize) -> TokenStream {
    let (definition, sides) = (index_definition(at), sides_constant(at));
    quote!(#runtime::check_declared_index(&#definition, &#sides))
}

/// Returns the types from which those of the index keys are selected.
pub(super) fn types(table: &Table, entity: &Entity, bounds: &[TokenStream]) -> Option<TokenStream> {
    if !is_used(entity) {
        return None;
    }
    let runtime = &table.owner.runtime;
    let this = owner_type(&table.owner);
    let Head { params, wheres } = head(&table.owner.generics, &[], bounds);
    let positions = 0..table.attributes.len();
    let fields = table.attributes.iter().map(Attribute::key_type);
    let (partition, sort) = primary(table, entity);
    let (types, parts) = (partition_type(&partition.types()), sort_type(runtime, &partition.sort_parts()));
    let sort_types = partition_type(&sort.as_ref().map(|sort| sort.types()).unwrap_or_default());
    let sort_parts = sort_type(runtime, &sort.map(|sort| sort.sort_parts()).unwrap_or_default());
    Some(quote! {
        #(
            #[automatically_derived]
            impl #params #runtime::FieldAt<#positions> for #this #wheres { type Key = #fields; }
        )*
        #[automatically_derived]
        impl #params #runtime::KeyTypes for #this #wheres {
            type Partition = #types;
            type PartitionAsSort = #parts;
            type SortAsPartition = #sort_types;
            type Sort = #sort_parts;
        }
    })
}
