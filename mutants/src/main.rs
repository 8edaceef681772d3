//! Checks that the tests notice changes to the runtime.
//!
//! Every change of an operator, a condition, a number, a statement or a return value in the modules below is written
//! into one copy of the workspace, each behind a switch that an environment variable turns on. So the tests are
//! compiled once, and a change costs no more than a run of the tests that reach it. The program prints the changes that
//! no test notices.
//!
//! - `--within 10` takes changes by chance and ends, build included, after ten minutes.
//! - `--all` takes all of them; `--only batch/driver` those of one folder or file.
//! - `--resume` leaves out those that an earlier run noticed and whose file is the same.
//! - `--list` prints them.
//!
//! `equivalent.txt` names changes that make no difference which a test could notice, with the reason. Constants, `const fn`s
//! and `Debug` are not changed: a switch is read at run time, and no text for people is tested word by word.

mod build;
mod equivalent;
mod find;
mod operators;
mod process;
mod returned;
mod run;
mod score;
mod seed;
mod state;
mod weave;

use std::collections::HashSet;
use std::hash::{Hash as _, Hasher as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::build::Stop;
use crate::find::Change;
use crate::score::{Sample, Tally};
use crate::state::{Known, State};

/// The modules of dkmio-core whose changes are tried.
const MODULES: [&str; 9] =
    ["batch", "transaction", "read", "operation", "cursor", "client", "request", "expression", "codec"];

/// The changes of a sample for each minute. Fewer changes compile faster; that many are tried on no machine.
const SAMPLE: u64 = 60;

/// The limit on builds of the runtime, each of which takes out the changes that do not compile. The compiler finds
/// errors in types before those in lifetimes.
const ROUNDS: usize = 20;

/// A change of a file, with its place among the changes of its function that read alike.
struct Mutant {
    file: String,
    change: Change,
    nth: usize,
    /// A hash of the file.
    hash: u64,
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
    within: Option<u64>,
    only: Option<String>,
    seed: Option<u64>,
    jobs: usize,
    list: bool,
    resume: bool,
}

fn main() -> ExitCode {
    match arguments().map_err(Stop::from).and_then(run) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // A slow machine is no fault of the tests.
        Err(Stop::OutOfTime) => {
            println!("no change was tried: the build took all the time");
            ExitCode::SUCCESS
        }
        Err(Stop::Failed(error)) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<Arguments, String> {
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let mut parsed = Arguments { within: Some(10), only: None, seed: None, jobs, list: false, resume: false };
    let mut rest = std::env::args().skip(1);
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--all" => parsed.within = None,
            "--within" => parsed.within = Some(value()?.parse().map_err(|error| format!("--within: {error}"))?),
            "--jobs" => parsed.jobs = value()?.parse().map_err(|error| format!("--jobs: {error}"))?,
            "--seed" => parsed.seed = Some(value()?.parse().map_err(|error| format!("--seed: {error}"))?),
            "--only" => parsed.only = Some(value()?),
            "--list" => parsed.list = true,
            "--resume" => parsed.resume = true,
            other => return Err(format!("unknown argument {other}")),
        }
    }
    Ok(parsed)
}

fn run(arguments: Arguments) -> Result<bool, Stop> {
    let deadline = arguments.within.map(|minutes| Instant::now() + Duration::from_secs(60 * minutes));
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut mutants = find_all(&root)?;
    let equivalents = equivalent::read(&root.join("mutants/equivalent.txt"))?;
    // A name that fits no change any more would exempt whatever change gets that name next.
    equivalents.check(&mutants)?;
    if arguments.list {
        mutants.iter().for_each(|mutant| println!("{} (line {})", mutant.name(), mutant.change.line));
        return Ok(true);
    }
    let workspace = build::Workspace::copy(&root, deadline)?;
    let mut state = State::read(&workspace.folder().join("known.tsv"));
    let mut tally = Tally::new(mutants.len());
    mutants.retain(|mutant| arguments.only.as_ref().is_none_or(|only| mutant.file.contains(only.as_str())));
    mutants.retain(|mutant| !equivalents.has(mutant) || !tally.add_equivalent(mutant));
    mutants.retain(|mutant| match state.of(&mutant.name(), mutant.hash) {
        Some(Known::DoesNotCompile) => !tally.add_refused(mutant),
        Some(Known::NoticedBy(_)) if arguments.resume => !tally.add_noticed(mutant),
        _ => true,
    });
    if let Some(minutes) = arguments.within {
        // The seed is printed, so that a run with a surprising score can be repeated.
        let seed = arguments.seed.unwrap_or_else(|| u64::from(std::process::id()));
        println!("a sample within {minutes} minutes, --seed {seed}");
        shuffle(&mut mutants, seed);
        mutants.truncate((SAMPLE * minutes) as usize);
    }
    let programs = build(&workspace, &mut mutants, &mut tally, &mut state)?;
    let baseline = run::baseline(&workspace, &programs, arguments.jobs)?;
    baseline.learn(&mutants, &state);
    let sample = Sample { mutants: &mutants, baseline: &baseline, deadline, jobs: arguments.jobs };
    sample.run(&mut tally, &mut state)?;
    Ok(tally.report(arguments.within.is_some()))
}

/// Builds the test programs, and takes out of the list the changes that do not compile.
fn build(
    workspace: &build::Workspace,
    mutants: &mut Vec<Mutant>,
    tally: &mut Tally,
    state: &mut State,
) -> Result<Vec<build::Program>, Stop> {
    for _ in 0..ROUNDS {
        workspace.weave(mutants)?;
        let wrong = workspace.wrong(mutants.len())?;
        if wrong.is_empty() {
            return workspace.programs();
        }
        eprintln!("{} of {} changes do not compile", wrong.len(), mutants.len());
        // The changes that stay get new numbers, so the next round writes all switches anew.
        let mut id = 0;
        mutants.retain(|mutant| {
            id += 1;
            let is_wrong = wrong.contains(&(id - 1));
            if is_wrong {
                tally.add_refused(mutant);
                state.set(mutant.name(), mutant.hash, Known::DoesNotCompile);
            }
            !is_wrong
        });
        state.write()?;
    }
    Err("some changes still do not compile".to_owned().into())
}

/// Finds the changes of all files, the equivalent ones included.
fn find_all(root: &std::path::Path) -> Result<Vec<Mutant>, String> {
    let source = root.join("dkmio-core/src");
    let mut mutants = Vec::new();
    let files = build::files_below(&source)?;
    let read = |file: &str| std::fs::read_to_string(source.join(file)).map_err(|error| format!("{file}: {error}"));
    let mut with_default = HashSet::new();
    for file in &files {
        let parsed = syn::parse_file(&read(file)?).map_err(|error| format!("{file}: {error}"))?;
        with_default.extend(returned::with_default(&parsed));
    }
    for file in files {
        let is_of_module = |module: &&str| file.starts_with(&format!("{module}/")) || file == format!("{module}.rs");
        // The unit tests of a large file stand in a file of their own.
        if !MODULES.iter().any(is_of_module) || file.ends_with("/tests.rs") {
            continue;
        }
        let text = read(&file)?;
        let hash = {
            let mut hasher = std::hash::DefaultHasher::new();
            text.hash(&mut hasher);
            hasher.finish()
        };
        let mut seen = std::collections::HashMap::new();
        for change in find::changes(&text, &with_default).map_err(|error| format!("{file}: {error}"))? {
            let nth = seen.entry((change.function.clone(), change.what.clone())).or_insert(0);
            *nth += 1;
            mutants.push(Mutant { file: file.clone(), change, nth: *nth, hash });
        }
    }
    Ok(mutants)
}

/// Shuffles the changes by Fisher and Yates with SplitMix64: the same order for the same seed.
fn shuffle(ids: &mut [Mutant], seed: u64) {
    let mut state = seed;
    for at in (1..ids.len()).rev() {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ids.swap(at, ((z ^ (z >> 31)) % (at as u64 + 1)) as usize);
    }
}
