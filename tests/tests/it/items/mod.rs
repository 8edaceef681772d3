//! Single items: get, put, update, delete.

mod create;
mod delete;
mod free_form;
mod get;
mod number_fields;
mod put;
mod read_leniently;
mod stored_form;
mod update;
mod update_returning;
mod upsert;
mod vectors;

use dkmio::{DynamoDb, DynamoTable};

use crate::engine::db_with;
use crate::models::Orders;

/// A connection with one order in its table.
async fn with_an_order() -> (DynamoDb, Orders) {
    let db = db_with::<Orders>().await;
    let order = Orders::sample("usr_1", "ord_1");
    order.put().send(&db).await.expect("put");
    (db, order)
}

/// The order as it is stored now.
async fn stored(db: &DynamoDb) -> Orders {
    Orders::get(("usr_1", "ord_1")).consistent().send(db).await.expect("get").expect("an order")
}
