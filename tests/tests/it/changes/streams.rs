//! Streams read directly, on the embedded engine.

use std::time::Duration;

use dkmio::aws_sdk_dynamodb::types::StreamViewType;
use dkmio::changes::{Change, ChangeRecord, Changes, Checkpoint, KeysOnly, StartAt};
use dkmio::{DynamoDb, DynamoTable as _, ErrorKind, Item, Ttl, item};
use dkmio_embedded::Engine;
use futures::{StreamExt as _, TryStreamExt as _};

use crate::models::Orders;
use crate::support::streams_client;

/// A table with a stream, and its engine.
async fn with_stream(view: StreamViewType) -> (DynamoDb, Engine) {
    let engine = Engine::memory().unwrap();
    let db = DynamoDb::from_client(engine.client()).with_streams_client(streams_client(engine.clone()));
    Orders::create_table().stream_view(view).send(&db).await.unwrap();
    (db, engine)
}

fn order(id: u64, total: u64) -> Orders {
    Orders { total, ..Orders::sample("ana", &format!("o{id}")) }
}

/// Puts, updates and deletes, and lets an item expire. Returns the changes.
async fn write(db: &DynamoDb, engine: &Engine) -> Vec<Change<Orders>> {
    order(1, 5).put().send(db).await.unwrap();
    order(2, 6).put().send(db).await.unwrap();
    let updated: Orders = Orders::update(("ana", "o1")).set(Orders::TOTAL, 7_u64).return_new().send(db).await.unwrap();
    Orders::delete(("ana", "o2")).send(db).await.unwrap();
    let expiring = Orders { expires_at: Some(Ttl::from_epoch_seconds(1_700_000_000)), ..order(3, 8) };
    expiring.put().send(db).await.unwrap();
    assert_eq!(engine.sweep_expired().unwrap(), 1);
    vec![
        Change::insert(order(1, 5)),
        Change::insert(order(2, 6)),
        Change::modify(order(1, 5), updated),
        Change::remove(order(2, 6)),
        Change::insert(expiring.clone()),
        Change::expire(expiring),
    ]
}

async fn read(db: &DynamoDb, start: StartAt) -> Vec<ChangeRecord<Orders>> {
    Orders::changes().start(start).read_available().stream(db).try_collect().await.unwrap()
}

fn changes(records: Vec<ChangeRecord<Orders>>) -> Vec<Change<Orders>> {
    records.into_iter().map(|record| record.change).collect()
}

#[tokio::test]
async fn what_is_written_is_read_as_typed_changes() {
    let (db, engine) = with_stream(StreamViewType::NewAndOldImages).await;
    let expected = write(&db, &engine).await;
    let records = read(&db, StartAt::Oldest).await;
    for record in &records {
        assert!(record.sequence_number().is_some() && record.event_id().is_some() && record.time().is_some());
    }
    assert_eq!(records[0].key(), &order(1, 0).key());
    assert_eq!(changes(records), expected);
}

#[tokio::test]
async fn reading_continues_behind_each_checkpoint_with_exactly_the_rest() {
    let (db, engine) = with_stream(StreamViewType::NewAndOldImages).await;
    let expected = write(&db, &engine).await;
    let mut stream = Orders::changes().read_available().stream(&db);
    let mut checkpoints = Vec::new();
    while stream.try_next().await.unwrap().is_some() {
        checkpoints.push(stream.checkpoint());
    }
    assert_eq!(checkpoints.len(), expected.len());
    for (at, checkpoint) in checkpoints.into_iter().enumerate() {
        let text = serde_json::to_string(&checkpoint).unwrap();
        let read_back: Checkpoint = serde_json::from_str(&text).unwrap();
        assert_eq!(read_back, checkpoint);
        assert!(!checkpoint.to_string().contains("ana"));
        assert_eq!(changes(read(&db, StartAt::Checkpoint(read_back)).await), expected[at + 1..]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_waits_for_what_is_written_later() {
    let (db, _engine) = with_stream(StreamViewType::NewAndOldImages).await;
    order(1, 1).put().send(&db).await.unwrap();
    let mut stream = Orders::changes().start(StartAt::Latest).poll_interval(Duration::from_secs(2)).stream(&db);
    assert!(tokio::time::timeout(Duration::from_secs(5), stream.next()).await.is_err());
    for id in 2..5 {
        order(id, id).put().send(&db).await.unwrap();
        let record = stream.try_next().await.unwrap().unwrap();
        assert_eq!(record.change, Change::insert(order(id, id)));
    }
}

#[tokio::test]
async fn a_record_that_cannot_be_decoded_is_an_error_and_the_stream_continues() {
    let (db, _engine) = with_stream(StreamViewType::NewAndOldImages).await;
    order(1, 1).put().send(&db).await.unwrap();
    let damaged: Item = item! { "user_id" => "ana", "order_id" => "o2", "paid" => "many" }.unwrap();
    db.client().put_item().table_name("orders").set_item(Some(damaged.into_inner())).send().await.unwrap();
    order(3, 3).put().send(&db).await.unwrap();
    let read: Vec<_> = Orders::changes().read_available().stream(&db).collect().await;
    let [Ok(_), Err(error), Ok(last)] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(error.kind(), ErrorKind::Decode);
    let expected = "GetRecords on `orders`: cannot be read: orders.new.paid: expected a number, found a string";
    assert_eq!(error.to_string(), expected);
    let record = error.change_error().expect("the record");
    assert!(record.sequence_number().is_some() && record.event_id().is_some());
    assert!(record.raw().contains("many") && !format!("{error:?} {record:?}").contains("many"));
    assert_eq!(last.change, Change::insert(order(3, 3)));
}

#[tokio::test]
async fn a_stream_of_keys_gives_keys() {
    let (db, _engine) = with_stream(StreamViewType::KeysOnly).await;
    order(1, 1).put().send(&db).await.unwrap();
    let read: Vec<_> = Orders::changes().view::<KeysOnly>().read_available().stream(&db).try_collect().await.unwrap();
    let [ChangeRecord { change: Change::Insert { new }, .. }] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(*new, order(1, 0).key());
    let wrong: Vec<_> = Orders::changes().read_available().stream(&db).collect().await;
    let message = "GetRecords on `orders`: cannot be read: orders: the stream view is KEYS_ONLY, the type expects \
                   NEW_AND_OLD_IMAGES";
    assert_eq!(wrong[0].as_ref().unwrap_err().to_string(), message);
}

#[tokio::test]
async fn what_is_missing_is_an_error_that_ends_the_stream() {
    let (db, engine) = with_stream(StreamViewType::NewAndOldImages).await;
    let kind = async |db: &DynamoDb, start| {
        let read: Vec<_> = Orders::changes().start(start).stream(db).collect().await;
        let [Err(error)] = read.as_slice() else { panic!("{read:?}") };
        (error.kind(), error.to_string())
    };
    let without_client = DynamoDb::from_client(engine.client());
    let (found, text) = kind(&without_client, StartAt::Oldest).await;
    assert_eq!((found, text.contains("with_streams_client")), (ErrorKind::Configuration, true), "{text}");
    assert!(text.starts_with("DescribeTable on `orders`: no client for DynamoDB Streams"), "{text}");
    let impossible = db.clone().with_table_name::<Orders>("a");
    let (found, text) = kind(&impossible, StartAt::Oldest).await;
    assert_eq!(found, ErrorKind::Validation);
    assert!(text.starts_with("DescribeTable on `orders`: invalid request: `a` cannot be the name"), "{text}");
    let missing = db.clone().with_table_name::<Orders>("missing");
    assert_eq!(kind(&missing, StartAt::Oldest).await.0, ErrorKind::TableNotFound);

    let other = db.clone().with_table_name::<Orders>("without-stream");
    Orders::create_table().send(&other).await.unwrap();
    let (found, text) = kind(&other, StartAt::Oldest).await;
    assert_eq!(found, ErrorKind::Validation);
    assert!(text.ends_with("the table has no stream; enable it with `stream_view`"), "{text}");

    let third = db.clone().with_table_name::<Orders>("with-another-stream");
    Orders::create_table().stream_view(StreamViewType::NewAndOldImages).send(&third).await.unwrap();
    let mut stream = Orders::changes().read_available().stream(&third);
    assert!(stream.next().await.is_none());
    let checkpoint = stream.checkpoint();
    assert_eq!(kind(&db, StartAt::Checkpoint(checkpoint)).await.0, ErrorKind::InvalidCursor);
    assert_eq!("nonsense".parse::<Checkpoint>().unwrap_err().kind(), ErrorKind::InvalidCursor);
}

#[tokio::test]
async fn a_pipeline_runs_in_one_process() {
    let (db, engine) = with_stream(StreamViewType::NewAndOldImages).await;
    let expected = write(&db, &engine).await;
    let copy = db.clone().with_table_name::<Orders>("copy");
    Orders::create_table().send(&copy).await.unwrap();
    // What was written goes through the stream, as an event of Lambda, into the handler.
    let event = Changes::of(changes(read(&db, StartAt::Oldest).await)).to_event_json().unwrap();
    let event: Changes<Orders> = serde_json::from_str(&event).unwrap();
    assert_eq!(event.len(), expected.len());
    let copy = &copy;
    let handler = |change: Change<Orders>| async move {
        match change {
            Change::Insert { new } | Change::Modify { new, .. } => new.put().send(copy).await,
            Change::Remove { old, .. } => Orders::delete(old.key()).send(copy).await,
        }
    };
    assert!(event.for_each_concurrent(4, |record| handler(record.change)).await.is_success());
    let all = async |db: &DynamoDb| Orders::query("ana").all(db).await.unwrap();
    assert_eq!(all(copy).await, all(&db).await);
}
