//! What a response says is matched to what was sent: an entry that belongs to nothing that was sent leaves all of them unprocessed.

use std::time::Duration;

use dkmio::{BatchGetTables, DynamoTable, ErrorKind};
use dkmio_embedded::Operation::{BatchGetItem, BatchWriteItem};
use serde_json::{Value, json};

use super::model::{Blobs, Rows, blob, quick, ready, ready_with, row, rows, sizes, stored_ids};

fn put(id: &str) -> Value {
    json!({"PutRequest": {"Item": {"id": {"N": id}, "body": {"S": "x"}}}})
}

/// Unprocessed writes that cannot be those that were sent.
fn foreign_writes() -> Vec<(&'static str, Value)> {
    vec![
        ("another table", json!({"other": [put("1")]})),
        ("a key that was not sent", json!({"rows": [put("7")]})),
        ("one that was sent and one that was not", json!({"rows": [put("1"), put("7")]})),
        ("one that was sent and one of another table", json!({"rows": [put("1")], "other": [put("1")]})),
        ("an item without the key", json!({"rows": [{"PutRequest": {"Item": {"strange": {"N": "1"}}}}]})),
        ("a key of another type", json!({"rows": [{"DeleteRequest": {"Key": {"id": {"S": "1"}}}}]})),
        ("a request that is neither put nor delete", json!({"rows": [{}]})),
        ("another table with the same key names", json!({"rows2": [put("1"), put("2")]})),
    ]
}

#[tokio::test(start_paused = true)]
async fn an_unprocessed_write_that_matches_nothing_leaves_all_writes_unprocessed() {
    for (what, unprocessed) in foreign_writes() {
        let (db, faults) = ready().await;
        let response = json!({"UnprocessedItems": unprocessed}).to_string();
        faults.on(BatchWriteItem).respond(200, [("x-test", "1")], response);
        let done = Rows::batch_put(rows([1, 2])).backoff(quick()).send(&db).await.expect(what);
        assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [2, 2], "{what}");
        assert_eq!((done.items, done.retried), (2, 2), "{what}");
        assert_eq!(stored_ids(&db).await, [1, 2], "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn writes_that_no_response_accounts_for_may_have_happened() {
    for (what, unprocessed) in foreign_writes() {
        let (db, faults) = ready().await;
        let response = json!({"UnprocessedItems": unprocessed}).to_string();
        faults.on(BatchWriteItem).always().respond(200, [("x-test", "1")], response);
        let batch = Rows::batch_put(rows([1, 2])).backoff(quick().max_rounds_without_progress(2));
        let error = batch.send_or_unprocessed(&db).await.expect_err(what);
        assert_eq!((error.kind(), error.done()), (ErrorKind::Unprocessed, 0), "{what}");
        assert!(error.error().maybe_applied(), "{what}");
        assert_eq!(error.unprocessed().entries().count(), 2, "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_unprocessed_delete_is_matched_by_its_key() {
    let (db, faults) = ready_with([1, 2, 3]).await;
    let response = json!({"UnprocessedItems": {"rows": [{"DeleteRequest": {"Key": {"id": {"N": "2"}}}}]}}).to_string();
    faults.on(BatchWriteItem).respond(200, [("x-test", "1")], response);
    Rows::batch_delete([1_u64, 2]).backoff(quick()).send(&db).await.expect("deleted");
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [2, 1]);
    // The scripted response deleted nothing. Only what it left unprocessed was resent.
    assert_eq!(stored_ids(&db).await, [1, 3]);
}

#[tokio::test(start_paused = true)]
async fn a_part_of_a_read_that_matches_nothing_leaves_no_key_missing() {
    let item = |id: &str| json!({"id": {"N": id}, "body": {"S": "foreign"}});
    let keys = |keys: Value| json!({"Keys": keys});
    let responses = [
        (
            "an unprocessed key of another table",
            json!({"UnprocessedKeys": {"other": keys(json!([{"id": {"N": "1"}}]))}}),
        ),
        (
            "an unprocessed key that was not sent",
            json!({"UnprocessedKeys": {"rows": keys(json!([{"id": {"N": "7"}}]))}}),
        ),
        (
            "an unprocessed key of other attributes",
            json!({"UnprocessedKeys": {"rows": keys(json!([{"x": {"N": "1"}}]))}}),
        ),
        ("an unprocessed key of another type", json!({"UnprocessedKeys": {"rows": keys(json!([{"id": {"S": "1"}}]))}})),
        ("an item of another table", json!({"Responses": {"other": [item("1")]}})),
        ("an item that was not asked for", json!({"Responses": {"rows": [item("7")]}})),
        ("an item without its key", json!({"Responses": {"rows": [{"body": {"S": "x"}}]}})),
    ];
    for (what, response) in responses {
        let (db, faults) = ready_with([1, 2]).await;
        faults.on(BatchGetItem).respond(200, [("x-test", "1")], response.to_string());
        let got = Rows::batch_get([1_u64, 2, 3]).backoff(quick()).send(&db).await.expect(what);
        assert_eq!(got, [Some(row(1)), Some(row(2)), None], "{what}");
        assert_eq!(sizes(&faults, BatchGetItem, "rows"), [3, 3], "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_read_did_find_is_kept_when_another_part_matches_nothing() {
    let (db, faults) = ready_with([1, 2]).await;
    let response = json!({
        "Responses": {"rows": [{"id": {"N": "1"}, "body": {"S": "first"}}]},
        "UnprocessedKeys": {"rows": {"Keys": [{"id": {"N": "7"}}]}},
    });
    faults.on(BatchGetItem).respond(200, [("x-test", "1")], response.to_string());
    let got = Rows::batch_get([1_u64, 2]).select(Rows::BODY).backoff(quick()).send(&db).await.expect("read");
    assert_eq!(got, [Some("first".to_owned()), Some("body 2".to_owned())]);
    assert_eq!(sizes(&faults, BatchGetItem, "rows"), [2, 1]);
}

#[tokio::test(start_paused = true)]
async fn an_item_that_an_earlier_request_returned_leaves_no_key_of_a_later_one_missing() {
    let (db, faults) = ready_with([1, 2]).await;
    // The first key is found, and the second is left to another request, which does not ask for the first.
    let item = |text: &str| json!({"id": {"N": "1"}, "body": {"S": text}});
    let first = json!({
        "Responses": {"rows": [item("first")]},
        "UnprocessedKeys": {"rows": {"Keys": [{"id": {"N": "2"}}]}},
    });
    let second = json!({"Responses": {"rows": [item("second")]}});
    for response in [first, second] {
        faults.on(BatchGetItem).respond(200, [("x-test", "1")], response.to_string());
    }
    let got = Rows::batch_get([1_u64, 2]).select(Rows::BODY).backoff(quick()).send(&db).await.expect("read");
    assert_eq!(got, [Some("first".to_owned()), Some("body 2".to_owned())]);
    assert_eq!(sizes(&faults, BatchGetItem, "rows"), [2, 1, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_table_given_by_name_and_by_arn_has_its_items_in_both_reads() {
    let (db, faults) = ready().await;
    let response = json!({
        "Responses": {"rows": [{"id": {"N": "1"}, "body": {"S": "one"}}, {"id": {"N": "2"}, "body": {"S": "two"}}]},
    });
    faults.on(BatchGetItem).respond(200, [("x-test", "1")], response.to_string());
    let by_name = Rows::batch_get([1_u64, 2]).select(Rows::BODY);
    let by_arn = Rows::batch_get([3_u64, 1]).select(Rows::BODY).table_name(ARN);
    let got = BatchGetTables::new((by_name, by_arn)).send(&db).await.expect("read");
    assert_eq!(got, (vec![Some("one".to_owned()), Some("two".to_owned())], vec![None, Some("one".to_owned())]));
    assert_eq!(sizes(&faults, BatchGetItem, "rows"), [2]);
}

const ARN: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/rows";

#[tokio::test(start_paused = true)]
async fn a_table_given_by_arn_is_matched_by_its_name_and_the_other_way_round() {
    for (given, told) in [(ARN, "rows"), ("rows", ARN), (ARN, ARN)] {
        let (db, faults) = ready_with([1]).await;
        let db = db.with_table_name::<Rows>(given);
        let left = json!({"UnprocessedItems": {told: [put("5")]}}).to_string();
        faults.on(BatchWriteItem).respond(200, [("x-test", "1")], left);
        Rows::batch_put(rows([4, 5])).backoff(quick()).send(&db).await.expect("written");
        assert_eq!(sizes(&faults, BatchWriteItem, given), [2, 1], "{given} and {told}");

        let read = json!({
            "Responses": {told: [{"id": {"N": "1"}, "body": {"S": "one"}}]},
            "UnprocessedKeys": {told: {"Keys": [{"id": {"N": "5"}}]}},
        });
        faults.on(BatchGetItem).respond(200, [("x-test", "1")], read.to_string());
        let got = Rows::batch_get([1_u64, 5, 6]).select(Rows::BODY).backoff(quick()).send(&db).await.expect("read");
        assert_eq!(got, [Some("one".to_owned()), Some("body 5".to_owned()), None], "{given} and {told}");
        assert_eq!(sizes(&faults, BatchGetItem, given), [3, 1], "{given} and {told}");
    }
}

/// The table of the same name in another account.
const OTHER_ARN: &str = "arn:aws:dynamodb:us-east-1:111111111111:table/rows";

#[tokio::test(start_paused = true)]
async fn tables_of_one_name_in_two_accounts_are_matched_in_their_own() {
    let (db, faults) = ready().await;
    let response = json!({
        "Responses": {ARN: [{"id": {"N": "1"}, "body": {"S": "one"}}]},
        "UnprocessedKeys": {OTHER_ARN: {"Keys": [{"id": {"N": "2"}}]}},
    });
    faults.on(BatchGetItem).respond(200, [("x-test", "1")], response.to_string());
    let of = |arn: &str| Rows::batch_get([1_u64, 2]).select(Rows::BODY).table_name(arn);
    let got = BatchGetTables::new((of(ARN), of(OTHER_ARN))).backoff(quick()).send(&db).await.expect("read");
    assert_eq!(got, (vec![Some("one".to_owned()), None], vec![None, None]));
    assert_eq!((sizes(&faults, BatchGetItem, ARN), sizes(&faults, BatchGetItem, OTHER_ARN)), (vec![2, 0], vec![2, 1]));

    let left = json!({"UnprocessedItems": {OTHER_ARN: [put("1")]}}).to_string();
    faults.on(BatchWriteItem).respond(200, [("x-test", "1")], left);
    let of = |arn: &str| row(1).put().table_name(arn);
    let done =
        dkmio::BatchWrite::new().put(of(ARN)).put(of(OTHER_ARN)).backoff(quick()).send(&db).await.expect("written");
    assert_eq!((done.items, done.retried), (2, 1));
    assert_eq!(
        (sizes(&faults, BatchWriteItem, ARN), sizes(&faults, BatchWriteItem, OTHER_ARN)),
        (vec![1, 0], vec![1, 1])
    );
}

#[tokio::test(start_paused = true)]
async fn entries_of_several_tables_are_matched_in_their_own() {
    let (db, faults) = ready().await;
    // Of two tables only the row is unprocessed: the blob must count as done.
    let response = json!({"UnprocessedItems": {"rows": [put("1")]}}).to_string();
    faults.on(BatchWriteItem).respond(200, [("x-test", "1")], response);
    let batch = dkmio::BatchWrite::new().put(&row(1)).put(&blob("1", b"x"));
    let done = batch.backoff(quick().initial(Duration::from_millis(1))).send(&db).await.expect("written");
    assert_eq!((done.items, done.retried), (2, 1));
    assert_eq!(sizes(&faults, BatchWriteItem, "rows"), [1, 1]);
    assert_eq!(sizes(&faults, BatchWriteItem, "blobs"), [1, 0]);
    assert_eq!(Blobs::scan().all(&db).await.expect("scan"), []);
}
