//! Writes out of iterators and streams: bounded memory, and the order of the source for one item.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use dkmio::{BatchWrite, CapacityMeter, DynamoTable, Error, ErrorKind};
use dkmio_embedded::Operation::BatchWriteItem;
use futures::{StreamExt as _, stream};

use super::model::{Rows, count, quick, ready, ready_with, row, rows, sizes, stored, stored_ids};

#[tokio::test(start_paused = true)]
async fn no_more_is_taken_out_of_the_source_than_is_in_flight_and_one_request_beyond() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).always().delay(Duration::from_millis(5));
    let (taken, ahead) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counted = taken.clone();
    let source = (0..1000).map(move |id| {
        counted.fetch_add(1, Ordering::Relaxed);
        row(id)
    });
    let most = ahead.clone();
    let batch = Rows::batch_put(source).concurrency(3).on_progress(move |progress| {
        // The entries of the response that was just counted were in flight until now.
        most.fetch_max(taken.load(Ordering::Relaxed) - progress.items + 25, Ordering::Relaxed);
    });
    batch.send(&db).await.expect("written");
    assert!(ahead.load(Ordering::Relaxed) <= (3 + 1) * 25, "{ahead:?}");
    assert_eq!(stored_ids(&db).await.len(), 1000);
}

/// The room for entries in a request: 16 MB, less 64 KB for the rest.
const ROOM: usize = 16 * 1024 * 1024 - 64 * 1024;

/// Seven rows that fill a request to the byte, with ids from `first`.
async fn full_request(first: u64) -> Vec<Rows> {
    let (db, _) = ready().await;
    let one = |id, body: String| Rows { id, body, note: None };
    // A control character takes one byte in the table and six in the request.
    let sized = |id, bytes: usize| one(id, "\u{1}".repeat(bytes / 6) + &"x".repeat(bytes % 6));
    let empty = Rows::batch_put([one(first, String::new())]).send(&db).await.expect("written").bytes as usize;
    let each = (ROOM - 7 * empty) / 7;
    let rest = ROOM - 7 * empty - 6 * each;
    (0..7).map(|at| sized(first + at, if at == 6 { rest } else { each })).collect()
}

#[tokio::test(start_paused = true)]
async fn a_stream_fills_its_requests_to_the_byte_and_takes_no_more() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).always().delay(Duration::from_millis(5));
    let source: Vec<_> =
        [full_request(100).await, full_request(200).await, full_request(300).await, rows(400..403)].concat();
    let (taken, log) = (Arc::new(AtomicUsize::new(0)), Arc::new(std::sync::Mutex::new(Vec::new())));
    let (counted, told) = (taken.clone(), log.clone());
    let source = source.into_iter().inspect(move |_| _ = counted.fetch_add(1, Ordering::Relaxed));
    let batch = Rows::batch_put(source).concurrency(1).deadline(Duration::from_secs(60)).on_progress(move |progress| {
        told.lock().expect("log").push((progress.items, taken.load(Ordering::Relaxed)));
    });
    let done = batch.send(&db).await.expect("written");
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [7, 7, 7, 3]);
    assert!(done.bytes as usize > 3 * ROOM && (done.bytes as usize) < 3 * ROOM + 1000);
    // One request in flight, and one beyond it.
    assert_eq!(*log.lock().expect("log"), [(7, 14), (14, 21), (21, 24), (24, 24)]);
}

#[tokio::test(start_paused = true)]
async fn a_resent_entry_does_not_wait_for_a_slow_source() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).partial(10);
    let source = stream::iter(rows(0..27)).then(|row| async move {
        if row.id == 26 {
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
        row
    });
    let (start, log) = (tokio::time::Instant::now(), Arc::new(std::sync::Mutex::new(Vec::new())));
    let told = log.clone();
    let batch = Rows::batch_put_stream(source).on_progress(move |progress| {
        told.lock().expect("log").push((progress.items, start.elapsed().as_secs()));
    });
    batch.send(&db).await.expect("written");
    // The entry before the pause goes with those that are sent again.
    assert_eq!(*log.lock().expect("log"), [(10, 0), (26, 0), (27, 3600)]);
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [25, 16, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_has_failed_takes_no_more_out_of_its_source() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).error(400, "AccessDeniedException", "no");
    faults.on(BatchWriteItem).always().delay(Duration::from_secs(1));
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = taken.clone();
    let source = stream::iter(rows(0..1000)).then(|row| async move {
        tokio::time::sleep(Duration::from_millis(1)).await;
        row
    });
    let source = source.inspect(move |_| _ = counted.fetch_add(1, Ordering::Relaxed));
    let error = Rows::batch_put_stream(source).concurrency(4).send_or_unprocessed(&db).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::AccessDenied);
    assert_eq!(error.done() + error.unprocessed().entries().count(), taken.load(Ordering::Relaxed));
    assert_eq!((count(&faults, BatchWriteItem), taken.load(Ordering::Relaxed)), (1, 25));
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_stream_tells_how_much_was_taken_and_whether_there_is_more() {
    for (entries, taken, has_rest) in [(10, 10, false), (1000, 25, true)] {
        let (db, faults) = ready().await;
        let batch = || Rows::batch_put(rows(0..entries)).concurrency(1);
        faults.on(BatchWriteItem).times(2).error(400, "AccessDeniedException", "no");
        let error = batch().send(&db).await.expect_err("refused");
        let failure = error.batch().expect("a batch");
        assert_eq!((failure.done(), failure.taken(), failure.has_rest()), (0, taken, has_rest));
        let error = batch().send_or_unprocessed(&db).await.expect_err("refused");
        assert_eq!(error.unprocessed().entries().count(), taken);
        assert_eq!(error.unprocessed().is_exhausted(), !has_rest);

        // What was taken and the rest go to the table that is named now.
        let other = db.clone().with_table_name::<Rows>("rows-2026");
        Rows::create_table().send(&other).await.expect("a second table");
        error.into_unprocessed().table_name("rows-2026").send(&db).await.expect("written");
        assert_eq!((stored_ids(&db).await.len(), stored_ids(&other).await.len() as u64), (0, entries));
    }
}

#[tokio::test(start_paused = true)]
async fn a_later_write_of_an_item_waits_for_the_earlier_one() {
    let (db, faults) = ready().await;
    // The first request is slow and partly unprocessed. The later ones must not overtake it.
    faults.on(BatchWriteItem).partial(0);
    faults.on(BatchWriteItem).delay(Duration::from_secs(5));
    let version = |id: u64, version: u64| Rows { id, body: format!("version {version}"), note: None };
    let source = (0..10).flat_map(|turn| (0..7).map(move |id| version(id, turn)));
    let done = Rows::batch_put(source).concurrency(8).send(&db).await.expect("written");
    assert_eq!(done.items, 70);
    for (id, row) in stored(&db).await {
        assert_eq!(row, version(id, 9));
    }
    for request in super::model::bodies(&faults, BatchWriteItem) {
        let mut ids: Vec<_> = request["RequestItems"]["rows"]
            .as_array()
            .expect("writes")
            .iter()
            .map(|write| write["PutRequest"]["Item"]["id"]["N"].to_string())
            .collect();
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all, "two writes of one item in a request");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_stops_keeps_what_was_taken_and_the_rest() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).nth(3).always().partial(0);
    let source = stream::iter(rows(0..200)).then(|row| async move {
        tokio::time::sleep(Duration::from_millis(1)).await;
        row
    });
    let batch = Rows::batch_put_stream(source).concurrency(2).backoff(quick().max_rounds_without_progress(3));
    let error = batch.send_or_unprocessed(&db).await.expect_err("no progress");
    assert_eq!(error.kind(), ErrorKind::Unprocessed);
    assert_eq!(error.done(), 50);
    assert!(!error.unprocessed().is_exhausted());
    assert_eq!(stored_ids(&db).await, Vec::from_iter(0..50));
    faults.clear_rules();
    let done = error.into_unprocessed().send(&db).await.expect("the rest");
    assert_eq!(done.items, 150);
    assert_eq!(stored_ids(&db).await, Vec::from_iter(0..200));
}

#[tokio::test(start_paused = true)]
async fn a_deferred_write_is_unprocessed_in_its_place() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).times(2).partial(0);
    let newer = Rows { note: Some("newer".to_owned()), ..row(1) };
    let batch =
        Rows::batch_put([row(1), row(2), newer.clone(), row(3)]).backoff(quick().max_rounds_without_progress(2));
    let error = batch.send_or_unprocessed(&db).await.expect_err("no progress");
    assert_eq!(error.unprocessed().entries().map(dkmio::batch::BatchEntry::position).collect::<Vec<_>>(), [0, 1, 2]);
    error.into_unprocessed().send(&db).await.expect("the rest");
    assert_eq!(stored(&db).await.into_values().collect::<Vec<_>>(), [newer, row(2), row(3)]);
}

#[tokio::test(start_paused = true)]
async fn what_an_error_keeps_of_a_stream_can_be_sent() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).times(2).partial(0);
    let newer = Rows { note: Some("newer".to_owned()), ..row(1) };
    let batch = Rows::batch_put([row(1), row(2), newer.clone()]).backoff(quick().max_rounds_without_progress(2));
    let error = Error::from(batch.send_or_unprocessed(&db).await.expect_err("no progress"));
    let batch = error.batch().expect("a batch");
    let left = batch.unprocessed::<BatchWrite>().expect("what is unprocessed").clone();
    left.send(&db).await.expect("the rest");
    assert_eq!(stored(&db).await.into_values().collect::<Vec<_>>(), [newer, row(2)]);
}

#[tokio::test(start_paused = true)]
async fn what_an_error_keeps_of_a_stream_has_the_settings_of_the_stream() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).error(400, "AccessDeniedException", "no");
    let (meter, mut calls) = (CapacityMeter::new(), 0);
    // The listener borrows, which an error cannot.
    let put = Rows::batch_put(rows(0..4)).max_write_units_per_second(2).meter(&meter).on_progress(|_| calls += 1);
    let error = put.send(&db).await.expect_err("refused");
    let rest = error.batch().and_then(|batch| batch.unprocessed::<BatchWrite>()).expect("what is unprocessed");
    rest.clone().send(&db).await.expect("the rest");
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [2, 2, 2]);
    assert!((meter.capacity().total - 4.0).abs() < 1e-9, "{:?}", meter.capacity());
    assert_eq!(calls, 1);
}

#[tokio::test(start_paused = true)]
async fn an_item_that_cannot_be_stored_ends_a_stream_with_its_position() {
    let (db, faults) = ready().await;
    let large = Rows { body: "x".repeat(400 * 1024), ..row(30) };
    let source = rows(0..30).into_iter().chain([large]).chain(rows(31..40));
    let error = Rows::batch_put(source).concurrency(1).send_or_unprocessed(&db).await.expect_err("too large");
    assert_eq!((error.kind(), error.entry()), (ErrorKind::ItemTooLarge, Some(30)));
    assert_eq!(error.done(), 25);
    assert_eq!(count(&faults, BatchWriteItem), 1);
    error.into_unprocessed().send(&db).await.expect("all but the one");
    assert_eq!(stored_ids(&db).await, Vec::from_iter((0..30).chain(31..40)));
}

#[tokio::test(start_paused = true)]
async fn a_table_is_copied_by_its_scan() {
    let (from, _) = ready_with(0..300).await;
    let (to, faults) = ready().await;
    Rows::batch_put_stream(Rows::scan().page_size(40).stream(&from)).concurrency(1).send(&to).await.expect("copied");
    assert_eq!(stored(&from).await, stored(&to).await);
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [25; 12]);
    let keys = stream::iter(0..300_u64).map(Rows::key_of);
    Rows::batch_delete_stream(keys).send(&to).await.expect("deleted");
    assert!(stored_ids(&to).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_source_ends_the_batch() {
    let (from, faulty) = ready_with(0..100).await;
    let (to, _) = ready().await;
    faulty.on(dkmio_embedded::Operation::Scan).nth(2).error(400, "AccessDeniedException", "no");
    let source = Rows::scan().page_size(40).stream(&from);
    let error = Rows::batch_put_stream(source).send_or_unprocessed(&to).await.expect_err("the source failed");
    assert_eq!((error.kind(), error.error().operation()), (ErrorKind::AccessDenied, Some("Scan")));
    assert_eq!(error.done() + error.unprocessed().entries().count(), 40);
}

#[tokio::test(start_paused = true)]
async fn a_delete_stream_takes_results_as_reads_return_them() {
    let (db, faults) = ready_with(0..100).await;
    let found = Rows::scan().page_size(40).stream(&db).map(|row| row.map(|row| row.key()));
    Rows::batch_delete_stream(found).concurrency(1).send(&db).await.expect("deleted");
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [25; 4]);
    assert!(stored_ids(&db).await.is_empty());
    let keys: [Result<_, Error>; 2] = [Ok(Rows::key_of(1_u64)), Ok(Rows::key_of(2_u64))];
    assert_eq!(Rows::batch_delete(keys).send(&db).await.expect("deleted").items, 2);
    assert_eq!(Rows::batch_delete([Rows::key_of(1_u64)]).send(&db).await.expect("deleted").items, 1);
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_source_ends_a_batch_of_deletes() {
    let (db, faults) = ready_with(0..100).await;
    faults.on(dkmio_embedded::Operation::Scan).nth(2).error(400, "AccessDeniedException", "no");
    let found = Rows::scan().page_size(40).stream(&db).map(|row| row.map(|row| row.key()));
    let error = Rows::batch_delete_stream(found).send_or_unprocessed(&db).await.expect_err("the source failed");
    assert_eq!((error.kind(), error.error().operation()), (ErrorKind::AccessDenied, Some("Scan")));
    assert_eq!(error.done() + error.unprocessed().entries().count(), 40);
}
