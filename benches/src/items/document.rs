//! A small document, which most rows use.

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

/// A state, stored as a string.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) enum Status {
    Pending,
    Shipped,
}

/// Strings, stored as a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) street: String,
    pub(crate) city: String,
    pub(crate) zip: String,
}

/// 11 attributes, about 484 bytes of JSON: strings, an enum, numbers, a boolean, a list and a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[cfg_attr(feature = "peers", derive(modyne::EntityDef))]
#[dynamo(table = "items")]
pub(crate) struct Small {
    #[pk]
    pub(crate) pk: String,
    #[sk]
    pub(crate) sk: String,
    pub(crate) status: Status,
    pub(crate) customer: String,
    pub(crate) created_at: String,
    pub(crate) total: u64,
    pub(crate) delta: i64,
    pub(crate) ratio: f64,
    pub(crate) paid: bool,
    pub(crate) tags: Vec<String>,
    pub(crate) address: Address,
}

super::sample!(Small, |number| Self {
    pk: super::PARTITION.to_owned(),
    sk: super::sort_key(number),
    status: if number.is_multiple_of(2) { Status::Pending } else { Status::Shipped },
    customer: format!("the customer of the order with the number {number}"),
    created_at: "2025-01-01T00:00:00.000000Z".to_owned(),
    total: 1000 + number as u64,
    delta: -(number as i64),
    ratio: number as f64 / 8.0,
    paid: number.is_multiple_of(3),
    tags: ["new-customer", "urgent-delivery", "gift-wrapped"].map(str::to_owned).to_vec(),
    address: Address {
        street: "Avenida Arequipa 1234, Lince".to_owned(),
        city: "Lima Metropolitana".to_owned(),
        zip: "15001".to_owned()
    },
});
