//! The tables of the cases: one with a sort key and two indexes, and one without.
#![allow(dead_code)]

use std::collections::BTreeSet;

use dkmio::{DynamoDocument, DynamoKey, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
pub(crate) enum Status {
    Pending,
}

#[derive(Serialize, Deserialize, DynamoDocument)]
pub(crate) struct Address {
    pub(crate) city: String,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status", pk = status, sk = total, projection = [items_count])]
#[gsi(by_region, name = "gsi-region", pk = region, projection = KEYS_ONLY)]
pub(crate) struct Orders {
    #[pk]
    pub(crate) user_id: String,
    #[sk]
    pub(crate) order_id: String,
    pub(crate) status: Status,
    pub(crate) total: u64,
    pub(crate) items_count: u32,
    pub(crate) region: Option<String>,
    pub(crate) description: String,
    pub(crate) history: Vec<String>,
    pub(crate) address: Option<Address>,
    #[serde(with = "dkmio::set", default)]
    pub(crate) tags: BTreeSet<String>,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "users")]
pub(crate) struct Users {
    #[pk]
    pub(crate) user_id: u64,
    pub(crate) age: u64,
}

