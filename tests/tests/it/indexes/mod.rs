//! Secondary indexes.

mod global;
mod local;
mod multi_attribute;

use dkmio::{DynamoDb, DynamoTable};

use crate::engine::db_with;
use crate::models::{Orders, Status};

/// Orders of one user: six, of which the odd ones are shipped and every third is in the EU.
async fn six() -> (DynamoDb, Vec<Orders>) {
    let db = db_with::<Orders>().await;
    let orders: Vec<_> = (1..=6).map(order).collect();
    for order in &orders {
        order.put().send(&db).await.expect("put");
    }
    (db, orders)
}

fn order(at: u32) -> Orders {
    Orders {
        status: if at % 2 == 1 { Status::Shipped } else { Status::Pending },
        created_at: format!("2025-01-0{}T00:00:00Z", 7 - at),
        total: u64::from(at) * 10,
        items_count: 100 - at,
        region: at.is_multiple_of(3).then(|| "EU".to_owned()),
        description: Some(format!("order {at}")),
        ..Orders::sample("usr_1", &format!("ord_{at}"))
    }
}

fn ids<'o>(ids: impl IntoIterator<Item = &'o String>) -> Vec<&'o str> {
    ids.into_iter().map(String::as_str).collect()
}
