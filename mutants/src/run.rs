//! Runs tests with one change active.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::Mutant;
use crate::build::{Program, Stop, Workspace};
use crate::process::{self, Ended};
use crate::state::State;

/// How many tests run together, the most promising first. The rest follow in groups of the last size.
const GROUPS: [usize; 4] = [2, 8, 32, 100];

/// The least time that a group of tests is given. A change may make a loop endless.
const PATIENCE: Duration = Duration::from_secs(5);

/// Prefixes of tests that read the source, which is another one here.
const LEFT_OUT: [&str; 1] = ["layers::"];

/// The time that a test may take without a change.
const FOR_ONE: Duration = Duration::from_secs(80);

/// The same for a sample, in which there is no time for slow tests.
const FOR_ONE_OF_SAMPLE: Duration = Duration::from_secs(10);

/// A test that takes longer is not among the first that run, even if it noticed other changes of the function.
const SLOW: Duration = Duration::from_secs(2);

/// The results of the tests without a change.
pub(crate) struct Baseline<'p> {
    programs: &'p [Program],
    tests: Vec<Test>,
    /// The tests that reach a change, by its number.
    reaching: HashMap<usize, Vec<usize>>,
    /// How many changes each test noticed, by file and by function.
    noticed: Mutex<HashMap<(String, usize), usize>>,
}

struct Test {
    program: usize,
    name: String,
    took: Duration,
}

/// What became of a change.
pub(crate) enum Verdict {
    /// The test of this name failed, or the program ended while it ran with others.
    Noticed(String),
    /// The tests did not end in time.
    Endless(String),
    /// All tests that reach the change passed.
    Missed,
    /// No test reaches the change.
    NotReached,
    /// These tests passed, and the limit kept others from running.
    Undecided(HashSet<usize>),
}

/// Runs each test by itself and records which changes it reaches. A test that fails or takes too long is left out.
pub(crate) fn baseline<'p>(workspace: &Workspace, programs: &'p [Program], jobs: usize) -> Result<Baseline<'p>, Stop> {
    let mut names = Vec::new();
    for (number, program) in programs.iter().enumerate() {
        names.extend(process::names(program)?.into_iter().map(|name| (number, name)));
    }
    names.retain(|(_, name)| !LEFT_OUT.iter().any(|left_out| name.starts_with(left_out)));
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let within = if workspace.has_deadline() { FOR_ONE_OF_SAMPLE } else { FOR_ONE };
    std::thread::scope(|scope| {
        for job in 0..jobs {
            let (names, next, found) = (&names, &next, &found);
            scope.spawn(move || {
                let log = workspace.folder().join(format!("reached-{job}"));
                while let Some((number, name)) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if workspace.is_late() {
                        break;
                    }
                    // The log of the test before is missing if that test reached no change.
                    let _ = std::fs::remove_file(&log);
                    let start = std::time::Instant::now();
                    let ended = process::run(&programs[*number], &[name], None, Some(&log), within);
                    if !matches!(ended, Ok(Ended::Passed)) {
                        let how = if matches!(ended, Ok(Ended::Late)) { "takes too long" } else { "fails" };
                        eprintln!("left out, as it {how} without a change: {name}");
                        continue;
                    }
                    let took = start.elapsed();
                    let reached = std::fs::read_to_string(&log).unwrap_or_default();
                    let reached: Vec<usize> = reached.lines().filter_map(|line| line.parse().ok()).collect();
                    let test = Test { program: *number, name: name.clone(), took };
                    lock(found).push((test, reached));
                }
            });
        }
    });
    if workspace.is_late() {
        return Err(Stop::OutOfTime);
    }
    let mut reaching: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut tests = Vec::new();
    for (test, reached) in found.into_inner().unwrap_or_default() {
        for id in reached {
            reaching.entry(id).or_default().push(tests.len());
        }
        tests.push(test);
    }
    eprintln!("{} tests, {} changes reached", tests.len(), reaching.len());
    Ok(Baseline { programs, tests, reaching, noticed: Mutex::default() })
}

impl Baseline<'_> {
    /// Takes over which tests noticed changes in earlier runs, so that they run first.
    pub(crate) fn learn(&self, mutants: &[Mutant], state: &State) {
        let numbers: HashMap<&str, usize> =
            self.tests.iter().enumerate().map(|(number, test)| (test.name.as_str(), number)).collect();
        for mutant in mutants {
            if let Some(&test) = state.noticed_by(&mutant.name()).and_then(|test| numbers.get(test)) {
                self.count(mutant, test);
            }
        }
    }

    /// Runs the tests that reach the change, until one fails or those that ran took longer than the limit together.
    ///
    /// Tests in `ran` passed already.
    pub(crate) fn try_change(&self, id: usize, mutant: &Mutant, ran: &HashSet<usize>, limit: Duration) -> Verdict {
        // No test reaches the change, so none can notice it.
        let Some(reaching) = self.reaching.get(&id) else { return Verdict::NotReached };
        let mut spent = Duration::ZERO;
        let (mut due, mut later) = (Vec::new(), false);
        for test in self.ordered(mutant, reaching).into_iter().filter(|test| !ran.contains(test)) {
            spent += self.tests[test].took;
            // The first group runs whatever it costs.
            if spent <= limit || due.len() < GROUPS[0] {
                due.push(test);
            } else {
                later = true;
            }
        }
        let ran = ran.iter().chain(&due).copied().collect();
        let mut sizes = GROUPS.iter();
        let mut size = GROUPS[0];
        while !due.is_empty() {
            size = sizes.next().copied().unwrap_or(size);
            let program = self.tests[due[0]].program;
            let mut group = Vec::new();
            due.retain(|&test| {
                let is_in = group.len() < size && self.tests[test].program == program;
                if is_in {
                    group.push(test);
                }
                !is_in
            });
            match self.run(&group, id) {
                Ended::Passed => {}
                Ended::Failed(name) => {
                    // A program that ends early names no test.
                    let test = group.iter().copied().find(|&test| self.tests[test].name == name).unwrap_or(group[0]);
                    self.count(mutant, test);
                    return Verdict::Noticed(self.tests[test].name.clone());
                }
                Ended::Late => return Verdict::Endless(self.tests[group[0]].name.clone()),
            }
        }
        if later { Verdict::Undecided(ran) } else { Verdict::Missed }
    }

    fn run(&self, tests: &[usize], id: usize) -> Ended {
        let names: Vec<&str> = tests.iter().map(|&test| self.tests[test].name.as_str()).collect();
        let took: Duration = tests.iter().map(|&test| self.tests[test].took).sum();
        let program = &self.programs[self.tests[tests[0]].program];
        // A program that does not start has noticed nothing.
        process::run(program, &names, Some(id), None, PATIENCE + 4 * took).unwrap_or(Ended::Passed)
    }

    /// Returns the tests in the order to run them: those first that noticed other changes nearby, then the fast ones.
    fn ordered(&self, mutant: &Mutant, reaching: &[usize]) -> Vec<usize> {
        let noticed = lock(&self.noticed);
        let (function, file) = (place(mutant), mutant.file.clone());
        let mut tests: Vec<_> = reaching
            .iter()
            .map(|&test| {
                let count = |place: &String| noticed.get(&(place.clone(), test)).copied().unwrap_or(0);
                let took = self.tests[test].took;
                let (here, near) = if took > SLOW { (0, 0) } else { (count(&function), count(&file)) };
                (std::cmp::Reverse(here), std::cmp::Reverse(near), took, test)
            })
            .collect();
        tests.sort();
        tests.into_iter().map(|(_, _, _, test)| test).collect()
    }

    fn count(&self, mutant: &Mutant, test: usize) {
        let mut noticed = lock(&self.noticed);
        *noticed.entry((place(mutant), test)).or_insert(0) += 1;
        *noticed.entry((mutant.file.clone(), test)).or_insert(0) += 1;
    }
}

fn place(mutant: &Mutant) -> String {
    format!("{} {}", mutant.file, mutant.change.function)
}

/// Locks a mutex, whose content is whole even if a thread panicked.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
