//! Streams whose requests fail.

use std::time::Duration;

use dkmio::aws_sdk_dynamodb::types::StreamViewType;
use dkmio::changes::{ChangeRecord, Checkpoint, StartAt};
use dkmio::{DynamoDb, DynamoTable as _, Error, ErrorKind};
use dkmio_embedded::Operation;
use futures::{StreamExt as _, TryStreamExt as _};

use super::events::Record;
use super::scripted::{Scripted, shard};
use crate::models::Orders;
use crate::support::faulty;

async fn read(db: &DynamoDb, start: StartAt) -> Vec<Result<ChangeRecord<Orders>, Error>> {
    Orders::changes().start(start).read_available().stream(db).collect().await
}

async fn number_read(db: &DynamoDb) -> usize {
    read(db, StartAt::Oldest).await.into_iter().map(Result::unwrap).count()
}

/// The checkpoint behind some of the records.
async fn checkpoint(db: &DynamoDb, records: usize) -> Checkpoint {
    let mut changes = Orders::changes().concurrency(1).read_available().stream(db);
    for _ in 0..records {
        changes.try_next().await.unwrap().unwrap();
    }
    changes.checkpoint()
}

#[tokio::test(start_paused = true)]
async fn an_expired_iterator_is_replaced_unseen() {
    let scripted = Scripted::of([shard("a", None, 1..8, true)]);
    for failed in 0..4 {
        scripted.fail("GetRecords", ["ExpiredIteratorException"].repeat(failed));
        let before = scripted.count("GetShardIterator");
        assert_eq!(number_read(&scripted.db()).await, 7);
        assert_eq!(scripted.count("GetShardIterator") - before, 1 + failed);
    }
    // In the middle: behind the records that were fetched.
    let db = scripted.db();
    let mut changes = Orders::changes().stream(&db);
    for number in 1..8 {
        if number % 2 == 1 {
            scripted.fail("GetRecords", ["ExpiredIteratorException"]);
        }
        let record = changes.try_next().await.unwrap().unwrap();
        assert_eq!(record.key().order_id, format!("o{number}"));
    }
}

#[tokio::test]
async fn iterators_that_expire_at_once_are_an_error() {
    let scripted = Scripted::of([shard("a", None, 1..8, true)]);
    scripted.fail("GetRecords", ["ExpiredIteratorException"; 20]);
    let read = read(&scripted.db(), StartAt::Oldest).await;
    let [Err(error)] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(error.code(), Some("ExpiredIteratorException"));
    assert_eq!(scripted.count("GetRecords"), 5);
}

#[tokio::test(start_paused = true)]
async fn throttled_requests_are_resent_up_to_a_limit() {
    let scripted = Scripted::of([shard("a", None, 1..4, true)]);
    for operation in ["DescribeStream", "GetShardIterator", "GetRecords"] {
        // The SDK makes three attempts of each request.
        scripted.fail(operation, ["LimitExceededException"; 10]);
        assert_eq!(number_read(&scripted.db()).await, 3, "{operation}");
    }
    scripted.fail("GetRecords", ["ThrottlingException"; 100]);
    let read = read(&scripted.db(), StartAt::Oldest).await;
    let [Err(error)] = read.as_slice() else { panic!("{read:?}") };
    assert!(error.is_throttled() && error.attempts() == 3, "{error}");
    assert!(error.to_string().starts_with("GetRecords on `orders`: throttled: "), "{error}");
}

#[tokio::test]
async fn records_that_are_gone_before_they_are_read_end_the_stream() {
    let lost = async |scripted: &Scripted, checkpoint: &Checkpoint| {
        let read = read(&scripted.db(), StartAt::Checkpoint(checkpoint.clone())).await;
        let [.., Err(error)] = read.as_slice() else { panic!("{read:?}") };
        assert_eq!(error.kind(), ErrorKind::ChangesLost);
        assert!(error.to_string().contains("DynamoDB keeps records for 24 hours"), "{error}");
        read.len() - 1
    };
    let scripted = Scripted::of([shard("a", None, 1..8, false), shard("b", Some("a"), 11..14, true)]);
    let behind_two = checkpoint(&scripted.db(), 2).await;
    let behind_eight = checkpoint(&scripted.db(), 8).await;

    // The record behind the checkpoint is the first that is left, and then it is not.
    scripted.script().shards[0].trimmed = 2;
    assert_eq!(read(&scripted.db(), StartAt::Checkpoint(behind_two.clone())).await.len(), 8);
    scripted.script().shards[0].trimmed = 3;
    assert_eq!(lost(&scripted, &behind_two).await, 0);
    // From its oldest record on, everything that is left can be read.
    assert_eq!(number_read(&scripted.db()).await, 7);

    // The first record of a shard that was not read before is gone.
    let unread = checkpoint(&scripted.db(), 1).await;
    scripted.script().shards[1].trimmed = 1;
    assert_eq!(lost(&scripted, &unread).await, 3);

    // The shard is gone as a whole.
    let removed = scripted.script().shards.remove(0);
    assert_eq!(lost(&scripted, &behind_two).await, 0);
    // One that was read to its end is not missed, and neither is a record that was handed out.
    assert_eq!(read(&scripted.db(), StartAt::Checkpoint(behind_eight)).await.len(), 2);
    scripted.script().shards.insert(0, removed);

    // Between a list and the first request.
    scripted.fail("GetShardIterator", ["ResourceNotFoundException"]);
    assert_eq!(lost(&scripted, &behind_two).await, 0);
}

#[tokio::test]
async fn nothing_is_lost_at_the_oldest_record() {
    // What is trimmed between the requests was not promised.
    let scripted = Scripted::of([shard("a", None, 1..8, false), shard("b", None, 11..14, true)]);
    scripted.fail("GetRecords", ["TrimmedDataAccessException"; 3]);
    assert_eq!(number_read(&scripted.db()).await, 10);
    scripted.fail("GetShardIterator", ["ResourceNotFoundException"]);
    assert_eq!(number_read(&scripted.db()).await, 3);
}

#[tokio::test]
async fn a_reader_that_falls_behind_is_told() {
    let scripted = Scripted::of([shard("a", None, 1..8, true)]);
    let db = scripted.db();
    let mut changes = Orders::changes().stream(&db);
    changes.try_next().await.unwrap().unwrap();
    let before = changes.checkpoint();
    scripted.script().shards[0].trimmed = 5;
    changes.try_next().await.unwrap().unwrap();
    let error = changes.try_next().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GetRecords on `orders`: changes are lost: TrimmedDataAccessException: scripted; DynamoDB keeps records for 24 hours"
    );
    assert!(changes.next().await.is_none());
    assert_ne!(changes.checkpoint(), before);
}

#[tokio::test(start_paused = true)]
async fn any_other_error_ends_the_stream_and_the_checkpoint_continues() {
    let scripted = Scripted::of([shard("a", None, 1..8, true)]);
    let db = scripted.db();
    let mut changes = Orders::changes().stream(&db);
    changes.try_next().await.unwrap().unwrap();
    changes.try_next().await.unwrap().unwrap();
    scripted.fail("GetRecords", ["AccessDeniedException"]);
    let next = tokio::time::timeout(Duration::from_secs(60), changes.next()).await.unwrap();
    assert_eq!(next.unwrap().unwrap_err().kind(), ErrorKind::AccessDenied);
    assert!(changes.next().await.is_none());
    assert_eq!(read(&db, StartAt::Checkpoint(changes.checkpoint())).await.len(), 5);
}

#[tokio::test]
async fn a_record_that_cannot_be_decoded_is_covered_by_the_checkpoint() {
    let scripted = Scripted::of([shard("a", None, 1..4, true)]);
    let bad = Record { name: "secret", ..Record::new("INSERT", 2) };
    scripted.script().shards[0].records[1] = bad;
    let db = scripted.db();
    let mut changes = Orders::changes().read_available().stream(&db);
    changes.try_next().await.unwrap().unwrap();
    let error = changes.try_next().await.unwrap_err();
    let expected = "GetRecords on `orders`: cannot be read: orders.eventName: expected `INSERT`, `MODIFY` or `REMOVE`";
    assert_eq!(error.to_string(), expected);
    let read = read(&db, StartAt::Checkpoint(changes.checkpoint())).await;
    let [Ok(last)] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(last.key().order_id, "o3");
    assert_eq!(changes.try_next().await.unwrap().unwrap().sequence_number(), last.sequence_number());
}

#[tokio::test(start_paused = true)]
async fn a_page_of_shards_that_repeats_is_an_error() {
    let (db, faults) = faulty();
    let with_stream = Orders::create_table().stream_view(StreamViewType::NewAndOldImages);
    with_stream.send(&db).await.unwrap();
    let body = r#"{"StreamDescription":{"StreamStatus":"ENABLED","Shards":[],"LastEvaluatedShardId":"s"}}"#;
    faults.on(Operation::DescribeStream).always().respond(200, [("x", "y"); 0], body);
    let read = read(&db, StartAt::Oldest).await;
    let [Err(error)] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(error.kind(), ErrorKind::RepeatedKey);
    assert!(error.to_string().contains("`LastEvaluatedShardId` repeats"), "{error}");
}
