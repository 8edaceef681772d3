//! Measures the time the processor spends on the thread that works, as the best of many measurements in turns.

use std::time::Duration;

use tokio::runtime::Runtime;

use super::Measured;
use crate::cases::{self, Case, Row, Run};
use crate::libraries::LibraryId;

/// The approximate length of one measurement.
const LONG: Duration = Duration::from_millis(4);

/// The number of measurements of each case.
const TURNS: usize = 40;

/// Returns the time that the processor spent on this thread so far, in seconds.
pub(crate) fn clock() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Returns the seconds of one round of what a row needs, in memory.
pub(crate) fn measure(runtime: &Runtime, row: &Row, libraries: &[LibraryId]) -> Measured {
    let runs = row.needs(libraries);
    let cases = runs.into_iter().filter_map(|run| Some((run, cases::case(run.workload, run.library)?))).collect();
    in_turns(runtime, cases)
}

/// Returns the seconds of one round of each case.
pub(crate) fn in_turns(runtime: &Runtime, cases: Vec<(Run, Case)>) -> Measured {
    let took = |case: &Case, rounds: usize| {
        let start = clock();
        runtime.block_on(case.run(rounds));
        clock() - start
    };
    let rounds: Vec<usize> = cases.iter().map(|(_, case)| rounds(took(case, 3) / 3.0)).collect();
    let mut best = vec![f64::MAX; cases.len()];
    // The cases alternate, so that a disturbance of the machine hits all of them alike.
    for _ in 0..TURNS {
        for (at, (_, case)) in cases.iter().enumerate() {
            // A disturbance only adds time, so the least measurement is the closest to the cost itself.
            best[at] = best[at].min(took(case, rounds[at]) / rounds[at] as f64);
        }
    }
    cases.into_iter().map(|(run, _)| run).zip(best).collect()
}

/// Returns the number of rounds that take about as long as one measurement should.
fn rounds(seconds: f64) -> usize {
    (LONG.as_secs_f64() / seconds.max(1e-9)).clamp(1.0, 10_000.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measurement_is_of_one_round_at_least() {
        assert_eq!(rounds(1.0), 1);
        assert_eq!(rounds(LONG.as_secs_f64() / 8.0), 8);
        assert_eq!(rounds(0.0), 10_000);
    }

    #[test]
    fn a_thread_that_sleeps_takes_no_time() {
        let start = clock();
        std::thread::sleep(Duration::from_millis(60));
        let slept = clock() - start;
        assert!((0.0..0.05).contains(&slept), "{slept} s");
    }
}
