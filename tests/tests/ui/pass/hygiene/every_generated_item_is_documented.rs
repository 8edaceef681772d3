//! Generated items have docs, also where the crate demands them of every item.
#![deny(missing_docs, missing_debug_implementations, unreachable_pub, warnings)]

use dkmio::{DynamoDocument, DynamoKey, DynamoTable};
use serde::{Deserialize, Serialize};

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
pub struct UserId(String);

/// A document.
#[derive(Debug, Serialize, Deserialize, DynamoDocument)]
pub struct Address {
    /// The city.
    pub city: String,
}

/// A table.
#[derive(Debug, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_region, name = "gsi-region", pk = region, projection = [total])]
pub struct Orders {
    /// The partition key.
    #[pk]
    pub user_id: UserId,
    /// The sort key.
    #[sk]
    pub order_id: String,
    /// The region.
    pub region: Option<String>,
    /// The total.
    pub total: u64,
}

fn main() {}
