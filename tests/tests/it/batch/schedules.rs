//! Thousands of fault schedules: whatever happens, the table holds what the result says is done, and what is unprocessed is the rest.
//!
//! A seed fixes a schedule. `DKMIO_SCHEDULES=100 cargo test --workspace --test it -- batch::schedules` runs a hundred times as
//! many. An engine behind a socket is given a tenth: it responds slowly, and the schedules test dkmio, not the engine.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;
use std::time::Duration;

use dkmio::batch::BatchEntry;
use dkmio::{BatchGetResult, BatchStopReason, BatchWrite, DynamoDb, DynamoTable};
use dkmio_embedded::{FaultKind, Faults, Probabilities};

use super::model::{Rows, quick, ready, row, rows, stored};

/// Schedules of a test, unless the environment asks for a multiple.
const COLLECTED: u64 = 2_700;
const STREAMED: u64 = 2_700;
const READS: u64 = 3_200;

fn seeds(count: u64) -> Range<u64> {
    let factor = std::env::var("DKMIO_SCHEDULES").ok().and_then(|factor| factor.parse().ok()).unwrap_or(1);
    let count = if std::env::var_os("DKMIO_TEST_ENDPOINT").is_some() { count / 10 } else { count };
    0..count * factor
}

/// How many entries a schedule has: mostly few, at times more than a request or several hold.
fn size(seed: u64, per_request: u64) -> u64 {
    match seed % 16 {
        0..4 => 1,
        4..10 => 2 + seed / 16 % 9,
        10 => per_request,
        11 => per_request + 1,
        12..15 => 1 + seed / 16 % per_request,
        _ => 2 * per_request + seed / 16 % (per_request / 2),
    }
}

/// The faults of a schedule. Of four in a row one is mild, one goes beyond the retries of the SDK, one loses what happened to a write,
/// and one refuses.
fn probabilities(seed: u64) -> Probabilities {
    let mild = Probabilities {
        throttle: 0.1,
        exceed_throughput: 0.05,
        partial: 0.25,
        nothing_done: 0.05,
        error: 0.02,
        applied_then_error: 0.02,
        lost_response: 0.02,
        lost_request: 0.02,
        delay: 0.05,
        ..Probabilities::default()
    };
    match seed % 4 {
        0 => mild,
        1 => Probabilities {
            throttle: 0.1,
            partial: 0.2,
            nothing_done: 0.1,
            error: 0.1,
            applied_then_error: 0.15,
            lost_response: 0.15,
            lost_request: 0.1,
            max_consecutive: 8,
            ..Probabilities::default()
        },
        2 => Probabilities {
            exceed_throughput: 0.15,
            partial: 0.15,
            late_success: 0.25,
            sent_twice: 0.15,
            lost_response: 0.1,
            delay: 0.1,
            max_consecutive: 6,
            ..Probabilities::default()
        },
        _ => Probabilities { refusal: 0.1, late_success: 0.05, sent_twice: 0.05, ..mild },
    }
}

/// The kinds of faults that have happened.
#[derive(Default)]
struct Seen(HashSet<FaultKind>);

impl Seen {
    fn note(&mut self, faults: &Faults) {
        self.0.extend(faults.calls().iter().filter_map(dkmio_embedded::Call::fault));
        faults.clear_calls();
    }

    fn check(&self) {
        use FaultKind::{
            AppliedThenError, Delayed, Error, LateSuccess, LostRequest, LostResponse, Partial, Refused, SentTwice,
            Throttled,
        };
        let all = [
            Throttled,
            Partial,
            Error,
            AppliedThenError,
            LostResponse,
            LostRequest,
            LateSuccess,
            SentTwice,
            Delayed,
            Refused,
        ];
        for kind in all {
            assert!(self.0.contains(&kind), "no schedule had the fault {kind:?}");
        }
    }
}

/// Ends the faults and waits for what succeeds late.
async fn settled(faults: &Faults) {
    faults.clear_rules();
    tokio::time::sleep(Duration::from_secs(10)).await;
}

/// Rows of these ids, as the table has them.
async fn found(db: &DynamoDb, ids: &Range<u64>) -> BTreeMap<u64, Rows> {
    let rows = Rows::batch_get(ids.clone()).concurrency(1).send(db).await.expect("read without faults");
    rows.into_iter().flatten().map(|row| (row.id, row)).collect()
}

/// What is unprocessed of a batch of writes: ids, and whether the write may have happened.
fn by_id<'e>(ids: &Range<u64>, entries: impl Iterator<Item = &'e BatchEntry>) -> BTreeMap<u64, bool> {
    entries.map(|entry| (ids.start + entry.position() as u64, entry.maybe_applied())).collect()
}

/// Whether a write of this id deletes the row instead of putting it.
fn deletes(id: u64) -> bool {
    id.is_multiple_of(5)
}

fn old(id: u64) -> Rows {
    Rows { body: "old".to_owned(), ..row(id) }
}

/// The table holds all that is done, nothing of what is unprocessed, and either of what may have happened.
fn check(found: &BTreeMap<u64, Rows>, ids: &Range<u64>, unprocessed: &BTreeMap<u64, bool>, done: usize, seed: u64) {
    let taken = done + unprocessed.len();
    for id in ids.clone().take(taken) {
        let (before, after) = if deletes(id) { (Some(old(id)), None) } else { (None, Some(row(id))) };
        let now = found.get(&id);
        match unprocessed.get(&id) {
            None => assert_eq!(now, after.as_ref(), "seed {seed}: {id} is said to be done"),
            Some(false) => assert_eq!(now, before.as_ref(), "seed {seed}: {id} is said not to be done"),
            Some(true) => assert!(now == before.as_ref() || now == after.as_ref(), "seed {seed}: {id} is neither"),
        }
    }
}

/// The rows that the schedule deletes.
async fn prepare(db: &DynamoDb, ids: &Range<u64>) {
    Rows::batch_put(ids.clone().filter(|id| deletes(*id)).map(old)).send(db).await.expect("written without faults");
}

fn collected(ids: &Range<u64>) -> BatchWrite {
    ids.clone().fold(BatchWrite::new(), |batch, id| match deletes(id) {
        true => batch.delete(Rows::key_of(id)),
        false => batch.put(&row(id)),
    })
}

#[tokio::test(start_paused = true)]
async fn collected_writes_tell_what_is_done_and_what_is_unprocessed() {
    let (db, faults) = ready().await;
    let (mut seen, mut next, mut early, mut runs) = (Seen::default(), 0, 0, 0);
    for seed in seeds(COLLECTED) {
        let ids = next..next + size(seed, 25);
        next = ids.end;
        prepare(&db, &ids).await;
        faults.clear_calls();
        faults.random(seed, probabilities(seed));
        let limit = 1 + (seed % 8) as usize;
        faults.reset_in_flight_max();
        let batch = collected(&ids).concurrency(limit).backoff(quick().max_rounds_without_progress(2));
        let (done, unprocessed, rest) = match batch.send_or_unprocessed(&db).await {
            Ok(done) => (done.items, BTreeMap::new(), None),
            Err(error) => {
                let unprocessed = by_id(&ids, error.unprocessed().entries());
                (error.done(), unprocessed, Some(error.into_unprocessed()))
            }
        };
        assert!(faults.in_flight_max() <= limit, "seed {seed}: {} in flight", faults.in_flight_max());
        seen.note(&faults);
        settled(&faults).await;
        assert_eq!(done + unprocessed.len(), (ids.end - ids.start) as usize, "seed {seed}: some are neither");
        check(&found(&db, &ids).await, &ids, &unprocessed, done, seed);
        if let Some(rest) = rest {
            early += 1;
            rest.send(&db).await.expect("the unprocessed entries");
            check(&found(&db, &ids).await, &ids, &BTreeMap::new(), (ids.end - ids.start) as usize, seed);
        }
        runs += 1;
    }
    seen.check();
    assert!(early * 20 > runs && early * 10 < runs * 9, "{early} of {runs} stopped early");
    let expected: BTreeSet<u64> = (0..next).filter(|id| !deletes(*id)).collect();
    assert_eq!(stored(&db).await.into_keys().collect::<BTreeSet<_>>(), expected, "more than was asked for");
}

#[tokio::test(start_paused = true)]
async fn streamed_writes_tell_what_is_done_and_what_is_unprocessed() {
    let (db, faults) = ready().await;
    let (mut seen, mut next, mut early) = (Seen::default(), 1, 0);
    for seed in seeds(STREAMED) {
        // A stream has either puts or deletes.
        let ids = next..next + size(seed, 25);
        next = ids.end;
        let puts: Vec<u64> = ids.clone().filter(|id| !deletes(*id)).collect();
        faults.clear_calls();
        faults.random(seed ^ 0x5EED, probabilities(seed));
        let limit = 1 + (seed % 5) as usize;
        faults.reset_in_flight_max();
        let batch = Rows::batch_put(puts.iter().map(|id| row(*id)));
        let result =
            batch.concurrency(limit).backoff(quick().max_rounds_without_progress(2)).send_or_unprocessed(&db).await;
        assert!(faults.in_flight_max() <= limit, "seed {seed}: {} in flight", faults.in_flight_max());
        seen.note(&faults);
        settled(&faults).await;
        let (done, unprocessed, rest) = match result {
            Ok(done) => (done.items, BTreeMap::new(), None),
            Err(error) => {
                assert_ne!(error.stop_reason(), BatchStopReason::Deadline);
                let entries = error.unprocessed().entries().map(|entry| (entry.position(), entry.maybe_applied()));
                (error.done(), entries.collect::<BTreeMap<_, _>>(), Some(error.into_unprocessed()))
            }
        };
        let table = found(&db, &ids).await;
        for (position, id) in puts.iter().enumerate() {
            // What was taken out of the source is a run from its beginning.
            let is_taken = position < done + unprocessed.len();
            match (table.get(id), unprocessed.get(&position)) {
                (Some(now), None) if is_taken => assert_eq!(*now, row(*id), "seed {seed}"),
                (Some(now), Some(true)) => assert_eq!(*now, row(*id), "seed {seed}"),
                (None, Some(_)) => {}
                (None, None) => assert!(!is_taken, "seed {seed}: {id} is said to be done and is not there"),
                (Some(_), _) => panic!("seed {seed}: {id} is said not to be done and is there"),
            }
        }
        if let Some(rest) = rest {
            early += 1;
            let more = rest.send(&db).await.expect("the unprocessed entries");
            assert_eq!(more.items, puts.len() - done, "seed {seed}");
            assert_eq!(found(&db, &ids).await.len(), puts.len(), "seed {seed}");
        }
    }
    seen.check();
    assert!(early > 20, "{early} stopped early");
}

#[tokio::test(start_paused = true)]
async fn reads_tell_what_is_found_what_is_missing_and_what_is_unprocessed() {
    let (db, faults) = ready().await;
    Rows::batch_put(rows((0..300).filter(|id| id % 3 != 0))).send(&db).await.expect("written");
    let expected = |id: u64| (!id.is_multiple_of(3)).then(|| row(id));
    let (mut seen, mut early) = (Seen::default(), 0);
    for seed in seeds(READS) {
        let size = if seed.is_multiple_of(32) { size(seed / 32, 100) } else { size(seed, 10) };
        faults.clear_calls();
        faults.random(seed ^ 0xEEAD, probabilities(seed));
        let limit = 1 + (seed % 4) as usize;
        faults.reset_in_flight_max();
        let get = Rows::batch_get((0..size).rev()).concurrency(limit);
        let result = get.backoff(quick().max_rounds_without_progress(2)).send_or_unprocessed(&db).await;
        assert!(faults.in_flight_max() <= limit, "seed {seed}: {} in flight", faults.in_flight_max());
        seen.note(&faults);
        settled(&faults).await;
        let got = match result {
            Ok(got) => got,
            Err(error) => {
                early += 1;
                let results = error.unprocessed().results().expect("rows");
                for (result, id) in results.iter().zip((0..size).rev()) {
                    match result {
                        BatchGetResult::Found(row) => assert_eq!(Some(row), expected(id).as_ref(), "seed {seed}"),
                        BatchGetResult::Missing => assert_eq!(None, expected(id), "seed {seed}"),
                        BatchGetResult::Unprocessed => {}
                    }
                }
                let left = results.iter().filter(|result| **result == BatchGetResult::Unprocessed).count();
                assert_eq!((left, error.done()), (error.unprocessed().len(), size as usize - left), "seed {seed}");
                assert!(left > 0, "seed {seed}: an error with nothing unprocessed");
                error.into_unprocessed().send(&db).await.expect("the unprocessed entries")
            }
        };
        assert_eq!(got, (0..size).rev().map(expected).collect::<Vec<_>>(), "seed {seed}");
    }
    seen.check();
    assert!(early > 20, "{early} stopped early");
}

/// One large batch of each kind.
#[tokio::test(start_paused = true)]
async fn ten_thousand_entries_survive_random_faults() {
    let (db, faults) = ready().await;
    faults.random(1, probabilities(0));
    Rows::batch_put(rows(0..10_000)).concurrency(8).send(&db).await.expect("written");
    let got = Rows::batch_get(0..10_000_u64).concurrency(8).send(&db).await.expect("read");
    settled(&faults).await;
    assert_eq!(got, rows(0..10_000).into_iter().map(Some).collect::<Vec<_>>());
    assert_eq!(stored(&db).await.len(), 10_000);
}
