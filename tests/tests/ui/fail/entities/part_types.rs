//! Types that cannot be parts of a key.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "PRICE#{price}"]
#[sk = "PRICE"]
struct Float {
    price: f64,
}

#[derive(Serialize, Deserialize)]
struct Address {
    city: String,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "HOUSE#{address}"]
#[sk = "HOUSE"]
struct Document {
    address: Address,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "DAY#{at}"]
#[sk = "DAY"]
struct Timestamp {
    at: chrono::DateTime<chrono::Utc>,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "HASH#{hash}"]
#[sk = "HASH"]
struct Binary {
    #[serde(with = "dkmio::binary")]
    hash: Vec<u8>,
}

fn main() {}
