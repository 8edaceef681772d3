//! Unique attributes: the keys of their sentinel items as data, and the rules that only the compiler can check.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::key_types::KeyType;
use super::respanned::checked_at;
use super::templates::TemplateConst;
use crate::model::Table;
use crate::unique_model::{GuardedBy, Unique};

/// Returns `type Unique`.
pub(super) fn marker(table: &Table) -> TokenStream {
    let runtime = &table.owner.runtime;
    if table.uniques.is_empty() {
        quote!(
            type Unique = ();
        )
    } else {
        quote!(type Unique = #runtime::HasUnique;)
    }
}

/// Returns the reason why only a guarded update may set an attribute.
pub(super) fn guarded_by(table: &Table, at: usize) -> Option<GuardedBy> {
    if table.uniques.iter().any(|unique| unique.at == at) {
        return Some(GuardedBy::Unique);
    }
    if table.uniques.iter().any(|unique| unique.parts().any(|part| part == at)) {
        return Some(GuardedBy::Scope);
    }
    (!table.uniques.is_empty() && table.ttl == Some(at)).then_some(GuardedBy::Expiry)
}

/// Returns the templates of the keys of sentinel items. `schema` is the key schema of the table.
fn templates<'a>(table: &'a Table, at: usize, unique: &'a Unique) -> (TemplateConst<'a>, Option<TemplateConst<'a>>) {
    let sort = unique.sort.as_ref().map(|sort| TemplateConst::new(table, sort, &format!("__UNIQUE_{at}_SORT"), true));
    (TemplateConst::new(table, &unique.partition, &format!("__UNIQUE_{at}_PARTITION"), false), sort)
}

/// Returns the constants of the templates, and the unique attributes as a list.
pub(super) fn constants(table: &Table, schema: &TokenStream) -> (TokenStream, TokenStream) {
    let runtime = &table.owner.runtime;
    let mut constants = TokenStream::new();
    let each = table.uniques.iter().enumerate().map(|(at, unique)| {
        let (partition, sort) = templates(table, at, unique);
        constants.extend(partition.definition(&quote!(#schema.partition)));
        constants.extend(sort.as_ref().map(|sort| sort.definition(&quote!(#schema.sort))));
        let name = table.attributes.get(unique.at).map(|attribute| attribute.name.as_str()).unwrap_or_default();
        let partition = &partition.ident;
        let sort = match sort.as_ref().map(|sort| &sort.ident) {
            Some(sort) => quote!(::core::option::Option::Some(#sort)),
            None => quote!(::core::option::Option::None),
        };
        quote! {
            #runtime::UniqueDefinition {
                attribute: #name,
                key: #runtime::KeyTemplates { partition: ::core::option::Option::Some(#partition), sort: #sort },
            }
        }
    });
    let each: Vec<_> = each.collect();
    (constants, quote!(&[#(#each),*]))
}

/// Returns the entity of a struct with a table of its own, which shares it with its sentinel items alone. `schema` is the key schema.
pub(super) fn own_entity(table: &Table, schema: &TokenStream) -> Option<TokenStream> {
    if table.uniques.is_empty() {
        return None;
    }
    let runtime = &table.owner.runtime;
    let (constants, uniques) = constants(table, &quote!(__SCHEMA));
    let name = table.owner.ident.unraw().to_string();
    Some(quote! {
        const __SHARED: #runtime::SharedTable =
            #runtime::SharedTable { entity_attribute: ::core::option::Option::None, delimiter: '#' };
        const __SCHEMA: #runtime::KeySchema = #schema;
        #constants
        const __ENTITY: #runtime::EntityDefinition = #runtime::EntityDefinition {
            name: #name,
            entity_attribute: ::core::option::Option::None,
            constants: &[],
            key: #runtime::KeyTemplates::NONE,
            indexes: &[],
            key_only: &[],
            uniques: #uniques,
            is_open: false,
        };
        const fn __entity() -> &'static #runtime::EntityDefinition { &__ENTITY }
    })
}

/// Returns the rules that depend on the types of fields and on the table, one constant each.
pub(super) fn checks(table: &Table) -> TokenStream {
    let (runtime, this) = (&table.owner.runtime, &table.owner.ident);
    let each = table.uniques.iter().enumerate().map(|(at, unique)| {
        let (partition, sort) = templates(table, at, unique);
        let span = unique.span;
        let has_sort = sort.is_some();
        if unique.is_default {
            let key = quote!(#runtime::check_default_unique(&<#this as #runtime::Table>::DEFINITION.key));
            let key = checked_at(span, key);
            let parts = unique.partition.parts().filter_map(|(part, _, _)| {
                let (key, attribute) = (KeyType::of(table, part)?, table.attributes.get(part)?);
                let codec = key.codec;
                Some(checked_at(attribute.ty.span(), quote!(#runtime::check_unique_part(#codec.part_type()))))
            });
            let parts: TokenStream = parts.collect();
            return quote!(#key #parts);
        }
        let key_span = unique.partition.literal.span();
        let key = quote!(#runtime::check_unique_key(&<#this as #runtime::Table>::DEFINITION, #has_sort));
        let key = checked_at(key_span, key);
        let parts: TokenStream = std::iter::once(partition).chain(sort).map(|template| template.checks()).collect();
        quote!(#key #parts)
    });
    let first = table.uniques.first().map(|unique| {
        let check = quote!(#runtime::check_sentinel(&<#this as #runtime::Table>::DEFINITION));
        checked_at(unique.span, check)
    });
    let each: TokenStream = each.collect();
    quote!(#each #first)
}
