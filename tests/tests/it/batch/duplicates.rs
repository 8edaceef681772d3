//! Two entries for one item.

use dkmio::{BatchWrite, DynamoTable, Error, ErrorKind};
use dkmio_embedded::Operation::BatchWriteItem;
use serde::{Deserialize, Serialize};

use super::model::{Blobs, Rows, blob, count, ready, row, sizes, stored};

#[tokio::test(start_paused = true)]
async fn two_puts_of_one_item_are_refused_with_both_positions() {
    let (db, faults) = ready().await;
    let batch = BatchWrite::new().put(&row(1)).put(&row(2)).put(&blob("1", b"x")).put(&row(1));
    let error = batch.send_or_unprocessed(&db).await.expect_err("twice");
    assert_eq!(error.kind(), ErrorKind::DuplicateKey);
    assert_eq!((error.duplicate_entries(), error.entry()), (Some((0, 3)), Some(3)));
    assert_eq!(error.to_string(), "BatchWriteItem on `rows`, entries 0 and 3: two entries for one item");
    assert_eq!(error.unprocessed().len(), 4);
    let error = Error::from(error);
    let batch = error.batch().expect("a batch");
    assert_eq!((batch.duplicate_entries(), batch.entry()), (Some((0, 3)), Some(3)));
    assert_eq!(count(&faults, BatchWriteItem), 0);
}

#[tokio::test]
async fn a_put_and_a_delete_of_one_item_are_two_entries_for_it() {
    let (db, _) = ready().await;
    let batch = BatchWrite::new().delete(Rows::key_of(5_u64)).put(&row(5));
    assert_eq!(batch.send_or_unprocessed(&db).await.expect_err("twice").duplicate_entries(), Some((0, 1)));
}

#[tokio::test]
async fn keys_of_different_tables_or_split_otherwise_are_no_duplicates() {
    let (db, _) = ready().await;
    let batch = BatchWrite::new().put(&blob("a", b"bc")).put(&blob("ab", b"c")).put(&row(1));
    assert_eq!(batch.send(&db).await.expect("three items").items, 3);
    assert_eq!(Blobs::scan().all(&db).await.expect("scan").len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_last_write_wins_when_it_is_asked_to() {
    let (db, faults) = ready().await;
    let last = Rows { note: None, ..row(1) };
    let batch =
        BatchWrite::new().put(&row(1)).delete(Rows::key_of(2_u64)).put(&row(2)).delete(Rows::key_of(1_u64)).put(&last);
    let done = batch.last_write_wins().send(&db).await.expect("written");
    assert_eq!(done.items, 2);
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [2]);
    assert_eq!(stored(&db).await.into_values().collect::<Vec<_>>(), [last, row(2)]);
}

#[tokio::test(start_paused = true)]
async fn the_last_write_still_wins_in_the_rest_of_a_batch() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).error(400, "AccessDeniedException", "no");
    let batch = BatchWrite::new().put(&row(1)).put(&row(2)).last_write_wins();
    let rest = batch.send_or_unprocessed(&db).await.expect_err("refused").into_unprocessed();
    let last = Rows { note: None, ..row(1) };
    rest.put(&last).send(&db).await.expect("written");
    assert_eq!(stored(&db).await.into_values().collect::<Vec<_>>(), [last, row(2)]);
}

/// Another struct for items of the same table.
#[derive(Debug, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "notes")]
struct Notes {
    #[pk]
    id: u64,
}

#[tokio::test]
async fn two_structs_of_one_table_share_its_keys() {
    let (db, _) = ready().await;
    let db = db.with_table_name::<Notes>("rows");
    let batch = BatchWrite::new().put(&row(1)).put(&Notes { id: 2 }).delete(Notes::key_of(1_u64));
    let error = batch.send_or_unprocessed(&db).await.expect_err("twice");
    assert_eq!((error.duplicate_entries(), error.error().table()), (Some((0, 2)), Some("rows")));
}
