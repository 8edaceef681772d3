//! Tries changes and counts what became of them.

use std::collections::{BTreeMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::Mutant;
use crate::run::{Baseline, Verdict, lock};
use crate::state::{Known, State};

/// The share of changes that the tests must notice, in percent.
const LEAST: f64 = 95.0;

/// The share that a sample must not contradict. It is lower, since a sample runs only the fast tests of a change, and counts one
/// that they do not notice as missed. A sample fails only if so few changes would be noticed by chance less often than
/// [`CHANCE`], had all changes this share.
const LEAST_OF_SAMPLE: f64 = 80.0;

/// How often a sample may fail although the tests are good enough.
const CHANCE: f64 = 0.001;

/// The time of all tests that a change may take at first. Most changes are noticed far sooner.
const AT_FIRST: Duration = Duration::from_secs(5);

/// The time of all tests that a change of a sample may take.
const IN_SAMPLE: Duration = Duration::from_secs(20);

/// What became of the changes of one module, or of all.
#[derive(Default, Clone)]
struct Counts {
    noticed: usize,
    endless: usize,
    missed: usize,
    equivalent: usize,
    refused: usize,
}

impl Counts {
    fn tried(&self) -> usize {
        self.noticed + self.endless + self.missed
    }

    fn score(&self) -> f64 {
        100.0 * (self.noticed + self.endless) as f64 / self.tried().max(1) as f64
    }
}

/// What became of all changes.
pub(crate) struct Tally {
    all: usize,
    modules: BTreeMap<String, Counts>,
}

impl Tally {
    pub(crate) fn new(all: usize) -> Self {
        Self { all, modules: BTreeMap::new() }
    }

    fn of(&mut self, mutant: &Mutant) -> &mut Counts {
        let module = mutant.file.split(['/', '.']).next().unwrap_or_default();
        self.modules.entry(module.to_owned()).or_default()
    }

    /// Counts a change and returns true.
    pub(crate) fn add_equivalent(&mut self, mutant: &Mutant) -> bool {
        self.of(mutant).equivalent += 1;
        true
    }

    /// Counts a change and returns true.
    pub(crate) fn add_refused(&mut self, mutant: &Mutant) -> bool {
        self.of(mutant).refused += 1;
        true
    }

    /// Counts a change and returns true.
    pub(crate) fn add_noticed(&mut self, mutant: &Mutant) -> bool {
        self.of(mutant).noticed += 1;
        true
    }

    /// Prints the counts and returns true if enough changes were noticed.
    pub(crate) fn report(&self, is_sample: bool) -> bool {
        let mut total = Counts::default();
        println!("module        score  tried  noticed  endless  not noticed  equivalent  do not compile");
        let line = |name: &str, counts: &Counts| {
            println!(
                "{name:<12} {:>5.1} % {:>5} {:>8} {:>8} {:>12} {:>11} {:>15}",
                counts.score(),
                counts.tried(),
                counts.noticed,
                counts.endless,
                counts.missed,
                counts.equivalent,
                counts.refused
            );
        };
        for (module, counts) in &self.modules {
            line(module, counts);
            total.noticed += counts.noticed;
            total.endless += counts.endless;
            total.missed += counts.missed;
            total.equivalent += counts.equivalent;
            total.refused += counts.refused;
        }
        line("all", &total);
        let least = if is_sample { LEAST_OF_SAMPLE } else { LEAST };
        let is_enough = match is_sample {
            true => chance_of_missing(total.missed, total.tried(), 1.0 - LEAST_OF_SAMPLE / 100.0) >= CHANCE,
            false => total.score() >= LEAST,
        };
        println!(
            "mutation score {:.1} %, at least {least} % asked: {} of {} changes tried, {} of them not noticed",
            total.score(),
            total.tried(),
            self.all,
            total.missed
        );
        is_enough
    }
}

/// Returns the probability that at least `missed` of `tried` changes are not noticed, if each is missed with the probability `each`.
fn chance_of_missing(missed: usize, tried: usize, each: f64) -> f64 {
    // The probability of exactly `count`, each from the one before: a factorial of a thousand is beyond a float.
    let mut exactly = (1.0 - each).powf(tried as f64);
    let mut fewer = 0.0;
    for count in 0..missed {
        fewer += exactly;
        exactly *= (tried - count) as f64 / (count + 1) as f64 * each / (1.0 - each);
    }
    1.0 - fewer
}

/// Changes that are tried, and until when.
pub(crate) struct Sample<'a> {
    pub(crate) mutants: &'a [Mutant],
    pub(crate) baseline: &'a Baseline<'a>,
    pub(crate) deadline: Option<Instant>,
    pub(crate) jobs: usize,
}

impl Sample<'_> {
    /// Tries the changes, several at once.
    pub(crate) fn run(&self, tally: &mut Tally, state: &mut State) -> Result<(), String> {
        let shared = Mutex::new((tally, state));
        let first = if self.deadline.is_some() { IN_SAMPLE } else { AT_FIRST };
        let ids: Vec<(usize, HashSet<usize>)> = (0..self.mutants.len()).map(|id| (id, HashSet::new())).collect();
        let undecided = self.pass(&ids, first, &shared);
        if self.deadline.is_some() {
            // A test that did not run has not noticed the change.
            undecided.iter().for_each(|(id, _)| self.missed(*id, "by the tests that are fast", &shared));
        } else {
            eprintln!("{} changes passed the fast tests", undecided.len());
            self.pass(&undecided, Duration::MAX, &shared);
        }
        let (_, state) = shared.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        state.write()
    }

    /// Tries each change with tests up to the limit. Returns those that need more tests, with the tests that passed.
    fn pass(
        &self,
        ids: &[(usize, HashSet<usize>)],
        limit: Duration,
        shared: &Mutex<(&mut Tally, &mut State)>,
    ) -> Vec<(usize, HashSet<usize>)> {
        let (next, undecided) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..self.jobs {
                scope.spawn(|| {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let is_late = self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
                        let Some((id, ran)) = ids.get(at).filter(|_| !is_late) else { break };
                        let mutant = &self.mutants[*id];
                        match self.baseline.try_change(*id, mutant, ran, limit) {
                            Verdict::Noticed(test) => self.noticed(*id, test, shared),
                            Verdict::Endless(test) => {
                                println!("endless: {} (line {}), in {test}", mutant.name(), mutant.change.line);
                                let mut shared = lock(shared);
                                shared.0.of(mutant).endless += 1;
                                // A run that resumes counts it among the noticed ones.
                                shared.1.set(mutant.name(), mutant.hash, Known::NoticedBy(test));
                            }
                            Verdict::Missed => self.missed(*id, "by any test", shared),
                            Verdict::NotReached => self.missed(*id, "or reached by any test", shared),
                            Verdict::Undecided(ran) => {
                                if self.deadline.is_none() {
                                    println!("passed fast tests: {} (line {})", mutant.name(), mutant.change.line);
                                }
                                lock(&undecided).push((*id, ran));
                            }
                        }
                        if at % 100 == 99 {
                            eprintln!("{} of {}", at + 1, ids.len());
                        }
                    }
                });
            }
        });
        undecided.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn noticed(&self, id: usize, test: String, shared: &Mutex<(&mut Tally, &mut State)>) {
        let mutant = &self.mutants[id];
        let mut shared = lock(shared);
        shared.0.add_noticed(mutant);
        shared.1.set(mutant.name(), mutant.hash, Known::NoticedBy(test));
        // A run that is ended keeps what it knows.
        if shared.0.modules.values().map(Counts::tried).sum::<usize>() % 50 == 0 {
            let _ = shared.1.write();
        }
    }

    fn missed(&self, id: usize, how: &str, shared: &Mutex<(&mut Tally, &mut State)>) {
        let mutant = &self.mutants[id];
        println!("not noticed {how}: {} (line {})", mutant.name(), mutant.change.line);
        lock(shared).0.of(mutant).missed += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_add_up() {
        assert!((chance_of_missing(0, 20, 0.15) - 1.0).abs() < 1e-9);
        // All but the case that none of two is missed.
        assert!((chance_of_missing(1, 2, 0.15) - 0.2775).abs() < 1e-9);
        assert!((chance_of_missing(2, 2, 0.15) - 0.0225).abs() < 1e-9);
    }

    #[test]
    fn a_few_missed_changes_of_a_small_sample_do_not_fail_it() {
        assert!(chance_of_missing(6, 20, 0.15) > CHANCE);
        assert!(chance_of_missing(12, 20, 0.15) < CHANCE);
        assert!(chance_of_missing(40, 100, 0.15) < CHANCE);
    }
}
