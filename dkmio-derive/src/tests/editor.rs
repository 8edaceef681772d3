//! What an editor relies on: half-typed structs expand, and names in attributes lead to the fields.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::expanded;
use crate::half_typed;

fn errors(expansion: &str) -> usize {
    expansion.matches("compile_error!").count()
}

#[test]
fn a_half_typed_field_is_one_error_and_the_others_stay() {
    for broken in
        [quote!(pub extra), quote!(pub extra:), quote!(extra: Vec<), quote!(pub), quote!(#[serde(default)] pub x)]
    {
        let expansion = expanded(
            crate::table,
            quote! {
                #[dynamo(table = "orders")]
                #[gsi(by_status, name = "gsi-status", pk = status, projection = KEYS_ONLY)]
                pub struct Orders {
                    #[pk]
                    pub user_id: String,
                    pub status: String,
                    #broken
                }
            },
        );
        assert_eq!(errors(&expansion), 1, "{broken}: {expansion}");
        for name in ["USER_ID", "STATUS", "struct OrdersKey", "struct OrdersByStatus", "fn by_status"] {
            assert!(expansion.contains(name), "{broken}: no {name} in {expansion}");
        }
    }
}

#[test]
fn a_field_typed_in_front_of_another_leaves_that_one() {
    let expansion = expanded(
        crate::table,
        quote! {
            #[dynamo(table = "orders")]
            pub struct Orders {
                #[pk]
                pub user_id: String,
                pub extra
                pub total: u64,
            }
        },
    );
    assert_eq!(errors(&expansion), 1);
    assert!(expansion.contains("TOTAL"));
}

#[test]
fn a_syntax_error_is_reported_without_what_comes_of_it() {
    let expansion = expanded(
        crate::table,
        quote! {
            #[dynamo(table = "orders")]
            #[gsi(by_status, name = "gsi-status", pk = status)]
            pub struct Orders {
                #[pk]
                pub user_id: String,
                pub status:
            }
        },
    );
    assert_eq!(errors(&expansion), 1);
    assert!(expansion.contains("fn by_status"));
}

#[test]
fn a_refused_index_keeps_its_names() {
    let expansion = expanded(
        crate::table,
        quote! {
            #[dynamo(table = "orders")]
            #[gsi(by_status, name = "gsi-status", pk = stauts, projection = KEYS_ONLY)]
            pub struct Orders {
                #[pk]
                pub user_id: String,
                pub status: String,
                #[ttl]
                pub until: Ttl,
            }
        },
    );
    assert_eq!(errors(&expansion), 1);
    for name in
        ["struct OrdersKey", "type OrdersByStatus ", "struct OrdersByStatusIndex", "fn by_status", "Expires for Orders"]
    {
        assert!(expansion.contains(name), "no {name} in {expansion}");
    }
}

/// How often a name stands in some tokens.
fn count(tokens: TokenStream, name: &str) -> usize {
    let each = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) => usize::from(ident == name),
        TokenTree::Group(group) => count(group.stream(), name),
        _ => 0,
    });
    each.sum()
}

#[test]
fn every_field_that_an_index_names_is_mentioned() {
    let table = |index: TokenStream| {
        quote! {
            #[dynamo(table = "orders")]
            #index
            pub struct Orders { #[pk] pub user_id: String, pub status: String, pub total: u64 }
        }
    };
    let index = quote!(#[gsi(by_status, name = "gsi-status", pk = status, projection = [total])]);
    let expansion = half_typed::or_whole(table(index), crate::table);
    let text = expansion.to_string();
    let mentions = &text[text.find("__mentions").expect("the function")..];
    assert!(mentions.contains("__item . status") && mentions.contains("__item . total"), "{mentions}");
    assert_eq!(count(half_typed::or_whole(table(TokenStream::new()), crate::table), "__mentions"), 0);
}

#[test]
fn every_field_that_an_attribute_of_an_entity_names_is_mentioned() {
    let entity = quote! {
        #[dynamo(table = App)]
        #[pk = "TENANT#{tenant}"]
        #[index(by_shop = App::by_shop, pk = [shop, country], sk = day)]
        #[index(by_meaning = App::meaning, on = embedding, pk = seller, filter = [lang])]
        pub struct Offer {
            pub tenant: String,
            pub shop: String,
            pub country: String,
            pub day: String,
            pub seller: String,
            pub lang: String,
            pub embedding: Vector<3>,
            #[unique(within = tenant)]
            pub handle: String,
        }
    };
    let text = half_typed::or_whole(entity, crate::entity).to_string();
    let mentions = &text[text.find("__mentions").expect("the function")..];
    for field in ["shop", "country", "day", "embedding", "seller", "lang", "tenant"] {
        assert!(mentions.contains(&format!("& __item . {field} ;")), "no {field} in {mentions}");
    }
}
