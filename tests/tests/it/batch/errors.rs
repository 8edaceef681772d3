//! What ends a batch, and what its error tells.

use dkmio::IncompleteBatchGet;
use dkmio::{BatchError, BatchGet, BatchStopReason, BatchWrite, DynamoTable, Error, ErrorKind};
use dkmio_embedded::Operation::{BatchGetItem, BatchWriteItem};

use super::model::{Blobs, Rows, blob, count, quick, ready, ready_far_away, ready_with, row, rows, stored_ids};

const ARN: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/rows";

#[tokio::test(start_paused = true)]
async fn a_throttled_request_is_resent_after_the_sdk_has_given_up() {
    let (db, faults) = ready().await;
    // Twice as many as the SDK has attempts for one request.
    faults.on(BatchWriteItem).times(8).throttle();
    Rows::batch_put(rows(0..5)).backoff(quick()).send(&db).await.expect("written");
    assert_eq!(count(&faults, BatchWriteItem), 9);
    faults.on(BatchGetItem).times(4).exceed_throughput();
    let got = Rows::batch_get([3_u64]).backoff(quick()).send(&db).await.expect("read");
    assert_eq!(got, [Some(row(3))]);
}

#[tokio::test(start_paused = true)]
async fn a_conflict_with_a_transaction_is_retried_and_ends_after_too_many_rounds() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).times(2).conflict();
    Rows::batch_put(rows(0..5)).backoff(quick()).send(&db).await.expect("written at the third time");
    assert_eq!(count(&faults, BatchWriteItem), 3);
    faults.on(BatchGetItem).times(2).conflict();
    Rows::batch_get([3_u64]).backoff(quick()).send(&db).await.expect("read at the third time");
    faults.on(BatchWriteItem).always().conflict();
    let batch = Rows::batch_put(rows(0..5)).backoff(quick().max_rounds_without_progress(3));
    let error = batch.send_or_unprocessed(&db).await.expect_err("conflicts without end");
    assert_eq!((error.kind(), error.stop_reason()), (ErrorKind::TransactionConflict, BatchStopReason::NoProgress));
    assert_eq!(error.unprocessed().entries().count(), 5);
}

#[tokio::test(start_paused = true)]
async fn throttling_that_does_not_end_tells_reasons_and_resources() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).always().throttle_for("TableWriteKeyRangeThroughputExceeded", ARN);
    let error = Rows::batch_put(rows(0..5))
        .backoff(quick().max_rounds_without_progress(2))
        .send_or_unprocessed(&db)
        .await
        .expect_err("throttled");
    assert_eq!((error.kind(), error.stop_reason()), (ErrorKind::Throttled, BatchStopReason::NoProgress));
    let error = Error::from(error);
    let reasons = error.throttling_reasons();
    assert_eq!(reasons.len(), 1);
    assert_eq!(
        (reasons[0].reason.as_str(), reasons[0].resource.as_str()),
        ("TableWriteKeyRangeThroughputExceeded", ARN)
    );
    assert!(error.is_throttled() && error.is_retryable() && !error.maybe_applied());
    assert_eq!((error.operation(), error.table(), error.attempts()), (Some("BatchWriteItem"), Some("rows"), 1));
    assert!(error.request_id().is_some());
    assert_eq!(error.code(), Some("ThrottlingException"));
    let left: &BatchWrite = error.batch().and_then(|batch| batch.unprocessed()).expect("what is unprocessed");
    assert_eq!(left.puts::<Rows>().expect("rows"), rows(0..5));
}

#[tokio::test(start_paused = true)]
async fn an_error_stops_new_requests_and_lets_those_in_flight_finish() {
    let (db, network, service) = ready_far_away().await;
    service.on(BatchWriteItem).nth(2).error(400, "AccessDeniedException", "no");
    let error = Rows::batch_put(rows(0..1000)).concurrency(4).send_or_unprocessed(&db).await.expect_err("refused");
    assert_eq!((error.kind(), error.stop_reason()), (ErrorKind::AccessDenied, BatchStopReason::Error));
    // One more than four: the first response came before the refusal.
    assert_eq!(count(&network, BatchWriteItem), 5);
    assert_eq!(error.done(), 100);
    assert!(!error.error().maybe_applied());
    let stored = stored_ids(&db).await;
    assert_eq!(stored, Vec::from_iter((0..25).chain(50..125)));

    error.into_unprocessed().send(&db).await.expect("the rest");
    assert_eq!(stored_ids(&db).await, Vec::from_iter(0..1000));
}

#[tokio::test(start_paused = true)]
async fn writes_with_a_lost_response_are_unprocessed_and_maybe_applied() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).nth(2).times(4).lost_response();
    let error = Rows::batch_put(rows(0..30)).concurrency(1).send_or_unprocessed(&db).await.expect_err("lost");
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert!(error.error().maybe_applied());
    assert_eq!(error.done(), 25);
    let left: Vec<_> = error.unprocessed().entries().map(|entry| (entry.position(), entry.maybe_applied())).collect();
    assert_eq!(left, [25, 26, 27, 28, 29].map(|position| (position, true)));
    assert_eq!(stored_ids(&db).await.len(), 30);
    error.into_unprocessed().send(&db).await.expect("again");
}

#[tokio::test(start_paused = true)]
async fn an_entry_added_to_what_is_unprocessed_has_a_position_of_its_own() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).nth(2).error(400, "AccessDeniedException", "no");
    let all = rows(0..30).iter().fold(BatchWrite::new(), BatchWrite::put);
    let error = all.concurrency(1).send_or_unprocessed(&db).await.expect_err("refused");
    let more = error.into_unprocessed().put(&row(90)).delete(Rows::key_of(0_u64));
    let positions = Vec::from_iter(more.entries().map(dkmio::batch::BatchEntry::position));
    assert_eq!(positions, Vec::from_iter(25..32));
    let twice = more.clone().put(&row(90)).send(&db).await.expect_err("two entries for one item");
    assert_eq!(twice.batch().expect("a batch").duplicate_entries(), Some((30, 32)));
    more.send(&db).await.expect("the rest");
    assert_eq!(stored_ids(&db).await, Vec::from_iter((1..30).chain([90])));
}

#[tokio::test(start_paused = true)]
async fn writes_of_a_lost_attempt_stay_maybe_applied_if_unprocessed() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).lost_response();
    faults.on(BatchWriteItem).always().partial(0);
    let error = Rows::batch_put(rows(0..3))
        .backoff(quick().max_rounds_without_progress(2))
        .send_or_unprocessed(&db)
        .await
        .expect_err("no progress");
    assert_eq!(error.kind(), ErrorKind::Unprocessed);
    assert!(error.error().maybe_applied());
    assert!(error.unprocessed().entries().all(dkmio::batch::BatchEntry::maybe_applied));
    assert_eq!(stored_ids(&db).await, [0, 1, 2]);
}

#[tokio::test(start_paused = true)]
async fn reads_keep_what_they_read_when_a_request_fails() {
    let (db, faults) = ready_with(0..150).await;
    faults.on(BatchGetItem).nth(2).error(400, "ResourceNotFoundException", "gone");
    let error = Rows::batch_get(0..150_u64).concurrency(1).send_or_unprocessed(&db).await.expect_err("gone");
    assert_eq!((error.kind(), error.done()), (ErrorKind::TableNotFound, 100));
    assert_eq!(error.unprocessed().len(), 50);
    let got = error.into_unprocessed().send(&db).await.expect("the rest");
    assert_eq!(got, rows(0..150).into_iter().map(Some).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn an_error_keeps_what_is_unprocessed() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).error(400, "AccessDeniedException", "no");
    faults.on(BatchGetItem).error(400, "AccessDeniedException", "no");

    let batch = BatchWrite::new().put(&row(1)).delete(Rows::key_of(2_u64)).put(blob("a", b"b").put());
    let error = batch.send(&db).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::AccessDenied);
    assert_eq!(error.table(), None, "two tables were in the request");
    let batch = error.batch().expect("a batch");
    assert_eq!((batch.done(), batch.stop_reason(), batch.has_rest()), (0, BatchStopReason::Error, false));
    assert_eq!((batch.entry(), batch.duplicate_entries()), (None, None));
    let left = batch.unprocessed::<BatchWrite>().expect("what is unprocessed");
    let entries = left.entries().map(|entry| (entry.table(), entry.position(), entry.is_put(), entry.maybe_applied()));
    let entries = Vec::from_iter(entries);
    assert_eq!(entries, [("blobs", 2, true, false), ("rows", 0, true, false), ("rows", 1, false, false)]);
    assert_eq!(left.puts::<Rows>().expect("rows"), [row(1)]);
    assert_eq!(left.deletes::<Rows>().expect("keys"), [Rows::key_of(2_u64)]);
    assert_eq!(left.puts::<Blobs>().expect("blobs"), [blob("a", b"b")]);
    left.clone().send(&db).await.expect("again");
    assert_eq!(stored_ids(&db).await, [1]);

    let error = Rows::batch_get([1_u64]).send(&db).await.expect_err("refused");
    let batch = error.batch().expect("a batch");
    assert!(batch.unprocessed::<BatchWrite>().is_none());
    let left = batch.unprocessed::<IncompleteBatchGet<BatchGet<Rows>>>().expect("what is unprocessed");
    assert_eq!(left.clone().send(&db).await.expect("again"), [Some(row(1))]);

    faults.on(dkmio_embedded::Operation::GetItem).error(400, "AccessDeniedException", "no");
    let error = Rows::get(1_u64).send(&db).await.expect_err("refused");
    assert!(error.batch().is_none(), "it is not the error of a batch");
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_batch_tells_its_progress_and_its_cause() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).partial(20);
    faults.on(BatchWriteItem).error(400, "AccessDeniedException", "no");
    let batch = rows(0..60).iter().fold(BatchWrite::new(), BatchWrite::put).concurrency(1);
    let error = batch.send_or_unprocessed(&db).await.expect_err("refused");
    let progress = error.progress();
    assert_eq!((progress.items, progress.requests), (20, 2));
    let source = std::error::Error::source(&error).expect("the error of the request");
    assert_eq!(source.to_string(), error.to_string());
    let error = Error::from(error);
    let batch = error.batch().expect("a batch");
    assert_eq!(batch.progress(), progress);
    assert_eq!((batch.done(), batch.taken()), (20, 60));
}

#[tokio::test(start_paused = true)]
async fn neither_display_nor_debug_shows_keys_or_values() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).always().error(400, "ValidationException", "bad item: hunter2");
    let secret = Rows { id: 424_242, body: "hunter2".to_owned(), note: None };
    let error: BatchError<_> = BatchWrite::new().put(&secret).send_or_unprocessed(&db).await.expect_err("refused");
    for text in [format!("{error}"), format!("{error:?}"), format!("{:?}", error.unprocessed())] {
        assert!(!text.contains("hunter2") && !text.contains("424242"), "{text}");
    }
}

#[test]
fn errors_are_small_and_go_between_threads() {
    fn sendable<T: Send + Sync + 'static>() -> usize {
        size_of::<T>()
    }
    assert_eq!(sendable::<BatchError<BatchWrite>>(), size_of::<usize>());
    assert_eq!(sendable::<BatchError<dkmio::BatchWriteStream<'static>>>(), size_of::<usize>());
    assert_eq!(sendable::<BatchError<IncompleteBatchGet<BatchGet<Rows>>>>(), size_of::<usize>());
}
