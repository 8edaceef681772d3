//! A shop for many tenants in one table.

use dkmio::{DynamoCollection, DynamoEntity, DynamoKey, DynamoTable, Ttl};
use serde::{Deserialize, Serialize};

/// The table that the entities share. The compiler proves that no two of them can have the same key.
#[derive(DynamoTable)]
#[dynamo(
    table = "shop",
    pk = "PK",
    sk = "SK",
    entity_attribute = "_et",
    ttl = "expires_at",
    entities = [Tenant, User, Order, Line, Session]
)]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
pub(crate) struct Shop;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Shop)]
#[pk = "TENANT#{tenant}"]
#[sk = "PROFILE"]
pub(crate) struct Tenant {
    pub(crate) tenant: String,
    pub(crate) name: String,
    pub(crate) is_closed: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Shop)]
#[pk = "TENANT#{tenant}"]
#[sk = "USER#{user_id}"]
#[index(by_email = Shop::gsi1, pk = "EMAIL#{email:lower:rest}", sk = "USER")]
pub(crate) struct User {
    pub(crate) tenant: String,
    pub(crate) user_id: String,
    /// No two users have the same address, whatever its case.
    #[unique(lower)]
    pub(crate) email: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
pub(crate) enum Status {
    Open,
    Paid,
}

/// The same index as that of users: its keys begin with other text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Shop)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{order_id}"]
#[index(by_status = Shop::gsi1, pk = "TENANT#{tenant}#{status}", sk = "{placed:sorted}#{order_id}")]
pub(crate) struct Order {
    pub(crate) tenant: String,
    pub(crate) order_id: String,
    pub(crate) status: Status,
    pub(crate) placed: String,
    pub(crate) total: u64,
}

/// Nested under its order: one query reads both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Shop)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{order_id}#LINE#{line:03}"]
pub(crate) struct Line {
    pub(crate) tenant: String,
    pub(crate) order_id: String,
    pub(crate) line: u16,
    pub(crate) sku: String,
    pub(crate) qty: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Shop)]
#[pk = "TENANT#{tenant}"]
#[sk = "SESSION#{token}"]
pub(crate) struct Session {
    pub(crate) tenant: String,
    pub(crate) token: String,
    #[ttl]
    pub(crate) expires_at: Ttl,
}

#[derive(Debug, DynamoCollection)]
#[dynamo(partition = Tenant)]
pub(crate) struct Basket {
    pub(crate) order: Option<Order>,
    pub(crate) lines: Vec<Line>,
}

/// Every item of a tenant.
#[derive(DynamoCollection)]
#[dynamo(partition = Tenant)]
pub(crate) enum Entry {
    Tenant(Tenant),
    User(User),
    Order(Order),
    Line(Line),
    Session(Session),
}
