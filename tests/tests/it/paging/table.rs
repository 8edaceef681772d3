//! Tables made from their definitions, and orders to read from them.

use dkmio::{DynamoDb, DynamoTable};
use dkmio_embedded::{Call, Faults, Operation};
use serde_json::Value;

pub(crate) use crate::engine::create;
use crate::models::{Orders, Status};

/// The order number `number` of user `u`: every third one is shipped, totals fall, all are in one region.
pub(crate) fn order(number: u64) -> Orders {
    Orders {
        status: if number.is_multiple_of(3) { Status::Shipped } else { Status::Pending },
        created_at: format!("2025-01-{:02}", number + 1),
        total: 1000 - number,
        items_count: u32::try_from(number % 5).expect("small"),
        region: Some("EU".to_owned()),
        ..Orders::sample("u", &format!("o{number:02}"))
    }
}

/// The orders 0 to `count`, in a table made for them.
pub(crate) async fn orders(db: &DynamoDb, count: u64) -> Vec<Orders> {
    create::<Orders>(db).await;
    let orders: Vec<_> = (0..count).map(order).collect();
    for order in &orders {
        order.put().send(db).await.expect("put");
    }
    orders
}

/// The ids of orders.
pub(crate) fn ids<'o>(orders: impl IntoIterator<Item = &'o Orders>) -> Vec<String> {
    orders.into_iter().map(|order| order.order_id.clone()).collect()
}

/// The bodies of the requests of one operation, in their order.
pub(crate) fn bodies(faults: &Faults, operation: Operation) -> Vec<Value> {
    let calls = faults.calls().into_iter();
    calls.filter(|call: &Call| call.operation() == operation).map(|call| call.request().body().clone()).collect()
}
