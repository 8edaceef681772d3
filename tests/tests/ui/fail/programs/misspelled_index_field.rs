// A typo in an attribute is one error in a program that uses the table.
use dkmio::{DynamoDb, DynamoTable, Error, TransactWrite};
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status", pk = stauts, projection = [total])]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: String,
    status: String,
    total: u64,
}

async fn uses(db: &DynamoDb, order: Orders) -> Result<(), Error> {
    order.put().if_not_exists().send(db).await?;
    let _ = Orders::get(("ana", "o1")).consistent().send(db).await?;
    Orders::update(("ana", "o1")).set(Orders::TOTAL, 1).increment(Orders::TOTAL, 1).send(db).await?;
    let _ = Orders::query("ana").sk_begins_with("2025").filter(Orders::STATUS.eq("OPEN")).all(db).await?;
    let open: Vec<OrdersByStatus> = Orders::by_status().query("OPEN").descending().all(db).await?;
    let _ = open.iter().map(|order| order.total).sum::<u64>();
    let _ = Orders::scan().select((Orders::TOTAL, Orders::STATUS)).first(db).await?;
    let _ = Orders::batch_get([("ana", "o1")]).send(db).await?;
    let key = OrdersKey { user_id: order.user_id.clone(), order_id: order.order_id.clone() };
    Orders::delete(&key).condition(Orders::TOTAL.gt(3)).send(db).await?;
    TransactWrite::new().put(order.put()).update(Orders::update(key).set(Orders::TOTAL, 2)).send(db).await
}

fn main() {}
