//! Runs tests with one change active.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::build::{Program, Workspace};

/// The number of tests that run by themselves, the fastest first, before all others run together.
const ALONE: usize = 6;

/// The minimum time that a test is given. A change may make a loop endless.
const PATIENCE: Duration = Duration::from_secs(20);

/// Prefixes of tests that read the source, which is another one here.
const LEFT_OUT: [&str; 1] = ["layers::"];

/// The results of the tests without a change.
pub(crate) struct Baseline<'p> {
    programs: &'p [Program],
    tests: Vec<Test>,
    /// The tests that reach a change, by its number.
    reaching: HashMap<usize, Vec<usize>>,
}

struct Test {
    program: usize,
    name: String,
    took: Duration,
}

/// Runs each test by itself and records which changes it reaches. A test that fails is left out.
pub(crate) fn baseline<'p>(workspace: &Workspace, programs: &'p [Program]) -> Result<Baseline<'p>, String> {
    let mut baseline = Baseline { programs, tests: Vec::new(), reaching: HashMap::new() };
    for (number, program) in programs.iter().enumerate() {
        for name in names(program)? {
            if LEFT_OUT.iter().any(|left_out| name.starts_with(left_out)) {
                continue;
            }
            let log = workspace.folder().join("reached");
            // The log of the test before is missing if that test reached no change.
            let _ = std::fs::remove_file(&log);
            let start = Instant::now();
            let passes = passes(program, &[&name], None, Some(&log), 6 * PATIENCE)?;
            if !passes {
                eprintln!("left out, as it fails without a change: {name}");
                continue;
            }
            let at = baseline.tests.len();
            baseline.tests.push(Test { program: number, name, took: start.elapsed() });
            for id in std::fs::read_to_string(&log).unwrap_or_default().lines().filter_map(|line| line.parse().ok()) {
                baseline.reaching.entry(id).or_default().push(at);
            }
        }
    }
    let tests = &baseline.tests;
    // Most changes are noticed by some fast test, so the slow ones rarely have to run.
    baseline.reaching.values_mut().for_each(|reaching| reaching.sort_by_key(|&test| tests[test].took));
    eprintln!("{} tests, {} changes reached", baseline.tests.len(), baseline.reaching.len());
    Ok(baseline)
}

impl Baseline<'_> {
    /// Returns true if a test fails, or does not end, with this change active.
    pub(crate) fn notices(&self, id: usize) -> bool {
        // No test reaches the change, so none can notice it.
        let Some(reaching) = self.reaching.get(&id) else { return false };
        let (alone, together) = reaching.split_at(reaching.len().min(ALONE));
        if alone.iter().any(|&test| self.fails(self.tests[test].program, &[test], id)) {
            return true;
        }
        (0..self.programs.len()).any(|program| {
            let tests: Vec<usize> =
                together.iter().copied().filter(|&test| self.tests[test].program == program).collect();
            !tests.is_empty() && self.fails(program, &tests, id)
        })
    }

    fn fails(&self, program: usize, tests: &[usize], id: usize) -> bool {
        let names: Vec<&str> = tests.iter().map(|&test| self.tests[test].name.as_str()).collect();
        let took: Duration = tests.iter().map(|&test| self.tests[test].took).sum();
        !passes(&self.programs[program], &names, Some(id), None, PATIENCE + 3 * took).unwrap_or(false)
    }
}

fn names(program: &Program) -> Result<Vec<String>, String> {
    let output =
        Command::new(&program.path).args(["--list", "--format", "terse"]).current_dir(&program.folder).output();
    let output = output.map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}

fn passes(
    program: &Program,
    tests: &[&str],
    id: Option<usize>,
    log: Option<&Path>,
    within: Duration,
) -> Result<bool, String> {
    let mut command = Command::new(&program.path);
    // The tests run on the embedded engine, also where the environment names an endpoint.
    command.arg("--exact").args(tests).current_dir(&program.folder).env_remove("DKMIO_TEST_ENDPOINT");
    // A panic that prints its way up takes longer than most tests.
    command.env("RUST_BACKTRACE", "0").stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(id) = id {
        command.env("DKMIO_MUTANT", id.to_string());
    }
    if let Some(log) = log {
        command.env("DKMIO_MUTANT_LOG", log);
    }
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let deadline = Instant::now() + within;
    let mut pause = Duration::from_millis(2);
    loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => return Ok(status.success()),
            None if Instant::now() >= deadline => {
                // The test may have ended in the meantime and then cannot be killed, which does no harm.
                let _ = child.kill();
                let _ = child.wait();
                return Ok(false);
            }
            None => std::thread::sleep(pause),
        }
        // Most tests end within milliseconds, so the wait starts short.
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}
