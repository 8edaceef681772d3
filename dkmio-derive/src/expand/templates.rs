//! Key templates as data, and the types of their parts.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;
use syn::spanned::Spanned;

use super::key_types::KeyType;
use super::respanned::{checked_at, respanned, with_static_lifetimes};
use crate::entity_model::{Case, Element, Entity, Form, Template};
use crate::model::Table;

/// A constant with a template in it.
pub(super) struct TemplateConst<'a> {
    table: &'a Table,
    template: &'a Template,
    pub(super) ident: Ident,
    is_sort: bool,
}

impl<'a> TemplateConst<'a> {
    pub(super) fn new(table: &'a Table, template: &'a Template, ident: &str, is_sort: bool) -> Self {
        Self { table, template, ident: format_ident!("{ident}"), is_sort }
    }

    /// Returns the constant; `attributes` are the key attributes of the table or index on this side.
    pub(super) fn definition(&self, attributes: &TokenStream) -> TokenStream {
        let runtime = &self.table.owner.runtime;
        let (ident, literal) = (&self.ident, &self.template.literal);
        let (pattern, source) = (self.template.pattern(), literal.value());
        let elements = self.template.elements.iter().map(|element| match element {
            Element::Text(text) => quote!(#runtime::Element::Text(#text)),
            Element::Part { at, form, case } => self.part(*at, *form, *case),
        });
        // Otherwise rustc would report a missing or wrong key attribute at the derive.
        let attribute = respanned(quote!(#runtime::key_attribute(#attributes)), literal.span());
        quote! {
            const #ident: #runtime::Template = {
                let __attribute: #runtime::KeyAttribute = #attribute;
                #runtime::Template {
                    key: __attribute.name,
                    key_type: __attribute.key_type,
                    delimiter: __SHARED.delimiter,
                    elements: &[#(#elements),*],
                    pattern: #pattern,
                    source: #source,
                }
            };
        }
    }

    fn part(&self, at: usize, form: Form, case: Option<Case>) -> TokenStream {
        let runtime = &self.table.owner.runtime;
        let (Some(attribute), Some(key)) = (self.table.attributes.get(at), KeyType::of(self.table, at)) else {
            return TokenStream::new();
        };
        let (field, name, codec) = (attribute.ident.to_string(), &attribute.name, with_static_lifetimes(key.codec));
        let form = match form {
            Form::Plain => quote!(Plain),
            Form::Sorted => quote!(Sorted),
            Form::Padded(width) => quote!(Padded(#width)),
            Form::Unpadded => quote!(Unpadded),
            Form::Truncated(unit) => {
                let unit = format_ident!("{unit}");
                quote!(Truncated(#runtime::Unit::#unit))
            }
            Form::Rest => quote!(Rest),
            Form::Escaped => quote!(Escaped),
            Form::Raw => quote!(Raw),
            Form::Shard(shards) => quote!(Shard(#shards)),
            // Numbers are written in another form than text, and only the compiler knows the type.
            Form::Unique => quote!(of_unique(#codec.part_type())),
            Form::Scope => quote!(of_scope(#codec.part_type())),
        };
        let case = match case {
            None => quote!(::core::option::Option::None),
            Some(Case::Lower) => quote!(::core::option::Option::Some(#runtime::Case::Lower)),
            Some(Case::Upper) => quote!(::core::option::Option::Some(#runtime::Case::Upper)),
        };
        let field = field.trim_start_matches("r#");
        quote! {
            #runtime::Element::Part(#runtime::Part {
                field: #field,
                attribute: #name,
                value_type: #codec.part_type(),
                form: #runtime::PartForm { form: #runtime::Form::#form, case: #case },
            })
        }
    }

    /// Returns each part with the position of its element.
    fn parts(&self) -> impl Iterator<Item = (usize, usize, KeyType)> + '_ {
        self.template.elements.iter().enumerate().filter_map(|(position, element)| match element {
            Element::Part { at, .. } => Some((position, *at, KeyType::of(self.table, *at)?)),
            Element::Text(_) => None,
        })
    }

    /// Returns the types of the parts.
    pub(super) fn types(&self) -> Vec<TokenStream> {
        // A query reads every shard, so it is given none.
        let is_shard = |position: &usize| {
            matches!(self.template.elements.get(*position), Some(Element::Part { form: Form::Shard(_), .. }))
        };
        self.parts().filter(|(position, _, _)| !is_shard(position)).map(|(_, _, key)| key.ty).collect()
    }

    /// Returns the types of the parts, each with a type that tells whether keys sort by it.
    pub(super) fn sort_parts(&self) -> Vec<(TokenStream, TokenStream)> {
        let (runtime, ident) = (&self.table.owner.runtime, &self.ident);
        let form = |position: usize, ty: &TokenStream| {
            let ty = with_static_lifetimes(ty.clone());
            quote! {
                #runtime::SortsByValue<{ #runtime::sorts_at(&#ident, #position, <#ty as #runtime::DynamoKeyPart>::PART_TEXT) }>
            }
        };
        self.parts().map(|(position, _, key)| (key.ty.clone(), form(position, &key.ty))).collect()
    }

    /// Returns the checks that depend on the types of the fields and on the table, each at the type of its field. Text without a part is
    /// checked at the template.
    pub(super) fn checks(&self) -> TokenStream {
        let (runtime, ident, is_sort) = (&self.table.owner.runtime, &self.ident, self.is_sort);
        if self.template.parts().next().is_none() {
            return checked_at(self.template.literal.span(), quote!(#runtime::check_text(&#ident)));
        }
        let checks = self.parts().map(|(position, at, key)| {
            let ty = with_static_lifetimes(key.ty);
            let span =
                self.table.attributes.get(at).map_or_else(|| self.template.literal.span(), |found| found.ty.span());
            let check =
                quote!(#runtime::check_part(&#ident, #position, <#ty as #runtime::DynamoKeyPart>::PART_TEXT, #is_sort));
            checked_at(span, check)
        });
        checks.collect()
    }
}

/// Returns the templates of the primary key.
pub(super) fn primary<'a>(table: &'a Table, entity: &'a Entity) -> (TemplateConst<'a>, Option<TemplateConst<'a>>) {
    let sort = entity.sort.as_ref().map(|sort| TemplateConst::new(table, sort, "__SORT", true));
    (TemplateConst::new(table, &entity.partition, "__PARTITION", false), sort)
}

/// Names the constant with the definition of an index.
pub(super) fn index_definition(at: usize) -> syn::Ident {
    format_ident!("__INDEX_{at}")
}

/// Names the constant with the templates of an index.
pub(super) fn index_templates(at: usize) -> syn::Ident {
    format_ident!("__INDEX_{at}_TEMPLATES")
}

/// Returns a partition key of these types.
pub(super) fn partition_type(types: &[TokenStream]) -> TokenStream {
    match types {
        [one] => quote!(#one),
        many => quote!((#(#many,)*)),
    }
}

/// Returns a sort key of these parts.
pub(super) fn sort_type(runtime: &TokenStream, parts: &[(TokenStream, TokenStream)]) -> TokenStream {
    // Each part contains the type of those behind it, so the last one comes first.
    let mut parts = parts.iter().rev();
    let Some((last, form)) = parts.next() else { return quote!(#runtime::NoSortKey) };
    let last = quote!(#runtime::SortKeyPart<#last, #runtime::SortKeyConditionGiven, #form>);
    parts.fold(last, |rest, (part, form)| quote!(#runtime::SortKeyPart<#part, #rest, #form>))
}
