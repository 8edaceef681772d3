//! Many writers of one item, with lost requests and responses: no update is lost, none is made twice, and none is reported that
//! was not made.

use std::collections::BTreeSet;

use dkmio::{DynamoDb, DynamoTable, Error};
use dkmio_embedded::{Faults, Probabilities};

use super::{Note, note, stored};
use crate::support::faulty;

const TASKS: u64 = 6;
const WRITES: u64 = 12;

fn random_faults(faults: &Faults, seed: u64) {
    let probabilities = Probabilities {
        lost_response: 0.12,
        lost_request: 0.05,
        applied_then_error: 0.08,
        error: 0.04,
        throttle: 0.05,
        ..Probabilities::default()
    };
    faults.random(seed, probabilities);
}

/// Adds a name to the note, in one of seven ways. Says whether it was done, or only maybe.
async fn add(db: &DynamoDb, name: &str, way: u64) -> Result<(), Error> {
    loop {
        let Ok(Some(note)) = Note::get("n").consistent().send(db).await else { continue };
        let log: Vec<String> = note.log.iter().cloned().chain([name.to_owned()]).collect();
        let new = Note { log: log.clone(), ..note.clone() };
        let written = match way % 7 {
            0 => new.put().send(db).await.map(drop),
            1 => new.replace().send(db).await.map(drop),
            2 => new.upsert().send(db).await.map(drop),
            3 => note.guarded().update().set(Note::LOG, log).send(db).await,
            4 => note.guarded().replace(&new).send(db).await.map(drop),
            5 => Note::update("n").set(Note::LOG, log).if_version(note.version).send(db).await,
            _ => Note::patch("n").set(Note::LOG, log).if_version(note.version).send(db).await,
        };
        match written {
            // Another writer was faster. After an attempt without a response that is not certain.
            Err(error) if error.is_condition_failed() && !error.maybe_applied() => {}
            written => return written,
        }
    }
}

async fn writers_lose_nothing(seed: u64) {
    let (db, faults) = faulty();
    Note::create_table().send(&db).await.expect("a table");
    note("log").create().send(&db).await.expect("a create");
    random_faults(&faults, seed);
    let tasks = (0..TASKS).map(|task| {
        let db = db.clone();
        tokio::spawn(async move {
            let mut results = Vec::new();
            for n in 0..WRITES {
                let name = format!("{task}-{n}");
                let result = add(&db, &name, task + n).await;
                results.push((name, result));
            }
            results
        })
    });
    let results = futures::future::join_all(tasks).await;
    faults.clear_rules();
    let note = stored(&db).await;
    let logged: BTreeSet<&str> = note.log.iter().map(String::as_str).collect();
    assert_eq!(logged.len(), note.log.len(), "a write was made twice");
    assert_eq!(u64::from(note.version), 1 + note.log.len() as u64);
    let mut done = 0;
    for (name, result) in results.into_iter().flat_map(|task| task.expect("a task")) {
        match result {
            Ok(()) => {
                assert!(logged.contains(name.as_str()), "{name} was reported and is lost");
                done += 1;
            }
            Err(error) => assert!(error.maybe_applied() || !logged.contains(name.as_str()), "{name}: {error}"),
        }
    }
    assert!(done > TASKS * WRITES / 2, "{done}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_writers_lose_no_update() {
    for seed in 0..4 {
        writers_lose_nothing(seed).await;
    }
}
