//! `BatchProgress::bytes` is the size of the entries in the requests.

use dkmio::DynamoTable;
use dkmio_embedded::Operation::{BatchGetItem, BatchWriteItem};

use super::model::{Rows, bodies, ready, rows};

/// The size of the JSON of each entry that was sent, with a comma.
fn sent(bodies: &[serde_json::Value]) -> Vec<usize> {
    let entries = bodies.iter().flat_map(|body| {
        let table = &body["RequestItems"]["rows"];
        table.as_array().or_else(|| table["Keys"].as_array()).cloned().unwrap_or_default()
    });
    entries.map(|entry| entry.to_string().len() + 1).collect()
}

#[tokio::test]
async fn the_bytes_of_a_batch_are_those_of_its_entries() {
    let (db, faults) = ready().await;
    let put = Rows::batch_put(rows(0..30)).send(&db).await.expect("written");
    let puts = sent(&bodies(&faults, BatchWriteItem));
    faults.clear_calls();
    let deleted = Rows::batch_delete(0..30_u64).send(&db).await.expect("deleted");
    let deletes = sent(&bodies(&faults, BatchWriteItem));
    for (bytes, entries) in [(put.bytes, puts), (deleted.bytes, deletes)] {
        let exact = entries.iter().sum::<usize>() as u64;
        assert_eq!(entries.len(), 30);
        // The envelopes of puts and deletes differ by a few bytes and count alike.
        assert!((exact..exact + 30 * 8).contains(&bytes), "{bytes} for {exact}");
    }
}

#[tokio::test]
async fn the_bytes_of_keys_that_are_read_are_exact() {
    let (db, faults) = ready().await;
    let bytes = std::sync::Arc::new(std::sync::Mutex::new(0));
    let seen = bytes.clone();
    let get = Rows::batch_get([7_u64, 4242]).on_progress(move |progress| *seen.lock().expect("lock") = progress.bytes);
    get.send(&db).await.expect("read");
    let exact = sent(&bodies(&faults, BatchGetItem)).iter().sum::<usize>() as u64;
    assert_eq!(*bytes.lock().expect("lock"), exact);
}
