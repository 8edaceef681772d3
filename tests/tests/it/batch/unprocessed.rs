//! dkmio resends what the service leaves unprocessed, for reads and for writes.

use dkmio::{BatchWrite, DynamoTable};
use dkmio_embedded::Operation::{BatchGetItem, BatchWriteItem};

use super::model::{Rows, bodies, count, quick, ready, ready_with, row, rows, sizes, stored_ids};

#[tokio::test(start_paused = true)]
async fn unprocessed_writes_are_resent_until_all_are_written() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).partial(7);
    faults.on(BatchWriteItem).partial(0);
    let mut batch = BatchWrite::new();
    for id in 0..10 {
        batch = batch.put(&row(id));
    }
    let done = batch.send(&db).await.expect("all written");
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [10, 3, 3]);
    assert_eq!(stored_ids(&db).await, Vec::from_iter(0..10));
    assert_eq!((done.items, done.retried, done.requests), (10, 6, 3));
    assert!(done.bytes > 0);
}

#[tokio::test(start_paused = true)]
async fn unprocessed_deletes_are_resent() {
    let (db, faults) = ready_with(0..10).await;
    faults.on(BatchWriteItem).partial(4);
    Rows::batch_delete(0..8_u64).send(&db).await.expect("all deleted");
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [8, 4]);
    assert_eq!(stored_ids(&db).await, [8, 9]);
}

#[tokio::test(start_paused = true)]
async fn unprocessed_keys_are_resent_and_no_item_is_lost() {
    let (db, faults) = ready_with(0..10).await;
    faults.on(BatchGetItem).partial(3);
    faults.on(BatchGetItem).partial(0);
    faults.on(BatchGetItem).partial(2);
    let got = Rows::batch_get(0..10_u64).send(&db).await.expect("all read");
    assert_eq!(sizes(&faults, BatchGetItem, "rows"), [10, 7, 7, 5]);
    assert_eq!(got, rows(0..10).into_iter().map(Some).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn resent_keys_keep_every_option_of_the_first_request() {
    let (db, faults) = ready_with(0..5).await;
    // A response whose unprocessed keys come without the options of the request, as DynamoDB may send it.
    let response = r#"{"Responses":{"rows":[{"id":{"N":"0"},"body":{"S":"body 0"}}]},
        "UnprocessedKeys":{"rows":{"Keys":[{"id":{"N":"3"}},{"id":{"N":"4"}}]}}}"#;
    faults.on(BatchGetItem).respond(200, [("x-test", "1")], response);
    faults.on(BatchGetItem).partial(1);
    let got = Rows::batch_get([3_u64, 4, 0]).consistent().select(Rows::BODY).send(&db).await.expect("read");
    assert_eq!(got, [Some("body 3".to_owned()), Some("body 4".to_owned()), Some("body 0".to_owned())]);
    let requests = bodies(&faults, BatchGetItem);
    assert_eq!(requests.len(), 3);
    for request in &requests {
        let options = &request["RequestItems"]["rows"];
        assert_eq!(options["ConsistentRead"], true);
        assert_eq!(options["ProjectionExpression"], requests[0]["RequestItems"]["rows"]["ProjectionExpression"]);
        assert_eq!(
            options["ExpressionAttributeNames"],
            requests[0]["RequestItems"]["rows"]["ExpressionAttributeNames"]
        );
        assert!(options["ProjectionExpression"].is_string());
    }
}

#[tokio::test(start_paused = true)]
async fn unprocessed_entries_are_matched_by_number_not_by_its_text() {
    let (db, faults) = ready().await;
    let left = r#"{"UnprocessedItems":{"rows":[{"PutRequest":{"Item":{"id":{"N":"1.0"},"body":{"S":"x"}}}}]}}"#;
    faults.on(BatchWriteItem).respond(200, [("x-test", "1")], left);
    Rows::batch_put(rows([1, 2])).backoff(quick()).send(&db).await.expect("written");
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [2, 1]);
    // The scripted response wrote nothing. Only what it left unprocessed was resent.
    assert_eq!(stored_ids(&db).await, [1]);
}

#[tokio::test(start_paused = true)]
async fn unprocessed_entries_that_cannot_be_told_apart_are_all_resent() {
    let (db, faults) = ready().await;
    let left = r#"{"UnprocessedItems":{"rows":[{"PutRequest":{"Item":{"strange":{"N":"1"}}}}]}}"#;
    faults.on(BatchWriteItem).respond(200, [("x-test", "1")], left);
    Rows::batch_put(rows([1, 2])).backoff(quick()).send(&db).await.expect("written");
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [2, 2]);
    assert_eq!(stored_ids(&db).await, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn an_empty_batch_sends_nothing() {
    let (db, faults) = ready().await;
    assert!(BatchWrite::new().is_empty() && !BatchWrite::new().put(&row(1)).is_empty());
    assert_eq!(BatchWrite::new().send(&db).await.expect("nothing").items, 0);
    assert_eq!(Rows::batch_put(Vec::<Rows>::new()).send(&db).await.expect("nothing").requests, 0);
    assert_eq!(Rows::batch_delete(Vec::<u64>::new()).send(&db).await.expect("nothing").requests, 0);
    assert_eq!(Rows::batch_get(Vec::<u64>::new()).send(&db).await.expect("nothing"), []);
    assert_eq!(count(&faults, BatchWriteItem) + count(&faults, BatchGetItem), 0);
}
