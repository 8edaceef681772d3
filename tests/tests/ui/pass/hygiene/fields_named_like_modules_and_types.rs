// A field may have the name of a module, a type, a variable or a function its declaration uses.
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types)]

use dkmio::{DynamoEntity, DynamoKey, DynamoTable};
use serde::{Deserialize, Serialize};

mod time {
    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, dkmio::DynamoKey)]
    pub struct Instant(pub String);
}

type money = u64;

fn amount() -> money {
    7
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
enum Kind {
    A,
}

impl Clone for Kind {
    fn clone(&self) -> Self {
        Kind::A
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(time, name = "gsi-time", pk = time, projection = KEYS_ONLY)]
#[gsi(u64, name = "gsi-u64", pk = u64)]
struct Orders {
    #[pk]
    kind: Kind,
    #[sk]
    time: time::Instant,
    #[serde(default = "amount")]
    money: money,
    #[serde(default = "amount")]
    amount: money,
    u64: u64,
    dkmio: String,
    f: String,
    value: String,
    key: String,
    owner: String,
}

mod model {
    #[derive(dkmio::DynamoTable)]
    #[dynamo(table = "app", pk = "PK", sk = "SK")]
    #[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
    pub struct App;

    pub fn truck() -> super::Truck {
        super::Truck { id: 1, model: "T".to_owned() }
    }
}
use model::App;

#[derive(Debug, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "CAR#{id}"]
#[sk = "CAR"]
#[index(by_model = model::App::gsi1, pk = "MODEL#{model}", sk = "{id:plain}")]
struct Car {
    id: u32,
    model: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "trucks")]
#[serde(default = "model::truck")]
struct Truck {
    #[pk]
    id: u32,
    model: String,
}

fn main() {
    let _ = (Car::by_model().query("T"), model::truck(), Truck::MODEL);
    let _ = (Orders::MONEY, Orders::AMOUNT, Orders::TIME, Orders::U64, Orders::time(), Orders::u64());
    let _ = Orders::key_of(Kind::A, time::Instant("now".to_owned()));
}
