//! A table written to a file and restored into another one.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};

use dkmio::json;
use dkmio::{DynamoDb, DynamoTable as _, Item};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use futures::TryStreamExt as _;

use crate::models::Orders;
use crate::support::db;

/// Everything in the table, by its key.
async fn content(db: &DynamoDb) -> BTreeMap<(String, String), Item> {
    let items: Vec<Item> = Orders::scan().free_form().all(db).await.unwrap();
    let key = |item: &Item| (item.read("user_id").unwrap().unwrap(), item.read("order_id").unwrap().unwrap());
    items.into_iter().map(|item| (key(&item), item)).collect()
}

/// A table with items of many kinds.
async fn source() -> DynamoDb {
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
    db
}

/// Writes a table as the lines of a full export.
async fn export(db: &DynamoDb, out: &mut impl Write) {
    let mut items = std::pin::pin!(Orders::scan().free_form().stream(db));
    while let Some(item) = items.try_next().await.unwrap() {
        json::write_line(&mut *out, &item).unwrap();
    }
}

/// Loads an export into another table, and compares it with its source.
async fn restore_and_compare(db: &DynamoDb, export: impl BufRead + Send) {
    let copy = db.clone().with_table_name::<Orders>(format!("{}-copy", db.table_name::<Orders>()));
    Orders::create_table().send(&copy).await.unwrap();
    let done = Orders::batch_put(json::lines::<Orders>(export)).send(&copy).await.unwrap();
    assert_eq!(done.items, 120);
    assert_eq!(content(&copy).await, content(db).await);
}

#[tokio::test]
async fn a_restored_table_is_equal_to_its_source() {
    let db = source().await;
    let path = std::env::temp_dir().join(format!("dkmio-restore-{}.json", std::process::id()));
    export(&db, &mut std::fs::File::create(&path).unwrap()).await;
    restore_and_compare(&db, BufReader::new(std::fs::File::open(&path).unwrap())).await;
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn a_compressed_export_is_restored_through_the_decoder_of_the_caller() {
    let db = source().await;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    export(&db, &mut encoder).await;
    let compressed = encoder.finish().unwrap();
    assert_eq!(compressed.get(..2), Some(&[0x1F, 0x8B][..]));
    restore_and_compare(&db, BufReader::new(GzDecoder::new(compressed.as_slice()))).await;

    // What breaks off in the middle is an error behind what could be read.
    let broken = compressed.get(..compressed.len() / 2).unwrap();
    let lines: Vec<_> = json::lines::<Orders>(BufReader::new(GzDecoder::new(broken))).collect();
    let (last, before) = lines.split_last().unwrap();
    assert!(before.iter().all(Result::is_ok), "{} lines", before.len());
    assert!(last.is_err());
}
