//! Fields as sides of index keys that differ from what the table declares.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK")]
#[gsi(count, name = "GSI1", pk = ["shop", "country"])]
#[gsi(name, name = "GSI2", pk = "shop", sk = "at")]
#[gsi(number, name = "GSI3", pk = "shop", sk = number("total"))]
#[gsi(right, name = "GSI4", pk = ["shop", "country"], sk = "at")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "ORDER#{id}"]
#[sk = "ORDER"]
#[index(by_count = App::count, pk = shop)]
#[index(by_name = App::name, pk = shop, sk = country)]
#[index(by_number = App::number, pk = shop, sk = total)]
#[index(by_right = App::right, pk = [country, shop], sk = at)]
struct Order {
    id: String,
    shop: String,
    country: String,
    at: String,
    total: String,
}

fn main() {}
