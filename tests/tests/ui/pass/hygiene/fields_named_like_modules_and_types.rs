// A field may have the name of a module, a type, a variable or a function its declaration uses.
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types)]

use dkmio::{DynamoKey, DynamoTable};
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

fn main() {
    let _ = (Orders::MONEY, Orders::AMOUNT, Orders::TIME, Orders::U64, Orders::time(), Orders::u64());
    let _ = Orders::key_of(Kind::A, time::Instant("now".to_owned()));
}
