// dkmio may be known under another name.
#![deny(warnings)]

mod facade {
    pub mod inner {
        pub use dkmio::*;
    }
}

use std::collections::BTreeSet;

use facade::inner::{DynamoDocument, DynamoKey, DynamoProjection, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
#[dynamo(crate = crate::facade::inner)]
struct UserId(String);

#[derive(Serialize, Deserialize, DynamoDocument)]
#[dynamo(crate = crate::facade::inner)]
struct Address {
    city: String,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders", crate = crate::facade::inner)]
#[gsi(by_total, name = "gsi-total", pk = total, projection = [tags])]
struct Orders {
    #[pk]
    user_id: UserId,
    total: u64,
    address: Address,
    #[serde(with = "crate::facade::inner::set", default)]
    tags: BTreeSet<String>,
}

#[derive(Serialize, Deserialize, DynamoProjection)]
#[dynamo(table = Orders, index = by_total, crate = crate::facade::inner)]
struct Summary {
    total: u64,
}

macro_rules! table {
    ($name:ident, $key:ident) => {
        #[derive(Serialize, Deserialize, DynamoTable)]
        #[dynamo(table = "users", crate = $crate::facade::inner)]
        #[gsi(by_city, name = "gsi-city", pk = city, projection = KEYS_ONLY)]
        struct $name {
            #[pk]
            $key: String,
            city: Option<String>,
            #[serde(with = "crate::facade::inner::set", default)]
            tags: BTreeSet<String>,
        }
    };
}

table!(Users, id);

fn main() {
    let _ = Users::by_city().query("Lima");
    let _ = Users::get("1");
    let _ = Users::update("1").add(Users::TAGS, ["new"]);
    let _ = Orders::update(UserId("u".to_owned())).add(Orders::TAGS, ["new"]);
    let _ = Summary { total: 1 }.total;
}
