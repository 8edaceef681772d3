//! What the derive macros generate.

use std::collections::BTreeSet;

use dkmio::table::{IndexKind, Projection, Source, Table};
use dkmio::{DynamoDocument, DynamoKey, DynamoProjection, DynamoTable, Item, KeyOf, Ttl};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, DynamoKey)]
pub enum Status {
    Pending,
    Shipped,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoDocument)]
pub struct Address {
    pub city: String,
    pub zip: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoDocument)]
pub struct Line {
    pub sku: String,
    pub qty: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status-date", pk = status, sk = created_at, projection = [total, items_count])]
#[gsi(by_date, name = "gsi-date", pk = user_id, sk = created_at)]
#[gsi(by_region, name = "gsi-region", pk = region, projection = KEYS_ONLY)]
#[gsi(by_shop, name = "gsi-shop", pk = [shop, country], sk = [year, month])]
#[lsi(by_amount, name = "lsi-amount", sk = total)]
pub struct Orders {
    #[pk]
    pub user_id: String,
    #[sk]
    pub order_id: String,
    pub status: Status,
    pub created_at: String,
    pub total: u64,
    pub items_count: u32,
    pub region: Option<String>,
    pub address: Option<Address>,
    pub items: Vec<Line>,
    #[serde(rename = "descr", default)]
    pub description: Option<String>,
    #[serde(with = "dkmio::set", default)]
    pub tags: BTreeSet<String>,
    pub shop: Option<String>,
    pub country: Option<String>,
    pub year: Option<u16>,
    pub month: Option<u8>,
    pub body: Vec<u8>,
    #[ttl]
    pub expires_at: Option<Ttl>,
    #[serde(flatten)]
    pub extra: Item,
}

#[derive(Debug, PartialEq, Deserialize, DynamoProjection)]
#[dynamo(table = Orders, index = by_status)]
pub struct OrderSummary {
    pub order_id: String,
    pub total: u64,
}
#[test]
fn x() {
    let k = OrdersKey::from(("a", "b"));
    println!("{k:?} {:?} {:?} {:?}", Orders::DEFINITION, Orders::TOTAL, Orders::by_status());
    println!("{:?}", Orders::ADDRESS.dot(Address::CITY));
    println!("{:?}", Orders::ITEMS.at(0).dot(Line::QTY));
}
