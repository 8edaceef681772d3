//! A table written to a file and restored into another one.

use std::collections::BTreeMap;
use std::io::BufReader;

use dkmio::json;
use dkmio::{DynamoDb, DynamoTable as _, Item};
use futures::TryStreamExt as _;

use crate::models::Orders;
use crate::support::db;

/// Everything in the table, by its key.
async fn content(db: &DynamoDb) -> BTreeMap<(String, String), Item> {
    let items: Vec<Item> = Orders::scan().free_form().all(db).await.unwrap();
    let key = |item: &Item| (item.read("user_id").unwrap().unwrap(), item.read("order_id").unwrap().unwrap());
    items.into_iter().map(|item| (key(&item), item)).collect()
}

#[tokio::test]
async fn a_restored_table_is_equal_to_its_source() {
    let db = db().await;
    Orders::create_table().send(&db).await.unwrap();
    let orders = (0..120).map(|n| {
        let mut order = Orders::sample(&format!("user-{}", n % 7), &format!("order-{n}"));
        order.total = n;
        order.tags = (0..n % 4).map(|tag| format!("tag {tag}")).collect();
        order.extra = order.extra.with("note", format!("\u{1F600}\n\"{n}\"")).unwrap();
        order
    });
    Orders::batch_put(orders).send(&db).await.unwrap();

    let path = std::env::temp_dir().join(format!("dkmio-restore-{}.json", std::process::id()));
    let mut file = std::fs::File::create(&path).unwrap();
    let mut items = std::pin::pin!(Orders::scan().free_form().stream(&db));
    while let Some(item) = items.try_next().await.unwrap() {
        json::write_line(&mut file, &item).unwrap();
    }

    let copy = db.clone().with_table_name::<Orders>(format!("{}-copy", db.table_name::<Orders>()));
    Orders::create_table().send(&copy).await.unwrap();
    let file = BufReader::new(std::fs::File::open(&path).unwrap());
    let done = Orders::batch_put(json::lines::<Orders>(file)).send(&copy).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(done.items, 120);
    assert_eq!(content(&copy).await, content(&db).await);
}
