// Types that come through a macro are read like written ones.
#![deny(warnings)]

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

macro_rules! table {
    ($name:ident, $table:literal, $key:ty, $optional:ty) => {
        #[derive(Serialize, Deserialize, DynamoTable)]
        #[dynamo(table = $table)]
        #[gsi(by_region, name = "gsi-region", pk = region)]
        struct $name {
            #[pk]
            id: $key,
            region: $optional,
        }
    };
}

table!(Orders, "orders", String, Option<String>);
table!(Users, "users", u64, std::option::Option<u32>);

fn main() {
    let _ = Orders::update("id").remove(Orders::REGION);
    let _ = Orders::by_region().query("EU");
    let _ = Users::by_region().query(7_u32);
}
