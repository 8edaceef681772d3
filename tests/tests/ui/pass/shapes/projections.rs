// A projection reads a field as serde does: by its type, or by functions.
#![deny(warnings)]
#![allow(dead_code)]

use dkmio::{DynamoProjection, DynamoTable};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    id: String,
    #[serde(with = "dkmio::number")]
    price: Decimal,
    #[serde(with = "dkmio::text")]
    rate: Decimal,
    #[serde(with = "dkmio::number", default)]
    discount: Option<Decimal>,
}

#[derive(Deserialize, DynamoProjection)]
#[dynamo(table = Orders)]
struct Prices {
    #[serde(with = "dkmio::number")]
    price: Decimal,
    #[serde(deserialize_with = "dkmio::text::deserialize")]
    rate: Decimal,
    #[serde(with = "dkmio::number", default)]
    discount: Option<Decimal>,
    #[serde(skip)]
    sum: Decimal,
}

fn main() {
    let _ = Orders::scan().select_as::<Prices>();
}
