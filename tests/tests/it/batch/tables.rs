//! Several tables in one batch.

use dkmio::{BatchGetResult, BatchGetTables, BatchWrite, DynamoTable, ErrorKind};
use dkmio_embedded::Operation::{BatchGetItem, BatchWriteItem};

use super::model::{Blobs, Rows, blob, bodies, count, quick, ready, row, rows};

#[tokio::test(start_paused = true)]
async fn reads_of_several_tables_are_typed_by_table_and_share_requests() {
    let (db, faults) = ready().await;
    BatchWrite::new().put(&row(1)).put(&row(2)).put(&blob("a", b"x")).send(&db).await.expect("one request");
    assert_eq!(count(&faults, BatchWriteItem), 1);
    faults.on(BatchGetItem).partial(1);
    let parts = (
        Rows::batch_get([2_u64, 5, 1]).consistent(),
        Blobs::batch_get([("a", b"x".to_vec()), ("a", b"y".to_vec())]).select(Blobs::SIZE),
    );
    let (rows, sizes): (Vec<Option<Rows>>, Vec<Option<u32>>) =
        BatchGetTables::new(parts).send(&db).await.expect("read");
    assert_eq!(rows, [Some(row(2)), None, Some(row(1))]);
    assert_eq!(sizes, [Some(7), None]);
    let first = &bodies(&faults, BatchGetItem)[0]["RequestItems"];
    assert_eq!(first["rows"]["ConsistentRead"], true);
    assert!(first["blobs"]["ConsistentRead"].is_null());
    // what is left of each table is sent after a wait of its own
    assert!(count(&faults, BatchGetItem) <= 3);
}

#[tokio::test]
async fn two_reads_of_one_table_keep_their_own_options() {
    let (db, faults) = ready().await;
    Rows::batch_put(rows(0..3)).send(&db).await.expect("written");
    let parts = (Rows::batch_get([1_u64, 2]).select(Rows::BODY), Rows::batch_get([1_u64]).consistent());
    let (bodies_only, whole) = BatchGetTables::new(parts).send(&db).await.expect("read");
    assert_eq!(bodies_only, [Some("body 1".to_owned()), Some("body 2".to_owned())]);
    assert_eq!(whole, [Some(row(1))]);
    assert_eq!(count(&faults, BatchGetItem), 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_left_of_several_tables_can_be_sent_again() {
    let (db, faults) = ready().await;
    BatchWrite::new().put(&row(1)).put(&blob("a", b"x")).send(&db).await.expect("written");
    faults.on(BatchGetItem).partial(1);
    faults.on(BatchGetItem).times(2).partial(0);
    let parts = (Rows::batch_get([1_u64]), Blobs::batch_get([("a", b"x".to_vec())]));
    let error = BatchGetTables::new(parts)
        .backoff(quick().max_rounds_without_progress(2))
        .send_or_unprocessed(&db)
        .await
        .expect_err("no progress");
    assert_eq!((error.kind(), error.error().table()), (ErrorKind::Unprocessed, None));
    let (rows, blobs) = error.unprocessed().results().expect("slots");
    assert_eq!(
        blobs.iter().filter(|slot| **slot == BatchGetResult::Unprocessed).count()
            + rows.iter().filter(|slot| **slot == BatchGetResult::Unprocessed).count(),
        1
    );
    let (rows, blobs) = error.into_unprocessed().send(&db).await.expect("the rest");
    assert_eq!((rows, blobs), (vec![Some(row(1))], vec![Some(blob("a", b"x"))]));
}

#[tokio::test]
async fn tables_have_the_names_of_the_connection() {
    let (db, faults) = ready().await;
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/rows";
    let by_arn = db.clone().with_table_name::<Rows>(arn);
    Rows::batch_put(rows(0..3)).send(&by_arn).await.expect("written");
    let got = Rows::batch_get([2_u64, 7]).send(&by_arn).await.expect("read");
    assert_eq!(got, [Some(row(2)), None]);
    let prefixed = db.with_table_prefix("dev-");
    let error = Rows::batch_get([1_u64]).send_or_unprocessed(&prefixed).await.expect_err("no such table");
    assert_eq!(error.error().table(), Some("dev-rows"));
    assert!(bodies(&faults, BatchGetItem).last().expect("a request")["RequestItems"]["dev-rows"].is_object());
}
