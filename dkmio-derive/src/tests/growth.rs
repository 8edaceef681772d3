//! How much code an attribute and an index cost: every table pays it in compile time.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

/// A table of some attributes and some indexes that project two of them.
fn table(attributes: usize, indexes: usize) -> TokenStream {
    let fields: Vec<Ident> = (0..attributes).map(|at| format_ident!("attribute_{at}")).collect();
    let attributes = fields.iter().map(|field| quote!(pub #field: Option<String>));
    let indexes = (0..indexes).map(|at| {
        let accessor = format_ident!("by_{at}");
        let name = syn::LitStr::new(&format!("index-{at}"), Span::call_site());
        quote!(#[gsi(#accessor, name = #name, pk = status, sk = date, projection = [total, note])])
    });
    quote! {
        #[dynamo(table = "orders")]
        #(#indexes)*
        pub struct Orders {
            #[pk]
            pub user_id: String,
            #[sk]
            pub order_id: String,
            pub status: String,
            pub date: String,
            pub total: u64,
            pub note: String,
            #(#attributes,)*
        }
    }
}

fn lines(attributes: usize, indexes: usize) -> usize {
    super::expanded(crate::table, table(attributes, indexes)).lines().count()
}

#[test]
fn an_attribute_costs_few_lines() {
    let cost = (lines(60, 0) - lines(10, 0)) / 50;
    assert!(cost <= 30, "{cost} lines per attribute");
}

#[test]
fn an_index_costs_few_lines() {
    let cost = (lines(0, 8) - lines(0, 0)) / 8;
    // The type of the index and the docs of the accessor are 15 of them.
    assert!(cost <= 180, "{cost} lines per index");
}

/// An entity of six attributes and some indexes, each with two templates.
fn entity(attributes: usize, indexes: usize) -> TokenStream {
    let fields: Vec<Ident> = (0..attributes).map(|at| format_ident!("attribute_{at}")).collect();
    let attributes = fields.iter().map(|field| quote!(pub #field: Option<String>));
    let indexes = (0..indexes).map(|at| {
        let (accessor, index) = (format_ident!("by_{at}"), format_ident!("gsi{at}"));
        quote!(#[index(#accessor = Shop::#index, pk = "STATUS#{status}", sk = "{date:sorted}#{order_id}")])
    });
    quote! {
        #[dynamo(table = Shop)]
        #[pk = "USER#{user_id}"]
        #[sk = "ORDER#{order_id}"]
        #(#indexes)*
        pub struct Order {
            pub user_id: String,
            pub order_id: String,
            pub status: String,
            pub date: String,
            pub total: u64,
            pub note: String,
            #(#attributes,)*
        }
    }
}

fn entity_lines(attributes: usize, indexes: usize) -> usize {
    super::expanded(crate::entity, entity(attributes, indexes)).lines().count()
}

#[test]
fn an_entity_costs_few_lines() {
    let cost = entity_lines(0, 0);
    assert!(cost <= 460, "{cost} lines per entity");
}

#[test]
fn an_index_of_an_entity_costs_few_lines() {
    let cost = (entity_lines(0, 8) - entity_lines(0, 0)) / 8;
    assert!(cost <= 165, "{cost} lines per index");
}
