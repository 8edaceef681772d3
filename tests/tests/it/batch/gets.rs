//! Reads: in the order of the keys, each as it was asked for.

use dkmio::{DynamoTable, Item};
use dkmio_embedded::Operation::BatchGetItem;

use super::model::{Blobs, RowBody, Rows, blob, bodies, ready, ready_with, row, sizes};

#[tokio::test]
async fn results_are_in_the_order_of_the_keys_and_none_if_missing() {
    let (db, _) = ready_with(0..250).await;
    let keys: Vec<u64> = (0..300).rev().collect();
    let got = Rows::batch_get(keys.iter().map(|id| Rows::key_of(*id)).collect::<Vec<_>>()).send(&db).await;
    let expected: Vec<_> = keys.iter().map(|id| (*id < 250).then(|| row(*id))).collect();
    assert_eq!(got.expect("read"), expected);
}

#[tokio::test(start_paused = true)]
async fn a_key_given_twice_is_requested_once_and_has_two_results() {
    let (db, faults) = ready_with([1, 2]).await;
    let got = Rows::batch_get([2_u64, 1, 2, 9, 2, 9]).send(&db).await.expect("read");
    assert_eq!(got, [Some(row(2)), Some(row(1)), Some(row(2)), None, Some(row(2)), None]);
    assert_eq!(sizes(&faults, BatchGetItem, "rows"), [3]);
}

#[tokio::test]
async fn items_are_matched_by_bytes_and_by_every_part_of_the_key() {
    let (db, _) = ready().await;
    let blobs = [blob("ab", b"c"), blob("a", b"bc"), blob("a", &[0, 255, 254]), blob("a", b"b")];
    Blobs::batch_put(&blobs).send(&db).await.expect("written");
    let keys = [("a", &b"bc"[..]), ("a", &[0, 255, 254]), ("ab", b"c"), ("a", b"c"), ("a", b"b")];
    let got = Blobs::batch_get(keys.map(|(owner, hash)| (owner, hash.to_vec()))).send(&db).await.expect("read");
    let [first, second, third, fourth] = blobs;
    assert_eq!(got, [Some(second), Some(third), Some(first), None, Some(fourth)]);
}

#[tokio::test(start_paused = true)]
async fn a_number_is_matched_by_value() {
    let (db, faults) = ready().await;
    let response =
        r#"{"Responses":{"rows":[{"id":{"N":"1E1"},"body":{"S":"ten"}},{"id":{"N":"2.0"},"body":{"S":"two"}}]}}"#;
    faults.on(BatchGetItem).respond(200, [("x-test", "1")], response);
    let got = Rows::batch_get([2_u64, 10]).select(Rows::BODY).send(&db).await.expect("read");
    assert_eq!(got, [Some("two".to_owned()), Some("ten".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn the_key_is_requested_even_if_it_is_not_selected() {
    let (db, faults) = ready_with([1]).await;
    let bodies_only = Rows::batch_get([1_u64]).select_as::<RowBody>().send(&db).await.expect("partial struct");
    assert_eq!(bodies_only, [Some(RowBody { body: "body 1".to_owned() })]);
    let raw = Rows::batch_get([1_u64]).select_paths(["body"]).send(&db).await.expect("paths");
    assert_eq!(raw, [Some(Item::new().with("body", "body 1").expect("item"))]);
    let pair = Rows::batch_get([1_u64]).select((Rows::BODY, Rows::NOTE)).send(&db).await.expect("attributes");
    assert_eq!(pair, [Some(("body 1".to_owned(), Some("note 1".to_owned())))]);
    for request in bodies(&faults, BatchGetItem) {
        let names = request["RequestItems"]["rows"]["ExpressionAttributeNames"].to_string();
        assert!(names.contains("\"id\""), "{names}");
    }
    let whole = Rows::batch_get([1_u64]).free_form().send(&db).await.expect("free-form");
    assert_eq!(whole[0].as_ref().map(Item::len), Some(3));
}

#[tokio::test]
async fn no_paths_select_whole_items() {
    let (db, _) = ready_with([1]).await;
    let whole = Rows::batch_get([1_u64]).free_form().send(&db).await.expect("read");
    assert!(whole[0].as_ref().is_some_and(|item| item.len() > 1));
    assert_eq!(Rows::batch_get([1_u64]).select_paths([""; 0]).send(&db).await.expect("read"), whole);
    assert_eq!(Rows::get(1_u64).select_paths([""; 0]).send(&db).await.expect("read"), whole[0]);
    let scanned = Rows::scan().select_paths([""; 0]).all(&db).await.expect("read");
    assert_eq!(scanned.into_iter().map(Some).collect::<Vec<_>>(), whole);
}

#[tokio::test(start_paused = true)]
async fn a_batch_counts_the_keys_given_and_those_that_are_unread() {
    let (db, faults) = ready_with([1, 2]).await;
    assert!(Rows::batch_get([0_u64; 0]).is_empty());
    let get = Rows::batch_get([1_u64, 2, 1]);
    assert_eq!((get.len(), get.is_empty()), (3, false));
    for (kept, unread) in [(0, 2), (1, 1)] {
        faults.on(BatchGetItem).partial(kept);
        faults.on(BatchGetItem).always().error(400, "AccessDeniedException", "no");
        let error = get.clone().send_or_unprocessed(&db).await.expect_err("refused");
        assert_eq!((error.unprocessed().len(), error.unprocessed().is_empty()), (unread, false));
        faults.clear_rules();
    }
    // All keys are read, but an item does not fit.
    let wrong = r#"{"Responses":{"rows":[{"id":{"N":"1"},"body":{"N":"5"}}]}}"#;
    faults.on(BatchGetItem).respond(200, [("x-test", "1")], wrong);
    let error = get.send_or_unprocessed(&db).await.expect_err("does not fit");
    assert_eq!((error.unprocessed().len(), error.unprocessed().is_empty()), (0, true));
}

#[tokio::test(start_paused = true)]
async fn reads_have_no_rate_that_is_learned() {
    let (db, faults) = ready_with([]).await;
    let delay = std::time::Duration::from_millis(200);
    (0..10).for_each(|_| faults.on(BatchGetItem).delay(delay));
    faults.on(BatchGetItem).times(3).partial(50);
    let start = tokio::time::Instant::now();
    let backoff = dkmio::Backoff::new().initial(std::time::Duration::ZERO);
    Rows::batch_get(0..1200_u64).concurrency(1).backoff(backoff).send(&db).await.expect("read");
    // Each round of unprocessed keys waits for a millisecond, whatever was read before.
    assert_eq!(start.elapsed(), 10 * delay + 3 * std::time::Duration::from_millis(1));
}

#[tokio::test(start_paused = true)]
async fn an_item_that_does_not_fit_says_which_and_where() {
    let (db, faults) = ready().await;
    let response = r#"{"Responses":{"rows":[{"id":{"N":"1"},"body":{"N":"5"}}]}}"#;
    faults.on(BatchGetItem).respond(200, [("x-test", "1")], response);
    let error = Rows::batch_get([7_u64, 1]).send_or_unprocessed(&db).await.expect_err("does not fit");
    assert!(error.error().is_decode());
    assert!(error.to_string().contains("rows[1].body"), "{error}");
    assert_eq!(error.done(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_invalid_key_is_refused_with_its_position() {
    let (db, faults) = ready().await;
    let keys = [("a", vec![1_u8]), ("b", Vec::new())];
    let error = Blobs::batch_get(keys).send_or_unprocessed(&db).await.expect_err("an empty key");
    assert_eq!(error.kind(), dkmio::ErrorKind::InvalidKey);
    assert_eq!(error.entry(), Some(1));
    assert_eq!(faults.calls().len(), 0);
}

/// Rows of which the second does not fit.
const MIXED: &str = r#"{"Responses":{"rows":[
    {"id":{"N":"1"},"body":{"S":"one"}},{"id":{"N":"2"},"body":{"N":"5"},"note":{"S":"odd"}}]}}"#;

#[tokio::test(start_paused = true)]
async fn an_item_that_does_not_fit_ends_no_batch_with_try_items() {
    let (db, faults) = ready().await;
    faults.on(BatchGetItem).times(3).respond(200, [("x-test", "1")], MIXED);
    let got = Rows::batch_get([2_u64, 1, 3]).try_items().send(&db).await.expect("read");
    let [Some(Err(invalid)), Some(Ok(fits)), None] = got.as_slice() else { panic!("{got:?}") };
    assert_eq!(fits.body, "one");
    assert_eq!(invalid.key(), &Item::new().with("id", 2).expect("a key"));
    assert_eq!(invalid.item().len(), 3);
    assert!(invalid.error().is_decode());
    assert!(!format!("{invalid} {invalid:?}").contains("odd"), "{invalid}");

    let got = Rows::batch_get([2_u64, 1]).select(Rows::BODY).try_items().send(&db).await.expect("read");
    let [Some(Err(invalid)), Some(Ok(body))] = got.as_slice() else { panic!("{got:?}") };
    assert_eq!((body.as_str(), invalid.key().len()), ("one", 1));

    let parts = (Rows::batch_get([2_u64]).try_items(), Blobs::batch_get([("a", b"x".to_vec())]));
    let (rows, blobs) = dkmio::BatchGetTables::new(parts).send(&db).await.expect("read");
    assert!(matches!(rows.as_slice(), [Some(Err(_))]) && blobs == [None]);
}
