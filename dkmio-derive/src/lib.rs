//! The derive macros of dkmio. Depend on `dkmio`, which re-exports them with their documentation.

mod attrs;
mod case;
mod check;
mod errors;
mod expand;
mod model;
mod serde_attrs;

#[cfg(test)]
mod tests;

use attrs::Input;
use proc_macro2::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Declares a table: keys, indexes, attributes.
///
/// # On the struct
///
/// | attribute | meaning |
/// |---|---|
/// | `#[dynamo(table = "orders")]` | the table's name in DynamoDB; required |
/// | `#[dynamo(crate = ::path)]` | where dkmio is found when it has another name |
/// | `#[gsi(by_status, name = "..", pk = status, sk = created_at, projection = [total])]` | a global secondary index |
/// | `#[lsi(by_amount, name = "..", sk = total, projection = KEYS_ONLY)]` | a local secondary index |
///
/// `pk` and `sk` of a `gsi` take one field, or up to four as in `[shop, country]`. `projection` is `ALL` (the default),
/// `KEYS_ONLY` or a list of fields; an attribute no field declares is named in quotes.
///
/// # On fields
///
/// `#[pk]` marks the partition key, `#[sk]` the sort key, `#[ttl]` the time to live.
///
/// # What is generated
///
/// With the struct's visibility: `OrdersKey`, a constant per attribute (`Orders::TOTAL`), `Orders::key_of(..)`, an
/// accessor per index (`Orders::by_status()`), and for each index that does not hold everything the struct of what it
/// does hold (`OrdersByStatus`).
#[proc_macro_derive(DynamoTable, attributes(dynamo, gsi, lsi, pk, sk, ttl))]
pub fn dynamo_table(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    table(parse_macro_input!(input as DeriveInput)).into()
}

/// Declares a nested document: a constant per attribute, to reach into it by path (`Orders::ADDRESS.dot(Address::CITY)`).
///
/// `#[dynamo(crate = ::path)]` says where dkmio is found when it has another name.
#[proc_macro_derive(DynamoDocument, attributes(dynamo, gsi, lsi, pk, sk, ttl))]
pub fn dynamo_document(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    document(parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a newtype around a key, or an enum of unit variants, a key type.
///
/// A newtype is stored as its field, an enum as the names serde gives its variants.
#[proc_macro_derive(DynamoKey, attributes(dynamo))]
pub fn dynamo_key(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    key(parse_macro_input!(input as DeriveInput)).into()
}

/// Declares a partial struct of a table, to read no more than it holds (`select_as`).
///
/// `#[dynamo(table = Orders)]` names the struct that declares the table; with `index = by_status` the compiler also
/// checks that this index holds every attribute. Fields are found by their stored names.
#[proc_macro_derive(DynamoProjection, attributes(dynamo))]
pub fn dynamo_projection(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    partial(parse_macro_input!(input as DeriveInput)).into()
}

fn table(item: DeriveInput) -> TokenStream {
    let input = Input::read(item);
    match check::table(&input) {
        Ok(table) => expand::table(&table),
        Err(errors) => expand::fallback::table(&input, &errors),
    }
}

fn document(item: DeriveInput) -> TokenStream {
    let input = Input::read(item);
    match check::document(&input) {
        Ok(document) => expand::document(&document),
        Err(errors) => expand::fallback::document(&input, &errors),
    }
}

fn key(item: DeriveInput) -> TokenStream {
    let input = Input::read(item);
    match check::dynamo_key(&input) {
        Ok(key) => expand::dynamo_key(&key),
        Err(errors) => expand::fallback::dynamo_key(&input, &errors),
    }
}

fn partial(item: DeriveInput) -> TokenStream {
    let input = Input::read(item);
    match check::partial(&input) {
        Ok(partial) => expand::partial(&partial),
        Err(errors) => expand::fallback::partial(&input, &errors),
    }
}
