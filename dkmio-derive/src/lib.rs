//! The derive macros of dkmio. Depend on `dkmio`, which re-exports them with their documentation.

mod attrs;
mod case;
mod check;
mod errors;
mod expand;
mod half_typed;
mod model;
mod serde_attrs;

#[cfg(test)]
mod tests;

use attrs::Input;
use proc_macro2::TokenStream;
use syn::DeriveInput;

/// Declares a table: keys, indexes, attributes.
///
/// # On the struct
///
/// | attribute | meaning |
/// |---|---|
/// | `#[dynamo(table = "orders")]` | the table's name in DynamoDB; required |
/// | `#[dynamo(crate = ::path)]` | the path of dkmio, if the crate does not depend on it under that name: `crate = ::storage::dkmio` for a re-export by a library |
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
/// accessor per index (`Orders::by_status()`), and for each index that does not project everything the struct of what it does
/// project (`OrdersByStatus`), and the type of each index (`OrdersByStatusIndex`).
#[proc_macro_derive(DynamoTable, attributes(dynamo, gsi, lsi, pk, sk, ttl))]
pub fn dynamo_table(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    half_typed::or_whole(input.into(), table).into()
}

/// Declares a nested document: a constant per attribute, to reach into it by path (`Orders::ADDRESS.dot(Address::CITY)`).
///
/// `#[dynamo(crate = ::path)]` gives the path of dkmio, if the crate does not depend on it under that name.
#[proc_macro_derive(DynamoDocument, attributes(dynamo, gsi, lsi, pk, sk, ttl))]
pub fn dynamo_document(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    half_typed::or_whole(input.into(), document).into()
}

/// Makes a newtype around a key, or an enum of unit variants, a key type.
///
/// A newtype is stored as its field, an enum as the names serde gives its variants.
#[proc_macro_derive(DynamoKey, attributes(dynamo))]
pub fn dynamo_key(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    half_typed::or_whole(input.into(), key).into()
}

/// Declares a partial struct of a table, to read no more than it holds (`select_as`).
///
/// `#[dynamo(table = Orders)]` names the struct that declares the table; with `index = by_status` the compiler also
/// checks that this index projects every attribute. A field reads the attribute of its Rust name, `Orders::TOTAL` for `total`;
/// `#[dynamo(attribute = total)]` on the field names another one. serde reads it by its stored name, so a renamed attribute is renamed in
/// the projection too.
#[proc_macro_derive(DynamoProjection, attributes(dynamo))]
pub fn dynamo_projection(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    half_typed::or_whole(input.into(), partial).into()
}

/// The expansion. A syntax error of a half-typed struct is the only one that is reported: others may come of it.
fn expanded<M>(
    item: DeriveInput,
    syntax: Option<syn::Error>,
    check: impl Fn(&Input) -> syn::Result<M>,
    expand: impl Fn(&M) -> TokenStream,
    refused: impl Fn(&Input, &syn::Error) -> TokenStream,
) -> TokenStream {
    let input = Input::read(item);
    if let Some(syntax) = syntax {
        let mut expansion = refused(&input, &syntax);
        expansion.extend(expand::serde_stand_in(&input));
        return expansion;
    }
    match check(&input) {
        Ok(model) => expand(&model),
        Err(errors) => refused(&input, &errors),
    }
}

fn table(item: DeriveInput, syntax: Option<syn::Error>) -> TokenStream {
    expanded(item, syntax, check::table, expand::table, expand::fallback::table)
}

fn document(item: DeriveInput, syntax: Option<syn::Error>) -> TokenStream {
    expanded(item, syntax, check::document, expand::document, expand::fallback::document)
}

fn key(item: DeriveInput, syntax: Option<syn::Error>) -> TokenStream {
    expanded(item, syntax, check::dynamo_key, expand::dynamo_key, expand::fallback::dynamo_key)
}

fn partial(item: DeriveInput, syntax: Option<syn::Error>) -> TokenStream {
    expanded(item, syntax, check::partial, expand::partial, expand::fallback::partial)
}
