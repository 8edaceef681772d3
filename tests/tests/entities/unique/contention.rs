//! Many writers of the same few values, with lost requests and responses, late successes, throttling and conflicts: no value has two
//! owners, no sentinel item is superfluous or missing, and no success is reported that did not happen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Duration;

use dkmio::{DynamoDb, DynamoTable as _, Error};
use dkmio_embedded::{Faults, Probabilities};

use super::{Accounts, User, sentinels, user};
use crate::support::faulty;

const TASKS: u64 = 6;
const WRITES: u64 = 14;
const ITEMS: u64 = 4;
const VALUES: u64 = 3;

/// A late success of a write that had no response can come after other writes, so that nothing it reported tells what is stored.
fn random_faults(faults: &Faults, seed: u64, late_success: f64) {
    let probabilities = Probabilities {
        lost_response: 0.12,
        lost_request: 0.05,
        applied_then_error: 0.08,
        late_success,
        error: 0.05,
        throttle: 0.05,
        conflict: 0.08,
        ..Probabilities::default()
    };
    faults.random(seed, probabilities);
}

/// One write of one of four kinds, or `None` if the item cannot be read.
async fn write(db: &DynamoDb, n: u64) -> Option<Result<(), Error>> {
    let (id, email) = (format!("u{}", n % ITEMS), format!("{}@example.com", (n / 3) % VALUES));
    let Ok(read) = User::get(("acme", id.as_str())).consistent().send(db).await else { return None };
    let new = user(&id, &email);
    Some(match (read, n % 5) {
        (None, _) => new.create().send(db).await,
        (Some(read), 0 | 1) => read.guarded().update().set(User::EMAIL, email).send(db).await,
        (Some(read), 2) => read.guarded().replace(&new).send(db).await,
        (Some(read), _) => read.guarded().delete().send(db).await,
    })
}

async fn values_stay_unique(seed: u64) {
    let (db, faults) = faulty();
    Accounts::create_table().send(&db).await.expect("a table");
    random_faults(&faults, seed, 0.05);
    let outcomes = Mutex::new(BTreeMap::<&'static str, usize>::new());
    let tasks = (0..TASKS).map(|task| {
        let (db, outcomes) = (&db, &outcomes);
        async move {
            for n in 0..WRITES {
                let Some(result) = write(db, task * 31 + n * 7 + seed).await else { continue };
                let outcome = match &result {
                    Ok(()) => "done",
                    Err(error) if error.unique_violation().is_some() => "taken",
                    Err(error) if error.is_condition_failed() => "stale",
                    Err(error) if error.maybe_applied() => "unknown",
                    Err(error) if error.is_retryable() => "not done",
                    Err(error) => panic!("{error}"),
                };
                *outcomes.lock().expect("a lock").entry(outcome).or_default() += 1;
            }
        }
    });
    futures::future::join_all(tasks).await;
    faults.clear_rules();
    // What succeeds late succeeds within a second.
    tokio::time::sleep(Duration::from_secs(10)).await;
    let users = User::scan().consistent().all(&db).await.expect("a scan");
    let values: BTreeSet<_> = users.iter().map(|user| user.email.clone()).collect();
    assert_eq!(values.len(), users.len(), "a value has two owners: {users:?}");
    let mut owners: Vec<_> = users
        .iter()
        .map(|user| (format!("UNIQUE#User#email#{}", user.email), format!("USER#{}", user.user_id)))
        .collect();
    owners.sort_unstable();
    assert_eq!(sentinels(&db).await, owners, "seed {seed}");
    let outcomes = outcomes.into_inner().expect("a lock");
    assert!(outcomes.get("done").copied().unwrap_or_default() > 15, "{outcomes:?}");
    assert!(outcomes.contains_key("taken") && outcomes.contains_key("stale"), "{outcomes:?}");
}

#[tokio::test(start_paused = true)]
async fn concurrent_writers_leave_no_value_with_two_owners() {
    for seed in 0..6 {
        values_stay_unique(seed).await;
    }
}

/// Each writer has an item of its own, so that what it reported can be compared with what is stored.
async fn reports_are_true(seed: u64) {
    let (db, faults) = faulty();
    Accounts::create_table().send(&db).await.expect("a table");
    random_faults(&faults, seed, 0.0);
    let tasks = (0..TASKS).map(|task| {
        let db = &db;
        async move {
            let id = format!("u{task}");
            // The states that the item may be in, by what was reported.
            let mut possible: BTreeSet<Option<String>> = BTreeSet::from([None]);
            for n in 0..WRITES {
                let email = format!("{}@example.com", (task + n) % (TASKS - 1));
                let new = user(&id, &email);
                let read = loop {
                    if let Ok(read) = User::get(("acme", id.as_str())).consistent().send(db).await {
                        break read;
                    }
                };
                let seen = read.as_ref().map(|user| user.email.clone());
                assert!(possible.contains(&seen), "{id} has {seen:?}, expected one of {possible:?}");
                let (wanted, result) = match &read {
                    None => (Some(email), new.create().send(db).await),
                    Some(read) if n % 4 == 3 => (None, read.guarded().delete().send(db).await),
                    Some(read) if n % 2 == 0 => (Some(email), read.guarded().replace(&new).send(db).await),
                    Some(read) => (Some(email.clone()), read.guarded().update().set(User::EMAIL, email).send(db).await),
                };
                possible = match result {
                    Ok(()) => BTreeSet::from([wanted]),
                    Err(error) if error.maybe_applied() => possible.into_iter().chain([seen, wanted]).collect(),
                    Err(_) => possible.into_iter().chain([seen]).collect(),
                };
            }
            (id, possible)
        }
    });
    let reported = futures::future::join_all(tasks).await;
    faults.clear_rules();
    for (id, possible) in reported {
        let stored = User::get(("acme", id.as_str())).consistent().send(&db).await.expect("a read");
        let stored = stored.map(|user| user.email);
        assert!(possible.contains(&stored), "{id} has {stored:?}, expected one of {possible:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_success_is_reported_that_did_not_happen() {
    for seed in 10..16 {
        reports_are_true(seed).await;
    }
}
