//! Canonical expansions, as they are, and how they grow.
//!
//! A snapshot holds the input and what it expands to. `DKMIO_SNAPSHOTS=write cargo test -p dkmio-derive` writes them
//! anew; the difference is for the eye.

mod editor;
mod functions;
mod groups;
mod growth;
mod serde_attributes;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::half_typed;

/// The code as rustfmt would have it.
fn pretty(tokens: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).expect("items"))
}

type Derive = fn(DeriveInput, Option<syn::Error>) -> TokenStream;

fn expanded(derive: Derive, input: TokenStream) -> String {
    pretty(half_typed::or_whole(input, derive))
}

fn check(name: &str, derive: Derive, input: TokenStream) {
    let actual = format!("{}\n// expands to\n\n{}", pretty(input.clone()), expanded(derive, input));
    let path = format!("{}/src/tests/snapshots/{name}.snap", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("DKMIO_SNAPSHOTS").is_some() {
        std::fs::write(&path, &actual).expect("a snapshot written");
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(actual == stored, "{name} expands to something else than before:\n{actual}");
}

#[test]
fn a_table() {
    check(
        "table",
        crate::table,
        quote! {
            #[dynamo(table = "orders")]
            #[gsi(by_status, name = "gsi-status", pk = status, sk = created_at, projection = [total])]
            #[gsi(by_region, name = "gsi-region", pk = region)]
            #[lsi(by_total, name = "lsi-total", sk = total, projection = KEYS_ONLY)]
            pub struct Orders {
                #[pk]
                pub user_id: String,
                #[sk]
                pub order_id: u64,
                pub status: Status,
                pub created_at: String,
                pub total: u64,
                pub region: Option<String>,
                #[serde(rename = "descr", default)]
                pub description: Option<String>,
                #[serde(with = "dkmio::set", default)]
                pub tags: BTreeSet<String>,
                pub body: Vec<u8>,
                #[serde(flatten)]
                pub extra: Item,
            }
        },
    );
}

#[test]
fn a_table_without_sort_key() {
    check(
        "table_without_sort_key",
        crate::table,
        quote! {
            #[dynamo(table = "users")]
            struct Users {
                #[pk]
                user_id: UserId,
            }
        },
    );
}

#[test]
fn a_generic_table_under_another_name() {
    check(
        "generic_table",
        crate::table,
        quote! {
            #[dynamo(table = "documents", crate = ::facade::dkmio)]
            #[gsi(by_size, name = "gsi-size", pk = size, projection = KEYS_ONLY)]
            struct Documents<T: Clone> {
                #[pk]
                id: String,
                size: u64,
                body: T,
            }
        },
    );
}

#[test]
fn a_document() {
    check(
        "document",
        crate::document,
        quote! {
            #[serde(rename_all = "camelCase")]
            struct Address {
                city_name: String,
                #[serde(with = "upper")]
                country: String,
            }
        },
    );
}

#[test]
fn a_newtype_key() {
    check(
        "newtype_key",
        crate::key,
        quote!(
            struct UserId(String);
        ),
    );
}

#[test]
fn an_enum_key() {
    check(
        "enum_key",
        crate::key,
        quote! {
            #[serde(rename_all = "kebab-case")]
            enum Status {
                Pending,
                #[serde(alias = "sent")]
                InTransit,
            }
        },
    );
}

#[test]
fn a_projection() {
    check(
        "projection",
        crate::partial,
        quote! {
            #[dynamo(table = Orders, index = by_status)]
            struct Summary {
                order_id: u64,
                total: Option<u64>,
            }
        },
    );
}

#[test]
fn a_refused_table() {
    check(
        "refused_table",
        crate::table,
        quote! {
            #[dynamo(table = "orders")]
            #[gsi(by_status, name = "gsi-status", pk = stauts)]
            struct Orders {
                #[pk]
                user_id: String,
                status: String,
            }
        },
    );
}
