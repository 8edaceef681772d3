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
    // The unprocessed entries of each table are sent after a wait of their own.
    assert!(count(&faults, BatchGetItem) <= 3);
}

#[tokio::test(start_paused = true)]
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
async fn unprocessed_entries_of_several_tables_can_be_resent() {
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

#[tokio::test(start_paused = true)]
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

#[tokio::test(start_paused = true)]
async fn one_type_can_be_in_several_tables_of_a_batch() {
    let (db, faults) = ready().await;
    let other = db.clone().with_table_name::<Rows>("rows-2026");
    Rows::create_table().send(&other).await.expect("a second table");
    let batch = BatchWrite::new().put(&row(1)).put(row(1).put().table_name("rows-2026")).put(row(2).put());
    assert_eq!(batch.send(&db).await.expect("written").items, 3);
    assert_eq!(count(&faults, BatchWriteItem), 1);
    Rows::batch_put(rows(10..40)).table_name("rows-2026").send(&db).await.expect("written");

    let parts = (Rows::batch_get([1_u64, 2]), Rows::batch_get([1_u64, 2, 10]).table_name("rows-2026"));
    let (old, new) = BatchGetTables::new(parts).send(&db).await.expect("read");
    assert_eq!(old, [Some(row(1)), Some(row(2))]);
    assert_eq!(new, [Some(row(1)), None, Some(row(10))]);

    let batch = BatchWrite::new()
        .delete(Rows::key_of(1_u64))
        .delete(Rows::delete(10_u64).table_name("rows-2026"))
        .delete(Rows::delete(2_u64));
    assert_eq!(batch.send(&db).await.expect("deleted").items, 3);
    assert!(super::model::stored_ids(&db).await.is_empty());
    Rows::batch_delete(11..40_u64).table_name("rows-2026").send(&db).await.expect("deleted");
    assert_eq!(super::model::stored_ids(&other).await, [1]);
}

#[tokio::test(start_paused = true)]
async fn a_write_with_a_condition_is_refused_by_a_batch() {
    let (db, faults) = ready().await;
    for batch in [
        BatchWrite::new().put(&row(1)).put(row(2).put().if_not_exists()),
        BatchWrite::new().put(&row(1)).delete(Rows::delete(2_u64).condition(Rows::BODY.eq("x"))),
    ] {
        let error = batch.send_or_unprocessed(&db).await.expect_err("a condition");
        assert_eq!((error.kind(), error.entry()), (ErrorKind::Validation, Some(1)));
        assert!(error.to_string().contains("cannot have a condition"), "{error}");
    }
    assert_eq!(count(&faults, BatchWriteItem), 0);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_no_table_can_have_is_refused_before_a_request() {
    let (db, faults) = ready().await;
    let error = Rows::batch_put(rows(0..3)).table_name("a").send_or_unprocessed(&db).await.expect_err("one letter");
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(error.unprocessed().entries().count() >= 1);
    let error = BatchWrite::new().put(row(1).put().table_name("no space")).send(&db).await.expect_err("a space");
    assert_eq!((error.kind(), error.positions()), (ErrorKind::Validation, [0].as_slice()));
    let error = Rows::batch_get([1_u64]).table_name("x").send(&db).await.expect_err("one letter");
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(faults.calls().len(), 0);
}
