//! The functions that an accessor must not hide.

use syn::{Item, TraitItem};

#[test]
fn the_list_of_table_functions_is_that_of_the_trait() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../dkmio-core/src/dynamo_table.rs");
    let file = syn::parse_file(&std::fs::read_to_string(path).expect("the source of the trait")).expect("Rust");
    let mut functions: Vec<String> = Vec::new();
    for item in file.items {
        if let Item::Trait(item) = item
            && item.ident == "DynamoTable"
        {
            let names = item.items.iter().filter_map(|item| match item {
                TraitItem::Fn(function) => Some(function.sig.ident.to_string()),
                _ => None,
            });
            functions.extend(names);
        }
    }
    functions.sort_unstable();
    assert_eq!(functions, crate::check::TABLE_FUNCTIONS);
}
