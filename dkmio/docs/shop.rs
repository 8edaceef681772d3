// What the examples of the chapter "Several entities in one table" share: a shared table with an order, its lines and another order.

use dkmio::{DynamoDb, DynamoEntity, DynamoKey, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "shop", pk = "PK", sk = "SK", entity_attribute = "_et", entities = [Tenant, Order, Line])]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct Shop;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Shop)]
#[pk = "TENANT#{tenant}"]
#[sk = "PROFILE"]
struct Tenant {
    tenant: String,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Shop)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{order_id}"]
#[index(by_status = Shop::gsi1, pk = "TENANT#{tenant}#{status}", sk = "{placed:sorted}#{order_id}")]
struct Order {
    tenant: String,
    order_id: String,
    status: Status,
    placed: String,
    total: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
enum Status {
    Open,
    Paid,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Shop)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{order_id}#LINE#{line:03}"]
struct Line {
    tenant: String,
    order_id: String,
    line: u16,
    sku: String,
}

/// Runs an example on a table with two orders of the tenant `acme`, of which `o1` has two lines and `o10` has one.
fn example<F>(run: impl FnOnce(DynamoDb) -> F)
where
    F: Future<Output = Result<(), Box<dyn std::error::Error>>>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let db = DynamoDb::embedded().await.expect("an engine");
        Shop::create_table().send(&db).await.expect("a table");
        let tenant = || "acme".to_owned();
        for (id, total, lines) in [("o1", 30, 2), ("o10", 700, 1)] {
            let (order_id, placed) = (id.to_owned(), "2025-11-01".to_owned());
            let order = Order { tenant: tenant(), order_id, status: Status::Open, placed, total };
            order.put().send(&db).await.expect("an order");
            for line in 1..=lines {
                let line = Line { tenant: tenant(), order_id: id.to_owned(), line, sku: "pen".to_owned() };
                line.put().send(&db).await.expect("a line");
            }
        }
        run(db).await.expect("the example");
    });
}
