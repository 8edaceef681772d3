//! Decimals that do not say how they are stored.

use dkmio::DynamoTable;
use rust_decimal::Decimal as Money;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Amount(#[serde(with = "dkmio::number")] Money);

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    id: String,
    price: Money,
    discount: Option<Money>,
    history: Vec<Option<Money>>,
    #[serde(with = "dkmio::number")]
    total: Money,
    parts: Vec<Amount>,
}

macro_rules! table {
    ($name:ident, $price:ty) => {
        #[derive(Serialize, Deserialize, DynamoTable)]
        #[dynamo(table = "others")]
        struct $name {
            #[pk]
            id: String,
            price: $price,
        }
    };
}

table!(Others, Option<Money>);

fn main() {}
