// What the examples of the guide share: the table of the chapter "Declaring tables", and an engine inside the process that has it.

use std::collections::BTreeSet;

use dkmio::{DynamoDb, DynamoDocument, DynamoKey, DynamoTable, Item, Ttl};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status-date", pk = status, sk = created_at, projection = [total])]
#[gsi(by_region, name = "gsi-region", pk = region, projection = KEYS_ONLY)]
#[lsi(by_amount, name = "lsi-amount", sk = total)]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: String,
    status: Status,
    created_at: String,
    total: u64,
    #[serde(default)]
    paid: u64,
    region: Option<String>,
    address: Option<Address>,
    #[serde(default)]
    items: Vec<Line>,
    #[serde(default)]
    history: Vec<String>,
    #[serde(with = "dkmio::set", default)]
    tags: BTreeSet<String>,
    #[serde(rename = "descr")]
    description: Option<String>,
    #[serde(default)]
    version: u64,
    #[ttl]
    expires_at: Option<Ttl>,
    #[serde(flatten)]
    extra: Item,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    Pending,
    Shipped,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Address {
    city: String,
    zip: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Line {
    sku: String,
    qty: u32,
}

fn order(user_id: &str, order_id: &str, total: u64) -> Orders {
    Orders {
        user_id: user_id.to_owned(),
        order_id: order_id.to_owned(),
        status: Status::Pending,
        created_at: "2025-01-31".to_owned(),
        total,
        paid: 0,
        region: None,
        address: None,
        items: Vec::new(),
        history: Vec::new(),
        tags: BTreeSet::new(),
        description: None,
        version: 0,
        expires_at: None,
        extra: Item::new(),
    }
}

/// Runs an example on a table with two orders of `ana`.
fn example<F>(run: impl FnOnce(DynamoDb) -> F)
where
    F: Future<Output = Result<(), Box<dyn std::error::Error>>>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let db = DynamoDb::embedded().await.expect("an engine");
        Orders::create_table().send(&db).await.expect("a table");
        for order in [order("ana", "o1", 30), order("ana", "o2", 700)] {
            order.put().send(&db).await.expect("an order");
        }
        run(db).await.expect("the example");
    });
}
