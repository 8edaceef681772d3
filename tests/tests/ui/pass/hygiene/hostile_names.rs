// Expansions name everything by its full path, whatever the names around them mean.
#![deny(warnings)]
#![allow(dead_code, unused_macros)]

use ::dkmio::{DynamoDocument, DynamoKey, DynamoProjection, DynamoTable};
use ::serde::{Deserialize, Serialize};

struct Option;
struct Result;
struct Some;
struct None;
struct Ok;
struct Err;
struct Self_;
struct Path;
struct Index;
struct Item;
struct Table;
struct Source;
struct Attribute;
trait Clone {}
trait Debug {}
trait Default {}
trait From {}
macro_rules! unreachable {
    () => {
        compile_error!("not this one");
    };
}
mod core {}
mod std {}
mod dkmio {}
mod serde {}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
struct UserId(::std::string::String);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
enum Status {
    Ok,
    Err,
    None,
}

#[derive(Serialize, Deserialize, DynamoDocument)]
struct Address {
    city: ::std::string::String,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status", pk = status, projection = [total])]
#[gsi(total, name = "gsi-total", pk = total, projection = KEYS_ONLY)]
#[lsi(by_region, name = "lsi-region", sk = region)]
struct Orders {
    #[pk]
    user_id: UserId,
    #[sk]
    key: ::std::string::String,
    status: Status,
    total: u64,
    region: ::core::option::Option<::std::string::String>,
    address: ::core::option::Option<Address>,
    #[serde(default)]
    definition: u8,
    #[serde(with = "::dkmio::set", default)]
    index: ::std::collections::BTreeSet<::std::string::String>,
    body: ::std::vec::Vec<u8>,
    r#type: bool,
}

#[derive(Deserialize, DynamoProjection)]
#[dynamo(table = Orders, index = by_status)]
struct Summary {
    key: ::std::string::String,
    total: u64,
}

fn main() {
    let _ = Orders::key_of(UserId(::std::string::String::new()), "order");
    let _ = (Orders::TOTAL, Orders::KEY, Orders::TYPE, Orders::total(), Orders::INDEX);
}
