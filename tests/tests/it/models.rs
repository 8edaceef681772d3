//! The tables that tests share.

use std::collections::BTreeSet;

use dkmio::{DynamoDocument, DynamoKey, DynamoTable, Item, Ttl};
use serde::{Deserialize, Serialize};

/// The state of an order: an enum as a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DynamoKey)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Status {
    Draft,
    Pending,
    Shipped,
    Cancelled,
}

/// A nested document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, DynamoDocument)]
pub(crate) struct Address {
    pub(crate) city: String,
    pub(crate) zip: Option<String>,
}

/// An element of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoDocument)]
pub(crate) struct Line {
    pub(crate) sku: String,
    pub(crate) qty: u32,
}

/// A table with every kind of index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status-date", pk = status, sk = created_at, projection = [total, items_count])]
#[gsi(by_date, name = "gsi-date", pk = user_id, sk = created_at)]
#[gsi(by_region, name = "gsi-region", pk = region, projection = KEYS_ONLY)]
#[gsi(by_shop, name = "gsi-shop", pk = [shop, country], sk = [year, month])]
#[lsi(by_amount, name = "lsi-amount", sk = total)]
#[lsi(by_priority, name = "lsi-priority", sk = items_count, projection = [status])]
pub(crate) struct Orders {
    #[pk]
    pub(crate) user_id: String,
    #[sk]
    pub(crate) order_id: String,
    pub(crate) status: Status,
    pub(crate) created_at: String,
    pub(crate) total: u64,
    pub(crate) paid: u64,
    pub(crate) items_count: u32,
    pub(crate) region: Option<String>,
    pub(crate) shop: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) year: Option<u16>,
    pub(crate) month: Option<u8>,
    pub(crate) address: Option<Address>,
    #[serde(default)]
    pub(crate) items: Vec<Line>,
    #[serde(default)]
    pub(crate) history: Vec<String>,
    #[serde(rename = "descr", default)]
    pub(crate) description: Option<String>,
    #[serde(with = "dkmio::set", default)]
    pub(crate) tags: BTreeSet<String>,
    #[serde(default)]
    pub(crate) version: u64,
    #[ttl]
    pub(crate) expires_at: Option<Ttl>,
    #[serde(flatten)]
    pub(crate) extra: Item,
}

impl Orders {
    /// An order with something in every declared attribute that is not optional.
    pub(crate) fn sample(user_id: &str, order_id: &str) -> Self {
        Self {
            user_id: user_id.to_owned(),
            order_id: order_id.to_owned(),
            status: Status::Pending,
            created_at: "2025-01-01T00:00:00Z".to_owned(),
            total: 100,
            paid: 0,
            items_count: 1,
            region: None,
            shop: None,
            country: None,
            year: None,
            month: None,
            address: None,
            items: vec![Line { sku: "sku-1".to_owned(), qty: 1 }],
            history: Vec::new(),
            description: None,
            tags: BTreeSet::new(),
            version: 0,
            expires_at: None,
            extra: Item::new(),
        }
    }
}

/// A table without a sort key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "users")]
#[gsi(by_email, name = "gsi-email", pk = email)]
pub(crate) struct Users {
    #[pk]
    pub(crate) user_id: String,
    pub(crate) email: Option<String>,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) age: Option<u8>,
}

/// A table with a numeric sort key, declared by its keys alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "events")]
pub(crate) struct Events {
    #[pk]
    pub(crate) device: String,
    #[sk]
    pub(crate) ts: i64,
    #[serde(flatten)]
    pub(crate) rest: Item,
}
