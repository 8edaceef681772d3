// Expansions of entities, shared tables and collections name everything by its full path, too.
#![deny(warnings)]
#![allow(dead_code, unused_macros)]

use ::dkmio::{DynamoCollection, DynamoEntity, DynamoKey, DynamoTable};
use ::serde::{Deserialize, Serialize};

struct Option;
struct Result;
struct Vec;
struct String;
struct Some;
struct None;
struct Ok;
struct Err;
struct Item;
struct Table;
struct Source;
struct Template;
struct Part;
struct Element;
struct Error;
struct Query;
struct Default;
trait Clone {}
trait Debug {}
trait From {}
trait Collection {}
macro_rules! unreachable {
    () => {
        compile_error!("not this one");
    };
}
macro_rules! vec {
    ($($_:tt)*) => {
        compile_error!("not this one")
    };
}
macro_rules! assert {
    ($($_:tt)*) => {
        compile_error!("not this one")
    };
}
mod core {}
mod std {}
mod dkmio {}
mod serde {}

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et", ttl = "gone", entities = [Order, Line])]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(gsi2, name = "GSI2", pk = "GSI2PK", sk = number("GSI2SK"), projection = KEYS_ONLY)]
#[gsi(inverted, name = "GSI3", pk = "SK", sk = "PK")]
#[gsi(by_place, name = "GSI4", pk = ["country", "city"], sk = [number("year")])]
#[lsi(lsi1, name = "LSI1", sk = "LSI1SK")]
#[vector(meaning, name = "VEC", on = "embedding", dimensions = 2, distance = COSINE, pk = "VPK", filter = ["_et"])]
struct App;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
struct Id(::std::string::String);

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}#{shard:shard(4)}"]
#[sk = "ORDER#{type}#{key:escaped}"]
#[index(by_type = App::gsi1, pk = "{type:lower}#{definition}", sk = "{table:sorted}#{key}")]
#[index(largest = App::gsi2, pk = "{tenant}", sk = "{total}", projection = KEYS_ONLY)]
#[index(backwards = App::inverted)]
#[index(placed = App::by_place)]
#[index(local = App::lsi1, sk = "{index:rest}")]
#[index(similar = App::meaning, on = embedding, pk = "{tenant}")]
#[constant("v" = "1")]
struct Order {
    tenant: Id,
    shard: ::std::string::String,
    r#type: ::std::string::String,
    #[key_only]
    key: ::std::string::String,
    definition: u32,
    table: ::core::option::Option<::std::string::String>,
    index: ::core::option::Option<::std::string::String>,
    total: i64,
    country: ::std::string::String,
    city: ::core::option::Option<::std::string::String>,
    year: u16,
    #[unique(within = tenant)]
    value: ::core::option::Option<::std::string::String>,
    #[version]
    version: u8,
    #[created_at]
    created: ::core::option::Option<::dkmio::Ttl>,
    #[ttl]
    gone: ::core::option::Option<::dkmio::Ttl>,
    embedding: ::core::option::Option<::dkmio::Vector<2>>,
    #[serde(flatten)]
    item: ::dkmio::Item,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}#{line:shard(4)}"]
#[sk = "LINE#{line}"]
struct Line {
    tenant: Id,
    line: ::std::string::String,
}

#[derive(DynamoCollection)]
#[dynamo(partition = Order, ignore = [Line, "Star"])]
enum Entry {
    Order(Order),
    #[other]
    Item(::dkmio::Item),
}

#[derive(DynamoCollection)]
#[dynamo(partition = Order)]
struct Page {
    r#type: ::core::option::Option<Order>,
    query: ::std::vec::Vec<Line>,
}

fn main() {
    let _ = Order::key_of(Id(::std::string::String::new()), "shard", "type", "key");
    let _ = (Order::TYPE, Order::TABLE, Order::DEFINITION, Order::VALUE);
    let _ = Order::by_type().query(("a", 1)).sk_eq("b");
    let _ = (Entry::query(Id(::std::string::String::new())), Page::query(Id(::std::string::String::new())));
    let _ = (App::table(), App::gsi1, App::meaning, Order::similar());
}
