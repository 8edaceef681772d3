//! Items that do not fit the type.

use dkmio::{DynamoTable, Item};
use futures::TryStreamExt;

use super::table::{create, order};
use crate::models::{Line, Orders};
use crate::support;

/// Six orders; the fourth has a text where its first line's quantity should be.
async fn broken() -> dkmio::DynamoDb {
    let db = support::db().await;
    create::<Orders>(&db).await;
    for number in 0..6 {
        order(number).put().send(&db).await.unwrap();
    }
    let quantity = dkmio::attr("items[0].qty");
    Orders::update(("u", "o03")).set(quantity, "many").send(&db).await.unwrap();
    db
}

const WRONG: &str = "[3].items[0].qty: expected a number, found a string";

#[tokio::test]
async fn the_path_counts_items_over_all_pages() {
    let db = broken().await;
    let table = db.table_name::<Orders>();
    for size in [1, 2, 100] {
        let error = Orders::query("u").page_size(size).all(&db).await.unwrap_err();
        assert!(error.is_decode());
        assert_eq!(error.to_string(), format!("Query on `{table}`: cannot be read: {table}{WRONG}"));
        let error = Orders::query("u").page_size(size).limit(5).page(&db).await.unwrap_err();
        assert!(error.to_string().ends_with(WRONG), "{error}");
    }
}

#[tokio::test]
async fn a_stream_gives_what_came_before_and_ends_with_the_error() {
    let db = broken().await;
    let mut stream = Orders::query("u").page_size(2).stream(&db);
    for number in 0..3 {
        assert_eq!(stream.try_next().await.unwrap(), Some(order(number)));
    }
    let error = stream.try_next().await.unwrap_err();
    assert!(error.to_string().ends_with(WRONG), "{error}");
    assert!(stream.try_next().await.unwrap().is_none());
    let behind = stream.cursor().unwrap().unwrap();
    let raw: Vec<Item> = Orders::query("u").free_form().start_from(behind).all(&db).await.unwrap();
    assert_eq!(raw.len(), 3);
}

#[tokio::test]
async fn what_is_not_selected_is_not_decoded() {
    let db = broken().await;
    assert_eq!(Orders::query("u").select(Orders::TOTAL).all(&db).await.unwrap().len(), 6);
    let lines = Orders::query("u").select(Orders::ITEMS.at(0).dot(Line::SKU)).all(&db).await.unwrap();
    assert_eq!(lines.len(), 6);
    let error = Orders::query("u").select(Orders::ITEMS.at(0).dot(Line::QTY)).all(&db).await.unwrap_err();
    assert!(error.to_string().ends_with(WRONG), "{error}");
    assert_eq!(Orders::query("u").count(&db).await.unwrap(), 6);
}
