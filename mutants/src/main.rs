//! Checks that the tests notice changes to the runtime.
//!
//! Every change of an operator, a condition, a number, a statement or a return value in the modules below is written
//! into one copy of the workspace, each behind a switch that an environment variable turns on. So the tests are
//! compiled once, and a change costs no more than a run of the tests that reach it. The program prints the changes that
//! no test notices.
//!
//! - `cargo run -p dkmio-mutants -- --minutes 6` takes changes by chance until the time is over.
//! - `cargo run -p dkmio-mutants -- --all` takes all of them; `--only batch/driver` those of one folder or file.
//! - `cargo run -p dkmio-mutants -- --list` prints them.
//!
//! `equivalent.txt` names changes that make no difference which a test could notice, with the reason.

mod build;
mod equivalent;
mod find;
mod run;
mod weave;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::find::Change;

/// The modules of dkmio-core whose changes are tried.
const MODULES: [&str; 9] =
    ["batch", "transaction", "read", "operation", "cursor", "client", "request", "expression", "codec"];

/// The share of changes that the tests must notice, in percent. A sample of a hundred varies by a few.
const LEAST: f64 = 85.0;

/// A change of a file, with its place among the changes of its function that read alike.
struct Mutant {
    file: String,
    change: Change,
    nth: usize,
}

impl Mutant {
    /// Returns the name by which the list of equivalents knows the change.
    fn name(&self) -> String {
        // The line number is not part of the name, since any edit above it would move the line.
        let nth = if self.nth > 1 { format!(" #{}", self.nth) } else { String::new() };
        format!("{} {}: {}{nth}", self.file, self.change.function, self.change.what)
    }
}

struct Arguments {
    minutes: Option<u64>,
    only: Option<String>,
    seed: Option<u64>,
    list: bool,
}

fn main() -> ExitCode {
    match arguments().and_then(run) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<Arguments, String> {
    let mut parsed = Arguments { minutes: Some(6), only: None, seed: None, list: false };
    let mut rest = std::env::args().skip(1);
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--all" => parsed.minutes = None,
            "--minutes" => parsed.minutes = Some(value()?.parse().map_err(|error| format!("--minutes: {error}"))?),
            "--seed" => parsed.seed = Some(value()?.parse().map_err(|error| format!("--seed: {error}"))?),
            "--only" => parsed.only = Some(value()?),
            "--list" => parsed.list = true,
            other => return Err(format!("unknown argument {other}")),
        }
    }
    Ok(parsed)
}

fn run(arguments: Arguments) -> Result<bool, String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut mutants = find_all(&root)?;
    let equivalents = equivalent::read(&root.join("mutants/equivalent.txt"))?;
    // A name that fits no change any more would exempt whatever change gets that name next.
    equivalents.check(&mutants)?;
    if arguments.list {
        mutants.iter().for_each(|mutant| println!("{} (line {})", mutant.name(), mutant.change.line));
        return Ok(true);
    }
    let workspace = build::Workspace::copy(&root)?;
    // The build takes out changes that do not compile, so the numbers below are valid only after it.
    let programs = workspace.build(&mut mutants)?;
    let baseline = run::baseline(&workspace, &programs)?;

    let mut chosen: Vec<usize> = (0..mutants.len())
        .filter(|&id| !equivalents.has(&mutants[id]))
        .filter(|&id| arguments.only.as_ref().is_none_or(|only| mutants[id].file.contains(only.as_str())))
        .collect();
    println!("{} changes, {} of them chosen", mutants.len(), chosen.len());
    let start = Instant::now();
    if let Some(minutes) = arguments.minutes {
        // The seed is printed, so that a run with a surprising score can be repeated.
        let seed = arguments.seed.unwrap_or_else(|| u64::from(std::process::id()));
        println!("a sample of {minutes} minutes, --seed {seed}");
        shuffle(&mut chosen, seed);
    }
    let deadline = arguments.minutes.map(|minutes| start + Duration::from_secs(60 * minutes));
    let (mut noticed, mut missed) = (0, Vec::new());
    for id in chosen {
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            break;
        }
        if baseline.notices(id) {
            noticed += 1;
        } else {
            println!("not noticed: {} (line {})", mutants[id].name(), mutants[id].change.line);
            missed.push(id);
        }
    }
    let total = noticed + missed.len();
    let score = if total == 0 { 0.0 } else { 100.0 * noticed as f64 / total as f64 };
    println!("mutation score {score:.1} %: {noticed} of {total} changes noticed in {} s", start.elapsed().as_secs());
    Ok(score >= LEAST)
}

/// Finds the changes of all files, the equivalent ones included.
fn find_all(root: &std::path::Path) -> Result<Vec<Mutant>, String> {
    let source = root.join("dkmio-core/src");
    let mut mutants = Vec::new();
    for file in build::files_below(&source)? {
        if !MODULES.iter().any(|module| file.starts_with(&format!("{module}/")) || file == format!("{module}.rs")) {
            continue;
        }
        let text = std::fs::read_to_string(source.join(&file)).map_err(|error| format!("{file}: {error}"))?;
        let mut seen = std::collections::HashMap::new();
        for change in find::changes(&text).map_err(|error| format!("{file}: {error}"))? {
            let nth = seen.entry((change.function.clone(), change.what.clone())).or_insert(0);
            *nth += 1;
            mutants.push(Mutant { file: file.clone(), change, nth: *nth });
        }
    }
    Ok(mutants)
}

/// Shuffles the numbers by Fisher and Yates with SplitMix64: the same order for the same seed.
fn shuffle(ids: &mut [usize], seed: u64) {
    let mut state = seed;
    for at in (1..ids.len()).rev() {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ids.swap(at, ((z ^ (z >> 31)) % (at as u64 + 1)) as usize);
    }
}
