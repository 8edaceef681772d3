//! Thousands of bad days: whatever happens, the table holds what the result says was written, and what it says is left is
//! the rest.

use std::collections::{BTreeMap, BTreeSet};

use dkmio::batch::BatchEntry;
use dkmio::{BatchGetResult, BatchStopReason, BatchWrite, DynamoDb, DynamoTable};
use dkmio_embedded::{Faults, Probabilities};

use super::model::{Rows, quick, ready, row, rows, stored};

/// Sizes and how many seeds each: weighted towards the small ones.
const WRITES: [(u64, u64); 6] = [(1, 400), (25, 250), (26, 200), (100, 40), (101, 40), (10_000, 1)];
const READS: [(u64, u64); 6] = [(1, 400), (25, 200), (26, 100), (100, 50), (101, 50), (10_000, 1)];

/// A bad day, another one for each seed; every second one is more than the SDK's own retries take.
fn weather(seed: u64) -> Probabilities {
    if seed.is_multiple_of(2) {
        return Probabilities {
            throttle: 0.1,
            exceed_throughput: 0.05,
            partial: 0.3,
            error: 0.01,
            applied_then_error: 0.01,
            lost_response: 0.02,
            lost_request: 0.02,
            delay: 0.05,
            ..Probabilities::default()
        };
    }
    Probabilities {
        throttle: 0.1,
        partial: 0.25,
        error: 0.1,
        applied_then_error: 0.15,
        lost_response: 0.2,
        lost_request: 0.1,
        max_consecutive: 8,
        ..Probabilities::default()
    }
}

/// What is left of a batch of writes, by position and whether it may have happened.
fn positions<'e>(entries: impl Iterator<Item = &'e BatchEntry>) -> BTreeMap<u64, bool> {
    entries.map(|entry| (entry.position() as u64, entry.maybe_applied())).collect()
}

/// The table holds all that is not left, nothing of what is left, and either of what may have happened.
fn check(stored: &BTreeMap<u64, Rows>, ids: &BTreeSet<u64>, left: &BTreeMap<u64, bool>, done: usize, seed: u64) {
    assert_eq!(done + left.len(), ids.len(), "seed {seed}: some are neither done nor left");
    for id in ids {
        match (stored.get(id), left.get(id)) {
            (Some(stored), None | Some(true)) => assert_eq!(*stored, row(*id), "seed {seed}"),
            (None, Some(_)) => {}
            (None, None) => panic!("seed {seed}: {id} is said to be written and is not there"),
            (Some(_), Some(false)) => panic!("seed {seed}: {id} is said not to be written and is there"),
        }
    }
    assert_eq!(stored.keys().filter(|id| !ids.contains(id)).count(), 0, "seed {seed}: more than was asked for");
}

async fn clear(db: &DynamoDb, faults: &Faults) {
    faults.clear_rules();
    faults.clear_calls();
    let ids: Vec<u64> = Rows::scan().select(Rows::ID).all(db).await.expect("scan");
    Rows::batch_delete(ids).send(db).await.expect("cleared");
    faults.clear_calls();
}

async fn collected(db: &DynamoDb, size: u64, seed: u64) -> (usize, BTreeMap<u64, bool>, Option<BatchWrite>) {
    let mut batch =
        BatchWrite::new().concurrency(1 + (seed % 8) as usize).backoff(quick().max_rounds_without_progress(2));
    for row in rows(0..size) {
        batch = batch.put(&row);
    }
    match batch.send_or_unprocessed(db).await {
        Ok(done) => (done.items, BTreeMap::new(), None),
        Err(error) => (error.done(), positions(error.unprocessed().entries()), Some(error.into_unprocessed())),
    }
}

#[tokio::test(start_paused = true)]
async fn collected_writes_tell_what_was_done_and_what_is_left() {
    let (db, faults) = ready().await;
    let (mut runs, mut early) = (0, 0);
    for (size, seeds) in WRITES {
        for seed in 0..seeds {
            clear(&db, &faults).await;
            faults.random(seed * 31 + size, weather(seed));
            let most = 1 + (seed % 8) as usize;
            faults.reset_in_flight_max();
            let (done, left, rest) = collected(&db, size, seed).await;
            assert!(faults.in_flight_max() <= most, "seed {seed}: {} in flight", faults.in_flight_max());
            faults.clear_rules();
            let ids: BTreeSet<u64> = (0..size).collect();
            check(&stored(&db).await, &ids, &left, done, seed);
            if let Some(rest) = rest {
                early += 1;
                rest.send(&db).await.expect("what is left, on a good day");
                check(&stored(&db).await, &ids, &BTreeMap::new(), ids.len(), seed);
            }
            runs += 1;
        }
    }
    assert!(runs > 900 && early * 20 > runs && early * 10 < runs * 9, "{early} of {runs} ended early");
}

#[tokio::test(start_paused = true)]
async fn streamed_writes_tell_what_was_done_and_what_is_left() {
    let (db, faults) = ready().await;
    let mut early = 0;
    for (size, seeds) in WRITES {
        for seed in 0..seeds.div_ceil(2) {
            clear(&db, &faults).await;
            faults.random(seed * 37 + size, weather(seed));
            let most = 1 + (seed % 5) as usize;
            faults.reset_in_flight_max();
            let batch =
                Rows::batch_put(rows(0..size)).concurrency(most).backoff(quick().max_rounds_without_progress(2));
            let result = batch.send_or_unprocessed(&db).await;
            assert!(faults.in_flight_max() <= most, "seed {seed}: {} in flight", faults.in_flight_max());
            faults.clear_rules();
            let table = stored(&db).await;
            let Err(error) = result else {
                check(&table, &(0..size).collect(), &BTreeMap::new(), size as usize, seed);
                continue;
            };
            early += 1;
            assert_ne!(error.stop_reason(), BatchStopReason::Deadline);
            let left = positions(error.unprocessed().entries());
            // what was taken out of the source is a run from its beginning
            let taken = (error.done() + left.len()) as u64;
            check(&table, &(0..taken).collect(), &left, error.done(), seed);
            let more = error.into_unprocessed().send(&db).await.expect("what is left, on a good day");
            assert_eq!(more.items as u64, size - taken + left.len() as u64, "seed {seed}");
            check(&stored(&db).await, &(0..size).collect(), &BTreeMap::new(), size as usize, seed);
        }
    }
    assert!(early > 20, "{early} ended early");
}

#[tokio::test(start_paused = true)]
async fn reads_tell_what_was_found_what_is_missing_and_what_is_left() {
    let (db, faults) = ready().await;
    Rows::batch_put(rows((0..10_000).filter(|id| id % 3 != 0))).send(&db).await.expect("written");
    let expected = |id: u64| (!id.is_multiple_of(3)).then(|| row(id));
    let mut early = 0;
    for (size, seeds) in READS {
        for seed in 0..seeds {
            faults.clear_calls();
            faults.random(seed * 41 + size, weather(seed));
            let most = 1 + (seed % 4) as usize;
            faults.reset_in_flight_max();
            let get =
                Rows::batch_get((0..size).rev()).concurrency(most).backoff(quick().max_rounds_without_progress(2));
            let result = get.send_or_unprocessed(&db).await;
            assert!(faults.in_flight_max() <= most, "seed {seed}: {} in flight", faults.in_flight_max());
            faults.clear_rules();
            let got = match result {
                Ok(got) => got,
                Err(error) => {
                    early += 1;
                    let slots = error.unprocessed().results().expect("rows");
                    for (slot, id) in slots.iter().zip((0..size).rev()) {
                        match slot {
                            BatchGetResult::Found(row) => assert_eq!(Some(row), expected(id).as_ref(), "seed {seed}"),
                            BatchGetResult::Missing => assert_eq!(None, expected(id), "seed {seed}"),
                            BatchGetResult::Unprocessed => {}
                        }
                    }
                    let left = slots.iter().filter(|slot| **slot == BatchGetResult::Unprocessed).count();
                    assert_eq!((left, error.done()), (error.unprocessed().len(), size as usize - left), "seed {seed}");
                    assert!(left > 0, "seed {seed}: an error with nothing left");
                    error.into_unprocessed().send(&db).await.expect("what is left, on a good day")
                }
            };
            assert_eq!(got, (0..size).rev().map(expected).collect::<Vec<_>>(), "seed {seed}");
        }
    }
    assert!(early > 20, "{early} ended early");
}
