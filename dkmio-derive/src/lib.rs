//! The derive macros of dkmio. Depend on `dkmio`, which re-exports them with their documentation.

mod attrs;
mod case;
mod check;
mod collection_model;
mod entity_attrs;
mod entity_model;
mod errors;
mod expand;
mod half_typed;
mod model;
mod self_type;
mod serde_attrs;
mod shared_model;
mod unique_model;

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
/// | `#[vector(by_meaning, name = "..", on = embedding, distance = COSINE, pk = tenant, filter = [lang])]` | a vector index |
///
/// `pk` and `sk` of a `gsi` take one field, or up to four as in `[shop, country]`. `projection` is `ALL` (the default),
/// `KEYS_ONLY` or a list of fields; an attribute no field declares is named in quotes.
///
/// `on` of a `vector` is a field of type `dkmio::Vector<N>`, or a `Vec<f32>` with `dimensions = 1024`, or an `Option` of one. `distance` is
/// `COSINE`, `EUCLIDEAN` or `DOT_PRODUCT`. A search gives one value of `pk`, if there is one, and can have conditions on `filter`.
///
/// # On fields
///
/// `#[pk]` marks the partition key, `#[sk]` the sort key, `#[ttl]` the time to live. `#[version]` marks an unsigned integer that every write
/// checks and increments, `#[created_at]` and `#[updated_at]` mark timestamps that dkmio writes. `#[unique]` marks an attribute whose value
/// no two items of the table have; see `DynamoEntity` for its arguments.
///
/// # A table that several structs share
///
/// A struct without fields declares one, for structs that derive `DynamoEntity`. It names attributes in quotes, also in its indexes, as in
/// `#[gsi(gsi1, name = "..", pk = "GSI1PK", sk = "GSI1SK")]`.
///
/// | argument of `#[dynamo(..)]` | meaning |
/// |---|---|
/// | `table = "app"` | the table's name in DynamoDB; required |
/// | `pk = "PK"` | the partition key, a string, or `number("PK")`; required |
/// | `sk = "SK"` | the sort key, a string, or `number("SK")` |
/// | `entity_attribute = "_et"` | the attribute that names the entity of an item, or `optional("_et")` if some items lack it |
/// | `ttl = "expires_at"` | the time to live |
/// | `delimiter = "\|"` | the character between the parts of keys; by default `#` |
/// | `entities = [Order, User]` | entities that the compiler proves to have different keys and names |
///
/// # What is generated
///
/// A constant per attribute (`Orders::TOTAL`), with the visibility of its field. With that of the struct: `OrdersKey`, `Orders::key_of(..)`, an
/// accessor per index (`Orders::by_status()`), the type of each index (`OrdersByStatusIndex`), for each index that does not
/// project everything a struct of the attributes that it projects (`OrdersByStatus`), and for each vector index the struct of its hits
/// (`DocsByMeaning`).
#[proc_macro_derive(
    DynamoTable,
    // The marks of an entity are declared here, too. Otherwise rustc would report them as unknown, next to the advice of `check`.
    attributes(dynamo, gsi, lsi, vector, pk, sk, ttl, version, created_at, updated_at, unique, index, constant)
)]
pub fn dynamo_table(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    half_typed::or_whole(input.into(), table).into()
}

/// Declares a nested document: a constant per attribute, to reach into it by path (`Orders::ADDRESS.dot(Address::CITY)`).
///
/// `#[dynamo(crate = ::path)]` gives the path of dkmio, if the crate does not depend on it under that name.
// The marks of a table are declared here, too. Otherwise rustc would report them as unknown attributes, next to the
// advice of `check`.
#[proc_macro_derive(DynamoDocument, attributes(dynamo, gsi, lsi, vector, pk, sk, ttl))]
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

/// Declares a partial struct of a table, to read its attributes alone (`select_as`).
///
/// `#[dynamo(table = Orders)]` names the struct that declares the table; with `index = by_status` the compiler also
/// checks that this index projects every attribute. A field reads the attribute of its Rust name, `Orders::TOTAL` for `total`;
/// `#[dynamo(attribute = total)]` on the field names another one. serde reads it by its stored name, so a renamed attribute is renamed in
/// the projection too. A field that the entity stores in its key alone is marked with `#[key_only]` here too.
#[proc_macro_derive(DynamoProjection, attributes(dynamo, key_only))]
pub fn dynamo_projection(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    half_typed::or_whole(input.into(), partial).into()
}

/// Declares an entity: a struct whose items live in a table with those of other structs.
///
/// # On the struct
///
/// | attribute | meaning |
/// |---|---|
/// | `#[dynamo(table = App)]` | the type of the shared table, which derives `DynamoTable` and has no fields; required |
/// | `#[dynamo(entity = "ORDER")]` | the name in the entity attribute; by default the name of the struct |
/// | `#[pk = "TENANT#{tenant}"]` | the template of the partition key; required |
/// | `#[sk = "ORDER#{order_id}"]` | the template of the sort key, if the table has one |
/// | `#[index(by_status = App::gsi1, pk = "..", sk = "..")]` | an index of the table, its accessor, and the templates of its key |
/// | `#[index(starrers = App::inverted)]` | an index whose key the table declares: of its own keys, or of the names under which fields are stored |
/// | `#[index(by_meaning = App::meaning, on = embedding, pk = tenant, filter = lang)]` | a vector index of the table: the field with the vectors, the field or template of the partition attribute, and the fields to filter by |
/// | `#[constant("__edb_v__" = "1")]` | an attribute with this text in every item |
///
/// # On a field
///
/// | attribute | meaning |
/// |---|---|
/// | `#[key_only]` | the field is stored inside the primary key alone, and reads restore it from there |
/// | `#[ttl]` | the time to live, under the name that the table declares |
/// | `#[version]`, `#[created_at]`, `#[updated_at]` | the same as in a `DynamoTable` |
/// | `#[unique]` | no two items of the entity have the same value; `None` is not reserved |
/// | `#[unique(lower)]` | the same, without regard to case |
/// | `#[unique(within = tenant)]` | no two items with the same `tenant` have the same value |
/// | `#[unique(pk = "..", sk = "..")]` | templates of the keys of sentinel items, for tables that exist |
///
/// Each unique value is reserved by a *sentinel item* of its own, with the keys `UNIQUE#User#email#{email:rest}`. An item is written in one
/// transaction with its sentinel items, and only by writes that know what is stored: `create`, and the `update`, `replace` and `delete`
/// of `guarded`. A table whose keys are not strings needs `pk` and `sk`.
///
/// A `#[key_only]` field has no constant, since no attribute holds it that could be filtered or updated. The form in the template must be
/// one that can be read back: not `lower`, `upper`, `raw`, `shard` or `year` to `hour`.
///
/// An index that does not project everything says so here too, as in `projection = KEYS_ONLY`. Its entries have the fields that can be
/// read back from their keys: not those in the forms `lower`, `upper`, `raw`, `shard` and `year` to `hour`. Of a key of
/// attributes the fields are then named, as in `pk = [shop, country]`.
///
/// # Templates
///
/// A template is text and parts, `{field}` or `{field:form}`. `{{` and `}}` are braces.
///
/// | form | written as | ranges |
/// |---|---|---|
/// | `{name}` | unchanged text; in a partition key also an unpadded number | at the end of a key; a timestamp or a UUID anywhere |
/// | `{name:sorted}` | text in which every character sorts after the first one of the following text | yes |
/// | `{n:010}` | an unsigned integer, padded with zeros to 10 digits | yes |
/// | `{n:plain}` | an unpadded number in a sort key | no |
/// | `{at:year}`, `month`, `day`, `hour` | a truncated timestamp | yes |
/// | `{email:lower}`, `upper` | folded text, together with another form if needed: `{email:lower:rest}` | at the end of a key |
/// | `{path:rest}` | text that may contain the delimiter, at the end of a key | yes |
/// | `{name:escaped}` | text in which the delimiter and `%` are percent-encoded | no |
/// | `{id:raw}` | unchecked text, for tables that exist | no |
/// | `{id:shard(16)}` | `00` to `15`, in a partition key: a hash of the value. A query reads all shards and merges their items | no |
///
/// A part is never empty, and never contains the delimiter or the first character of the following text, so that different parts never
/// make the same key. dkmio refuses an item that breaks this before it is sent.
#[proc_macro_derive(
    DynamoEntity,
    attributes(
        dynamo, pk, sk, index, constant, ttl, version, created_at, updated_at, unique, key_only, gsi, lsi, vector
    )
)]
pub fn dynamo_entity(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    half_typed::or_whole(input.into(), entity).into()
}

/// Declares an item collection: an enum or a struct that holds the items of several entities under one partition key.
///
/// `#[dynamo(partition = Tenant)]` names an entity whose partition is read, or an index of one, as in `partition = Order::by_status`.
/// A variant holds one entity, as in `Order(Order)`; a field is an `Option` or a `Vec` of one.
///
/// Items of entities that are not listed go to the variant or field under `#[other]`, which holds an `Item` or a `Vec<Item>`. Without
/// one they are an error, so that no item is lost. `#[dynamo(ignore = [Star])]` leaves entities out by name.
///
/// The compiler proves that the entities share the partition and that their keys are never equal.
#[proc_macro_derive(DynamoCollection, attributes(dynamo, other))]
pub fn dynamo_collection(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    half_typed::or_whole(input.into(), collection).into()
}

/// Returns the expansion. A syntax error of a half-typed struct is the only one that is reported, because it may cause others.
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
        // serde's derives give up at a syntax error. Each request would then be one more error.
        expansion.extend(expand::serde_stand_in(&input));
        return expansion;
    }
    match check(&input) {
        Ok(model) => expand(&model),
        Err(errors) => refused(&input, &errors),
    }
}

fn table(item: DeriveInput, syntax: Option<syn::Error>) -> TokenStream {
    if is_shared(&item) {
        return expanded(item, syntax, check::shared, expand::shared, expand::fallback::shared);
    }
    expanded(item, syntax, check::table, expand::table, expand::fallback::table)
}

/// Returns whether a struct is, or has to be, a table that several entities share. One with fields is refused.
fn is_shared(item: &DeriveInput) -> bool {
    let syn::Data::Struct(data) = &item.data else { return false };
    if matches!(data.fields, syn::Fields::Unit) {
        return true;
    }
    let arguments = Input::read(item.clone()).dynamo;
    let has = |name: &str| arguments.iter().any(|argument| argument.name == name);
    ["entity_attribute", "entities", "delimiter"].into_iter().any(has) || data.fields.is_empty() && has("pk")
}

fn collection(item: DeriveInput, syntax: Option<syn::Error>) -> TokenStream {
    expanded(item, syntax, check::collection, expand::collection, expand::fallback::collection)
}

fn entity(item: DeriveInput, syntax: Option<syn::Error>) -> TokenStream {
    expanded(item, syntax, check::entity, expand::table, expand::fallback::entity)
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
