//! Every attribute of serde's documentation, each honored or refused with a message.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use super::expanded;

/// Whether a derive refuses an input.
fn is_refused(derive: super::Derive, input: TokenStream) -> bool {
    expanded(derive, input).contains("compile_error!")
}

fn parsed(attribute: &str) -> TokenStream {
    attribute.parse().expect("tokens")
}

#[test]
fn container_attributes_of_a_table() {
    let honored = [
        r#"rename = "o""#,
        r#"rename_all = "camelCase""#,
        "deny_unknown_fields",
        r#"bound = "T: Clone""#,
        r#"bound(serialize = "T: Clone", deserialize = "T: Deserialize<'de>")"#,
        "default",
        r#"default = "f""#,
        r#"crate = "serde""#,
        r#"expecting = "an order""#,
    ];
    let refused = [
        r#"rename_all(serialize = "camelCase", deserialize = "UPPERCASE")"#,
        r#"tag = "t""#,
        r#"tag = "t", content = "c""#,
        "untagged",
        r#"remote = "R""#,
        "transparent",
        r#"from = "R""#,
        r#"try_from = "R""#,
        r#"into = "R""#,
        "field_identifier",
        "variant_identifier",
    ];
    let table = |attribute: &str| {
        let attribute = parsed(attribute);
        quote!(
            #[dynamo(table = "orders")]
            #[serde(#attribute)]
            struct Orders<T> {
                #[pk]
                id: String,
                body: T,
            }
        )
    };
    honored.iter().for_each(|attribute| assert!(!is_refused(crate::table, table(attribute)), "{attribute}"));
    refused.iter().for_each(|attribute| assert!(is_refused(crate::table, table(attribute)), "{attribute}"));
}

#[test]
fn field_attributes_of_a_table() {
    let honored = [
        r#"rename = "o""#,
        r#"alias = "o""#,
        "default",
        r#"default = "f""#,
        "flatten",
        "skip",
        "skip_serializing",
        "skip_deserializing",
        r#"skip_serializing_if = "f""#,
        r#"with = "m""#,
        r#"serialize_with = "f", deserialize_with = "f""#,
        r#"deserialize_with = "f""#,
        r#"bound = "T: Clone""#,
        "borrow",
    ];
    let refused = [r#"rename(serialize = "a", deserialize = "b")"#, r#"serialize_with = "f""#];
    let table = |attribute: &str| {
        let attribute = parsed(attribute);
        quote!(
            #[dynamo(table = "orders")]
            struct Orders<T> {
                #[pk]
                id: String,
                #[serde(#attribute)]
                body: T,
            }
        )
    };
    honored.iter().for_each(|attribute| assert!(!is_refused(crate::table, table(attribute)), "{attribute}"));
    refused.iter().for_each(|attribute| assert!(is_refused(crate::table, table(attribute)), "{attribute}"));
}

#[test]
fn variant_attributes_of_a_key() {
    let honored = [r#"rename = "o""#, r#"alias = "o""#, r#"rename_all = "camelCase""#, r#"bound = "T: Clone""#];
    let refused = [
        r#"rename(serialize = "a", deserialize = "b")"#,
        "skip",
        "skip_serializing",
        "skip_deserializing",
        r#"with = "m""#,
        r#"serialize_with = "f""#,
        r#"deserialize_with = "f""#,
        "other",
        "untagged",
    ];
    let key = |attribute: &str| {
        let attribute = parsed(attribute);
        quote!(
            enum Status {
                Open,
                #[serde(#attribute)]
                Closed,
            }
        )
    };
    honored.iter().for_each(|attribute| assert!(!is_refused(crate::key, key(attribute)), "{attribute}"));
    refused.iter().for_each(|attribute| assert!(is_refused(crate::key, key(attribute)), "{attribute}"));
}

#[test]
fn literals_in_invisible_groups_are_read() {
    // A macro by example passes a literal on in such a group.
    let passed_on = |text: &str| TokenTree::from(Group::new(Delimiter::None, quote!(#text)));
    let (name, rule) = (passed_on("stored-name"), passed_on("UPPERCASE"));
    let expansion = expanded(
        crate::table,
        quote! {
            #[dynamo(table = "orders")]
            #[serde(rename_all = #rule, default)]
            struct Orders { #[pk] id: String, #[serde(rename = #name, default)] note: String }
        },
    );
    for name in ["\"stored-name\"", "\"ID\""] {
        assert!(expansion.contains(name), "no {name} in {expansion}");
    }
}

#[test]
fn bounds_reach_the_functions_of_a_field() {
    let expansion = expanded(
        crate::table,
        quote! {
            #[dynamo(table = "orders")]
            #[serde(bound(serialize = "T: Serialize", deserialize = "T: Deserialize<'de>"))]
            struct Orders<T> { #[pk] id: String, #[serde(with = "list", bound = "T: Other")] body: Vec<T> }
        },
    );
    let codec = &expansion[expansion.find("FieldCodec<Vec<T>>").expect("a codec")..];
    let head = &codec[..codec.find('{').expect("a body")];
    for bound in ["T: Serialize", "for<'de> T: Deserialize<'de>", "T: Other"] {
        assert!(head.contains(bound), "no `{bound}` in {head}");
    }
}
