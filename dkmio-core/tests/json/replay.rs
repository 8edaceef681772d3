//! The fuzz targets on their corpus, and on 100,000 mutations of it: nothing makes them panic, hang, or find what they
//! look for.

use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::mutation::{OF_CHANGES, OF_RESPONSES, OF_SCRIPTS, Random, mutate};
use crate::spelling::{SPELLINGS, item_text};
use crate::strategies::item;
use crate::targets::{changes, expressions, responses};

const MUTATIONS: usize = 100_000;
/// No input of a few kilobytes takes nearly as long as this, on however busy a machine.
const LONGEST: Duration = Duration::from_secs(10);

type Target = fn(&[u8]);

/// The corpus of a target, in the order of its names.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let mut paths: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 24, "{} files in {}", paths.len(), folder.display());
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Responses with items of every kind, which are too many to be checked in.
fn pages() -> Vec<Vec<u8>> {
    let mut runner = TestRunner::deterministic();
    let page = |round: usize| {
        let text = item_text(&item().new_tree(&mut runner).unwrap().current(), SPELLINGS[round % SPELLINGS.len()]);
        match round % 3 {
            0 => format!(r#"{{"Count":1,"Items":[{text},{text}],"LastEvaluatedKey":{text}}}"#).into_bytes(),
            _ => text.into_bytes(),
        }
    };
    (0..300).map(page).collect()
}

/// Runs a target on every seed and on mutations of them all, on two threads.
fn replay(target: Target, seeds: Vec<Vec<u8>>, pieces: &'static [&'static str]) {
    std::thread::scope(|scope| {
        for half in [1, 2] {
            let seeds = seeds.clone();
            scope.spawn(move || watched(target, move |run| mutations(&seeds, pieces, half, run)));
        }
    });
}

/// Half of the inputs, a seed of random numbers for each half.
fn mutations(seeds: &[Vec<u8>], pieces: &[&str], half: u64, run: &dyn Fn(Vec<u8>)) {
    seeds.iter().for_each(|seed| run(seed.clone()));
    let mut random = Random::new(half);
    for round in 0..MUTATIONS / 2 {
        let other = &seeds[random.below(seeds.len())];
        run(mutate(&seeds[round % seeds.len()], other, pieces, &mut random));
    }
}

/// Gives the target its inputs on a thread of its own, where one that takes too long is noticed.
fn watched(target: Target, feed: impl FnOnce(&dyn Fn(Vec<u8>)) + Send + 'static) {
    let current = Arc::new(Mutex::new((Instant::now(), Vec::new())));
    let shown = Arc::clone(&current);
    let (finished, waiting) = channel::<()>();
    let worker = std::thread::spawn(move || {
        feed(&|input| {
            *current.lock().unwrap() = (Instant::now(), input.clone());
            target(&input);
        });
        drop(finished);
    });
    while let Err(RecvTimeoutError::Timeout) = waiting.recv_timeout(Duration::from_millis(200)) {
        let (since, input) = &*shown.lock().unwrap();
        assert!(since.elapsed() < LONGEST, "too long on {:?}", String::from_utf8_lossy(input));
    }
    if worker.join().is_err() {
        panic!("on {:?}", String::from_utf8_lossy(&shown.lock().unwrap().1));
    }
}

#[test]
fn any_bytes_as_a_response() {
    replay(responses::run, [corpus("responses"), pages()].concat(), OF_RESPONSES);
}

#[test]
fn any_bytes_as_an_event_or_an_export() {
    replay(changes::run, corpus("changes"), OF_CHANGES);
}

#[test]
fn any_bytes_as_a_script_of_calls() {
    replay(expressions::run, corpus("expressions"), OF_SCRIPTS);
}

#[test]
fn nesting_without_end() {
    watched(responses::run, |run| {
        for opening in ["[", "{", "{\"a\":", "{\"L\":[", "{\"M\":{\"a\":", "{\"content\":{\"L\":[", "{\"a\":{\"M\":"] {
            for tail in ["", "\"", "}"] {
                let nested = opening.repeat(100_000) + tail;
                run(nested.clone().into_bytes());
                run(format!("{{\"a\":{nested}").into_bytes());
                run(format!("{{\"Items\":[{{\"a\":{nested}").into_bytes());
            }
        }
    });
}

/// Depths around the limits of DynamoDB, of the decoder and of the reader.
#[test]
fn nesting_that_ends() {
    watched(responses::run, |run| {
        for levels in [1, 31, 32, 33, 62, 63, 64, 65, 127, 128, 129, 135, 136, 137, 138, 1000] {
            for (opening, closing) in
                [("{\"L\":[", "]}"), ("{\"M\":{\"a\":", "}}"), ("{\"M\":{\"tag\":{\"S\":\"New\"},\"content\":", "}}")]
            {
                let value = format!("{}{{\"N\":\"1E40\"}}{}", opening.repeat(levels), closing.repeat(levels));
                for name in ["a", "deep", "content"] {
                    run(format!("{{\"{name}\":{value}}}").into_bytes());
                    run(format!("{{\"Items\":[{{\"{name}\":{value}}}]}}").into_bytes());
                }
            }
        }
    });
}
