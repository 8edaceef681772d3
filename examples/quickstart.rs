//! The first steps: declare a table, create it, put, get, query an index, update, explain.
//!
//! `cargo run --example quickstart` needs nothing else: the engine is inside the process.

use dkmio::{DynamoDb, DynamoKey, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
enum Status {
    Pending,
    Shipped,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status-date", pk = status, sk = created_at, projection = [total])]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: String,
    status: Status,
    created_at: String,
    total: u64,
    note: Option<String>,
}

fn order(order_id: &str, created_at: &str, total: u64) -> Orders {
    Orders {
        user_id: "usr_123".to_owned(),
        order_id: order_id.to_owned(),
        status: Status::Pending,
        created_at: created_at.to_owned(),
        total,
        note: None,
    }
}

#[tokio::main]
async fn main() -> Result<(), dkmio::Error> {
    let db = DynamoDb::embedded().await?;
    Orders::create_table().send(&db).await?;
    println!("created table `orders` with its index\n");

    for (id, date, total) in [("ord_1", "2025-01-03", 250), ("ord_2", "2025-02-14", 40), ("ord_3", "2025-03-01", 990)] {
        order(id, date, total).put().if_not_exists().send(&db).await?;
    }

    let first = Orders::get(("usr_123", "ord_1")).send(&db).await?;
    println!("get ord_1:\n  {first:?}\n");

    let pending = Orders::by_status().query(Status::Pending).sk_gte("2025-02-01").filter(Orders::TOTAL.gte(100));
    println!("the next request:\n{}\n", pending.explain()?);
    for entry in pending.all(&db).await? {
        println!("found in the index: {entry:?}");
    }

    let shipped = Orders::update(("usr_123", "ord_3"))
        .set(Orders::STATUS, Status::Shipped)
        .set(Orders::NOTE, "by courier")
        .condition(Orders::STATUS.eq(Status::Pending));
    println!("\nthe next request:\n{}\n", shipped.explain()?);
    let shipped = shipped.return_new().send(&db).await?;
    println!("updated: {shipped:?}");

    let again = Orders::update(("usr_123", "ord_3"))
        .set(Orders::STATUS, Status::Shipped)
        .condition(Orders::STATUS.eq(Status::Pending))
        .send(&db)
        .await;
    if let Err(error) = again {
        let stored: Option<Orders> = error.old_item()?;
        println!("\nshipping it twice: {error}\n  it is stored as {:?}", stored.map(|order| order.status));
    }
    Ok(())
}
