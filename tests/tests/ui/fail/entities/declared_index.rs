//! Indexes whose keys cannot be found among the keys of the table and the fields of the entity.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(by_year, name = "by_year", pk = "year")]
#[gsi(by_shop, name = "by_shop", pk = "shop", projection = KEYS_ONLY)]
#[gsi(by_price, name = "by_price", pk = number("price"))]
#[lsi(lsi1, name = "LSI1", sk = "note")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "ORDER#{order_id}"]
#[sk = "ORDER"]
#[index(no_field = App::gsi1)]
#[index(other_type = App::by_year)]
#[index(not_all = App::by_shop, projection = KEYS_ONLY)]
#[index(no_key = App::by_price)]
#[index(local = App::lsi1)]
struct Order {
    order_id: String,
    year: u16,
    shop: String,
    price: f64,
    note: String,
}

fn main() {}
