//! A shared table with three entities, one nested under another.

use chrono::{DateTime, TimeZone as _, Utc};
use dkmio::{DynamoDb, DynamoEntity, DynamoKey, DynamoTable, Item};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et", ttl = "expires_at")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(gsi2, name = "GSI2", pk = "GSI2PK", sk = number("GSI2SK"), projection = KEYS_ONLY)]
#[lsi(lsi1, name = "LSI1", sk = "LSI1SK")]
pub(crate) struct App;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DynamoKey)]
pub(crate) enum Status {
    Open,
    Paid,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "PROFILE"]
pub(crate) struct Tenant {
    pub(crate) tenant: String,
    pub(crate) name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{placed}#{order_id}"]
#[index(by_status = App::gsi1, pk = "TENANT#{tenant}#{status}", sk = "{placed}#{order_id}")]
#[index(largest = App::gsi2, pk = "TENANT#{tenant}", sk = "{total}", projection = KEYS_ONLY)]
#[index(by_customer = App::lsi1, sk = "CUSTOMER#{customer}")]
pub(crate) struct Order {
    pub(crate) tenant: String,
    #[serde(with = "dkmio::key")]
    pub(crate) placed: DateTime<Utc>,
    pub(crate) order_id: String,
    pub(crate) status: Status,
    pub(crate) total: u64,
    #[serde(default)]
    pub(crate) customer: Option<String>,
    #[serde(flatten)]
    pub(crate) extra: Item,
}

/// Nested under an order: its sort keys begin with the order's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App, entity = "LINE")]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{placed}#{order_id}#LINE#{line:03}"]
pub(crate) struct Line {
    pub(crate) tenant: String,
    #[serde(with = "dkmio::key")]
    pub(crate) placed: DateTime<Utc>,
    pub(crate) order_id: String,
    pub(crate) line: u16,
    pub(crate) sku: String,
}

/// The key does not tell how the address was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "ACCOUNT#{email:lower}"]
#[sk = "ACCOUNT"]
#[index(by_age = App::gsi2, pk = "ACCOUNTS", sk = "{age}", projection = KEYS_ONLY)]
pub(crate) struct Account {
    pub(crate) email: String,
    pub(crate) age: i64,
}

pub(crate) fn account(email: &str, age: i64) -> Account {
    Account { email: email.to_owned(), age }
}

pub(crate) fn at(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 1, day, 12, 0, 0).single().expect("a time")
}

pub(crate) fn order(tenant: &str, day: u32, id: &str, total: u64) -> Order {
    Order {
        tenant: tenant.to_owned(),
        placed: at(day),
        order_id: id.to_owned(),
        status: Status::Open,
        total,
        customer: None,
        extra: Item::new(),
    }
}

pub(crate) fn line(tenant: &str, day: u32, id: &str, line: u16) -> Line {
    Line { tenant: tenant.to_owned(), placed: at(day), order_id: id.to_owned(), line, sku: format!("sku-{line}") }
}

pub(crate) fn tenant(name: &str) -> Tenant {
    Tenant { tenant: name.to_owned(), name: name.to_uppercase() }
}

/// A table with two tenants. The first has three orders, of which one has lines.
pub(crate) async fn shop() -> DynamoDb {
    let db = crate::engine::db_with::<App>().await;
    for name in ["acme", "acme2"] {
        tenant(name).put().send(&db).await.expect("a put");
    }
    for (day, id, total) in [(1, "o1", 30), (2, "o2", 700), (3, "o10", 5)] {
        order("acme", day, id, total).put().send(&db).await.expect("a put");
    }
    for number in 1..=3 {
        line("acme", 1, "o1", number).put().send(&db).await.expect("a put");
    }
    order("acme2", 1, "x1", 1).put().send(&db).await.expect("a put");
    db
}

pub(crate) fn ids(orders: &[Order]) -> Vec<&str> {
    orders.iter().map(|order| order.order_id.as_str()).collect()
}
